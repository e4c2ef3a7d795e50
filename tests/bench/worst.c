/* SPDX-License-Identifier: Apache-2.0 */
/* What each parser is given, and how it is called. */
#include "parsers.h"

#include "../fuzz/disk.h"
#include "../fuzz/query.h"
#include "base/controls.h"
#include "base/ini.h"
#include "base/json.h"
#include "base/json_edit.h"
#include "base/json_put.h"
#include "base/jwt.h"
#include "base/netrc.h"
#include "base/record.h"
#include "base/secret.h"
#include "base/url.h"
#include "base/utf8.h"
#include "cli/sweep/scan.h"
#include "cli/tools/git/lookup.h"
#include "config/config.h"
#include "config/settings.h"
#include "docker/request.h"
#include "git/request.h"
#include "oauth/grant.h"
#include "oauth/page.h"
#include "oauth/pasted.h"
#include "oauth/redirect.h"
#include "oauth/typing.h"
#include "record/cache.h"
#include "record/notes.h"
#include "record/static_tokens.h"
#include "request/request.h"
#include "vault/index.h"

#include <stdlib.h>
#include <string.h>

#define HOST "acme.palantirfoundry.com"
#define KIB ((size_t)1024)

static const struct fc_paths paths = { .home = "/h", .run = "/r",
	                                 .config = "/h/config",
	                                 .system = "/system" };
static struct fc_error ignored;
/* So that nothing is left out as useless. */
static volatile size_t sum;

static void
run_record(struct fc_buf *text)
{
	struct fc_record_cursor cursor = { text, 0 };
	const char *key, *value;

	while (fc_record_next(&cursor, FC_RECORD_LINE_MAX, &key, &value,
	                      &ignored) == FC_FOUND)
		sum++;
}

static void
run_netrc(struct fc_buf *text)
{
	struct fc_buf out = FC_BUF_INIT(4 * KIB * KIB);

	sum += fc_netrc_add_without(&out, fc_buf_str(text), text->len, HOST,
	                            &ignored);
	fc_buf_clear(&out);
}

static void
run_number(struct fc_buf *text)
{
	long long number = 0;

	sum += fc_number_parse(fc_buf_str(text), 0, FC_TIME_MAX, &number);
}

static void
run_ini(struct fc_buf *text)
{
	struct fc_ini ini = FC_INI_INIT;
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);

	sum += fc_ini_parse(&ini, text, &ignored);
	sum += fc_ini_get(&ini, "a", "k", &value, &ignored);
	sum += fc_ini_get(&ini, HOST, "k", &value, &ignored);
	fc_buf_clear(&value);
	fc_ini_clear(&ini);
	*text = (struct fc_buf)FC_BUF_INIT(4 * KIB * KIB);
}

static void
run_ini_edit(struct fc_buf *text)
{
	struct fc_ini ini = FC_INI_INIT;

	if (fc_ini_parse(&ini, text, &ignored))
		sum += fc_ini_set(&ini, "new", "k", "v%", &ignored) &&
		       fc_ini_unset(&ini, "1", "k", &ignored) &&
		       fc_ini_remove(&ini, "2", &ignored);
	fc_ini_clear(&ini);
	*text = (struct fc_buf)FC_BUF_INIT(4 * KIB * KIB);
}

static void
run_json(struct fc_buf *text)
{
	struct json_object *object =
		fc_json_parse(text->data, text->len, &ignored);

	sum += object != NULL;
	fc_json_free(object);
}

static void
run_json_edit(struct fc_buf *text)
{
	sum += fc_json_text_set(text, "credHelpers", HOST, "foundry",
	                        &ignored) &&
	       fc_json_text_unset(text, "auths", "1", true, &ignored);
}

static void
run_json_put(struct fc_buf *text)
{
	struct fc_buf out = FC_BUF_INIT(16 * KIB * KIB);

	sum += fc_buf_add_str(&out, "{", &ignored) &&
	       fc_json_put(&out, "name", fc_buf_str(text), &ignored);
	fc_buf_clear(&out);
}

static void
run_utf8(struct fc_buf *text)
{
	sum += fc_utf8_is_valid(text->data, text->len);
}

