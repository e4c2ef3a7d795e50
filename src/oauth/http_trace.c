/* SPDX-License-Identifier: Apache-2.0 */
/* What FOUNDRY_TRACE tells of a request. */
#include "oauth/http_trace.h"

#include "base/trace.h"
#include "oauth/http_reply.h"

#include <gnutls/gnutls.h>
#include <string.h>

void
fc_http_trace_request(const struct fc_stack *stack, const char *url,
                      const struct fc_buf *form)
{
	static const char first[] = "grant_type=";
	const char *grant = form ? fc_buf_str(form) : "";

	if (strncmp(grant, first, sizeof(first) - 1) != 0)
		grant = "";
	fc_trace("%s %s%s%.*s (roots: %s)", form ? "POST" : "GET", url,
	         *grant ? " " : "", (int)strcspn(grant, "&"), grant,
	         stack->ca_file ? stack->ca_file : "the system's");
}

static const char *
tls_version(CURL *curl)
{
	const struct curl_tlssessioninfo *tls = NULL;
	const char *name = NULL;

	if (curl_easy_getinfo(curl, CURLINFO_TLS_SSL_PTR, &tls) == CURLE_OK &&
	    tls && tls->backend == CURLSSLBACKEND_GNUTLS && tls->internals)
		name = gnutls_protocol_get_name(
			gnutls_protocol_get_version(tls->internals));
	return name ? name : "TLS of a version not known";
}

static long
milliseconds(CURL *curl, CURLINFO what)
{
	curl_off_t us = 0;

	curl_easy_getinfo(curl, what, &us);
	return (long)(us / 1000);
}

void
fc_http_trace_connection(CURL *curl, const char *ip, int port)
{
	long proxied = 0;

	if (!fc_trace_wanted())
		return;
	curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &proxied);
	fc_trace("connected to %s%s port %d in %ld ms, %s after %ld ms",
	         proxied ? "the proxy " : "", ip, port,
	         milliseconds(curl, CURLINFO_CONNECT_TIME_T),
	         tls_version(curl),
	         milliseconds(curl, CURLINFO_APPCONNECT_TIME_T));
}

void
fc_http_trace_result(CURL *curl, CURLcode code)
{
	struct fc_http_sight sight;
	long status = 0;

	if (!fc_trace_wanted())
		return;
	fc_http_read_sight(curl, &sight);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (*sight.issuer)
		fc_trace("its certificate is signed by %s", sight.issuer);
	if (code == CURLE_OK)
		fc_trace("answer: %ld after %ld ms", status, sight.took_ms);
	else
		fc_trace("no answer after %ld ms: %s", sight.took_ms,
		         curl_easy_strerror(code));
}
