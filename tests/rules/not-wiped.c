/* SPDX-License-Identifier: Apache-2.0 */
/* Frees secrets as they should not be: wiped-before-free.py must be told. */
#include "base/buf.h"
#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char token[] = "Qa7zQa7zQa7zQa7zQa7zQa7z";

int
main(void)
{
	struct fc_secret secret = FC_SECRET_INIT;
	struct fc_buf buf = FC_BUF_INIT(4096);
	struct fc_error err = FC_ERROR_INIT;

	if (!fc_secret_set(&secret, token, strlen(token), &err) ||
	    !fc_buf_add_str(&buf, token, &err))
		return 1;
	/* As it should be: nothing is told. */
	fc_buf_clear(&buf);
	/* All but the last eight bytes. */
	memset(secret.plain, 0, secret.len - 8);
	free(secret.plain);
	puts("done");
	return 0;
}
