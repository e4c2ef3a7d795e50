/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration: two files, the environment, and one answer per host. */
#include "config/config.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEFAULTS "DEFAULT"
#define VALUE_MAX 4096

/* directory: what is wrong with the one where it lies; may be NULL. */
static bool
load_file(struct fc_config_file *file, const char *path,
          const struct fc_error *directory, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error what = FC_ERROR_INIT;
	enum fc_lookup result;
	bool loaded = true;

	file->path = path;
	result = fc_file_read_config(path, &text, &file->seen, &file->broken);
	if (result == FC_FOUND && directory &&
	    directory->kind != FC_ERR_NONE) {
		file->broken = *directory;
		result = FC_FAILED;
	}
	if (result == FC_FAILED)
		fc_buf_move(&file->ini.text, &text); /* see _concerns */
	if (result == FC_FOUND && !fc_ini_parse(&file->ini, &text, &what)) {
		fc_fail(&file->broken, FC_ERR_CONFIG, "reading %s: %.300s",
		        path, what.text);
		memcpy(file->broken.hint, what.hint, sizeof(what.hint));
		if (what.kind == FC_ERR_INTERNAL) {
			*err = what;
			loaded = false;
		}
	}
	fc_buf_clear(&text);
	return loaded;
}

/* In whatever case. */
static bool
mentions(const struct fc_buf *buf, const char *host)
{
	const size_t len = strlen(host);
	const char *text = fc_buf_str(buf);

	for (; *text; text++)
		if (strncasecmp(text, host, len) == 0)
			return true;
	return false;
}

bool
fc_config_concerns(const struct fc_config_file *file, const char *host)
{
	return file->broken.kind != FC_ERR_NONE &&
	       (fc_config_section(file, host) ||
	        mentions(&file->ini.text, host));
}

const struct fc_error *
fc_config_fault(const struct fc_config *config)
{
	const struct fc_error *const faults[] = { &config->user.broken,
		                                  &config->system.broken,
		                                  &config->logins.broken };
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i]->kind != FC_ERR_NONE)
			return faults[i];
	return NULL;
}

const struct fc_error *
fc_config_fault_of(const struct fc_config *config, const char *host)
{
	if (fc_config_concerns(&config->user, host))
		return &config->user.broken;
	if (fc_config_concerns(&config->system, host))
		return &config->system.broken;
	if (config->logins.broken.kind != FC_ERR_NONE &&
	    fc_logins_names(&config->logins, host))
		return &config->logins.broken;
	return NULL;
}

bool
fc_config_read(struct fc_config *config, const struct fc_paths *paths,
               struct fc_error *err)
{
	struct fc_error fault = FC_ERROR_INIT;
	struct fc_dir home = FC_DIR_INIT;

	config->paths = paths;
	config->user.user = true;
	/* Where others can write, they can put another file of ours in the
	 * place of the user's. */
	if (fc_dir_open(&home, paths->home, false, &fault) == FC_FOUND)
		fc_dir_close(&home);
	return load_file(&config->user, paths->config, &fault, err) &&
	       load_file(&config->system, paths->system, NULL, err);
}

void
fc_config_clear(struct fc_config *config)
{
	fc_ini_clear(&config->user.ini);
	fc_ini_clear(&config->system.ini);
	fc_logins_clear(&config->logins);
	*config = (struct fc_config)FC_CONFIG_INIT;
}

bool
fc_section_host(const struct fc_ini_section *section, char host[FC_HOST_SIZE])
{
	char name[FC_HOST_SIZE + 8];

	if (section->name_len >= sizeof(name))
		return false;
	memcpy(name, section->name, section->name_len);
	name[section->name_len] = '\0';
	return strcmp(name, DEFAULTS) != 0 && fc_host_parse(name, host);
}

const struct fc_ini_section *
fc_config_section(const struct fc_config_file *file, const char *host)
{
	return fc_host_section(&file->ini, host);
}

bool
fc_config_names(const struct fc_config *config, const char *host)
{
	return fc_config_section(&config->user, host) ||
	       fc_config_section(&config->system, host);
}

bool
fc_config_says(const struct fc_config *config, const char *host,
               const char *key)
{
	const struct fc_ini_section *user =
		fc_config_section(&config->user, host);
	const struct fc_ini_section *system =
		fc_config_section(&config->system, host);

	return (user && fc_ini_entry(user, key)) ||
	       (system && fc_ini_entry(system, key));
}

static enum fc_lookup
get_from(const struct fc_config_file *file,
         const struct fc_ini_section *section, const char *key,
         struct fc_buf *value, struct fc_error *err)
{
	char name[FC_HOST_SIZE + 8];
	struct fc_error what = FC_ERROR_INIT;
	enum fc_lookup result;

	fc_text_slice(name, sizeof(name), section->name, section->name_len);
	result = fc_ini_get(&file->ini, name, key, value, &what);
	if (result == FC_FAILED) {
		fc_fail(err, FC_ERR_CONFIG, "reading %s: %.300s", file->path,
		        what.text);
		memcpy(err->hint, what.hint, sizeof(err->hint));
	}
	return result;
}

