/* SPDX-License-Identifier: Apache-2.0 */
/* Our own configuration: what setup did to it is taken back. */
#include "cli/setup/setup.h"

#include "base/ini_line.h"
#include "config/settings.h"

#include <string.h>

#define NAME_SIZE (FC_HOST_SIZE + 8) /* of a section: a host, with its port */

/* What setup may change in the section of a stack, and of a registry; the
 * secrets it only takes out, for a file of its own. */
static const char *const stack_keys[] = { "client_id", "scopes", "ca_file",
	"client_secret_file", "client_secret", "client_secret_command", NULL };
static const char *const registry_keys[] = { "foundry", "username", NULL };

/* The file before setup and after; an older version kept no after. */
struct past {
	struct fc_ini before, after;
	bool knows_after;
};

static bool
parse(struct fc_ini *ini, const struct fc_buf *bytes, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	bool done;

	done = fc_buf_add(&text, fc_buf_str(bytes), bytes->len, err) &&
	       fc_ini_parse(ini, &text, err);
	fc_buf_clear(&text);
	return done;
}

/* The bytes of a value, as they stand in the file; NULL: there is none. */
struct value {
	const char *at;
	size_t len;
};

static struct value
value_of(const struct fc_ini *ini, const char *name, const char *key)
{
	const struct fc_ini_section *section = fc_ini_section(ini, name);
	const struct fc_ini_entry *entry =
		section ? fc_ini_entry(section, key) : NULL;
	struct fc_ini_line line = { .kind = FC_INI_BLANK };
	size_t from, to;

	if (!entry)
		return (struct value){ NULL, 0 };
	line.end = entry->start;
	(void)fc_ini_line_next(&ini->text, &line);
	from = fc_ini_line_delimiter(&ini->text, &line) + 1;
	to = entry->end;
	fc_ini_trim(&ini->text, &from, &to);
	return (struct value){ ini->text.data + from, to - from };
}

static bool
is_same(struct value one, struct value other)
{
	if (!one.at || !other.at)
		return one.at == other.at;
	return one.len == other.len && memcmp(one.at, other.at, one.len) == 0;
}

/* Did setup change this key, and is it still as setup left it?  For an older
 * version it is taken to have written what is there now. */
static bool
is_of_setup(const struct past *past, const struct fc_ini *now,
            const char *name, const char *key)
{
	struct value before = value_of(&past->before, name, key);
	struct value is = value_of(now, name, key);
	struct value after = is;

	if (past->knows_after)
		after = value_of(&past->after, name, key);
	else if (strcmp(key, "client_secret") == 0 ||
	         strcmp(key, "client_secret_command") == 0)
		after = (struct value){ NULL, 0 };
	return !is_same(before, after) && is_same(is, after);
}

/* Its lines, but for comments: these have stayed. */
static bool
add_lines(struct fc_buf *out, const struct fc_ini *ini,
          const struct fc_ini_entry *entry, struct fc_error *err)
{
	struct fc_ini_line line = { .end = entry->start };

	while (line.end < entry->end && fc_ini_line_next(&ini->text, &line))
		if (line.kind != FC_INI_COMMENT &&
		    !fc_buf_add(out, ini->text.data + line.start,
		                line.end - line.start, err))
			return false;
	return true;
}

/* Behind the last key of a section, or its header. */
static size_t
end_of_keys(const struct fc_ini *ini, const struct fc_ini_section *section)
{
	struct fc_ini_line header = { .end = section->start };

	if (section->entry_count > 0)
		return section->entries[section->entry_count - 1].end;
	(void)fc_ini_line_next(&ini->text, &header);
	return header.end;
}

static bool
end_line(struct fc_buf *out, const char *last, struct fc_error *err)
{
	return *last == '\n' || fc_buf_add(out, "\n", 1, err);
}

/* The lines of a key as they were, in the place of those that are there, or
 * behind the section's last. */
static bool
put_lines(struct fc_ini *now, const struct fc_ini_section *section,
          const struct fc_ini *before, const struct fc_ini_entry *old,
          const char *key, struct fc_error *err)
{
	const struct fc_ini_entry *here = fc_ini_entry(section, key);
	struct fc_buf text = FC_BUF_INIT(FC_INI_MAX);
	struct fc_buf lines = FC_BUF_INIT(FC_INI_MAX);
	struct fc_ini edited = FC_INI_INIT;
	size_t at = here ? here->start : end_of_keys(now, section);
	size_t len = here ? here->end - here->start : 0;
	bool done;

	done = (at == 0 || end_line(&lines, now->text.data + at - 1, err)) &&
	       add_lines(&lines, before, old, err) &&
	       end_line(&lines, lines.data + lines.len - 1, err) &&
	       fc_buf_add(&text, now->text.data, now->text.len, err) &&
	       fc_buf_splice(&text, at, len, lines.data, lines.len, err) &&
	       fc_ini_parse(&edited, &text, err);
	if (done) {
		fc_ini_clear(now);
		*now = edited;
	} else {
		fc_ini_clear(&edited);
	}
	fc_buf_clear(&lines);
	fc_buf_clear(&text);
	return done;
}

