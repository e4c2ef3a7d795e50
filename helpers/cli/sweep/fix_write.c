/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a sweep changes are shown and written. */
#include "cli/sweep/fix.h"

#include "cli/common/format.h"

#include "base/process.h"
#include "base/trace.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* --- what is shown -------------------------------------------------------- */

/* Names, and what stands around them; a JSON Web Token is none. */
static bool
is_plain(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) &&
		    !memchr(" \t=[]\"._/-:", text[i], 11))
			return false;
	return len < 200 && !memmem(text, len, "eyJ", 3);
}

static bool
add(struct fc_buf *out, const char *text, size_t len, struct fc_error *err)
{
	return is_plain(text, len) ? fc_buf_add(out, text, len, err)
	                           : fc_buf_add_str(out, "...", err);
}

/* NAME=VALUE: the name. */
static bool
mask_value(const char *line, size_t len, struct fc_buf *out,
           struct fc_error *err)
{
	const char *sign = memchr(line, '=', len);

	return add(out, line, sign ? (size_t)(sign - line) + 1 : 0, err) &&
	       fc_buf_add_str(out, "...", err);
}

/* Before the URL stands "NAME =", '[NAME "' or nothing: what else a value
 * begins with may be secret. */
static bool
begins_value(const char *line, size_t to)
{
	const char *sign = memchr(line, '=', to);
	size_t at = sign ? (size_t)(sign - line) + 1 : 0;

	while (at < to && strchr(" \t\"", line[at]))
		at++;
	if (!sign && at < to && line[at] == '[')
		return true;
	while (at < to && isalpha((unsigned char)line[at]))
		at++;
	return at == to;
}

/* Of a URL in the line no userinfo is shown. */
static bool
mask_line(const char *line, size_t len, struct fc_buf *out,
          struct fc_error *err)
{
	const char *sign = memmem(line, len, "://", 3), *at;
	size_t from, to;

	if (!sign)
		return mask_value(line, len, out, err);
	from = (size_t)(sign - line) + 3;
	for (to = from; to < len && !strchr("/?# \t\"", line[to]); to++)
		;
	at = memrchr(line + from, '@', to - from);
	if (!(begins_value(line, from - 3)
	      ? add(out, line, from, err)
	      : fc_buf_add_str(out, "...", err)) ||
	    (at && !fc_buf_add_str(out, "...@", err)))
		return false;
	if (at)
		from = (size_t)(at - line) + 1;
	return add(out, line + from, len - from, err);
}

static bool
mask(const struct fc_buf *text, struct fc_buf *out, struct fc_error *err)
{
	size_t at = 0, next;
	bool done = true;

	for (; done && at < text->len; at = next) {
		const size_t end = cli_scan_line_end(text, at, &next);

		done = mask_line(text->data + at, end - at, out, err) &&
		       (text->data[next - 1] != '\n' ||
		        fc_buf_add(out, "\n", 1, err));
	}
	return done;
}

bool
cli_fixes_show(const struct cli_fixes *fixes, struct fc_buf *out,
               struct fc_error *err)
{
	const struct cli_fix *fix;

	for (fix = fixes->first; fix; fix = fix->next)
		if (!cli_edit_show(&fix->edit, mask, out, err))
			return false;
	return true;
}

/* --- what is written ------------------------------------------------------ */

/* Nothing was written: what an earlier sweep did is still to be taken back,
 * and nothing else. */
static bool
keep_earlier(const struct cli_fixes *fixes, struct cli_fix *fix,
             const char *name)
{
	struct cli_backup *record = &fix->record;
	struct fc_error why = FC_ERROR_INIT;
	bool done;

	if (fix->again) {
		fc_buf_reset(&record->after);
		done = fc_buf_add(&record->after, fc_buf_str(&fix->edit.before),
		                  fix->edit.before.len, &why) &&
		       cli_backup_write(fixes->paths, CLI_FIX_HOST, name,
		                        record, &why);
	} else {
		done = cli_backup_remove(fixes->paths, CLI_FIX_HOST, name,
		                         &why);
	}
	if (!done)
		fc_trace("%s", why.text);
	return false;
}

/* What was there is kept before the file changes, and no longer than until it
 * is there again. */
static bool
write_fix(const struct cli_fixes *fixes, struct cli_fix *fix,
          struct fc_error *err)
{
	char name[CLI_FIX_NAME_SIZE];

	cli_fix_name(fix->record.path, name);
	if (!cli_edit_is_current(&fix->edit, err))
		return false;
	if (!fixes->undo)
		return cli_backup_write(fixes->paths, CLI_FIX_HOST, name,
		                        &fix->record, err) &&
		       (cli_edit_write(&fix->edit, err) ||
		        keep_earlier(fixes, fix, name));
	return cli_edit_write(&fix->edit, err) &&
	       cli_backup_remove(fixes->paths, CLI_FIX_HOST, name, err);
}

static bool
write_all(struct cli_fixes *fixes, bool makes_home, struct fc_buf *said,
          struct fc_error *err)
{
	char path[FC_PATH_SIZE];
	struct cli_fix *fix;
	bool made_home = false;

	for (fix = fixes->first; fix; fix = fix->next) {
		if (!fixes->undo)
			fix->record.made_home |= makes_home;
		made_home |= fix->record.made_home;
		if (!write_fix(fixes, fix, err) ||
		    !fc_buf_addf(said, err, "changed %s\n",
		                 cli_shown_path(fix->edit.name, path)))
			return false;
	}
	/* Only one in which nothing else is. */
	if (fixes->undo && made_home)
		(void)rmdir(fixes->paths->home);
	return true;
}

bool
cli_fixes_write(struct cli_fixes *fixes, struct fc_buf *said,
                struct fc_error *err)
{
	const bool makes_home = access(fixes->paths->home, F_OK) != 0 &&
	                        errno == ENOENT;
	struct fc_lock lock = FC_LOCK_INIT;
	bool done;

	if (!fixes->first)
		return true;
	if (!cli_backup_lock(fixes->paths, !fixes->undo, &lock, err))
		return false;
	/* Ctrl-C must leave no lock of git's and no draft. */
	fc_process_hold_signals();
	done = write_all(fixes, makes_home, said, err);
	fc_process_release_signals();
	fc_lock_release(&lock);
	return done;
}
