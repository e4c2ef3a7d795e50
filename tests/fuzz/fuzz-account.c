/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reply to "who am I": a name is printable and fits, or there is none.
 * fc_http_get is defined here: the network is the input.
 *
 * Input: the HTTP status on a line, then the body.
 */
#include "oauth/account.h"

#include "fuzz.h"
#include "query.h"

#include <stdlib.h>
#include <string.h>

static struct fuzz_input network;

bool
fc_http_get(struct fc_http *http, const char *url,
            const struct fc_secret *bearer, long timeout_ms,
            struct fc_http_reply *reply, struct fc_error *err)
{
	char *line = fuzz_line(&network);

	(void)http;
	(void)bearer;
	(void)timeout_ms;
	hold(strcmp(url, fuzz_stack.me_uri) == 0);
	reply->status = strtol(line, NULL, 10) % 1000;
	free(line);
	return fc_buf_add(&reply->body, network.left ? network.at : "",
	                  network.left, err);
}

void
fc_http_reply_clear(struct fc_http_reply *reply)
{
	fc_buf_clear(&reply->body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fc_secret access = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char name[FC_ACCOUNT_SIZE] = "";

	network = (struct fuzz_input){ (const char *)data, size };
	if (fc_account_name(NULL, &fuzz_stack, &access, 1000, name, &err)) {
		hold(fuzz_is_printable(name));
	} else {
		fuzz_hold_error(&err);
		hold(fuzz_is_printable(err.text));
		hold(name[0] == '\0');
	}
	return 0;
}
