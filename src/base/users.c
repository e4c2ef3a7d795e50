/* SPDX-License-Identifier: Apache-2.0 */
/* Users and groups of this machine. */
#include "base/users.h"

#include "base/process.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX (1024 * 1024)
#define ASK_TIMEOUT_S 5

/* passwd(5) and group(5), by colons. */
enum { USER_NAME, USER_UID = 2, USER_GID, USER_HOME = 5 };
enum { GROUP_NAME, GROUP_GID = 2, GROUP_MEMBERS };

bool
fc_text_load(const char *path, struct fc_buf *text)
{
	struct fc_error ignored = FC_ERROR_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done;

	done = fd >= 0 && fc_buf_read(text, fd, path, &ignored);
	if (fd >= 0)
		close(fd);
	return done;
}

bool
fc_text_count(const char **at, unsigned long long *number)
{
	const char *digit = *at + strspn(*at, " \t\n");

	*at = digit;
	for (*number = 0; *digit >= '0' && *digit <= '9'; digit++)
		*number = *number * 10 + (unsigned long long)(*digit - '0');
	if (digit == *at)
		return false;
	*at = digit;
	return true;
}

/* One field of a line; false: there is none, or it is too long. */
static bool
field(const char *line, int which, char *out, size_t size)
{
	while (which > 0) {
		line += strcspn(line, ":\n");
		if (*line++ != ':')
			return false;
		which--;
	}
	return fc_text_slice(out, size, line, strcspn(line, ":\n"));
}

static bool
field_is(const char *line, int which, unsigned long long number)
{
	char text[FC_NUMBER_SIZE];
	const char *at = text;
	unsigned long long found;

	return field(line, which, text, sizeof(text)) &&
	       fc_text_count(&at, &found) && *at == '\0' && found == number;
}

static const char *
next_line(const char *line)
{
	line = strchr(line, '\n');
	return line ? line + 1 : "";
}

static bool
find_user(const char *line, uid_t uid, struct fc_user *user)
{
	char text[FC_NUMBER_SIZE];
	const char *at = text;
	unsigned long long gid;

	while (*line && !field_is(line, USER_UID, uid))
		line = next_line(line);
	if (!*line ||
	    !field(line, USER_NAME, user->name, sizeof(user->name)) ||
	    !field(line, USER_HOME, user->home, sizeof(user->home)) ||
	    !field(line, USER_GID, text, sizeof(text)) ||
	    !fc_text_count(&at, &gid))
		return false;
	user->uid = uid;
	user->gid = (gid_t)gid;
	return true;
}

static bool
ask_for_user(uid_t uid, struct fc_buf *text)
{
	char program[] = "getent", base[] = "passwd", key[FC_NUMBER_SIZE];
	char *const argv[] = { program, base, key, NULL };
	struct fc_error ignored = FC_ERROR_INIT;
	int status = -1;

	fc_text_number(key, (long long)uid);
	return fc_command_output(argv, ASK_TIMEOUT_S, text, &status,
	                         &ignored) &&
	       status == 0;
}

bool
fc_user_find(uid_t uid, struct fc_user *user)
{
	struct fc_buf known = FC_BUF_INIT(FILE_MAX);
	struct fc_buf asked = FC_BUF_INIT(FILE_MAX);
	bool found;

	found = (fc_text_load("/etc/passwd", &known) &&
	         find_user(fc_buf_str(&known), uid, user)) ||
	        (ask_for_user(uid, &asked) &&
	         find_user(fc_buf_str(&asked), uid, user));
	fc_buf_clear(&known);
	fc_buf_clear(&asked);
	return found;
}

/* One whose primary group it is does not stand among its members. */
static bool
is_others_primary(const char *line, const struct fc_user *user)
{
	for (; *line; line = next_line(line))
		if (field_is(line, USER_GID, user->gid) &&
		    !field_is(line, USER_UID, user->uid))
			return true;
	return false;
}

static bool
is_private(const char *line, const struct fc_user *user)
{
	char name[sizeof(user->name)], members[sizeof(user->name)];

	while (*line && !field_is(line, GROUP_GID, user->gid))
		line = next_line(line);
	return *line && field(line, GROUP_NAME, name, sizeof(name)) &&
	       field(line, GROUP_MEMBERS, members, sizeof(members)) &&
	       strcmp(name, user->name) == 0 &&
	       (!*members || strcmp(members, user->name) == 0);
}

bool
fc_user_owns_group(const struct fc_user *user, gid_t gid)
{
	struct fc_buf users = FC_BUF_INIT(FILE_MAX);
	struct fc_buf groups = FC_BUF_INIT(FILE_MAX);
	bool owns;

	owns = user->gid == gid && fc_text_load("/etc/passwd", &users) &&
	       fc_text_load("/etc/group", &groups) &&
	       is_private(fc_buf_str(&groups), user) &&
	       !is_others_primary(fc_buf_str(&users), user);
	fc_buf_clear(&users);
	fc_buf_clear(&groups);
	return owns;
}
