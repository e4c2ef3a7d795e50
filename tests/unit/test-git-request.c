/* SPDX-License-Identifier: Apache-2.0 */
/* What git asks and is told, with what no honest git would send. */
#include "git/answer.h"
#include "git/request.h"

#include "base/record.h"
#include "base/url.h"

#include "tap.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>


/* A text that may hold NULs, and its length. */
#define TEXT(literal) (literal), sizeof(literal) - 1
#define ASK "protocol=https\nhost=acme.example\n"

static bool
parse(struct git_request *request, const char *text, size_t len,
      struct fc_error *err)
{
	if (!fc_buf_add(&request->text, text, len, err))
		exit(EXIT_FAILURE);
	return git_request_parse(request, err);
}

/* Which host is it about?  NULL: refused, "": not ours. */
static const char *
host_of(const char *text, size_t len, char host[FC_HOST_SIZE])
{
	struct git_request request = GIT_REQUEST_INIT;
	struct fc_error err = FC_ERROR_INIT;
	const char *result = NULL;

	host[0] = '\0';
	if (parse(&request, text, len, &err))
		result = git_request_host(&request, host) ? host : "";
	else if (err.kind != FC_ERR_DATA || !*err.text)
		result = "refused without a reason";
	git_request_clear(&request);
	return result;
}

static void
test_grammar(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		const char *host; /* NULL: refused, "": not ours */
	} row[] = {
		{ "ended by the end", TEXT(ASK), "acme.example" },
		{ "ended by an empty line", TEXT(ASK "\n"), "acme.example" },
		{ "what follows an empty line does not count",
		  TEXT(ASK "\nhost=evil.example\n"), "acme.example" },
		{ "not even rubbish", TEXT(ASK "\n\0\r no key"),
		  "acme.example" },
		{ "no LF at the end",
		  TEXT("protocol=https\nhost=acme.example"), "acme.example" },
		{ "any order", TEXT("host=acme.example\nprotocol=https\n"),
		  "acme.example" },
		{ "unknown keys, values with '=' and blanks",
		  TEXT("x=a=b c\n" ASK "wwwauth[]=Basic realm=\"host=x\"\n"),
		  "acme.example" },
		{ "a key is compared whole",
		  TEXT(ASK "host =evil.example\n host=evil.example\n"
		       "Host=evil.example\nhost[]=evil.example\n"),
		  "acme.example" },
		{ "bytes beyond ASCII in a value",
		  TEXT(ASK "username=\xff\xfe\n"), "acme.example" },
		{ "nothing at all", TEXT(""), "" },
		{ "an empty line alone", TEXT("\n"), "" },
		{ "an empty line first", TEXT("\n" ASK), "" },
		{ "no protocol (CVE-2020-11008)",
		  TEXT("host=acme.example\n"), "" },
		{ "no host (CVE-2020-11008)", TEXT("protocol=https\n"), "" },
		{ "an empty host", TEXT("protocol=https\nhost=\n"), "" },
		{ "an empty protocol", TEXT("protocol=\nhost=acme.example\n"),
		  "" },
		{ "http", TEXT("protocol=http\nhost=acme.example\n"), "" },
		{ "cert", TEXT("protocol=cert\nhost=\npath=/f\n"), "" },
		{ "a protocol with a tail",
		  TEXT("protocol=https \nhost=acme.example\n"), "" },

		{ "a LF in a value brings a host (CVE-2020-5260)",
		  TEXT("protocol=https\nhost=evil.example?\n"
		       "host=acme.example\n"), NULL },
		{ "a second host after other keys",
		  TEXT(ASK "path=a\nhost=evil.example\n"), NULL },
		{ "the same host again", TEXT(ASK "host=acme.example\n"),
		  NULL },
		{ "a second protocol", TEXT(ASK "protocol=http\n"), NULL },
		{ "a line without '='", TEXT(ASK "host\n"), NULL },
		{ "an empty key", TEXT(ASK "=evil.example\n"), NULL },
		{ "a line of one '='", TEXT("=\n"), NULL },
		{ "a blank line that is not empty", TEXT(ASK " \n"), NULL },
		{ "CR before LF", TEXT("protocol=https\r\nhost=a.b\r\n"),
		  NULL },
		{ "a CR line (CVE-2024-52006)",
		  TEXT(ASK "username=a\rhost=evil.example\n"), NULL },
		{ "a CR alone", TEXT(ASK "\r\n"), NULL },
		{ "a NUL in the host",
		  TEXT("protocol=https\nhost=acme.example\0.evil\n"), NULL },
		{ "a NUL in a key", TEXT(ASK "ho\0st=evil.example\n"), NULL },
		{ "a NUL line", TEXT("\0\n" ASK), NULL },
		{ "a NUL at the end", TEXT(ASK "\0"), NULL },
	};
	char host[FC_HOST_SIZE];
	size_t i;

	for (i = 0; i < COUNT(row); i++)
		is(host_of(row[i].text, row[i].len, host), row[i].host,
		   row[i].label);
}