enum fc_lookup
fc_config_value(const struct fc_config *config, const char *host,
                const char *key, struct fc_buf *value,
                const struct fc_config_file **file, struct fc_error *err)
{
	const struct {
		const struct fc_config_file *file;
		const struct fc_ini_section *section;
	} place[] = {
		{ &config->user, fc_config_section(&config->user, host) },
		{ &config->system, fc_config_section(&config->system, host) },
		{ &config->user, fc_ini_section(&config->user.ini, DEFAULTS) },
		{ &config->system,
		  fc_ini_section(&config->system.ini, DEFAULTS) },
	};
	size_t i;

	for (i = 0; i < sizeof(place) / sizeof(place[0]); i++) {
		if (!place[i].section || !fc_ini_entry(place[i].section, key))
			continue;
		if (file)
			*file = place[i].file;
		return get_from(place[i].file, place[i].section, key, value,
		                err);
	}
	return FC_ABSENT;
}

bool
fc_config_alias(const struct fc_config *config, const char *host,
                char stack[FC_HOST_SIZE])
{
	struct fc_buf value = FC_BUF_INIT(VALUE_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	char named[FC_HOST_SIZE];
	bool alias;

	alias = fc_config_names(config, host) &&
	        fc_config_value(config, host, "foundry", &value, NULL,
	                        &ignored) == FC_FOUND &&
	        fc_host_from_url(fc_buf_str(&value), named) &&
	        strcmp(named, host) != 0;
	if (alias)
		memcpy(stack, named, strlen(named) + 1);
	fc_buf_clear(&value);
	return alias;
}

bool
fc_config_registry(const struct fc_config *config, const char *host,
                   char stack[FC_HOST_SIZE])
{
	return fc_registry_stack(host, stack) &&
	       fc_config_names(config, stack);
}

struct visit {
	const struct fc_config *config;
	const struct fc_config_file *file;
	bool aliases;      /* those, or the stacks themselves */
	const char *stack; /* of aliases: only this one's, unless NULL */
	bool (*visit)(const char *host, void *arg);
	void *arg;
};

/* One file's sections that are wanted; a host that the user's file has
 * named is not said again for the system's. */
static bool
visit_file(const struct visit *visit)
{
	size_t i;

	for (i = 0; i < visit->file->ini.section_count; i++) {
		const struct fc_ini_section *section =
			&visit->file->ini.sections[i];
		char host[FC_HOST_SIZE], stack[FC_HOST_SIZE];
		bool alias;

		/* Spelled twice, a host counts where look-ups find it. */
		if (!fc_section_host(section, host) ||
		    fc_config_section(visit->file, host) != section ||
		    (!visit->file->user &&
		     fc_config_section(&visit->config->user, host)))
			continue;
		alias = fc_config_alias(visit->config, host, stack);
		if (alias != visit->aliases ||
		    (visit->stack && strcmp(stack, visit->stack) != 0))
			continue;
		if (!visit->visit(host, visit->arg))
			return false;
	}
	return true;
}

static bool
visit_login(const char *host, void *arg)
{
	struct visit *visit = arg;
	const struct fc_config *config = visit->config;

	return fc_config_names(config, host) ||
	       !fc_logins_configure(&config->logins, host) ||
	       visit->visit(host, visit->arg);
}

void
fc_config_each(const struct fc_config *config,
               bool (*visit)(const char *host, void *arg), void *arg)
{
	struct visit user = { config, &config->user, false, NULL, visit,
		              arg };
	struct visit system = { config, &config->system, false, NULL, visit,
		                arg };

	if (visit_file(&user) && visit_file(&system))
		fc_logins_each(&config->logins, visit_login, &system);
}

void
fc_config_aliases(const struct fc_config *config, const char *stack,
                  bool (*visit)(const char *host, void *arg), void *arg)
{
	struct visit user = { config, &config->user, true, stack, visit, arg };
	struct visit system = { config, &config->system, true, stack, visit,
		                arg };

	if (visit_file(&user))
		visit_file(&system);
}

/* As many as a message may name. */
#define NAMED_MAX 5

struct only {
	char host[FC_HOST_SIZE];
	char names[256]; /* "a, b", those that fit */
	int count;
};

static bool
count_stack(const char *host, void *arg)
{
	struct only *only = arg;

	const size_t len = strlen(only->names);
	const char *comma = len > 0 ? ", " : "";

	fc_text_join(only->host, sizeof(only->host), host, NULL);
	if (++only->count > NAMED_MAX)
		host = "...";
	if (len + strlen(comma) + strlen(host) < sizeof(only->names))
		fc_text_join(only->names + len, sizeof(only->names) - len,
		             comma, host, NULL);
	return only->count <= NAMED_MAX;
}

enum fc_lookup
fc_config_only(const struct fc_config *config, char host[FC_HOST_SIZE],
               struct fc_error *err)
{
	const char *named = getenv("FOUNDRY_HOSTNAME");
	const struct fc_error *fault = fc_config_fault(config);
	struct only only = { .count = 0 };

	if (named && *named) {
		if (fc_host_from_url(named, host))
			return FC_FOUND;
		fc_fail(err, FC_ERR_USAGE, "environment variable "
		        "FOUNDRY_HOSTNAME does not name a host");
		return FC_FAILED;
	}
	fc_config_each(config, count_stack, &only);
	if (only.count == 0 && fault) {
		*err = *fault;
		return FC_FAILED;
	}
	if (only.count == 0)
		return FC_ABSENT;
	if (only.count > 1) {
		fc_fail(err, FC_ERR_USAGE, "several stacks are configured and "
		        "none is named: %s", only.names);
		fc_error_hint(err, "name one: its host as the operand, or "
		              "FOUNDRY_HOSTNAME");
		return FC_FAILED;
	}
	fc_text_join(host, FC_HOST_SIZE, only.host, NULL);
	return FC_FOUND;
}
