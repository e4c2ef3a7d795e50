/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docker-credential-foundry: the credential helper of docker, podman,
 * skopeo, buildah and their kin.  Clients compare some texts on stdout byte
 * for byte (docker-credential-helpers, credentials/error.go); what is for
 * the person goes to stderr.
 */
#include "request.h"

#include "base/clock.h"
#include "base/controls.h"
#include "base/json_put.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "base/trace.h"
#include "credential/forget.h"
#include "credential/get.h"
#include "credential/registry.h"
#include "credential/store.h"

#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MAX (1024 * 1024)

static const char not_found[] = "credentials not found in native keychain";
static const char no_server[] = "no credentials server URL";
static const char usage[] =
	"usage: docker-credential-foundry get|store|erase|list|version "
	"(run by docker, with the server on standard input)";
static const char no_username[] = "no credentials username";

/* The last word on a buffer that has been filled, or could not be. */
static bool
answer_with(struct fc_buf *text, bool filled, struct fc_error *err)
{
	bool done = filled &&
	            fc_buf_write(text, STDOUT_FILENO, "the answer", err);

	fc_buf_clear(text);
	if (!done)
		fc_error_report(err);
	return done;
}

static bool
print(const char *text)
{
	struct fc_buf line = FC_BUF_INIT(strlen(text) + 2);
	struct fc_error err = FC_ERROR_INIT;
	bool filled = fc_buf_add_str(&line, text, &err) &&
	              fc_buf_add_str(&line, "\n", &err);

	return answer_with(&line, filled, &err);
}

/* The answer that ends a call without success. */
static bool
refuse(const char *text)
{
	(void)print(text);
	return false;
}

/* Clients show what was said on stdout, at a terminal; what to do goes past
 * them. */
static bool
refuse_error(const struct fc_error *err)
{
	char text[FC_ERROR_TEXT_SIZE];

	if (err->hint[0])
		fc_warn("%s", err->hint);
	fc_text_join(text, sizeof(text), err->text, NULL);
	fc_strip_controls(text, strlen(text));
	fc_strip_for_terminal(text, strlen(text));
	return refuse(text);
}

static bool
add(struct json_object *object, const char *name, const char *value)
{
	struct json_object *text = json_object_new_string(value);

	return text && json_object_object_add(object, name, text) == 0;
}

