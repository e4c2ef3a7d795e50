/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person's netrc file without one machine: what is left stood there, in that
 * order; nothing more goes when it is done again, and nothing at all for a
 * machine that does not stand there.
 */
#include "base/netrc.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define NETRC_MAX (1024 * 1024)

static void
leave_out(struct fc_buf *out, const char *text, size_t len,
          const char *machine)
{
	struct fc_error err = FC_ERROR_INIT;

	hold(fc_netrc_add_without(out, text, len, machine, &err) ||
	     out->len + len >= NETRC_MAX);
}

static bool
stood_there(const struct fc_buf *left, const char *text, size_t len)
{
	size_t at = 0, i;

	for (i = 0; i < len && at < left->len; i++)
		at += left->data[at] == text[i];
	return at == left->len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_buf once = FC_BUF_INIT(NETRC_MAX);
	struct fc_buf none = FC_BUF_INIT(NETRC_MAX);
	char *text = fuzz_string(data, size);

	if (size > 0 && size < NETRC_MAX / 2) {
		leave_out(&once, text, size, "acme.test");
		hold(stood_there(&once, text, size));
		leave_out(&none, text, size, "no-such-machine-there.test");
		hold(none.len == size ||
		     strcasestr(text, "no-such-machine-there.test"));
	}
	fc_buf_clear(&once);
	fc_buf_clear(&none);
	free(text);
	return 0;
}
