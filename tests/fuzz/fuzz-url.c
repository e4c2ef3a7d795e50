/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts and URLs: normalising twice changes nothing, libcurl would connect
 * to the very host that we have read, and encoding and decoding are inverse.
 */
#include "base/url.h"

#include "base/text.h"
#include "fuzz.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define ENCODED_MAX (1024 * 1024)

/* Digits and dots, or 0x...: for libcurl a number is an address, however it
 * is written; for us it is a name, and a section's name has to match it. */
static bool
is_number(const char *host)
{
	const char *colon = strchr(host, ':');
	size_t len = colon ? (size_t)(colon - host) : strlen(host);
	size_t last = len;

	while (last > 0 && host[last - 1] != '.')
		last--;
	return strspn(host + last, "0123456789abcdefx") == len - last &&
	       strcspn(host + last, "0123456789") == 0;
}

/* What libcurl makes of the URL, in our normal form. */
static void
hold_curl_agrees(const char *url, const char *host)
{
	CURLU *parsed = curl_url();
	char *name = NULL, *port = NULL, *user = NULL;
	char whole[FC_HOST_SIZE + 512], normal[FC_HOST_SIZE];

	hold(parsed);
	if (curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK) {
		curl_url_cleanup(parsed); /* it would connect to nothing */
		return;
	}
	hold(curl_url_get(parsed, CURLUPART_HOST, &name, 0) == CURLUE_OK);
	hold(curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) ==
	     CURLUE_OK);
	hold(curl_url_get(parsed, CURLUPART_USER, &user, 0) == CURLUE_NO_USER);
	hold(fc_text_join(whole, sizeof(whole), name, ":", port, NULL));
	if (!is_number(host)) {
		hold(fc_host_parse(whole, normal));
		hold(strcmp(normal, host) == 0);
	}
	curl_free(name);
	curl_free(port);
	curl_free(user);
	curl_url_cleanup(parsed);
}

static void
try_host(const char *text)
{
	char host[FC_HOST_SIZE], again[FC_HOST_SIZE];
	char url[FC_HOST_SIZE + 32];

	if (!fc_host_parse(text, host))
		return;
	hold(fuzz_is_host(host));
	hold(strlen(host) < 4 || strcmp(host + strlen(host) - 4, ":443") != 0 ||
	     host[strlen(host) - 1] == ']');
	hold(fc_text_join(url, sizeof(url), "https://", host, NULL));
	hold(fc_url_is_https(url, again));
	hold(strcmp(host, again) == 0);
	hold(fc_host_from_url(url, again));
	hold(strcmp(host, again) == 0);
	hold(fc_text_join(url, sizeof(url), "https://", host, "/path", NULL));
	hold(fc_host_from_url(url, again));
	hold(strcmp(host, again) == 0);
	hold_curl_agrees(url, host);
}

static void
try_url(const char *text)
{
	char host[FC_HOST_SIZE];

	if (fc_host_from_url(text, host)) {
		hold(fuzz_is_host(host));
		hold(!strchr(text, '@') || strstr(text, "://"));
	}
	if (!fc_url_is_https(text, host))
		return;
	hold(fuzz_is_host(host));
	hold(!fuzz_has_control(text));
	hold(!strpbrk(text, " #\"<>\\^`{|}"));
	hold_curl_agrees(text, host);
}

static void
try_encode(const char *bytes, size_t len)
{
	struct fc_buf encoded = FC_BUF_INIT(ENCODED_MAX);
	struct fc_buf decoded = FC_BUF_INIT(ENCODED_MAX);
	struct fc_error err = FC_ERROR_INIT;
	bool form = len % 2 == 0;

	hold(fc_url_encode(&encoded, bytes, len, &err));
	hold(!encoded.data ||
	     strspn(encoded.data,
	            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	            "abcdefghijklmnopqrstuvwxyz0123456789-._~%") ==
	             encoded.len);
	if (fc_url_decode(&decoded, fc_buf_str(&encoded), encoded.len, form,
	                  &err)) {
		hold(decoded.len == len &&
		     (len == 0 || memcmp(decoded.data, bytes, len) == 0));
	} else {
		hold(memchr(bytes, '\0', len));
		hold(decoded.len == 0);
	}
	fc_buf_clear(&encoded);
	fc_buf_clear(&decoded);
}

static void
try_decode(const char *bytes, size_t len)
{
	struct fc_buf decoded = FC_BUF_INIT(ENCODED_MAX);
	struct fc_error err = FC_ERROR_INIT;

	if (fc_url_decode(&decoded, bytes, len, true, &err)) {
		hold(decoded.len <= len);
		hold(strlen(fc_buf_str(&decoded)) == decoded.len);
	} else {
		fuzz_hold_error(&err);
		hold(decoded.len == 0);
	}
	fc_buf_clear(&decoded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	char host[FC_HOST_SIZE];

	if (!fc_host_parse(text, host) && !fc_host_from_url(text, host) &&
	    !fc_url_is_https(text, host))
		fuzz_refuse();
	try_host(text);
	try_url(text);
	try_encode(text, size);
	try_decode(text, size);
	free(text);
	return 0;
}