static void
run_url(struct fc_buf *text)
{
	struct fc_buf out = FC_BUF_INIT(16 * KIB * KIB);
	char host[FC_HOST_SIZE];

	sum += fc_url_is_https(fc_buf_str(text), host);
	sum += fc_host_from_url(fc_buf_str(text), host);
	sum += fc_url_decode(&out, text->data, text->len, true, &ignored);
	sum += fc_url_encode(&out, text->data, text->len, &ignored);
	fc_buf_clear(&out);
}

static void
run_defuse(struct fc_buf *text)
{
	char shown[128];

	fc_printable(shown, sizeof(shown), text->data, text->len);
	fc_strip_controls(text->data, text->len);
	sum += text->len + (size_t)shown[0];
}

/* A token that is everywhere like the text, and nowhere the same. */
static void
run_mask(struct fc_buf *text)
{
	static char token[FC_TOKEN_MAX];
	const size_t len = text->len < sizeof(token) ? text->len
	                                             : sizeof(token);

	memset(token, 'a', len);
	token[len / 2] = 'b';
	if (len > 0)
		fc_secret_mask(text->data, token, len);
	sum += text->len;
}

static void
run_nearest(struct fc_buf *text)
{
	sum += fc_setting_nearest(fc_buf_str(text)) != NULL;
}

/* As foundry-oauth does. */
static bool
load_config(struct fc_config *config, struct fc_error *err)
{
	return fc_config_read(config, &paths, err) &&
	       fc_index_make(&config->logins, &paths, err);
}

static void
run_config(struct fc_buf *text)
{
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;

	disk_put(paths.config, text->data, text->len);
	disk_put("/h/oauth", text->data, text->len);
	sum += load_config(&config, &ignored) &&
	       fc_config_find(&config, HOST, FC_PURPOSE_GIT, &stack,
	                      &ignored) == FC_FOUND;
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	disk_clear();
}

static void
run_static_tokens(struct fc_buf *text)
{
	struct fc_static_token found = FC_STATIC_TOKEN_INIT;

	disk_put("/h/" FC_STATIC_TOKENS_FILE, text->data, text->len);
	sum += fc_static_token_find(&paths, HOST, NULL, 1, &found, &ignored);
	fc_static_token_clear(&found);
	disk_clear();
}

/* As a record with a token, and as the notes beside one. */
static void
run_cache(struct fc_buf *text)
{
	struct fc_cache cache = FC_CACHE_INIT;
	struct fc_access access = FC_ACCESS_INIT;
	struct fc_notes notes;

	disk_put("/r/" HOST, text->data, text->len);
	disk_put("/r/" HOST ".notes", text->data, text->len);
	if (fc_cache_open(&cache, &paths, true, &ignored) == FC_FOUND) {
		sum += fc_cache_follow(&cache, HOST, &access, &ignored);
		fc_notes_get(&cache, HOST, &notes);
	}
	fc_access_clear(&access);
	fc_cache_close(&cache);
	disk_clear();
}

static void
run_oauth_reply(struct fc_buf *text)
{
	struct fc_reply reply = FC_REPLY_INIT;

	sum += fc_reply_read(&reply, text, &ignored);
	fc_reply_clear(&reply);
}

static void
run_reply(struct fc_buf *text)
{
	struct fc_http_reply reply = FC_HTTP_REPLY_INIT;
	struct fc_grant grant = FC_GRANT_INIT;

	reply.status = 200;
	fc_buf_move(&reply.body, text);
	sum += fc_grant_judge(&reply, &fuzz_stack, FC_ASKED_LOGIN, 1, &grant,
	                      &ignored);
	fc_buf_move(text, &reply.body);
	fc_grant_clear(&grant);
}

static void
run_jwt(struct fc_buf *text)
{
	sum += (size_t)fc_jwt_expiry(fc_buf_str(text), text->len);
}

static void
run_query(struct fc_buf *text)
{
	struct fc_redirect redirect = FC_REDIRECT_INIT;

	sum += fc_redirect_parse(&redirect, text->data, text->len, &ignored);
	fc_redirect_clear(&redirect);
}

