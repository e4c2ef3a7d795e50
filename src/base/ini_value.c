/* SPDX-License-Identifier: Apache-2.0 */
/* Values of an INI text: lines joined, inherited, interpolated. */
#include "base/ini.h"

#include "base/ini_line.h"
#include "base/ini_names.h"

#include <string.h>

#define DEPTH_MAX 10 /* configparser.MAX_INTERPOLATION_DEPTH */

/* One value that is being put together. */
struct reading {
	const struct fc_ini_section *section;
	const struct fc_ini_section *defaults; /* or NULL */
	const struct fc_buf *text;
	struct fc_buf *value;
	int depth;
	int references;
};

static bool expand(struct reading *reading, const struct fc_ini_entry *entry,
                   struct fc_error *err);

static const struct fc_ini_entry *
find(const struct reading *reading, const char *key, size_t len)
{
	const struct fc_ini_entry *own =
		fc_ini_find(reading->section, key, len);

	if (own || !reading->defaults)
		return own;
	return fc_ini_find(reading->defaults, key, len);
}

/* The value as written, its lines joined. */
static bool
join(const struct fc_buf *text, const struct fc_ini_entry *entry,
     struct fc_buf *raw, struct fc_error *err)
{
	struct fc_ini_line line = { .end = entry->start };

	while (line.end < entry->end && fc_ini_line_next(text, &line)) {
		size_t from = line.from;

		if (line.kind == FC_INI_COMMENT)
			continue;
		if (line.start == entry->start) {
			from = fc_ini_line_delimiter(text, &line) + 1;
			fc_ini_trim(text, &from, &line.to);
		} else if (!fc_buf_add(raw, "\n", 1, err)) {
			return false;
		}
		if (!fc_buf_add(raw, text->data + from, line.to - from, err))
			return false;
	}
	return true;
}

/* Put in the value that "%(key)s" stands for; *rest goes past it. */
static bool
refer(struct reading *reading, const char **rest, const char *end,
      const struct fc_ini_entry *from, struct fc_error *err)
{
	const char *key = *rest + strlen("%(");
	const char *close = memchr(key, ')', (size_t)(end - key));
	const struct fc_ini_entry *entry;

	if (!close || close + 1 == end || close[1] != 's')
		return fc_fail(err, FC_ERR_DATA,
		               "line %zu: '%%(' without ')s'", from->line);
	entry = find(reading, key, (size_t)(close - key));
	if (!entry)
		return fc_fail(err, FC_ERR_DATA,
		               "line %zu: '%%(...)s' names a key that is not "
		               "there", from->line);
	if (++reading->references > FC_INI_REFERENCES_MAX)
		return fc_fail(err, FC_ERR_DATA,
		               "line %zu: too many '%%(...)s'", from->line);
	*rest = close + strlen(")s");
	return expand(reading, entry, err);
}

/* *rest stands at a '%': append what it means and go past it. */
static bool
replace_percent(struct reading *reading, const char **rest, const char *end,
                const struct fc_ini_entry *from, struct fc_error *err)
{
	char next = (char)(end - *rest > 1 ? (*rest)[1] : '\0');

	if (next == '(')
		return refer(reading, rest, end, from, err);
	if (next != '%')
		return fc_fail(err, FC_ERR_DATA,
		               "line %zu: '%%' must be doubled", from->line);
	*rest += strlen("%%");
	return fc_buf_add(reading->value, "%", 1, err);
}

static bool
interpolate(struct reading *reading, const char *rest, const char *end,
            const struct fc_ini_entry *from, struct fc_error *err)
{
	while (rest < end) {
		const char *percent = memchr(rest, '%', (size_t)(end - rest));
		const char *stop = percent ? percent : end;

		if (!fc_buf_add(reading->value, rest, (size_t)(stop - rest),
		                err))
			return false;
		rest = stop;
		if (percent &&
		    !replace_percent(reading, &rest, end, from, err))
			return false;
	}
	return true;
}

static bool
has(const struct fc_buf *raw, char byte)
{
	return raw->len > 0 && memchr(raw->data, byte, raw->len) != NULL;
}

/* Append the value of an entry; depth counts as Python counts. */
static bool
expand(struct reading *reading, const struct fc_ini_entry *entry,
       struct fc_error *err)
{
	struct fc_buf raw = FC_BUF_INIT(FC_INI_MAX);
	bool done = false;

	if (!join(reading->text, entry, &raw, err))
		goto out;
	if (has(&raw, '\0')) {
		fc_fail(err, FC_ERR_DATA, "line %zu: a NUL in the value",
		        entry->line);
		goto out;
	}
	if (!has(&raw, '%')) {
		done = fc_buf_add(reading->value, fc_buf_str(&raw), raw.len,
		                  err);
		goto out;
	}
	if (reading->depth == DEPTH_MAX) {
		fc_fail(err, FC_ERR_DATA, "line %zu: '%%(...)s' goes too deep",
		        entry->line);
		goto out;
	}
	reading->depth++;
	done = interpolate(reading, raw.data, raw.data + raw.len, entry, err);
	reading->depth--;
out:
	fc_buf_clear(&raw);
	return done;
}

enum fc_lookup
fc_ini_get(const struct fc_ini *ini, const char *section, const char *key,
           struct fc_buf *value, struct fc_error *err)
{
	const size_t before = value->len;
	struct reading reading = {
		.section = fc_ini_section(ini, section),
		.defaults = fc_ini_section(ini, FC_INI_DEFAULTS),
		.text = &ini->text,
		.value = value,
	};
	const struct fc_ini_entry *entry = NULL;

	if (reading.section)
		entry = find(&reading, key, strlen(key));
	if (!entry)
		return FC_ABSENT;
	if (expand(&reading, entry, err))
		return FC_FOUND;
	fc_buf_cut(value, before);
	return FC_FAILED;
}
