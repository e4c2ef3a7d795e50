/* SPDX-License-Identifier: Apache-2.0 */
/* The INI of npm and pnpm, read and changed by lines. */
#include "cli/tools/npm/npmrc.h"

#include "cli/edit/mask.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
trim(const char **text, size_t *len)
{
	static const char blanks[] = " \t\r\n";

	while (*len > 0 && strchr(blanks, **text))
		(*text)++, (*len)--;
	while (*len > 0 && strchr(blanks, (*text)[*len - 1]))
		(*len)--;
}

static void
unquote(const char **text, size_t *len)
{
	if (*len >= 2 && strchr("\"'", **text) && (*text)[*len - 1] == **text)
		(*text)++, *len -= 2;
}

/* False: nothing is set there. */
static bool
take_line(struct cli_npmrc_line *line, const char *text, size_t len)
{
	const char *sign = memchr(text, '=', len);

	if (len == 0 || *text == ';' || *text == '#' || !sign)
		return false;
	line->key = text;
	line->key_len = (size_t)(sign - text);
	line->value = sign + 1;
	line->value_len = len - line->key_len - 1;
	trim(&line->key, &line->key_len);
	unquote(&line->key, &line->key_len);
	trim(&line->value, &line->value_len);
	unquote(&line->value, &line->value_len);
	return true;
}

bool
cli_npmrc_next(const struct fc_buf *text, struct cli_npmrc_line *line)
{
	const char *data = fc_buf_str(text);

	while (line->end < text->len) {
		const char *at = data + line->end;
		size_t len = strcspn(at, "\n");

		line->at = line->end;
		line->end += len + (at[len] == '\n');
		if (line->end == line->at) /* a NUL */
			break;
		trim(&at, &len);
		if (len > 0 && *at == '[') {
			line->end = line->at;
			break;
		}
		if (take_line(line, at, len))
			return true;
	}
	return false;
}

bool
cli_npmrc_find(const struct fc_buf *text, const char *key, size_t key_len,
               struct cli_npmrc_line *found)
{
	struct cli_npmrc_line line = CLI_NPMRC_FIRST;
	bool is_there = false;

	while (cli_npmrc_next(text, &line)) {
		if (line.key_len != key_len ||
		    memcmp(line.key, key, key_len) != 0)
			continue;
		*found = line;
		is_there = true;
	}
	return is_there;
}

bool
cli_npmrc_is(const struct cli_npmrc_line *line, const char *value)
{
	return line->value_len == strlen(value) &&
	       memcmp(line->value, value, line->value_len) == 0;
}

bool
cli_npmrc_names(const struct cli_npmrc_line *line, const char *name)
{
	const size_t len = strlen(name);

	return line->key_len >= len &&
	       memcmp(line->key + line->key_len - len, name, len) == 0;
}

/* Behind the last line that is of no section. */
static bool
append(struct fc_buf *text, const char *added, size_t len, struct fc_error *err)
{
	struct cli_npmrc_line line = CLI_NPMRC_FIRST;

	while (cli_npmrc_next(text, &line))
		;
	return (line.end == 0 || text->data[line.end - 1] == '\n' ||
	        (fc_buf_splice(text, line.end, 0, "\n", 1, err) &&
	         ++line.end)) &&
	       fc_buf_splice(text, line.end, 0, added, len, err);
}

bool
cli_npmrc_set(struct fc_buf *text, const char *key, const char *value,
              struct fc_error *err)
{
	struct fc_buf added = FC_BUF_INIT(CLI_EDIT_MAX);
	struct cli_npmrc_line now;
	bool there = cli_npmrc_find(text, key, strlen(key), &now);
	bool done = true;

	if (!there || !cli_npmrc_is(&now, value))
		done = fc_buf_addf(&added, err, "%s=%s\n", key, value) &&
		       (there ? fc_buf_splice(text, now.at, now.end - now.at,
		                              added.data, added.len, err)
		              : append(text, added.data, added.len, err));
	fc_buf_clear(&added);
	return done;
}

static bool
is_same_value(const struct cli_npmrc_line *one,
              const struct cli_npmrc_line *other)
{
	return one->value_len == other->value_len &&
	       memcmp(one->value, other->value, one->value_len) == 0;
}

bool
cli_npmrc_take_back(struct fc_buf *text, const struct cli_backup *backup,
                    struct fc_error *err)
{
	struct cli_npmrc_line ours = CLI_NPMRC_FIRST, was, now;
	bool done = true;

	while (done && cli_npmrc_next(&backup->after, &ours)) {
		bool had = cli_npmrc_find(&backup->before, ours.key,
		                          ours.key_len, &was);

		if ((had && is_same_value(&was, &ours)) ||
		    !cli_npmrc_find(text, ours.key, ours.key_len, &now) ||
		    !is_same_value(&now, &ours))
			continue;
		done = fc_buf_splice(text, now.at, now.end - now.at,
		                     had ? backup->before.data + was.at : "",
		                     had ? was.end - was.at : 0, err);
	}
	return done;
}

static size_t
shown_of_line(const char *line, size_t len, bool *goes_on)
{
	struct cli_npmrc_line setting = CLI_NPMRC_FIRST;
	const char *text = line;
	size_t rest = len;

	(void)goes_on;
	trim(&text, &rest);
	if (rest == 0 || *text == '[')
		return len;
	if (!take_line(&setting, text, rest))
		return (size_t)(text - line) + 1;
	if (cli_npmrc_is(&setting, CLI_NPMRC_VARIABLE) ||
	    (cli_npmrc_names(&setting, ":tokenHelper") &&
	     memmem(setting.value, setting.value_len, "/foundry-credential",
	            strlen("/foundry-credential"))))
		return len;
	return (size_t)((const char *)memchr(line, '=', len) - line) + 1;
}

bool
cli_npmrc_mask(const struct fc_buf *text, struct fc_buf *out,
               struct fc_error *err)
{
	return cli_mask_lines(text, shown_of_line, out, err);
}

bool
cli_npmrc_read(const char *path, struct fc_buf *text)
{
	struct fc_error ignored = FC_ERROR_INIT;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	bool done;

	fc_buf_reset(text);
	if (fd < 0)
		return false;
	done = fc_buf_read(text, fd, path, &ignored);
	close(fd);
	return done;
}