static void
run_request_line(struct fc_buf *text)
{
	struct fc_redirect_request request = { "GET", fc_buf_str(text),
		                               "127.0.0.1:8888", false };
	struct fc_redirect redirect = FC_REDIRECT_INIT;

	sum += fc_redirect_is_speculative(fc_buf_str(text));
	sum += (size_t)fc_redirect_judge(&request, "127.0.0.1:8888",
	                                 &fuzz_pkce, &fuzz_stack, &redirect,
	                                 &ignored);
	fc_redirect_clear(&redirect);
}

static void
run_pasted(struct fc_buf *text)
{
	struct fc_secret pasted = { text->data, text->len };
	struct fc_secret code = FC_SECRET_INIT;

	sum += fc_pasted_code(&pasted, &fuzz_pkce, &fuzz_stack, &code,
	                      &ignored);
	fc_secret_clear(&code);
}

static void
run_typing(struct fc_buf *text)
{
	struct fc_typing typing = FC_TYPING_INIT;
	char shown[80];
	size_t i;

	for (i = 0; i < text->len; i++)
		sum += fc_typing_take(&typing, text->data[i]);
	fc_typing_show(&typing, sizeof(shown), shown, sizeof(shown));
	fc_typing_clear(&typing);
}

static void
run_page(struct fc_buf *text)
{
	const struct fc_page page = {
		.program = "p", .host = HOST, .title = "t", .what = "w",
		.reason = fc_buf_str(text), .advice = "a", .next = "n",
	};
	struct fc_buf html = FC_BUF_INIT(16 * KIB * KIB);

	sum += fc_page_write(&html, &page, &ignored);
	fc_buf_clear(&html);
}

static void
run_git(struct fc_buf *text)
{
	struct git_request request = GIT_REQUEST_INIT;
	char host[FC_HOST_SIZE];

	fc_buf_move(&request.text, text);
	sum += git_request_parse(&request, &ignored) &&
	       git_request_host(&request, host);
	fc_buf_move(text, &request.text);
	git_request_clear(&request);
}

static void
run_docker(struct fc_buf *text)
{
	struct docker_server server;
	struct docker_store store = DOCKER_STORE_INIT;

	docker_server_parse(&server, text->data, text->len);
	sum += docker_store_parse(&store, text, &ignored);
	docker_store_clear(&store);
}

static void
run_git_lookup(struct fc_buf *text)
{
	struct cli_git_lookup lookup;

	cli_git_lookup(text, HOST, &lookup);
	sum += (size_t)lookup.count;
}

static void
run_scanner(struct fc_buf *text, cli_scanner *scanner)
{
	static char name[][FC_HOST_SIZE] = { HOST };
	static const struct cli_sweep_hosts hosts = {
		{ name[0], sizeof(name), sizeof(name), sizeof(name) }
	};
	static const struct cli_own own;
	struct cli_findings findings = CLI_FINDINGS_INIT;
	struct cli_scan scan = { .hosts = &hosts, .own = &own,
		                 .findings = &findings, .err = &ignored,
		                 .path = "f", .done = true };

	scan.text = *text;
	scanner(&scan);
	sum += findings.count;
	cli_findings_clear(&findings);
}

static void
run_sweep_git(struct fc_buf *text)
{
	run_scanner(text, cli_scan_git);
}

static void
run_sweep_json(struct fc_buf *text)
{
	run_scanner(text, cli_scan_json);
}

static void
run_sweep_netrc(struct fc_buf *text)
{
	run_scanner(text, cli_scan_netrc);
}

static void
run_sweep_shell(struct fc_buf *text)
{
	run_scanner(text, cli_scan_shell);
}

static void
run_sweep_sections(struct fc_buf *text)
{
	run_scanner(text, cli_scan_sections);
}

static void
run_sweep_maven(struct fc_buf *text)
{
	run_scanner(text, cli_scan_maven);
}

