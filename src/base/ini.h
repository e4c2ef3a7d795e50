/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The INI dialect of Python's configparser.ConfigParser() with its default
 * settings (Lib/configparser.py, 3.11) on a file opened as UTF-8 text: '='
 * and ':' delimit, lines starting with '#' or ';' are comments, keys are
 * case-insensitive, [DEFAULT] is inherited by every section, indented lines
 * continue a value, empty lines inside a value belong to it when it goes on,
 * '%' is doubled and %(key)s is replaced, a section or key that comes twice
 * is an error.  LF, CR LF and CR end a line; blanks are those of Unicode.
 *
 * Three things differ.  Letters beyond ASCII keep their case in keys.  A
 * value with a NUL in it cannot be had, as C would cut it there.  A value
 * that refers to others more than FC_INI_REFERENCES_MAX times is refused.
 *
 * The file's bytes are kept: an edit changes the lines of its own key and
 * leaves every other byte (comments, order, unknown keys) as it stands.
 */
#ifndef FC_BASE_INI_H
#define FC_BASE_INI_H

#include "base/buf.h"

#define FC_INI_MAX (8 * 1024 * 1024)
#define FC_INI_REFERENCES_MAX 1000

/* The section that all others inherit from. */
#define FC_INI_DEFAULTS "DEFAULT"

/* Lines are counted from 1.  All offsets and pointers are into text. */
struct fc_ini_entry {
	const char *key; /* as written */
	size_t key_len;
	size_t line;
	size_t start, end; /* from its line to the last one that continues it */
	bool again;        /* the key has come before in its section */
};

/*
 * [DEFAULT] may come several times in a file, every other section once.  It
 * is one section here: place and line are the first header's, the entries
 * are those of all.
 */
struct fc_ini_section {
	const char *name; /* between the brackets, as written */
	size_t name_len;
	size_t line;
	size_t start, end; /* from its header line to the next header */
	bool again;        /* the name has come before */
	struct fc_ini_entry *entries;
	size_t entry_count, entry_size;
};

struct fc_ini {
	struct fc_buf text;
	struct fc_ini_section *sections; /* [DEFAULT] among them, as written */
	size_t section_count, section_size;
	size_t *index;     /* of sections by name; NULL: there is none */
	size_t index_mask;
	size_t *next;      /* of a section: the next in the same place */
};

#define FC_INI_INIT { .text = FC_BUF_INIT(FC_INI_MAX) }

/*
 * Take over text (moved out of the argument, its cap with it) and parse it.
 *
 * True: what Python reads without complaint.
 * False: what Python refuses (DATA, "line N: ..." of the first mistake), or
 * no memory.  The sections and keys that could be understood can still be
 * looked up, so that a caller can tell which hosts the broken file concerns;
 * such an ini cannot be edited.
 */
FC_MUST_CHECK bool fc_ini_parse(struct fc_ini *ini, struct fc_buf *text,
                                struct fc_error *err);

/* Is this the section that is meant by a name? */
typedef bool fc_ini_is_meant(const struct fc_ini_section *section,
                             const char *name, size_t len);

/*
 * The first section of those spelled like the name, but for upper case and a
 * ":443" behind it, that is_meant.  Borrowed, or NULL.  Time does not grow
 * with the number of sections.
 */
const struct fc_ini_section *fc_ini_section_like(const struct fc_ini *ini,
                                                 const char *name,
                                                 fc_ini_is_meant *is_meant);

/* Borrowed, or NULL.  Names of sections are compared byte for byte. */
const struct fc_ini_section *fc_ini_section(const struct fc_ini *ini,
                                            const char *name);

/* The entry in that section itself (not inherited), or NULL. */
const struct fc_ini_entry *fc_ini_entry(const struct fc_ini_section *section,
                                        const char *key);

/*
 * The value of a key as Python's get(section, key) gives it: continuation
 * lines joined by LF, inherited from [DEFAULT], interpolated.  value is
 * appended to.  section "DEFAULT" reads the defaults themselves.
 *
 * FC_FOUND:  value is filled (perhaps empty).
 * FC_ABSENT: no such section or key.
 * FC_FAILED: broken interpolation or a NUL (DATA, "line N: ..."), past the
 *            cap, or no memory.
 */
FC_MUST_CHECK enum fc_lookup fc_ini_get(const struct fc_ini *ini,
                                        const char *section, const char *key,
                                        struct fc_buf *value,
                                        struct fc_error *err);

/*
 * Set key in section ('%' is doubled for the caller); the section or the key
 * is added when missing, otherwise only that key's lines change, and the
 * comments between them stay.  A new section comes last.  Fails (DATA) when
 * Python would not read the value back equal: a control byte, blanks on
 * either side, not UTF-8, or a section or key that no file can have.
 *
 * An edit that fails leaves ini as it was.  One that is done invalidates
 * every pointer into it.
 */
FC_MUST_CHECK bool fc_ini_set(struct fc_ini *ini, const char *section,
                              const char *key, const char *value,
                              struct fc_error *err);

/* Remove; an absent key or section is no error. */
FC_MUST_CHECK bool fc_ini_unset(struct fc_ini *ini, const char *section,
                                const char *key, struct fc_error *err);

/*
 * The same for a section from its header to its last key and the empty lines
 * after it; comments from there on stay.  [DEFAULT] cannot be removed (DATA).
 */
FC_MUST_CHECK bool fc_ini_remove(struct fc_ini *ini, const char *section,
                                 struct fc_error *err);

/* Wipe and free.  Safe twice. */
void fc_ini_clear(struct fc_ini *ini);

#endif
