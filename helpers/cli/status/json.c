/* SPDX-License-Identifier: Apache-2.0 */
/* The status of a stack for programs: every member is always there, null
 * when it is not known. */
#include "cli/common/json.h"
#include "cli/status/status.h"

#include "base/json.h"

#include <json-c/json.h>
#include <string.h>

/* Words between blanks or commas; NULL when there are none. */
static struct json_object *
words(const char *text, bool *done)
{
	struct json_object *array = NULL;
	const char *at = text ? text + strspn(text, " ,\n") : "";

	while (*at) {
		size_t len = strcspn(at, " ,\n");

		if (!array)
			array = json_object_new_array();
		cli_json_append(array, json_object_new_string_len(at, (int)len),
		                done);
		at += len;
		at += strspn(at, " ,\n");
	}
	return array;
}

static struct json_object *
configured_by(const struct cli_status *status, bool *done)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < 3 && status->configured_by[i]; i++)
		cli_json_append(array, json_object_new_string(
				      status->configured_by[i]), done);
	return array;
}

static struct json_object *
aliases(const struct cli_status *status, bool *done)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 1; i < status->host_count; i++)
		if (status->hosts[i].said)
			cli_json_append(array, json_object_new_string(
					      status->hosts[i].host), done);
	return array;
}

static struct json_object *
scopes(const struct cli_status *status, bool *done)
{
	struct json_object *object = json_object_new_object();
	const char *login = status->has_refresh
		? fc_buf_str(&status->login.scopes) : NULL;

	cli_json_add(object, "configured",
	             words(status->target->stack.scopes, done), done);
	cli_json_add(object, "login", words(login, done), done);
	cli_json_add(object, "granted",
	             words(fc_buf_str(&status->granted), done), done);
	return object;
}

static struct json_object *
kinds(const struct cli_status *status, bool *done)
{
	struct json_object *object = json_object_new_object();
	int i;

	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		cli_json_add_text(object, fc_caller_names[i],
		         fc_token_names[cli_status_takes_static(
				 status, (enum fc_purpose)i)
		                                ? FC_TOKEN_STATIC
		                                : FC_TOKEN_OAUTH], done);
	return object;
}

static struct json_object *
access_token(const struct cli_status *status, bool *done)
{
	struct json_object *object;

	if (!status->has_access)
		return NULL;
	object = json_object_new_object();
	cli_json_add_bool(object, "valid", status->access_alive, done);
	cli_json_add_time(object, "issued_at", status->access_issued_at, done);
	cli_json_add_time(object, "expires_at", status->access_expires_at,
	                  done);
	cli_json_add_text(object, "path", status->record_path, done);
	return object;
}

static struct json_object *
refresh_token(const struct cli_status *status, bool *done)
{
	struct json_object *object;

	if (!status->has_refresh)
		return NULL;
	object = json_object_new_object();
	cli_json_add_time(object, "used_at", status->refresh_used_at, done);
	cli_json_add_time(object, "ends_at", cli_status_ends_at(status), done);
	cli_json_add_text(object, "path", status->logins_path, done);
	return object;
}

static struct json_object *
other_login(const struct cli_status *status, bool *done)
{
	struct json_object *object;
	char client_id[128];

	if (!status->foreign)
		return NULL;
	fc_printable(client_id, sizeof(client_id),
	             fc_buf_str(&status->login.client_id),
	             status->login.client_id.len);
	object = json_object_new_object();
	cli_json_add_text(object, "client_id", client_id, done);
	cli_json_add_text(object, "path", status->logins_path, done);
	return object;
}

static struct json_object *
environment_token(const struct cli_status *status, bool *done)
{
	struct json_object *object;

	if (!status->given)
		return NULL;
	object = json_object_new_object();
	cli_json_add_time(object, "expires_at", status->given_expires_at, done);
	return object;
}

static struct json_object *
stored_tokens(const struct cli_status *status, bool *done)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < status->host_count; i++) {
		const struct cli_status_host *host = &status->hosts[i];
		struct json_object *object;

		if (!host->has_static)
			continue;
		object = json_object_new_object();
		cli_json_add_text(object, "host", host->host, done);
		cli_json_add_text(object, "username", host->static_user, done);
		cli_json_add_time(object, "expires_at", host->static_expires_at,
		                  done);
		cli_json_add_text(object, "path", status->static_tokens_path,
		                  done);
		cli_json_append(array, object, done);
	}
	return array;
}

static struct json_object *
online(const struct cli_status *status, bool *done)
{
	const struct fc_error *err = &status->online_error;
	struct json_object *object;

	if (!status->online)
		return NULL;
	object = json_object_new_object();
	cli_json_add_bool(object, "valid", err->kind == FC_ERR_NONE, done);
	cli_json_add_text(object, "user", status->online_user, done);
	cli_json_add_time(object, "expires_at", status->online_expires_at,
	                  done);
	cli_json_add_text(object, "error", err->text, done);
	return object;
}

static void
add_all(struct json_object *object, const struct cli_status *status,
        bool *done)
{
	/* By enum cli_source. */
	static const char *const source[] = { NULL, "environment", "stored",
		                              "service_user", "login",
		                              "access_token" };
	const struct fc_stack *stack = &status->target->stack;
	int i;

	cli_json_add_text(object, "host", stack->host, done);
	cli_json_add_text(object, "source", source[status->source], done);
	cli_json_add(object, "aliases", aliases(status, done), done);
	cli_json_add(object, "configured_by", configured_by(status, done),
	             done);
	cli_json_add_text(object, "client_id", stack->client_id, done);
	cli_json_add_text(object, "client_secret", status->client_secret, done);
	cli_json_add_text(object, "grant", fc_grant_names[stack->grant], done);
	cli_json_add_text(object, "cache", fc_cache_names[stack->cache], done);
	cli_json_add_text(object, "login", fc_login_names[stack->login], done);
	cli_json_add_text(object, "user", status->user[0] ? status->user
	                                         : status->online_user, done);
	cli_json_add(object, "scopes", scopes(status, done), done);
	cli_json_add(object, "token", kinds(status, done), done);
	cli_json_add(object, "environment_token",
	             environment_token(status, done), done);
	cli_json_add(object, "access_token", access_token(status, done), done);
	cli_json_add(object, "refresh_token", refresh_token(status, done),
	             done);
	cli_json_add(object, "other_login", other_login(status, done), done);
	cli_json_add(object, "stored_tokens", stored_tokens(status, done),
	             done);
	for (i = 0; i < CLI_TOOLS; i++)
		if (cli_tools[i]->put_json)
			cli_tools[i]->put_json(&status->view, &status->said[i],
			                       object, done);
	cli_json_add(object, "online", online(status, done), done);
}

static struct json_object *
new_object(const struct cli_status *status, struct fc_error *err)
{
	struct json_object *object = json_object_new_object();
	bool done = object != NULL;

	add_all(object, status, &done);
	if (done)
		return object;
	fc_fail_memory(err);
	fc_json_free(object);
	return NULL;
}

bool
cli_status_json(const struct cli_status *status, struct fc_buf *text,
                struct fc_error *err)
{
	struct json_object *object = new_object(status, err);
	bool done = object && cli_json_text(object, text, err);

	fc_json_free(object);
	return done;
}

bool
cli_status_json_append(const struct cli_status *status,
                       struct json_object *array, struct fc_error *err)
{
	struct json_object *object = new_object(status, err);
	bool done = object != NULL;

	if (done)
		cli_json_append(array, object, &done);
	return done || fc_fail_memory(err);
}