const struct worst parsers[] = {
	{ "token reply", "members", "server", "{\"access_token\":\"t\"",
	  ",\"\1\":1", "}", run_reply, 0 },
	{ "token reply", "one member, again and again", "server",
	  "{\"access_token\":\"t\"", ",\"access_token\":\"t\"", "}",
	  run_reply, 0 },
	{ "token reply", "a description without end", "server",
	  "{\"error\":\"x\",\"error_description\":\"", "\\u00e9", "\"}",
	  run_reply, 0 },
	{ "token reply", "broken, with tokens", "server", "",
	  "\"refresh_token\":\"a\"", "", run_reply, 0 },
	{ "token reply", "broken, with names of tokens", "server", "",
	  "\"refresh_token\"   ", "", run_reply, 0 },
	{ "JSON", "members", "server, docker", "{", "\"\1\":1,", "\"x\":1}",
	  run_json, 0 },
	{ "JSON", "elements", "server, docker", "{\"a\":[", "1,", "1]}",
	  run_json, 0 },
	{ "JSON", "empty arrays", "server, docker", "{\"a\":[", "[],", "1]}",
	  run_json, 0 },
	{ "JSON", "empty objects, as many as are taken", "server, docker",
	  "{\"a\":[", "{},", "1]}", run_json, 24 * KIB },
	{ "JSON", "members, as many as are taken", "server, docker", "{",
	  "\"\1\":[],", "\"x\":1}", run_json, 75 * KIB },
	{ "JSON", "brackets without end", "server, docker", "{\"a\":", "[",
	  "", run_json, 0 },
	{ "JSON", "escapes", "server, docker", "{\"a\":\"", "\\ud83d\\ude00",
	  "\"}", run_json, 0 },
	{ "JSON", "digits", "server, docker", "{\"a\":", "9", "}", run_json,
	  0 },
	{ "JSON", "decimal places", "server, docker", "{\"a\":0.", "3",
	  "e-99}", run_json, 0 },
	{ "masking", "its like, of a 64 KiB token", "nobody", "", "a", "",
	  run_mask, 0 },
	{ "masking", "other words, of a 64 KiB token", "nobody", "",
	  "scope ", "", run_mask, 0 },
	{ "masking", "scopes, of a 64 KiB token", "server", "", "a", "",
	  run_mask, 16 * KIB },
	{ "text for a terminal", "controls", "server, file", "", "\xc2\x85\n",
	  "", run_defuse, 0 },
	{ "UTF-8", "letters", "anybody", "", "\xf0\x9f\x98\x80", "", run_utf8,
	  0 },
	{ "JSON Web Token", "claims", "server", "x.", "e30K", ".y", run_jwt,
	  64 * KIB },
	{ "page in the browser", "marks", "server", "", "<\"&", "", run_page,
	  0 },
	{ "redirect", "parameters", "browser, other users", "",
	  "code=%41&", "state=b", run_query, 0 },
	{ "redirect", "a request line", "browser, other users", "/?",
	  "error=%3c&", "", run_request_line, 0 },
	{ "pasted code", "parameters", "person", "https://" FUZZ_HOST "/?",
	  "code=%41&", "state=b", run_pasted, 64 * KIB },
	{ "typing", "words, and taken back", "person", "", "ab cd \x17",
	  "", run_typing, 64 * KIB },
	{ "typing", "a line, and taken back", "person", "",
	  "abcdefghijklmnop\x7f\x7f\x7f\x7f\x7f\x7f\x7f", "\x15", run_typing,
	  64 * KIB },
	{ "git request", "lines", "git", "protocol=https\nhost=" HOST "\n",
	  "wwwauth[]=\1\n", "", run_git, 0 },
	{ "git request", "a host", "git", "protocol=https\nhost=", "a.",
	  "com\n", run_git, 128 * KIB },
	{ "docker request", "a server", "docker", "https://", "a.", "com",
	  run_docker, 0 },
	{ "docker request", "members", "docker",
	  "{\"ServerURL\":\"" HOST "\"", ",\"Username\":\"\1\"",
	  ",\"Secret\":\"s\"}", run_docker, 0 },
	{ "git's helpers", "helpers", "repository", "",
	  "f\2credential.https://*.palantirfoundry.com.helper\nstore\2", "",
	  run_git_lookup, 256 * KIB },
	{ "git's helpers", "a host", "repository", "f\2credential.https://",
	  "*.", ".helper\nstore\2", run_git_lookup, 256 * KIB },
	{ "URL", "a host", "person, server", "https://", "a.", "com/",
	  run_url, 0 },
	{ "URL", "escapes", "person, server", "", "%c3%a9+", "", run_url, 0 },
	{ "netrc", "machines", "file", "", "machine " HOST " login x ", "",
	  run_netrc, 0 },
	{ "netrc", "words", "file", "", "login \"\\\"\" # \n", "", run_netrc,
	  0 },
	{ "docker's config", "registries", "file", "{\"auths\":{",
	  "\"\1\":{},", "\"x\":{}}}", run_json_edit, 75 * KIB },
	{ "JSON that is written", "controls", "file", "", "\x1f", "",
	  run_json_put, 0 },
	{ "access record, notes", "lines", "file", "", "\1=\n", "", run_cache,
	  0 },
	{ "record", "lines", "file", "", "\1=\n", "", run_record, 0 },
	{ "reply", "results", "foundry-oauth", "",
	  "check=c\nverdict=0\nfinding=f\ncure=c\n", "done=1\n", run_oauth_reply,
	  0 },
	{ "number", "digits", "file", "", "0", "1", run_number, 0 },
	{ "nearest word", "a long one", "person", "", "client_id", "",
	  run_nearest, 0 },
	{ "INI", "sections", "file", "", "[\1]\nk=v\n", "", run_ini, 0 },
	{ "INI", "one section, again and again", "file", "", "[a]\nk=\1\n",
	  "", run_ini, 0 },
	{ "INI", "sections in all cases", "file", "[A]\n[a]\n",
	  "[aA]\n[Aa]\n[AA]\n[aa]\n", "", run_ini, 0 },
	{ "INI", "keys", "file", "[a]\n", "\1=v\n", "k=v\n", run_ini, 0 },
	{ "INI", "keys, and references", "file", "[a]\n", "\1=v\n",
	  "k=" "%(1)s%(2)s%(3)s%(4)s%(5)s%(6)s%(7)s%(8)s\n", run_ini, 0 },
	{ "INI", "lines of one value", "file", "[a]\nk=", "v\n ", "", run_ini,
	  0 },
	{ "INI", "carriage returns", "file", "[a]\nk=v\n", "\r", "", run_ini,
	  0 },
	{ "INI", "blanks", "file", "[a]\nk=v", "\xe3\x80\x80", "v", run_ini,
	  0 },
	{ "INI", "three changes", "file", "", "[\1]\nk=v\n", "",
	  run_ini_edit, 0 },
	{ "configuration and logins", "stacks", "file", "[" HOST "]\n"
	  "client_id=x\n", "[\1.test]\nclient_id=x\n", "", run_config, 0 },
	{ "static tokens", "tokens", "file", "", "[u@" HOST "\1]\ntoken=t\n",
	  "[u@" HOST "]\ntoken=t\n", run_static_tokens, 0 },
	{ "sweep: git", "sections", "repository", "", "[url \"//a@b\"]\nk=v\n",
	  "", run_sweep_git, 0 },
	{ "sweep: git", "one line that goes on", "repository", "[a]\nk=",
	  "\\\n", "", run_sweep_git, 0 },
	{ "sweep: JSON", "members", "file", "{", "\"auth\1\":\"\\/\",",
	  "\"x\":1}", run_sweep_json, 75 * KIB },
	{ "sweep: netrc", "machines", "file", "", "machine a.b password \1\n",
	  "", run_sweep_netrc, 0 },
	{ "sweep: commands", "names on a line", "file", "", "token=", "",
	  run_sweep_shell, 0 },
	{ "sweep: commands", "words that begin as a JWT", "file", "", "eyJh/",
	  "", run_sweep_shell, 0 },
	{ "sweep: commands", "JWTs of nobody", "file", "//a ", "eyJ9.e30.a ", "",
	  run_sweep_shell, 0 },
	{ "sweep: commands", "schemes", "file", "Authorization ", "bearer ", "",
	  run_sweep_shell, 0 },
	{ "sweep: commands", "URLs in one", "file", "", "://", "",
	  run_sweep_shell, 0 },
	{ "sweep: commands", "options", "file", "login " HOST " ", "-p ", "",
	  run_sweep_shell, 0 },
	{ "sweep: commands", "hosts", "file", "", "a.b:", "", run_sweep_shell,
	  0 },
	{ "sweep: sections", "of one line", "file", "", "[\1]\nurl=//a.b\n",
	  "", run_sweep_sections, 0 },
	{ "sweep: Maven", "servers", "file", "", "<server><id>\1</id>",
	  "</server>", run_sweep_maven, 0 },
	{ .name = NULL },
};