static void
test_hosts(void)
{
	static const struct {
		const char *host, *means; /* NULL: not ours */
	} row[] = {
		{ "acme.example", "acme.example" },
		{ "Acme.Example", "acme.example" },
		{ "ACME.EXAMPLE:443", "acme.example" },
		{ "acme.example:8443", "acme.example:8443" },
		{ "acme.example:80", "acme.example:80" },
		{ "127.0.0.1:8443", "127.0.0.1:8443" },
		{ "[::1]", "[::1]" },
		{ "[::1]:8443", "[::1]:8443" },
		{ "[::1]:443", "[::1]" },
		{ "[0:0:0:0:0:0:0:1]:8443", "[::1]:8443" },
		{ "a_b.example", NULL },
		{ "acme.example.", NULL },
		{ ".acme.example", NULL },
		{ "acme..example", NULL },
		{ "..", NULL },
		{ ".", NULL },
		{ "../acme.example", NULL },
		{ "acme.example/..", NULL },
		{ "acme.example#", NULL },
		{ "acme.example?", NULL },
		{ "acme.example\\", NULL },
		{ "acme.example#?/", NULL },
		{ "user@acme.example", NULL },
		{ "user:password@acme.example", NULL },
		{ "acme%2eexample", NULL },
		{ "acme.example%00", NULL },
		{ "acme.example:0443", NULL },
		{ "acme.example:0", NULL },
		{ "acme.example:65535", "acme.example:65535" },
		{ "acme.example:65536", NULL },
		{ "acme.example:443443", NULL },
		{ "acme.example:", NULL },
		{ "acme.example: 443", NULL },
		{ "acme.example:+443", NULL },
		{ "acme.example:443:443", NULL },
		{ "acme.example:443@evil.example", NULL },
		{ "https://acme.example", NULL },
		{ " acme.example", NULL },
		{ "acme.example ", NULL },
		{ "acme.example\t", NULL },
		{ "acme.example\x01", NULL },
		{ "acme.example\x7f", NULL },
		{ "acme.ex\xc3\xa4mple", NULL },
		{ "-acme.example", NULL },
		{ "*.example", NULL },
		{ "::1", NULL },
		{ "[::1", NULL },
		{ "::1]", NULL },
		{ "[::1]8443", NULL },
		{ "[::1]:08443", NULL },
		{ "[acme.example]", NULL },
		{ "[]", NULL },
		{ "[fe80::1%25eth0]", NULL },
	};
	char text[256], host[FC_HOST_SIZE];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		int len = snprintf(text, sizeof(text),
		                   "protocol=https\nhost=%s\n", row[i].host);
		const char *means = host_of(text, (size_t)len, host);

		ok(means && strcmp(means, row[i].means ? row[i].means : "") ==
		   0, "host %zu is %s", i,
		   row[i].means ? row[i].means : "not ours");
	}
}

/* A line of len bytes, its LF counted, whose tail reads like another one. */
static void
add_long(struct fc_buf *text, const char *key, size_t len, const char *tail)
{
	struct fc_error err = FC_ERROR_INIT;
	size_t fill = len - strlen(key) - strlen(tail) - 2;
	char *bytes = tap_alloc(fill);

	memset(bytes, 'x', fill);
	if (!fc_buf_add_str(text, key, &err) ||
	    !fc_buf_add(text, "=", 1, &err) ||
	    !fc_buf_add(text, bytes, fill, &err) ||
	    !fc_buf_add_str(text, tail, &err) ||
	    !fc_buf_add(text, "\n", 1, &err))
		exit(EXIT_FAILURE);
	free(bytes);
}