/* Is the key, as it is read, what it was? */
static bool
reads_same(const struct fc_ini *now, const struct fc_ini *before,
           const char *name, const char *key)
{
	struct fc_buf is = FC_BUF_INIT(FC_INI_MAX);
	struct fc_buf was = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool same;

	same = fc_ini_get(now, name, key, &is, &ignored) ==
	               fc_ini_get(before, name, key, &was, &ignored) &&
	       strcmp(fc_buf_str(&is), fc_buf_str(&was)) == 0;
	fc_buf_clear(&is);
	fc_buf_clear(&was);
	return same;
}

/* Put a key back to what it was before, or out. */
static bool
undo_key(struct fc_ini *now, const struct past *past, const char *name,
         const char *key, struct fc_error *err)
{
	const struct fc_ini_section *section = fc_ini_section(now, name);
	const struct fc_ini_section *then =
		fc_ini_section(&past->before, name);
	const struct fc_ini_entry *old = then ? fc_ini_entry(then, key) : NULL;

	if (!section || !is_of_setup(past, now, name, key))
		return true;
	if (!old)
		return fc_ini_unset(now, name, key, err);
	return put_lines(now, section, &past->before, old, key, err) &&
	       (reads_same(now, &past->before, name, key) ||
	        fc_fail(err, FC_ERR_DATA, "[%s] is written in a way that is "
	                "not edited here", name));
}

/* A section that setup began, and that has nothing in it any more, goes. */
static bool
undo_section(struct fc_ini *now, const struct past *past, const char *name,
             const char *const *keys, struct fc_error *err)
{
	const struct fc_ini_section *section;

	for (; *keys; keys++)
		if (!undo_key(now, past, name, *keys, err))
			return false;
	section = fc_ini_section(now, name);
	if (!section || section->entry_count > 0 ||
	    fc_ini_section(&past->before, name))
		return true;
	return fc_ini_remove(now, name, err);
}

static bool
undo_host(struct fc_ini *now, const struct past *past, const char *host,
          const char *const *keys, struct fc_error *err)
{
	const struct fc_ini_section *section = fc_host_section(now, host);
	char name[NAME_SIZE];

	return !section ||
	       !fc_text_slice(name, sizeof(name), section->name,
	                      section->name_len) ||
	       undo_section(now, past, name, keys, err);
}

/* Every section that setup left, with any key that it may have changed. */
static bool
undo_known(struct fc_ini *now, const struct past *past, struct fc_error *err)
{
	const struct fc_ini *after = &past->after;
	char name[NAME_SIZE];
	size_t i;

	for (i = 0; i < after->section_count; i++)
		if (fc_text_slice(name, sizeof(name), after->sections[i].name,
		                  after->sections[i].name_len) &&
		    (!undo_section(now, past, name, stack_keys, err) ||
		     !undo_section(now, past, name, registry_keys, err)))
			return false;
	return true;
}

static bool
undo_all(struct fc_ini *now, const struct cli_setup_target *target,
         const struct past *past,
         struct fc_error *err)
{
	const struct cli_registries *registries = target->registries;
	int i;

	if (past->knows_after)
		return undo_known(now, past, err);
	if (!undo_host(now, past, target->wanted->host, stack_keys, err))
		return false;
	for (i = 0; i < registries->count; i++)
		if (!undo_host(now, past, registries->host[i], registry_keys,
		               err))
			return false;
	return true;
}

bool
cli_setup_config_undo(struct cli_edit *edit,
                      const struct cli_setup_target *target,
                      const struct cli_backup *backup, struct fc_error *err)
{
	struct past past = { FC_INI_INIT, FC_INI_INIT, backup->knows_after };
	struct fc_ini now = FC_INI_INIT;
	struct fc_error why = FC_ERROR_INIT;
	bool done;

	done = parse(&now, &edit->after, &why) &&
	       parse(&past.before, &backup->before, &why) &&
	       parse(&past.after, &backup->after, &why) &&
	       undo_all(&now, target, &past, &why);
	if (done)
		fc_buf_move(&edit->after, &now.text);
	else
		fc_fail(err, FC_ERR_CONFIG, "changing %s: %.300s", edit->name,
		        why.text);
	fc_ini_clear(&now);
	fc_ini_clear(&past.before);
	fc_ini_clear(&past.after);
	return done;
}
