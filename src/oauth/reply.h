/* SPDX-License-Identifier: Apache-2.0 */
/* What comes of an HTTPS request. */
#ifndef FC_OAUTH_REPLY_H
#define FC_OAUTH_REPLY_H

#include "base/buf.h"

#include <time.h>

/* The longest reply read (design.md, "Refresh"). */
#define FC_HTTP_BODY_MAX (1024 * 1024)

struct fc_http_reply {
	long status;          /* 0: no complete reply arrived */
	bool maybe_processed; /* the request may have reached the server */
	long retry_after_s;   /* of Retry-After: 0 (none) to an hour */
	bool json;            /* Content-Type says JSON */
	bool too_long;        /* it was given up: status is 0 */
	struct fc_buf body;
};

#define FC_HTTP_REPLY_INIT { .body = FC_BUF_INIT(FC_HTTP_BODY_MAX) }

/* How a request went on its way, for doctor. */
struct fc_http_sight {
	char address[64];  /* of the server, or of the proxy */
	bool proxied;      /* through a proxy */
	char issuer[128];  /* of the certificate that was shown, accepted or
	                      not; "" when none was */
	long took_ms;
	time_t date;       /* of the server's clock, 0 when it did not say */
};

#endif
