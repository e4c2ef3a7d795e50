/* SPDX-License-Identifier: Apache-2.0 */
/* What docker and its kin send, with what no honest client would. */
#include "docker/request.h"

#include "tap.h"

/* A text that may hold NULs, and its length. */
#define TEXT(literal) (literal), sizeof(literal) - 1
#define LABEL_63                                                               \
	"a23456789012345678901234567890123456789012345678901234567890123"

static void
test_server(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		const char *host; /* "": nobody's */
	} row[] = {
		{ "a host", TEXT("acme.example"), "acme.example" },
		{ "a port", TEXT("acme.example:5000"), "acme.example:5000" },
		{ "the default port (nerdctl)", TEXT("acme.example:443"),
		  "acme.example" },
		{ "https", TEXT("https://acme.example"), "acme.example" },
		{ "https, port and all", TEXT("https://acme.example:443/v2/"),
		  "acme.example" },
		{ "a slash at the end", TEXT("https://acme.example/"),
		  "acme.example" },
		{ "a repository (crane)", TEXT("acme.example/ns/repo"),
		  "acme.example" },
		{ "port and repository", TEXT("acme.example:5000/ns/repo"),
		  "acme.example:5000" },
		{ "a newline", TEXT("acme.example\n"), "acme.example" },
		{ "blanks all around", TEXT(" \tacme.example\r\n\n"),
		  "acme.example" },
		{ "capitals", TEXT("HTTPS://ACME.Example"), "acme.example" },
		{ "http", TEXT("http://acme.example/"), "acme.example" },
		{ "http in capitals", TEXT("HTTP://acme.example:5000"),
		  "acme.example:5000" },
		{ "Docker Hub", TEXT("https://index.docker.io/v1/"),
		  "index.docker.io" },
		{ "an address", TEXT("127.0.0.1:8443"), "127.0.0.1:8443" },
		{ "an IPv6 address", TEXT("[::1]:5000/x"), "[::1]:5000" },
		{ "nothing", TEXT(""), "" },
		{ "blanks", TEXT(" \n\t"), "" },
		{ "a scheme alone", TEXT("https://"), "" },
		{ "http alone", TEXT("http://"), "" },
		{ "another scheme", TEXT("ftp://acme.example"), "" },
		{ "two schemes", TEXT("https://https://acme.example"), "" },
		{ "a user", TEXT("https://jdoe@acme.example"), "" },
		{ "a query for a host", TEXT("acme.example?x=/y"), "" },
		{ "a fragment", TEXT("acme.example#/x"), "" },
		{ "a backslash", TEXT("acme.example\\.evil.example"), "" },
		{ "two dots", TEXT("acme..example"), "" },
		{ "a dot at the end", TEXT("acme.example."), "" },
		{ "a blank inside", TEXT("acme .example"), "" },
		{ "two lines", TEXT("acme.example\nevil.example"), "" },
		{ "a NUL", TEXT("acme.example\0.evil.example"), "" },
		{ "a NUL in the path", TEXT("acme.example/\0"),
		  "acme.example" },
		{ "port 0", TEXT("acme.example:0"), "" },
		{ "a port too large", TEXT("acme.example:65536"), "" },
		{ "a port with a leading zero", TEXT("acme.example:0443"),
		  "" },
		{ "no port", TEXT("acme.example:"), "" },
		{ "a name too long",
		  TEXT(LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63
		                ".example"), "" },
		{ "bytes beyond ASCII", TEXT("acm\xc3\xa9.example"), "" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct docker_server server;

		docker_server_parse(&server, row[i].text, row[i].len);
		is(server.host, row[i].host, row[i].label);
	}
}

