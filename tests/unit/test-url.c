/* SPDX-License-Identifier: Apache-2.0 */
/* What is taken for a host or an https URL, and percent-encoding. */
#include "base/url.h"

#include "tap.h"


#define UNTOUCHED "untouched"
#define LABEL_60 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"
#define HOST_239 LABEL_60 "." LABEL_60 "." LABEL_60 "." \
	"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffff"

/* NULL: refused. */
struct spelling {
	const char *text, *host;
};

static const struct spelling hosts[] = {
	{ "acme.palantirfoundry.com", "acme.palantirfoundry.com" },
	{ "Acme.PalantirFoundry.COM", "acme.palantirfoundry.com" },
	{ "acme.example:443", "acme.example" },
	{ "acme.example:8443", "acme.example:8443" },
	{ "ACME:1", "acme:1" },
	{ "acme:65535", "acme:65535" },
	{ "127.0.0.1:8443", "127.0.0.1:8443" },
	{ "localhost", "localhost" },
	{ "a-b--c.example", "a-b--c.example" },
	{ "xn--bcher-kva.example", "xn--bcher-kva.example" },
	{ "[::1]", "[::1]" },
	{ "[::1]:443", "[::1]" },
	{ "[::1]:8443", "[::1]:8443" },
	{ "[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]" },
	{ HOST_239, HOST_239 },
	{ HOST_239 "x", NULL },
	{ HOST_239 ":443", HOST_239 },
	{ HOST_239 ":1", NULL },
	{ "", NULL },
	{ ".", NULL },
	{ "..", NULL },
	{ "acme..example", NULL },
	{ ".acme.example", NULL },
	{ "acme.example.", NULL },
	{ "acme.example.:443", NULL },
	{ "acme:", NULL },
	{ "acme:0", NULL },
	{ "acme:080", NULL },
	{ "acme:0443", NULL },
	{ "acme:65536", NULL },
	{ "acme:4294967739", NULL },
	{ "acme:99999999999999999999", NULL },
	{ "acme:-1", NULL },
	{ "acme:+1", NULL },
	{ "acme: 1", NULL },
	{ "acme:1 ", NULL },
	{ "acme:1:2", NULL },
	{ "acme:https", NULL },
	{ ":443", NULL },
	{ "-acme", NULL },
	{ "-oProxyCommand=x", NULL },
	{ "acme.-x", NULL },
	{ "acme-", NULL },
	{ "a_b", NULL },
	{ "*.example", NULL },
	{ " acme", NULL },
	{ "acme ", NULL },
	{ "acme\t", NULL },
	{ "acme\n", NULL },
	{ "acme\nhost=evil.example", NULL },
	{ "acme\rhost=evil.example", NULL },
	{ "acme\x7f", NULL },
	{ "\x1b[2Jacme", NULL },
	{ "b\xc3\xbc" "cher.example", NULL },
	{ "acme\xe3\x80\x82" "example", NULL },
	{ "acme%2eexample", NULL },
	{ "acme%00", NULL },
	{ "user@acme", NULL },
	{ "user:pw@acme", NULL },
	{ "acme/", NULL },
	{ "acme/path", NULL },
	{ "../../etc/passwd", NULL },
	{ "acme\\evil", NULL },
	{ "acme#", NULL },
	{ "acme?", NULL },
	{ "acme.example#?/", NULL },
	{ "https:", NULL },
	{ "[", NULL },
	{ "[]", NULL },
	{ "]", NULL },
	{ "[::1", NULL },
	{ "::1", NULL },
	{ "[::1]x", NULL },
	{ "[::1]x:443", NULL },
	{ "[::1]:", NULL },
	{ "[::1]443", NULL },
	{ "[::1%25eth0]", NULL },
	{ "[::1%eth0]", NULL },
	{ "[127.0.0.1]", NULL },
	{ "[acme]", NULL },
	{ "[v1.x]", NULL },
	{ "[[::1]]", NULL },
	{ "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]", NULL },
};

/* What a person types. */
static const struct spelling typed[] = {
	{ "Acme:443", "acme" },
	{ "https://acme.example", "acme.example" },
	{ "https://acme.example/", "acme.example" },
	{ "HTTPS://Acme.example:443/a/b%20c", "acme.example" },
	{ "https://acme.example:8443", "acme.example:8443" },
	{ "https://[::1]:8443/x", "[::1]:8443" },
	{ "http://acme.example", NULL },
	{ "ftp://acme.example", NULL },
	{ "://acme.example", NULL },
	{ "https:/acme.example", NULL },
	{ "https:///acme.example", NULL },
	{ "https://", NULL },
	{ " https://acme.example", NULL },
	{ "https://user@acme.example", NULL },
	{ "https://user:pw@acme.example/", NULL },
	{ "https://@acme.example/", NULL },
	{ "https://acme.example\\@evil.example/", NULL },
	{ "https://acme.example#@evil.example/", NULL },
	{ "https://acme.example?@evil.example/", NULL },
	{ "https://acme.example/?q", NULL },
	{ "https://acme.example/#f", NULL },
	{ "https://acme.example/a b", NULL },
	{ "https://acme.example/\x80", NULL },
	{ "https://acme.example/\n", NULL },
	{ "https://acme.example\\", NULL },
	{ "acme.example/path", NULL },
	{ "https://https://acme.example", NULL },
};

