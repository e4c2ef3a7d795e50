/* SPDX-License-Identifier: Apache-2.0 */
/* When a refresh token was got or last used. */
#include "record/last_used.h"

#include "base/file.h"
#include "base/record.h"
#include "base/trace.h"

#include <stdio.h>
#include <string.h>

#define LINE_SIZE 64

static enum fc_lookup
open_directory(const struct fc_paths *paths, bool create, struct fc_dir *dir,
               struct fc_error *err)
{
	char path[FC_PATH_SIZE];

	fc_text_join(path, sizeof(path), paths->home, "/used", NULL);
	return fc_dir_open(dir, path, create, err);
}

static void
spell(char line[LINE_SIZE], const char *mark, time_t at)
{
	char number[FC_NUMBER_SIZE];

	fc_text_join(line, LINE_SIZE, fc_text_number(number, (long long)at),
	             " ", mark, "\n", NULL);
}

/* Said of another token, or spoilt, it says nothing. */
static time_t
read_line(const char *said, const char *mark)
{
	char number[LINE_SIZE], again[LINE_SIZE];
	long long at;

	fc_text_slice(number, sizeof(number), said, strcspn(said, " "));
	if (!fc_number_parse(number, 1, FC_TIME_MAX, &at))
		return 0;
	spell(again, mark, (time_t)at);
	return strcmp(again, said) == 0 ? (time_t)at : 0;
}

time_t
fc_last_used_get(const struct fc_paths *paths, const char *host,
                 const char *mark)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_buf text = FC_BUF_INIT(LINE_SIZE);
	struct fc_error ignored = FC_ERROR_INIT;
	time_t at = 0;

	if (open_directory(paths, false, &dir, &ignored) == FC_FOUND &&
	    fc_file_read_secret(&dir, host, &text, NULL, &ignored) == FC_FOUND)
		at = read_line(fc_buf_str(&text), mark);
	fc_buf_clear(&text);
	fc_dir_close(&dir);
	return at;
}

void
fc_last_used_put(const struct fc_paths *paths, const char *host,
                 const char *mark, time_t at)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char line[LINE_SIZE];

	spell(line, mark, at);
	/* Without fsync, which would cost a refresh as much as the token
	 * itself: what is torn is of no token. */
	dir.fleeting = true;
	if (open_directory(paths, true, &dir, &err) != FC_FOUND ||
	    !fc_file_write(&dir, host, line, strlen(line), &err))
		fc_trace("%s", err.text);
	fc_dir_close(&dir);
}

void
fc_last_used_forget(const struct fc_paths *paths, const char *host)
{
	struct fc_dir dir = FC_DIR_INIT;
	struct fc_error err = FC_ERROR_INIT;

	if (open_directory(paths, false, &dir, &err) == FC_FOUND &&
	    !fc_file_forget(&dir, host, &err))
		fc_trace("%s", err.text);
	fc_dir_close(&dir);
}
