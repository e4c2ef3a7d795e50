/* SPDX-License-Identifier: Apache-2.0 */
/* What libcurl knows of a reply, and of how it was got. */
#include "oauth/http_reply.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RETRY_AFTER_MAX_S 3600

/* Seconds only; a date is not worth its parser. */
static long
read_retry_after(CURL *curl)
{
	struct curl_header *header;
	char *end;
	long seconds;

	if (curl_easy_header(curl, "Retry-After", 0, CURLH_HEADER, -1,
	                     &header) != CURLHE_OK ||
	    !isdigit((unsigned char)header->value[0]))
		return 0;
	seconds = strtol(header->value, &end, 10);
	if (*end)
		return 0;
	return seconds < RETRY_AFTER_MAX_S ? seconds : RETRY_AFTER_MAX_S;
}

/* application/json, application/problem+json; parameters do not matter. */
static bool
is_json(CURL *curl)
{
	const char *type = NULL;
	size_t len;

	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	if (!type)
		return false;
	len = strcspn(type, "; \t");
	return len >= 5 && (strncasecmp(type + len - 5, "/json", 5) == 0 ||
	                    strncasecmp(type + len - 5, "+json", 5) == 0);
}

void
fc_http_read_reply(CURL *curl, struct fc_http_reply *reply)
{
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
	reply->retry_after_s = read_retry_after(curl);
	reply->json = is_json(curl);
}

bool
fc_http_prepare_sight(CURL *curl)
{
	return curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L) == CURLE_OK;
}

/* The server's own certificate is the first; GnuTLS fills this in before it
 * judges, so that whoever intercepts is seen as well. */
static void
read_issuer(CURL *curl, char *out, size_t size)
{
	static const char name[] = "Issuer:";
	const struct curl_certinfo *chain = NULL;
	const struct curl_slist *line = NULL;

	if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) == CURLE_OK &&
	    chain && chain->num_of_certs > 0)
		line = chain->certinfo[0];
	for (; line; line = line->next)
		if (strncasecmp(line->data, name, sizeof(name) - 1) == 0)
			fc_printable(out, size, line->data + sizeof(name) - 1,
			             strlen(line->data) - sizeof(name) + 1);
}

static time_t
read_date(CURL *curl)
{
	struct curl_header *header;
	time_t date;

	if (curl_easy_header(curl, "Date", 0, CURLH_HEADER, -1, &header) !=
	    CURLHE_OK)
		return 0;
	date = curl_getdate(header->value, NULL);
	return date > 0 ? date : 0;
}

void
fc_http_read_sight(CURL *curl, struct fc_http_sight *sight)
{
	const char *ip = NULL;
	curl_off_t us = 0;
	long proxied = 0;

	*sight = (struct fc_http_sight){ .date = read_date(curl) };
	if (curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK &&
	    ip)
		fc_printable(sight->address, sizeof(sight->address), ip,
		             strlen(ip));
	if (curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &us) == CURLE_OK)
		sight->took_ms = (long)(us / 1000);
	if (curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &proxied) ==
	    CURLE_OK)
		sight->proxied = proxied != 0;
	read_issuer(curl, sight->issuer, sizeof(sight->issuer));
}
