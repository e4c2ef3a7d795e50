/* SPDX-License-Identifier: Apache-2.0 */
/* A transfer of libcurl, whose end somebody may not wait for. */
#include "oauth/transfer.h"

#include "base/clock.h"
#include "oauth/trust.h"

#define STEP_MS 20
#define LONG_MS 60000 /* libcurl has timers of its own */

static bool
set_numbers(CURL *curl)
{
	static const struct {
		CURLoption option;
		long value;
	} row[] = {
		{ CURLOPT_NOSIGNAL, 1 },
		/* Do not outstay the timeout for a resolver that is stuck. */
		{ CURLOPT_QUICK_EXIT, 1 },
		{ CURLOPT_FOLLOWLOCATION, 0 },
		{ CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
		{ CURLOPT_NETRC, CURL_NETRC_IGNORED },
		{ CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1 },
		{ CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
		{ CURLOPT_SSL_VERIFYPEER, 1 },
		{ CURLOPT_SSL_VERIFYHOST, 2 },
		{ CURLOPT_SUPPRESS_CONNECT_HEADERS, 1 },
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (curl_easy_setopt(curl, row[i].option, row[i].value) !=
		    CURLE_OK)
			return false;
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https") ==
	       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_USERAGENT,
	                        "foundry-credential/" PACKAGE_VERSION) ==
	       CURLE_OK;
}

/* The key wins over no_proxy too, which libcurl would obey otherwise. */
static bool
set_proxy(CURL *curl, const char *proxy)
{
	return !proxy ||
	       (curl_easy_setopt(curl, CURLOPT_PROXY, proxy) == CURLE_OK &&
	        curl_easy_setopt(curl, CURLOPT_NOPROXY, "") == CURLE_OK);
}

bool
fc_transfer_set_up(CURL *curl, const struct fc_stack *stack)
{
	return set_numbers(curl) && fc_trust_set(curl, stack->ca_file) &&
	       set_proxy(curl, stack->proxy);
}

static CURLcode
result_of(CURLM *multi)
{
	int left;
	const CURLMsg *message = curl_multi_info_read(multi, &left);

	return message ? message->data.result : CURLE_OUT_OF_MEMORY;
}

CURLcode
fc_transfer_run(CURLM *multi, CURL *curl, struct fc_patience *patience,
                long late_ms, bool (*late)(void *arg), void *arg)
{
	long long late_at = fc_clock_ms() + late_ms;
	CURLcode result = CURLE_OUT_OF_MEMORY;
	int running = 1;

	if (curl_multi_add_handle(multi, curl) != CURLM_OK)
		return CURLE_OUT_OF_MEMORY;
	while (curl_multi_perform(multi, &running) == CURLM_OK && running) {
		long long left = late ? late_at - fc_clock_ms() : LONG_MS;

		if (left <= 0) {
			if (late(arg))
				late = NULL;
			left = STEP_MS;
		}
		left = fc_patience_step(patience,
		                        left < LONG_MS ? left : LONG_MS);
		if (curl_multi_poll(multi, NULL, 0, (int)left, NULL) !=
		    CURLM_OK)
			break;
	}
	if (!running)
		result = result_of(multi);
	curl_multi_remove_handle(multi, curl);
	return result;
}
