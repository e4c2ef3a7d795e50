/* SPDX-License-Identifier: Apache-2.0 */
/* A page as the answer to a request at our port. */
#include "oauth/page_send.h"

#include "oauth/page.h"

static bool
add_headers(struct MHD_Response *response, unsigned status)
{
	static const char *const fields[][2] = {
		{ "Content-Type", "text/html; charset=utf-8" },
		{ "Content-Security-Policy", fc_page_policy },
		{ "Cache-Control", "no-store" },
		{ "Referrer-Policy", "no-referrer" },
		{ "X-Content-Type-Options", "nosniff" },
		{ "X-Frame-Options", "DENY" },
		{ "Connection", "close" },
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (MHD_add_response_header(response, fields[i][0],
		                            fields[i][1]) != MHD_YES)
			return false;
	return status != MHD_HTTP_METHOD_NOT_ALLOWED ||
	       MHD_add_response_header(response, "Allow", "GET") == MHD_YES;
}

enum MHD_Result
fc_page_send(struct MHD_Connection *connection, unsigned status,
             const struct fc_buf *html)
{
	struct MHD_Response *response;
	enum MHD_Result result = MHD_NO;

	response = MHD_create_response_from_buffer(html->len, html->data,
	                                           MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	if (add_headers(response, status))
		result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}
