/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts and https URLs: what is taken for one, and its one spelling. */
#include "base/url.h"

#include "base/record.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#define SCHEME "https://"
#define HTTPS_PORT 443
#define LABEL_BYTES                                                            \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"                                           \
	"0123456789-"
/* RFC 3986 section 2, less '#': what may follow the host. */
#define URL_BYTES LABEL_BYTES "._~:/?[]@!$&'()*+,;=%"

/* A number from 1 to 65535 without leading zero; 0 for anything else. */
static unsigned int
port_of(const char *text)
{
	long long port;

	if (text[0] == '0' || !fc_number_parse(text, 1, 65535, &port))
		return 0;
	return (unsigned int)port;
}

static bool
is_one_of(char byte, const char *set)
{
	return byte && strchr(set, byte);
}

/*
 * A hyphen at either end of a label is none of RFC 1123 section 2.1, and at
 * the very start it would make the host an option of whatever is run with it.
 */
static bool
is_name(const char *host, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		const bool first = i == 0 || host[i - 1] == '.';
		const bool last = i + 1 == len || host[i + 1] == '.';

		if (host[i] == '.' ? first || last
		                   : !is_one_of(host[i], LABEL_BYTES))
			return false;
		if (host[i] == '-' && (first || last))
			return false;
	}
	return len > 0;
}

/* The one spelling (RFC 5952) of an IPv6 literal in brackets. */
static bool
normalise_ipv6(const char *host, size_t len, char out[FC_HOST_SIZE])
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (len < 2 || host[len - 1] != ']' || len - 2 >= sizeof(text))
		return false;
	memcpy(text, host + 1, len - 2);
	text[len - 2] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1 &&
	       inet_ntop(AF_INET6, &address, text, sizeof(text)) &&
	       fc_text_join(out, FC_HOST_SIZE, "[", text, "]", NULL);
}

/* The host alone, without its port. */
static bool
normalise(const char *host, size_t len, char out[FC_HOST_SIZE])
{
	size_t i;

	if (host[0] == '[')
		return normalise_ipv6(host, len, out);
	if (len >= FC_HOST_SIZE || !is_name(host, len))
		return false;
	for (i = 0; i < len; i++)
		out[i] = (char)(host[i] >= 'A' && host[i] <= 'Z'
		                        ? host[i] - 'A' + 'a'
		                        : host[i]);
	out[len] = '\0';
	return true;
}

bool
fc_host_parse(const char *text, char out[FC_HOST_SIZE])
{
	const char *bracket = text[0] == '[' ? strchr(text, ']') : NULL;
	const char *colon = strchr(bracket ? bracket : text, ':');
	size_t len = colon ? (size_t)(colon - text) : strlen(text);
	unsigned int port = colon ? port_of(colon + 1) : HTTPS_PORT;
	char host[FC_HOST_SIZE], whole[FC_HOST_SIZE];
	char digits[FC_NUMBER_SIZE];

	if (port == 0 || !normalise(text, len, host))
		return false;
	if (!fc_text_join(whole, sizeof(whole), host,
	                  port == HTTPS_PORT ? NULL : ":",
	                  fc_text_number(digits, port), NULL))
		return false;
	memcpy(out, whole, strlen(whole) + 1);
	return true;
}

/* The host of an absolute https URL; *rest is what follows it. */
static bool
split(const char *url, char host[FC_HOST_SIZE], const char **rest)
{
	char authority[FC_HOST_SIZE + sizeof("[]:65535")];
	size_t len;

	if (strncasecmp(url, SCHEME, strlen(SCHEME)) != 0)
		return false;
	url += strlen(SCHEME);
	len = strcspn(url, "/?");
	if (len >= sizeof(authority))
		return false;
	memcpy(authority, url, len);
	authority[len] = '\0';
	*rest = url + len;
	return (*rest)[strspn(*rest, URL_BYTES)] == '\0' &&
	       fc_host_parse(authority, host);
}

bool
fc_host_from_url(const char *text, char out[FC_HOST_SIZE])
{
	char host[FC_HOST_SIZE];
	const char *rest;

	if (!strstr(text, "://"))
		return fc_host_parse(text, out);
	if (!split(text, host, &rest) || strchr(rest, '?'))
		return false;
	memcpy(out, host, strlen(host) + 1);
	return true;
}

bool
fc_url_is_https(const char *url, char host_out[FC_HOST_SIZE])
{
	char host[FC_HOST_SIZE];
	const char *rest;

	if (!split(url, host, &rest))
		return false;
	if (host_out)
		memcpy(host_out, host, strlen(host) + 1);
	return true;
}

static bool
is_pair(const char *text, size_t from, size_t to)
{
	static const char open[] = "\"'`<", close[] = "\"'`>";
	const char *at = to - from < 2 || !text[from]
	                 ? NULL : strchr(open, text[from]);

	return at && text[to - 1] == close[at - open];
}

void
fc_unquote(const char *text, size_t *from, size_t *to)
{
	for (;;) {
		while (*from < *to && is_one_of(text[*from], " \t\r\n"))
			++*from;
		while (*from < *to && is_one_of(text[*to - 1], " \t\r\n"))
			--*to;
		if (!is_pair(text, *from, *to))
			return;
		++*from;
		--*to;
	}
}

static bool
encode_byte(struct fc_buf *out, char byte, struct fc_error *err)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char value = (unsigned char)byte;
	char escape[] = { '%', digits[value >> 4], digits[value & 15] };

	if (is_one_of(byte, LABEL_BYTES "._~"))
		return fc_buf_add(out, &byte, 1, err);
	return fc_buf_add(out, escape, sizeof(escape), err);
}

bool
fc_url_encode(struct fc_buf *out, const char *text, size_t len,
              struct fc_error *err)
{
	const size_t before = out->len;
	size_t i;

	for (i = 0; i < len; i++) {
		if (!encode_byte(out, text[i], err)) {
			fc_buf_cut(out, before);
			return false;
		}
	}
	return true;
}

static int
hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* The byte that stands at *at, which moves past it; NUL: none may. */
static char
decode_byte(const char *text, size_t len, size_t *at, bool form)
{
	char byte = text[(*at)++];
	int high, low;

	if (byte == '+' && form)
		return ' ';
	if (byte != '%')
		return byte;
	if (len - *at < 2)
		return '\0';
	high = hex_digit(text[(*at)++]);
	low = hex_digit(text[(*at)++]);
	return (char)(high < 0 || low < 0 ? '\0' : high << 4 | low);
}

bool
fc_url_decode(struct fc_buf *out, const char *text, size_t len, bool form,
              struct fc_error *err)
{
	const size_t before = out->len;
	size_t at = 0;

	while (at < len) {
		char byte = decode_byte(text, len, &at, form);

		if (byte == '\0')
			fc_fail(err, FC_ERR_DATA,
			        "broken or forbidden percent-encoding");
		else if (fc_buf_add(out, &byte, 1, err))
			continue;
		fc_buf_cut(out, before);
		return false;
	}
	return true;
}
