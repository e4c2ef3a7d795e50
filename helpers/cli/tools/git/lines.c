/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of setup in git's configuration: made, found, taken out. */
#include "cli/tools/git/lines.h"

#include "cli/tools/git/copy.h"

#include <ctype.h>
#include <string.h>

bool
cli_git_lines(const char *key, const char *helper, struct fc_buf *lines,
              struct fc_error *err)
{
	static const struct fc_buf empty = FC_BUF_INIT(0);
	struct fc_buf values = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done;

	done = fc_buf_add(&values, "", 1, err) &&
	       fc_buf_add(&values, helper, strlen(helper) + 1, err) &&
	       cli_git_add(&empty, key, &values, lines, err);
	fc_buf_clear(&values);
	return done;
}

/* --- finding them --------------------------------------------------------- */

struct line {
	size_t from, to; /* with its end */
};

static bool
next_line(const struct fc_buf *text, struct line *line)
{
	const char *stop;

	line->from = line->to;
	if (line->from >= text->len)
		return false;
	stop = memchr(text->data + line->from, '\n', text->len - line->from);
	line->to = stop ? (size_t)(stop - text->data) + 1 : text->len;
	return true;
}

/* The same but for blanks? */
static bool
reads_same(const char *one, size_t one_len, const char *other,
           size_t other_len)
{
	size_t i = 0, j = 0;

	for (;; i++, j++) {
		while (i < one_len && isspace((unsigned char)one[i]))
			i++;
		while (j < other_len && isspace((unsigned char)other[j]))
			j++;
		if (i == one_len || j == other_len)
			return i == one_len && j == other_len;
		if (one[i] != other[j])
			return false;
	}
}

static bool
is_line(const struct fc_buf *text, const struct line *line,
        const struct fc_buf *lines, const struct line *ours)
{
	return reads_same(text->data + line->from, line->to - line->from,
	                  lines->data + ours->from, ours->to - ours->from);
}

static bool
is_header(const struct fc_buf *text, const struct line *line)
{
	size_t at = line->from;

	while (at < line->to && isspace((unsigned char)text->data[at]))
		at++;
	return at < line->to && text->data[at] == '[';
}

static bool
is_last_of_section(const struct fc_buf *text, struct line line)
{
	while (next_line(text, &line))
		if (!reads_same(text->data + line.from, line.to - line.from,
		                "", 0))
			return is_header(text, &line);
	return true;
}

/* Where our lines stand: the last of them, the empty helper right before it,
 * and their header, if nothing else is under it. */
static bool
find_lines(const struct fc_buf *text, const struct fc_buf *lines,
           struct line *found)
{
	struct line header = { 0, 0 }, reset, helper;
	struct line line = { 0, 0 }, before = { 0, 0 }, start = { 0, 0 };
	bool under = false, has = false;

	if (!next_line(lines, &header))
		return false;
	reset = header;
	(void)next_line(lines, &reset);
	helper = reset;
	(void)next_line(lines, &helper);
	for (; next_line(text, &line); before = line) {
		if (is_header(text, &line)) {
			under = is_line(text, &line, lines, &header);
			start = line;
		} else if (under && is_line(text, &line, lines, &helper)) {
			*found = line;
			if (is_line(text, &before, lines, &reset))
				found->from = before.from;
			has = true;
			if (found->from != start.to)
				continue;
			/* The header goes along when it has no more. */
			if (is_last_of_section(text, line))
				found->from = start.from;
		}
	}
	return has;
}

/* The helper that setup wrote: for an older version, that of our name. */
static bool
helper_of_setup(const struct cli_backup *backup, const struct fc_buf *now,
                const char *key, struct fc_buf *helper, struct fc_error *err)
{
	static const char name[] = "/git-credential-foundry";
	struct fc_buf values = FC_BUF_INIT(CLI_EDIT_MAX);
	const char *last = NULL, *at;
	bool done;

	done = cli_git_values(backup->knows_after ? &backup->after : now, key,
	                      &values, err);
	for (at = fc_buf_str(&values); done && at < values.data + values.len;
	     at += strlen(at) + 1)
		if (backup->knows_after ||
		    (*at == '/' && strlen(at) >= sizeof(name) &&
		     strcmp(at + strlen(at) - sizeof(name) + 1, name) == 0))
			last = at;
	done = done && (!last || fc_buf_add_str(helper, last, err));
	fc_buf_clear(&values);
	return done;
}

/* An older version had taken out what others had written for the host. */
static bool
put_back_of_old(struct fc_buf *text, const char *key,
                const struct cli_backup *backup, struct fc_error *err)
{
	struct fc_buf values = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_buf with = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done = true;

	if (!backup->knows_after) {
		done = cli_git_values(&backup->before, key, &values, err) &&
		       cli_git_add(text, key, &values, &with, err);
		if (done)
			fc_buf_move(text, &with);
	}
	fc_buf_clear(&values);
	fc_buf_clear(&with);
	return done;
}

bool
cli_git_take_out(struct fc_buf *text, const char *key,
                 const struct cli_backup *backup, struct fc_error *err)
{
	struct fc_buf helper = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_buf lines = FC_BUF_INIT(CLI_EDIT_MAX);
	struct line found;
	bool done;

	done = helper_of_setup(backup, text, key, &helper, err) &&
	       (helper.len == 0 ||
	        cli_git_lines(key, fc_buf_str(&helper), &lines, err));
	if (done && helper.len > 0 && find_lines(text, &lines, &found))
		done = fc_buf_splice(text, found.from, found.to - found.from,
		                     "", 0, err) &&
		       put_back_of_old(text, key, backup, err);
	fc_buf_clear(&helper);
	fc_buf_clear(&lines);
	return done;
}