/* What a configuration gives as an endpoint. */
static const struct spelling endpoints[] = {
	{ "https://acme.example/multipass/api/oauth2/token", "acme.example" },
	{ "https://acme.example/authorize?tenant=a%20b&x=[1]",
	  "acme.example" },
	{ "https://acme.example?tenant=a", "acme.example" },
	{ "https://Acme.example:8443/@:", "acme.example:8443" },
	{ "acme.example", NULL },
	{ "http://acme.example/", NULL },
	{ "javascript:alert(1)", NULL },
	{ "file:///etc/passwd", NULL },
	{ "https://user@acme.example/", NULL },
	{ "https://acme.example/#f", NULL },
	{ "https://acme.example/ ", NULL },
	{ "https://acme.example/\x7f", NULL },
	{ "https://acme.example/\r\nHost: evil.example", NULL },
	{ "https://acme.example/\"", NULL },
	{ "https://acme.example/<", NULL },
	{ "https://acme.example/`x`", NULL },
	{ "https://acme.example/a\\b", NULL },
	{ "https:// acme.example/", NULL },
	{ "", NULL },
};

static void
check_spellings(const struct spelling *row, size_t count, const char *what,
                bool (*take)(const char *text, char out[FC_HOST_SIZE]))
{
	size_t i;

	for (i = 0; i < count; i++) {
		char host[FC_HOST_SIZE] = UNTOUCHED;
		bool taken = take(row[i].text, host);
		char label[100];

		fc_printable(label, sizeof(label), row[i].text,
		             strlen(row[i].text));
		ok(taken == (row[i].host != NULL), "%s '%s' is %s", what,
		   label, row[i].host ? "taken" : "refused");
		is(host, row[i].host ? row[i].host : UNTOUCHED,
		   row[i].host ? "its one spelling" : "nothing is changed");
	}
}

static void
test_encoding(void)
{
	static const struct {
		const char *plain;
		size_t len;
		const char *coded;
	} row[] = {
		{ "", 0, "" },
		{ "azAZ09-._~", 10, "azAZ09-._~" },
		{ "a b+c", 5, "a%20b%2Bc" },
		{ "https://h/?a=b&c", 16, "https%3A%2F%2Fh%2F%3Fa%3Db%26c" },
		{ "\0\x01\x7f\x80\xff", 5, "%00%01%7F%80%FF" },
		{ "%41", 3, "%2541" },
		{ "\xc3\xa9", 2, "%C3%A9" },
	};
	struct fc_error err = FC_ERROR_INIT;
	struct fc_buf out = FC_BUF_INIT(1000);
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		fc_buf_reset(&out);
		ok(fc_url_encode(&out, row[i].plain, row[i].len, &err),
		   "encoding can be done");
		is(fc_buf_str(&out), row[i].coded, row[i].coded);
	}
	fc_buf_clear(&out);

	out = (struct fc_buf)FC_BUF_INIT(5);
	ok(fc_buf_add_str(&out, "a=", &err) &&
	   !fc_url_encode(&out, "b=", 2, &err), "past the cap it fails");
	is(fc_buf_str(&out), "a=", "and leaves no half of it");
	fc_buf_clear(&out);
}

static void
test_decoding(void)
{
	static const struct {
		const char *coded;
		bool form;
		const char *plain; /* NULL: refused */
	} row[] = {
		{ "", false, "" },
		{ "a%20b", false, "a b" },
		{ "a+b", true, "a b" },
		{ "a+b", false, "a+b" },
		{ "%2B+%2b", true, "+ +" },
		{ "%41%7a", false, "Az" },
		{ "%c3%A9", false, "\xc3\xa9" },
		{ "%2541", false, "%41" },
		{ "a%0ab", false, "a\nb" },
		{ "%00", false, NULL },
		{ "a%00b", true, NULL },
		{ "%", false, NULL },
		{ "%4", false, NULL },
		{ "a%", false, NULL },
		{ "%4g", false, NULL },
		{ "%g4", false, NULL },
		{ "%%41", false, NULL },
		{ "% 1", false, NULL },
		{ "%+1", false, NULL },
		{ "%-1", false, NULL },
		{ "%0x", false, NULL },
		{ "%u0041", false, NULL },
	};
	struct fc_error err = FC_ERROR_INIT;
	struct fc_buf out = FC_BUF_INIT(1000);
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		bool done;

		fc_buf_reset(&out);
		done = fc_url_decode(&out, row[i].coded, strlen(row[i].coded),
		                     row[i].form, &err);
		ok(done == (row[i].plain != NULL), "'%s' is %s", row[i].coded,
		   row[i].plain ? "decoded" : "refused");
		is(fc_buf_str(&out), row[i].plain ? row[i].plain : "",
		   "what is decoded");
	}
	ok(!fc_url_decode(&out, "a\0b", 3, false, &err), "a NUL is refused");
	ok(!fc_url_decode(&out, "%41", 2, false, &err) && out.len == 0,
	   "nothing behind the length is read");
	fc_buf_clear(&out);
}

int
main(void)
{
	check_spellings(hosts, COUNT(hosts), "host", fc_host_parse);
	check_spellings(typed, COUNT(typed), "typed host", fc_host_from_url);
	check_spellings(endpoints, COUNT(endpoints), "endpoint",
	                fc_url_is_https);
	ok(fc_url_is_https("https://acme.example/", NULL),
	   "the host of an endpoint need not be asked for");
	test_encoding();
	test_decoding();
	return done();
}
