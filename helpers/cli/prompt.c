/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the person for what the command line did not say. */
#include "prompt.h"

#include "base/buf.h"
#include "store/interaction.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS (5 * 60 * 1000)

static void
trim(char *line)
{
	size_t from = strspn(line, " \t"), len = strlen(line + from);

	while (len > 0 && strchr(" \t\r\n", line[from + len - 1]))
		len--;
	memmove(line, line + from, len);
	line[len] = '\0';
}

/* The terminal gives a whole line at a time. */
static bool
read_line(int fd, char *answer, size_t size, struct fc_error *err)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t got;

	if (poll(&ready, 1, PATIENCE_MS) <= 0)
		return fc_fail(err, FC_ERR_CANCELLED, "asking at the "
		               "terminal: no answer came");
	got = fc_read(fd, answer, size - 1);
	if (got < 0)
		return fc_fail_sys(err, "asking at the terminal");
	answer[got] = '\0';
	if (got > 0 && answer[got - 1] != '\n' && (size_t)got == size - 1)
		return fc_fail(err, FC_ERR_USAGE, "asking at the terminal: "
		               "the answer is too long");
	trim(answer);
	return *answer ||
	       fc_fail(err, FC_ERR_CANCELLED, "asking at the terminal: "
	               "nothing was given");
}

enum fc_lookup
cli_ask(const char *question, char *answer, size_t size, struct fc_error *err)
{
	size_t len = strlen(question);
	bool answered;
	int fd;

	if (!fc_has_terminal())
		return FC_ABSENT;
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return FC_ABSENT;
	answered = write(fd, question, len) == (ssize_t)len &&
	           read_line(fd, answer, size, err);
	close(fd);
	return answered ? FC_FOUND : FC_FAILED;
}