/* Which of the answers that clients know is it? */
static void
test_kinds(void)
{
	static const struct {
		const char *text;
		bool empty, plain_http;
	} row[] = {
		{ "", true, false },
		{ " \r\n\t", true, false },
		{ "acme.example", false, false },
		{ "https://acme.example", false, false },
		{ "https://", false, false },
		{ "/", false, false },
		{ "http://acme.example", false, true },
		{ "HTTP://acme.example:443/v1/", false, true },
		{ "http://", false, true },
		{ "http.example", false, false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct docker_server server;

		docker_server_parse(&server, row[i].text,
		                    strlen(row[i].text));
		ok(server.empty == row[i].empty &&
		           server.plain_http == row[i].plain_http,
		   "empty: %d, plain: %d: '%.4s'", server.empty,
		   server.plain_http, row[i].empty ? "" : row[i].text);
	}
}

static const char *
plain(const struct fc_secret *secret)
{
	return secret->plain ? secret->plain : "";
}

static bool
parse(struct docker_store *store, const char *text, size_t len,
      struct fc_error *err)
{
	struct fc_buf buf = FC_BUF_INIT(DOCKER_REQUEST_MAX);
	bool parsed;

	if (!fc_buf_add(&buf, text, len, err))
		exit(EXIT_FAILURE);
	parsed = docker_store_parse(store, &buf, err);
	fc_buf_clear(&buf);
	return parsed;
}

static void
test_store(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		const char *host, *username, *secret;
	} row[] = {
		{ "as clients write it",
		  TEXT("{\"ServerURL\":\"https://acme.example/\",\"Username\":"
		       "\"ri.a\",\"Secret\":\"a.b.c\"}\n"),
		  "acme.example", "ri.a", "a.b.c" },
		{ "what Go escapes",
		  TEXT("{\"ServerURL\":\"acme.example\",\"Username\":"
		       "\"\\u003ctoken\\u003e\",\"Secret\":\"a\\u0026b\"}"),
		  "acme.example", "<token>", "a&b" },
		{ "a surrogate pair",
		  TEXT("{\"ServerURL\":\"acme.example\",\"Username\":"
		       "\"\\ud83d\\ude00\",\"Secret\":\"x\"}"),
		  "acme.example", "\xf0\x9f\x98\x80", "x" },
		{ "escaped slashes",
		  TEXT("{\"ServerURL\":\"https:\\/\\/acme.example\\/v2\\/\","
		       "\"Username\":\"a\",\"Secret\":\"x\"}"),
		  "acme.example", "a", "x" },
		{ "unknown members",
		  TEXT("{\"x\":[{}],\"ServerURL\":\"acme.example\",\"y\":null,"
		       "\"Username\":\"a\",\"Secret\":\"x\",\"z\":{\"Secret\":"
		       "\"no\"}}"),
		  "acme.example", "a", "x" },
		{ "of two members the last counts",
		  TEXT("{\"ServerURL\":\"evil.example\",\"Username\":\"b\","
		       "\"Secret\":\"y\",\"Secret\":\"x\",\"Username\":\"a\","
		       "\"ServerURL\":\"acme.example\"}"),
		  "acme.example", "a", "x" },
		{ "missing members", TEXT("{}"), "", "", "" },
		{ "null members",
		  TEXT("{\"ServerURL\":null,\"Username\":null,"
		       "\"Secret\":null}"), "", "", "" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct docker_store store = DOCKER_STORE_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(parse(&store, row[i].text, row[i].len, &err), "%s: %s",
		   row[i].label, err.text);
		is(store.server.host, row[i].host, "  its host");
		is(plain(&store.username), row[i].username, "  its user");
		is(plain(&store.secret), row[i].secret, "  its secret");
		docker_store_clear(&store);
	}
}

static void
test_refused(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
	} row[] = {
		{ "nothing", TEXT("") },
		{ "no JSON", TEXT("acme.example") },
		{ "cut off", TEXT("{\"ServerURL\":\"acme.example\"") },
		{ "an array", TEXT("[\"acme.example\"]") },
		{ "null", TEXT("null") },
		{ "a number for a user", TEXT("{\"Username\":1}") },
		{ "an object for a secret", TEXT("{\"Secret\":{}}") },
		{ "a NUL in a secret", TEXT("{\"Secret\":\"a\\u0000b\"}") },
		{ "a bare NUL", TEXT("{\"Secret\":\"a\0b\"}") },
		{ "not UTF-8", TEXT("{\"Secret\":\"\xff\"}") },
		{ "something behind it", TEXT("{}{}") },
		{ "a comment", TEXT("{/* */}") },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct docker_store store = DOCKER_STORE_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(!parse(&store, row[i].text, row[i].len, &err) &&
		           err.kind == FC_ERR_DATA && *err.text,
		   "refused: %s", row[i].label);
		docker_store_clear(&store);
	}
}

static void
test_deep(void)
{
	struct docker_store store = DOCKER_STORE_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char deep[4096];

	memset(deep, '[', sizeof(deep));
	memcpy(deep, "{\"x\":", 5);
	ok(!parse(&store, deep, sizeof(deep), &err), "refused: a deep one");
	docker_store_clear(&store);
}

int
main(void)
{
	test_server();
	test_kinds();
	test_store();
	test_refused();
	test_deep();
	return done();
}
