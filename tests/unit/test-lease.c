/* SPDX-License-Identifier: Apache-2.0 */
/* A file that others write: who does so is seen, or waits. */
#include "base/lease.h"

#include "tap.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/fc-lease-XXXXXX";

static int
reader(void)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void
write_file(const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		exit(EXIT_FAILURE);
	close(fd);
}

static void
test_change(void)
{
	struct fc_lease lease = FC_LEASE_INIT;
	struct stat st;

	ok(!fc_lease_is_broken(&lease), "no file, no writer");
	fc_lease_take(&lease, reader());
	ok(!fc_lease_is_broken(&lease), "a file that nobody writes");
	ok(stat(path, &st) == 0 && fc_lease_saw(&lease, &st),
	   "is the one that was seen");
	fc_lease_release(&lease);
	write_file("longer than before");
	ok(fc_lease_is_broken(&lease), "one that was written since");
	ok(stat(path, &st) == 0 && !fc_lease_saw(&lease, &st),
	   "is another version");
	fc_lease_end(&lease);
	fc_lease_end(&lease);
	ok(lease.fd == -1, "ended twice");
}

static void
test_writer(void)
{
	struct fc_lease lease = FC_LEASE_INIT;
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	fc_lease_take(&lease, reader());
	if (lease.state == FC_LEASE_UNKNOWN) {
		ok(true, "there are no leases here");
		close(fd);
		fc_lease_end(&lease);
		return;
	}
	ok(lease.state == FC_LEASE_REFUSED && fc_lease_is_broken(&lease),
	   "a file that is open for writing is refused");
	fc_lease_yield(&lease, 20);
	ok(lease.state == FC_LEASE_REFUSED, "waiting for it has a limit");
	close(fd);
	fc_lease_yield(&lease, 1000);
	ok(lease.state == FC_LEASE_HELD, "once it is closed it is not");
	fc_lease_end(&lease);
}

static void
test_waiting_writer(void)
{
	struct fc_lease lease = FC_LEASE_INIT;
	struct stat st;
	pid_t pid;
	int i;

	write_file("before");
	fc_lease_take(&lease, reader());
	pid = fork();
	if (pid == 0) {
		close(lease.fd);
		write_file("after");
		_exit(EXIT_SUCCESS);
	}
	for (i = 0; i < 1000 && !fc_lease_is_broken(&lease); i++)
		usleep(10000);
	ok(fc_lease_is_broken(&lease), "one who comes to write is seen");
	ok(lease.state == FC_LEASE_UNKNOWN ||
	   (fstat(lease.fd, &st) == 0 && st.st_size == 6),
	   "and has not yet emptied the file");
	fc_lease_yield(&lease, 5000);
	waitpid(pid, NULL, 0);
	ok(fstat(lease.fd, &st) == 0 && st.st_size == 5,
	   "when he may, he does");
	fc_lease_end(&lease);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return EXIT_FAILURE;
	close(fd);
	test_change();
	test_writer();
	test_waiting_writer();
	unlink(path);
	return done();
}
