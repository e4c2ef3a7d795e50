/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration: two files, the environment, and one answer per host. */
#ifndef FC_CONFIG_CONFIG_H
#define FC_CONFIG_CONFIG_H

#include "base/ini.h"
#include "base/path.h"
#include "config/logins.h"
#include "config/stack.h"

/* One file; broken is set when the file as a whole cannot be trusted. */
struct fc_config_file {
	struct fc_ini ini;
	const char *path; /* borrowed from places */
	bool user;        /* the person's, not the system's */
	struct stat seen; /* when it was read; st_ino 0: missing */
	struct fc_error broken;
};

struct fc_config {
	const struct fc_paths *paths; /* borrowed */
	struct fc_config_file user;
	struct fc_config_file system;
	struct fc_logins logins;
};

#define FC_CONFIG_INIT { .user.ini = FC_INI_INIT, .system.ini = FC_INI_INIT, \
	.logins = FC_LOGINS_INIT }

/*
 * Read both files; what is known of the logins is for the caller to fill
 * (config_load.h).  A missing file is empty; a file that cannot be read or
 * parsed is kept as broken and matters only to the hosts that it names.
 * Fails only without memory.
 */
FC_MUST_CHECK bool fc_config_read(struct fc_config *config,
                                  const struct fc_paths *paths,
                                  struct fc_error *err);

/* The host that a section's name means, normalised; false: none, as that of
 * [DEFAULT]. */
FC_MUST_CHECK bool fc_section_host(const struct fc_ini_section *section,
                                   char host[FC_HOST_SIZE]);

/* A file's section for a host, however it is spelled there, or NULL. */
const struct fc_ini_section *
fc_config_section(const struct fc_config_file *file, const char *host);

/*
 * Is this file broken, and is the host in it?  A file that cannot be trusted
 * is not parsed; that its text names the host is enough.
 */
bool fc_config_concerns(const struct fc_config_file *file, const char *host);

/*
 * What is wrong with the first of the files, that of the logins among them,
 * that cannot be trusted; with the first such that names the host.  NULL:
 * nothing.  Borrowed.
 */
const struct fc_error *fc_config_fault(const struct fc_config *config);
const struct fc_error *fc_config_fault_of(const struct fc_config *config,
                                          const char *host);

/* Has either file a section for this host? */
bool fc_config_names(const struct fc_config *config, const char *host);

/* Has one of the host's own sections this key?  [DEFAULT] does not count: what
 * an alias has from there its stack has already. */
bool fc_config_says(const struct fc_config *config, const char *host,
                    const char *key);

/*
 * The stack that answers for this (normalised) host.
 *
 * FC_FOUND:  stack is filled; the caller clears it.
 * FC_ABSENT: not ours.
 * FC_FAILED: ours, but its section is wrong: file, line, nearest word.
 *
 * For docker also "X-container-registry.D" for a configured "X.D" under
 * Palantir's domains (design.md, "Whose request it is").  For the command
 * line, where a person named the host, a file that could not be read at all is
 * an error even though it cannot be known which hosts it names.  A file that
 * must not be obeyed is one for every host that it names.
 */
FC_MUST_CHECK enum fc_lookup fc_config_find(const struct fc_config *config,
                                            const char *host,
                                            enum fc_purpose purpose,
                                            struct fc_stack *stack,
                                            struct fc_error *err);

/*
 * The value in force of one key for a section's host: user's section,
 * system's section, user's [DEFAULT], system's [DEFAULT].  value is appended
 * to.  *file (may be NULL) is the file that it came from.
 */
FC_MUST_CHECK enum fc_lookup
fc_config_value(const struct fc_config *config, const char *host,
                const char *key, struct fc_buf *value,
                const struct fc_config_file **file, struct fc_error *err);

/* Does "foundry = ..." make this host an alias?  stack: whose. */
FC_MUST_CHECK bool fc_config_alias(const struct fc_config *config,
                                   const char *host,
                                   char stack[FC_HOST_SIZE]);

/* Is it, unsaid, the registry of a stack that the files name?  stack: of which;
 * undefined when it is none. */
FC_MUST_CHECK bool fc_config_registry(const struct fc_config *config,
                                      const char *host,
                                      char stack[FC_HOST_SIZE]);

/*
 * The one stack that HOST may be left out for: FOUNDRY_HOSTNAME's, else the
 * only one known.  FC_ABSENT: there is none; FC_FAILED (USAGE): several.
 */
FC_MUST_CHECK enum fc_lookup fc_config_only(const struct fc_config *config,
                                            char host[FC_HOST_SIZE],
                                            struct fc_error *err);

/*
 * For want of a home no file can be looked at.  FC_FAILED: the host is ours all
 * the same, by the environment, or as a person named it: why must be said.
 * FC_ABSENT: for all that can be known it is not.
 */
FC_MUST_CHECK enum fc_lookup fc_config_homeless(const char *host,
                                                enum fc_purpose purpose);

/* FOUNDRY_CLIENT_ID and its kin mean one stack: the one FOUNDRY_HOSTNAME
 * names, or the only one there is.  Is it this one? */
bool fc_config_environment_means(const struct fc_config *config,
                                 const char *host);

/*
 * Hosts known to the files and the shared file, aliases left out, one call
 * each, until the callback answers false.
 */
void fc_config_each(const struct fc_config *config,
                    bool (*visit)(const char *host, void *arg), void *arg);

/* Is it under one of Palantir's domains? */
bool fc_host_is_palantirs(const char *host);

/* Under Palantir's domains "X-container-registry.D" is the registry of "X.D",
 * unsaid: the one of the other.  False: it is none, has none. */
bool fc_registry_stack(const char *host, char stack[FC_HOST_SIZE]);
bool fc_registry_of_stack(const char *stack, char host[FC_HOST_SIZE]);

/* The hosts whose sections say "foundry = stack" (NULL: any), until false. */
void fc_config_aliases(const struct fc_config *config, const char *stack,
                       bool (*visit)(const char *host, void *arg), void *arg);

void fc_config_clear(struct fc_config *config);

#endif