static void
test_long_lines(void)
{
	static const struct {
		size_t len;
		const char *host;
	} row[] = {
		{ 1024, "acme.example" },
		{ 1025, "acme.example" },
		{ 4096, "acme.example" },
		{ 65535, "acme.example" },
		{ 65536, "acme.example" },
		{ 65537, "acme.example" },
		{ 131072, "acme.example" },
		{ 131073, NULL },
		{ 500000, NULL },
	};
	char label[96], host[FC_HOST_SIZE];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf text = FC_BUF_INIT(GIT_REQUEST_MAX);
		struct fc_error err = FC_ERROR_INIT;

		if (!fc_buf_add_str(&text, ASK, &err))
			exit(EXIT_FAILURE);
		add_long(&text, "wwwauth[]", row[i].len,
		         "host=evil.example");
		snprintf(label, sizeof(label), "a line of %zu bytes is %s",
		         row[i].len, row[i].host ? "one line" : "refused");
		is(host_of(text.data, text.len, host), row[i].host, label);
		fc_buf_clear(&text);
	}
}

static void
test_capabilities(void)
{
	static const struct {
		const char *label, *text;
		bool has;
	} row[] = {
		{ "none", "", false },
		{ "authtype", "capability[]=authtype\n", true },
		{ "authtype among others", "capability[]=state\n"
		  "capability[]=authtype\ncapability[]=new\n", true },
		{ "an empty value resets the list",
		  "capability[]=authtype\ncapability[]=\n", false },
		{ "and it may be said again", "capability[]=authtype\n"
		  "capability[]=\ncapability[]=authtype\n", true },
		{ "another one", "capability[]=authtypes\n", false },
		{ "in capitals", "capability[]=Authtype\n", false },
		{ "not a list", "capability=authtype\n", false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct git_request request = GIT_REQUEST_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(parse(&request, row[i].text, strlen(row[i].text), &err) &&
		   request.has_authtype == row[i].has, "capability: %s",
		   row[i].label);
		git_request_clear(&request);
	}
}

static void
test_values(void)
{
	static const struct {
		const char *text;
		long long expires_at;
	} expiry[] = {
		{ "password_expiry_utc=1700000000\n", 1700000000 },
		{ "password_expiry_utc=0\n", 0 },
		{ "password_expiry_utc=-5\n", 0 },
		{ "password_expiry_utc=\n", 0 },
		{ "password_expiry_utc=soon\n", 0 },
		{ "password_expiry_utc=1e9\n", 0 },
		{ "password_expiry_utc= 5\n", 0 },
		{ "password_expiry_utc=+5\n", 0 },
		{ "password_expiry_utc=5.5\n", 0 },
		{ "password_expiry_utc=0x5\n", 0 },
		{ "password_expiry_utc=99999999999999999999\n", 0 },
		{ "password_expiry_utc=9223372036854775807\n", 0 },
		{ "password_expiry_utc=5\npassword_expiry_utc=x\n", 0 },
	};
	static const struct {
		const char *value;
		bool ephemeral;
	} bools[] = {
		{ "1", true }, { "true", true }, { "YES", true },
		{ "on", true }, { "0", false }, { "false", false },
		{ "", false }, { "2", false }, { "1 ", false },
	};
	char text[64];
	size_t i;

	for (i = 0; i < COUNT(expiry); i++) {
		struct git_request request = GIT_REQUEST_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(parse(&request, expiry[i].text, strlen(expiry[i].text),
		         &err) &&
		   request.expires_at == (time_t)expiry[i].expires_at,
		   "expiry %zu is %lld", i, expiry[i].expires_at);
		git_request_clear(&request);
	}
	for (i = 0; i < COUNT(bools); i++) {
		struct git_request request = GIT_REQUEST_INIT;
		struct fc_error err = FC_ERROR_INIT;
		int len = snprintf(text, sizeof(text), "ephemeral=%s\n",
		                   bools[i].value);

		ok(parse(&request, text, (size_t)len, &err) &&
		   request.ephemeral == bools[i].ephemeral,
		   "ephemeral=%s is %s", bools[i].value,
		   bools[i].ephemeral ? "true" : "false");
		git_request_clear(&request);
	}
}

static void
test_secrets(void)
{
	static const struct {
		const char *label, *text, *secret;
	} row[] = {
		{ "none", ASK, NULL },
		{ "the password", ASK "username=u\npassword=p=w\n", "p=w" },
		{ "an empty password", ASK "password=\n", "" },
		{ "the credential of a Bearer answer",
		  ASK "authtype=Bearer\ncredential=t\n", "t" },
		{ "bearer is Bearer", ASK "authtype=bearer\ncredential=t\n",
		  "t" },
		{ "not that of another scheme",
		  ASK "authtype=Basic\ncredential=dTpw\n", NULL },
		{ "not one without a scheme", ASK "credential=t\n", NULL },
		{ "the password before the credential",
		  ASK "authtype=Bearer\ncredential=t\npassword=p\n", "p" },
		{ "a store with no secret in it",
		  ASK "capability[]=authtype\n", NULL },
		{ "the last password counts", ASK "password=a\npassword=b\n",
		  "b" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct git_request request = GIT_REQUEST_INIT;
		struct fc_error err = FC_ERROR_INIT;

		if (!parse(&request, row[i].text, strlen(row[i].text), &err))
			exit(EXIT_FAILURE);
		is(git_request_secret(&request), row[i].secret, row[i].label);
		git_request_clear(&request);
	}
}

/* An empty line ends a request whose sender keeps the pipe open. */
static void
test_open_pipe(void)
{
	static const char *const parts[] = { ASK "\n", "\n",
		ASK "username=u\n\nhost=evil.example\n" };
	char host[FC_HOST_SIZE];
	int ends[2];
	size_t i;

	for (i = 0; i < COUNT(parts); i++) {
		struct git_request request = GIT_REQUEST_INIT;
		struct fc_error err = FC_ERROR_INIT;
		ssize_t len = (ssize_t)strlen(parts[i]);

		if (pipe(ends) != 0 ||
		    write(ends[1], parts[i], (size_t)len) != len)
			exit(EXIT_FAILURE);
		alarm(10);
		ok(git_request_read(&request, ends[0], &err),
		   "an empty line ends message %zu on an open pipe", i);
		alarm(0);
		ok(i == 1 || (git_request_host(&request, host) &&
		              strcmp(host, "acme.example") == 0),
		   "which is about the host before it");
		git_request_clear(&request);
		close(ends[0]);
		close(ends[1]);
	}
}

static void
test_torn_reads(void)
{
	struct git_request request = GIT_REQUEST_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char host[FC_HOST_SIZE];
	int ends[2];
	size_t i;
	pid_t pid;

	if (pipe(ends) != 0 || (pid = fork()) < 0)
		exit(EXIT_FAILURE);
	if (pid == 0) {
		for (i = 0; i < strlen(ASK "\n"); i++) {
			if (write(ends[1], &(ASK "\n")[i], 1) != 1)
				_exit(1);
			usleep(500);
		}
		sleep(10);
		_exit(0);
	}
	close(ends[1]);
	alarm(9);
	ok(git_request_read(&request, ends[0], &err) &&
	   git_request_host(&request, host),
	   "a request that comes byte by byte is one");
	alarm(0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(ends[0]);
	git_request_clear(&request);
}

static void
test_read_limits(void)
{
	struct git_request request = GIT_REQUEST_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char block[4096];
	int ends[2];
	pid_t pid;

	ok(!git_request_read(&request, -1, &err) && err.kind == FC_ERR_IO,
	   "a stdin that is closed is an error");

	memset(block, 'x', sizeof(block));
	if (pipe(ends) != 0 || (pid = fork()) < 0)
		exit(EXIT_FAILURE);
	if (pid == 0) {
		signal(SIGPIPE, SIG_DFL);
		close(ends[0]);
		for (;;)
			if (write(ends[1], block, sizeof(block)) < 0)
				_exit(0);
	}
	close(ends[1]);
	ok(!git_request_read(&request, ends[0], &err) &&
	   err.kind == FC_ERR_DATA, "an endless request is refused");
	close(ends[0]);
	waitpid(pid, NULL, 0);
	git_request_clear(&request);
	ok(!request.text.data && !request.host, "and nothing of it is kept");
}

static void
test_challenges(void)
{
	static const struct {
		const char *label, *text;
		bool bearer_alone;
	} row[] = {
		{ "none", "", false },
		{ "Basic", "wwwauth[]=Basic realm=\"x\"\n", false },
		{ "Bearer", "wwwauth[]=Bearer realm=\"x\"\n", true },
		{ "without parameters", "wwwauth[]=Bearer\n", true },
		{ "in small letters", "wwwauth[]=bearer realm=x, scope=\"a\"\n",
		  true },
		{ "twice", "wwwauth[]=Bearer\nwwwauth[]=Bearer a=b\n", true },
		{ "both, in two headers",
		  "wwwauth[]=Bearer\nwwwauth[]=Basic realm=x\n", false },
		{ "both, in one",
		  "wwwauth[]=Bearer realm=\"x\", Basic realm=\"y\"\n", false },
		{ "both, bare", "wwwauth[]=Negotiate, Bearer\n", false },
		{ "a quoted comma", "wwwauth[]=Bearer realm=\"x, Basic y\"\n",
		  true },
		{ "a quoted quote",
		  "wwwauth[]=Bearer realm=\"\\\", Basic y\", a=b\n", true },
		{ "a quote without end", "wwwauth[]=Bearer realm=\"x\\\n", true },
		{ "a name that begins so", "wwwauth[]=Bearers\n", false },
		{ "an empty value resets the list",
		  "wwwauth[]=Basic\nwwwauth[]=\nwwwauth[]=Bearer\n", true },
		{ "commas alone", "wwwauth[]= ,, \n", false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct git_request request = GIT_REQUEST_INIT;
		struct fc_error err = FC_ERROR_INIT;

		ok(parse(&request, row[i].text, strlen(row[i].text), &err) &&
		   (request.offers_bearer && !request.offers_other) ==
		           row[i].bearer_alone, "challenge: %s", row[i].label);
		git_request_clear(&request);
	}
}

static void
test_answers(void)
{
	static const struct {
		const char *label;
		bool has_authtype;
		enum fc_git_auth git_auth;
		const char *username, *token;
		time_t expires_at;
		const char *out; /* NULL: refused */
	} row[] = {
		{ "username, password, expiry", false, FC_GIT_AUTH_BASIC, "u",
		  "t", 1700000000,
		  "username=u\npassword=t\npassword_expiry_utc=1700000000\n" },
		{ "an unknown expiry is not said", false, FC_GIT_AUTH_BASIC,
		  "u", "t", 0, "username=u\npassword=t\n" },
		{ "nor one before the epoch", false, FC_GIT_AUTH_BASIC, "u",
		  "t", -5, "username=u\npassword=t\n" },
		{ "the capability comes first", true, FC_GIT_AUTH_BASIC, "u",
		  "t", 0,
		  "capability[]=authtype\nusername=u\npassword=t\n" },
		{ "bearer with the capability", true, FC_GIT_AUTH_BEARER, "u",
		  "t", 1700000000, "capability[]=authtype\nauthtype=Bearer\n"
		  "credential=t\nephemeral=1\n"
		  "password_expiry_utc=1700000000\n" },
		{ "bearer without it is basic", false, FC_GIT_AUTH_BEARER,
		  "u", "t", 0, "username=u\npassword=t\n" },
		{ "a username with a LF", false, FC_GIT_AUTH_BASIC,
		  "u\nhost=evil.example", "t0k", 0, NULL },
		{ "a username with a CR", false, FC_GIT_AUTH_BASIC, "u\r",
		  "t0k", 0, NULL },
		{ "a token with a LF", false, FC_GIT_AUTH_BASIC, "u",
		  "t\nquit=1", 0, NULL },
		{ "a bearer token with a CR", true, FC_GIT_AUTH_BEARER, "u",
		  "t\r", 0, NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct git_request request = GIT_REQUEST_INIT;
		struct fc_answer answer = FC_ANSWER_INIT;
		struct fc_buf out = FC_BUF_INIT(FC_RECORD_MAX);
		struct fc_error err = FC_ERROR_INIT;
		bool formatted;

		request.has_authtype = row[i].has_authtype;
		answer.git_auth = row[i].git_auth;
		answer.token.expires_at = row[i].expires_at;
		snprintf(answer.username, sizeof(answer.username), "%s",
		         row[i].username);
		if (!fc_secret_set(&answer.token.access, row[i].token,
		                   strlen(row[i].token), &err))
			exit(EXIT_FAILURE);
		formatted = git_answer_format(&out, &request, &answer, &err);
		is(formatted ? fc_buf_str(&out) : NULL, row[i].out,
		   row[i].label);
		if (!formatted)
			ok(err.kind == FC_ERR_DATA &&
			   !strstr(err.text, row[i].token),
			   "refused, and the token is not told");
		fc_buf_clear(&out);
		fc_answer_clear(&answer);
	}
}

int
main(void)
{
	test_grammar();
	test_hosts();
	test_long_lines();
	test_capabilities();
	test_values();
	test_secrets();
	test_open_pipe();
	test_torn_reads();
	test_read_limits();
	test_challenges();
	test_answers();
	return done();
}