static bool
print_object(struct json_object *object)
{
	const char *text;

	text = json_object_to_json_string_ext(
		object,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	return text && print(text);
}

static bool
read_server(struct docker_server *server)
{
	struct fc_buf text = FC_BUF_INIT(DOCKER_REQUEST_MAX);
	struct fc_error err = FC_ERROR_INIT;
	bool done;

	done = fc_buf_read(&text, STDIN_FILENO, "the server URL", &err);
	if (done)
		docker_server_parse(server, fc_buf_str(&text), text.len);
	else
		fc_error_report(&err);
	fc_buf_clear(&text);
	return done;
}

static bool
print_answer(const struct docker_server *server,
             const struct fc_answer *answer)
{
	struct fc_buf out = FC_BUF_INIT(ANSWER_MAX);
	struct fc_error err = FC_ERROR_INIT;
	bool filled;

	filled = fc_buf_add_str(&out, "{", &err) &&
	         fc_json_put(&out, "ServerURL", server->host, &err) &&
	         fc_json_put(&out, "Username", answer->username, &err) &&
	         fc_json_put(&out, "Secret", answer->token.access.plain,
	                     &err) &&
	         fc_buf_add_str(&out, "}\n", &err);
	return answer_with(&out, filled, &err);
}

/* Whatever the reason why there is none: a client that hears anything but
 * "not found" fails even for images that anybody may pull. */
static bool
docker_get(void)
{
	struct docker_server server;
	struct fc_ask ask = {
		.host = server.host, .purpose = FC_PURPOSE_DOCKER,
		.life_s = fc_callers[FC_PURPOSE_DOCKER].min_life_s,
	};
	struct fc_answer answer = FC_ANSWER_INIT;
	struct fc_error err = FC_ERROR_INIT;
	bool done = false;

	if (!read_server(&server))
		return refuse(not_found);
	if (server.empty)
		return refuse(no_server);
	if (server.plain_http || !server.host[0])
		return refuse(not_found);
	switch (fc_credential_get(&ask, fc_clock_now(), &answer, &err)) {
	case FC_FOUND:
		done = print_answer(&server, &answer);
		break;
	case FC_FAILED:
		fc_error_report(&err);
		refuse(not_found);
		break;
	case FC_ABSENT:
		refuse(not_found);
		break;
	}
	fc_answer_clear(&answer);
	return done;
}

static bool
store_parsed(const struct docker_store *store)
{
	struct fc_credential given = {
		.host = store->server.host,
		.purpose = FC_PURPOSE_DOCKER,
		.user = store->username.plain,
		.secret = store->secret.plain,
	};
	struct fc_error err = FC_ERROR_INIT;

	if (store->server.empty)
		return refuse(no_server);
	if (store->username.len == 0)
		return refuse(no_username);
	if (!store->server.host[0])
		return refuse("this is not the host name of a registry");
	switch (fc_credential_store(&given, &err)) {
	case FC_FOUND:
		return true;
	case FC_ABSENT:
		return refuse("this registry belongs to no Foundry stack that "
		              "is configured: see "
		              "foundry-credential-config(5)");
	case FC_FAILED:
		break;
	}
	return refuse_error(&err);
}

static bool
docker_store(void)
{
	struct fc_buf text = FC_BUF_INIT(DOCKER_REQUEST_MAX);
	struct docker_store store = DOCKER_STORE_INIT;
	struct fc_error err = FC_ERROR_INIT;
	bool done = false;

	if (fc_buf_read(&text, STDIN_FILENO, "the credential", &err) &&
	    docker_store_parse(&store, &text, &err))
		done = store_parsed(&store);
	else
		refuse_error(&err);
	docker_store_clear(&store);
	fc_buf_clear(&text);
	return done;
}

/* docker logout asks four times over, and must hear no complaint. */
static bool
docker_erase(void)
{
	struct docker_server server;
	struct fc_error err = FC_ERROR_INIT;

	if (!read_server(&server))
		return refuse("the server URL could not be read");
	if (server.empty)
		return refuse(no_server);
	if (!server.host[0] || fc_registry_forget(server.host, &err))
		return true;
	return refuse_error(&err);
}

static bool
list_one(const char *host, const char *username, void *arg)
{
	return add(arg, host, username);
}

static bool
docker_list(void)
{
	struct json_object *object = json_object_new_object();
	struct fc_error err = FC_ERROR_INIT;
	bool done = false;

	if (!object)
		return refuse("out of memory");
	if (fc_registry_each(list_one, object, &err))
		done = print_object(object);
	else
		refuse_error(&err);
	json_object_put(object);
	return done;
}

static bool
docker_help(void)
{
	return print(usage);
}

static bool
docker_version(void)
{
	return print("docker-credential-foundry (foundry-credential) "
	             PACKAGE_VERSION);
}

struct verb {
	const char *word;
	bool (*run)(void);
	bool asks; /* on standard input */
	bool hold; /* nothing is said before its end is known */
	bool quiet; /* and with an answer all of them know enough */
};

static const struct verb *
find_verb(const char *word)
{
	static const struct verb verbs[] = {
		{ "get", docker_get, true, true, true },
		{ "list", docker_list, false, true, false },
		{ "store", docker_store, true, false, false },
		{ "erase", docker_erase, true, false, false },
		{ "version", docker_version, false, false, false },
		{ "--version", docker_version, false, false, false },
		{ "-v", docker_version, false, false, false },
		{ "--help", docker_help, false, false, false },
		{ "-h", docker_help, false, false, false },
	};
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(word, verbs[i].word) == 0)
			return &verbs[i];
	return NULL;
}

/* Some clients parse both streams as one.  Whoever asks for a trace wants it,
 * where it does not spoil the answer. */
static void
open_messages(const struct verb *verb)
{
	fc_log_open("docker-credential-foundry");
	if (verb && verb->hold)
		fc_log_hold();
	else
		fc_log_hold_if(fc_log_is_with_stdout);
	fc_trace_open("docker-credential-foundry");
	if (!fc_trace_is_on_stderr())
		return;
	if (fc_log_is_with_stdout())
		fc_trace_leave_stderr();
	else
		fc_log_hold_if(NULL);
}

static bool
run(const struct verb *verb)
{
	bool done;

	/* Somebody has typed this, and would wait in vain. */
	if (verb->asks && isatty(STDIN_FILENO))
		return refuse(usage);
	fc_trace_verb(verb->word);
	done = verb->run();
	if (!done || !verb->quiet)
		fc_log_release();
	return done;
}

int
main(int argc, char **argv)
{
	struct fc_error err = FC_ERROR_INIT;
	const bool safe = fc_process_harden(&err);
	const struct verb *verb = argc == 2 ? find_verb(argv[1]) : NULL;

	open_messages(verb);
	if (!safe) {
		refuse_error(&err);
		fc_log_release();
		return 1;
	}
	if (argc != 2)
		return !refuse(usage);
	if (!verb)
		return !refuse("unknown action: get, store, erase, list and "
		               "version are known");
	return run(verb) ? 0 : 1;
}
