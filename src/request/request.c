/* SPDX-License-Identifier: Apache-2.0 */
/* What a helper asks foundry-oauth to do, and what came of it, as records. */
#include "request/request.h"

#include "base/controls.h"
#include "base/record.h"
#include "base/text.h"

#include <limits.h>
#include <string.h>

const char *const fc_request_names[] = {
	"refresh", "login", "store", "erase", "logout", "account", "probe",
	"repair", "index", NULL
};

static bool
put_numbers(struct fc_buf *text, const struct fc_request *request,
            struct fc_error *err)
{
	return fc_record_put_number(text, "timeout", request->timeout_s,
	                            err) &&
	       fc_record_put_number(text, "patience", request->patience_s,
	                            err) &&
	       fc_record_put_number(text, "any_user", request->any_user,
	                            err) &&
	       fc_record_put_number(text, "offline", request->offline, err) &&
	       fc_record_put_number(text, "keep", request->keep, err) &&
	       fc_record_put_number(text, "expires_at", request->expires_at,
	                            err);
}

bool
fc_request_write(struct fc_buf *text, const struct fc_request *request,
                 struct fc_error *err)
{
	/* The verb comes last: without it a request was cut off. */
	return fc_record_put(text, "version", PACKAGE_VERSION, err) &&
	       fc_record_put(text, "host", request->host, err) &&
	       fc_record_put(text, "purpose",
	                     fc_callers[request->purpose].name, err) &&
	       fc_record_put(text, "mode", fc_login_names[request->mode],
	                     err) &&
	       put_numbers(text, request, err) &&
	       fc_record_put(text, "user", request->user, err) &&
	       (!request->secret.plain ||
	        fc_record_put(text, "secret", request->secret.plain, err)) &&
	       fc_record_put(text, "verb", fc_request_names[request->verb],
	                     err);
}

static bool
keep_word(int *out, const char *const words[], const char *value,
          struct fc_error *err)
{
	int i;

	for (i = 0; words[i]; i++) {
		if (strcmp(value, words[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return fc_fail(err, FC_ERR_DATA, "an unknown word");
}

static bool
keep_number(long long *out, const char *value, struct fc_error *err)
{
	if (fc_number_parse(value, 0, FC_TIME_MAX, out))
		return true;
	return fc_fail(err, FC_ERR_DATA, "a number is expected");
}

static bool
fail_key(const char *key, struct fc_error *err)
{
	return fc_fail(err, FC_ERR_DATA, "unknown key \"%.40s\"", key);
}

static bool
keep_request_number(struct fc_request *request, const char *key,
                    const char *value, struct fc_error *err)
{
	const struct {
		const char *key;
		bool *flag;
	} flags[] = {
		{ "any_user", &request->any_user },
		{ "keep", &request->keep },
		{ "locked", &request->locked },
		{ "offline", &request->offline },
		{ "quiet", &request->quiet },
	};
	long long number = 0;
	size_t i;

	if (!keep_number(&number, value, err))
		return false;
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(key, flags[i].key) != 0)
			continue;
		*flags[i].flag = number != 0;
		return true;
	}
	if (strcmp(key, "expires_at") == 0)
		request->expires_at = (time_t)number;
	else if (strcmp(key, "timeout") == 0 && number <= INT_MAX)
		request->timeout_s = (int)number;
	else if (strcmp(key, "patience") == 0 && number <= INT_MAX)
		request->patience_s = (int)number;
	else
		return fail_key(key, err);
	return true;
}

/* All lines; without the last one a message was cut off. */
static bool
read_lines(struct fc_record_cursor *cursor, const char *last,
           bool (*keep)(void *arg, const char *key, const char *value,
                        struct fc_error *err),
           void *arg, struct fc_error *err)
{
	const char *key, *value;
	enum fc_lookup result;
	bool whole = false;

	while ((result = fc_record_next(cursor, FC_RECORD_LINE_MAX, &key,
	                                &value, err)) == FC_FOUND) {
		if (!keep(arg, key, value, err))
			return false;
		whole = strcmp(key, last) == 0;
	}
	if (result == FC_FAILED)
		return false;
	if (!whole)
		return fc_fail(err, FC_ERR_INTERNAL, "the message ends too early");
	return true;
}

static bool
keep_request(void *arg, const char *key, const char *value,
             struct fc_error *err)
{
	struct fc_request *request = arg;
	int word = 0;
	bool done;

	if (strcmp(key, "verb") == 0) {
		done = keep_word(&word, fc_request_names, value, err);
		request->verb = (enum fc_request_verb)word;
	} else if (strcmp(key, "purpose") == 0) {
		done = fc_caller_find(value, &request->purpose) ||
		       fc_fail(err, FC_ERR_DATA, "a word is not known");
	} else if (strcmp(key, "mode") == 0) {
		done = keep_word(&word, fc_login_names, value, err);
		request->mode = (enum fc_login_mode)word;
	} else if (strcmp(key, "version") == 0) {
		done = fc_record_text(request->version,
		                      sizeof(request->version), value, err);
	} else if (strcmp(key, "host") == 0) {
		done = fc_record_text(request->host, sizeof(request->host),
		                      value, err);
	} else if (strcmp(key, "user") == 0) {
		done = fc_record_text(request->user, sizeof(request->user),
		                      value, err);
	} else if (strcmp(key, "secret") == 0) {
		done = fc_secret_set(&request->secret, value, strlen(value),
		                     err);
	} else {
		done = keep_request_number(request, key, value, err);
	}
	return done;
}

bool
fc_request_read(struct fc_request *request, struct fc_buf *text,
                struct fc_error *err)
{
	struct fc_record_cursor cursor = { text, 0 };

	return read_lines(&cursor, "verb", keep_request, request, err);
}

static bool
put_token(struct fc_buf *text, const struct fc_token *token,
          struct fc_error *err)
{
	return fc_record_put_number(text, "issued_at", token->issued_at,
	                            err) &&
	       fc_record_put_number(text, "expires_at", token->expires_at,
	                            err) &&
	       (!token->access.plain ||
	        fc_record_put(text, "access_token", token->access.plain, err));
}

/* Behind an empty line. */
static bool
put_index(struct fc_buf *text, const struct fc_buf *index,
          struct fc_error *err)
{
	return index->len == 0 ||
	       (fc_buf_add(text, "\n", 1, err) &&
	        fc_buf_add(text, index->data, index->len, err));
}

/* A path in it may have any byte, and no value of a record has a control. */
static bool
put_said(struct fc_buf *text, const char *key, const char *said,
         struct fc_error *err)
{
	char value[FC_ERROR_TEXT_SIZE];

	fc_text_join(value, sizeof(value), said, NULL);
	fc_strip_controls(value, strlen(value));
	return fc_record_put(text, key, value, err);
}

static bool
put_error(struct fc_buf *text, const struct fc_error *error,
          struct fc_error *err)
{
	return fc_record_put_number(text, "kind", error->kind, err) &&
	       put_said(text, "error", error->text, err) &&
	       put_said(text, "hint", error->hint, err);
}

bool
fc_reply_write(struct fc_buf *text, const struct fc_reply *reply,
               struct fc_error *err)
{
	if (!fc_record_put(text, "version", PACKAGE_VERSION, err) ||
	    !put_error(text, &reply->error, err) ||
	    !fc_record_put(text, "user", reply->user, err))
		return false;
	return put_token(text, &reply->token, err) &&
	       fc_check_write(text, &reply->results, err) &&
	       fc_record_put_number(text, "goes_on", reply->goes_on, err) &&
	       fc_record_put_number(text, "repaired", reply->repaired,
	                            err) &&
	       fc_record_put_number(text, "done", reply->done, err) &&
	       put_index(text, &reply->index, err);
}

static bool
keep_reply_number(struct fc_reply *reply, const char *key,
                  const char *value, struct fc_error *err)
{
	struct fc_error *error = &reply->error;
	struct fc_token *token = &reply->token;
	long long number = 0;
	bool done = keep_number(&number, value, err);

	if (strcmp(key, "issued_at") == 0)
		token->issued_at = (time_t)number;
	else if (strcmp(key, "expires_at") == 0)
		token->expires_at = (time_t)number;
	else if (strcmp(key, "kind") == 0 && number <= FC_ERR_DATA)
		error->kind = (enum fc_error_kind)number;
	else if (strcmp(key, "goes_on") == 0)
		reply->goes_on = number != 0;
	else if (strcmp(key, "repaired") == 0)
		reply->repaired = number != 0;
	else if (strcmp(key, "done") == 0)
		reply->done = number != 0;
	else
		done = fail_key(key, err);
	return done;
}

static bool
keep_said(char *to, size_t size, const char *value, struct fc_error *err)
{
	if (!fc_record_text(to, size, value, err))
		return false;
	fc_strip_controls(to, strlen(to));
	return true;
}

static bool
keep_reply(void *arg, const char *key, const char *value,
           struct fc_error *err)
{
	struct fc_reply *reply = arg;
	struct fc_error *error = &reply->error;
	enum fc_lookup result;

	if (strcmp(key, "version") == 0)
		return fc_record_text(reply->version,
		                      sizeof(reply->version), value, err);
	if (strcmp(key, "error") == 0)
		return keep_said(error->text, sizeof(error->text), value, err);
	if (strcmp(key, "hint") == 0)
		return keep_said(error->hint, sizeof(error->hint), value, err);
	if (strcmp(key, "user") == 0)
		return fc_record_text(reply->user, sizeof(reply->user),
		                      value, err);
	if (strcmp(key, "access_token") == 0)
		return fc_secret_set(&reply->token.access, value,
		                     strlen(value), err);
	result = fc_check_keep(&reply->results, key, value, err);
	if (result != FC_ABSENT)
		return result == FC_FOUND;
	return keep_reply_number(reply, key, value, err);
}

/* What comes behind the empty line. */
static bool
keep_index(struct fc_buf *index, const struct fc_record_cursor *cursor,
           struct fc_error *err)
{
	const size_t at = cursor->at + 1;
	const struct fc_buf *text = cursor->text;

	return at >= text->len ||
	       fc_buf_add(index, text->data + at, text->len - at, err);
}

bool
fc_reply_read(struct fc_reply *reply, struct fc_buf *text,
              struct fc_error *err)
{
	struct fc_record_cursor cursor = { text, 0 };

	return read_lines(&cursor, "done", keep_reply, reply, err) &&
	       keep_index(&reply->index, &cursor, err);
}

void
fc_request_clear(struct fc_request *request)
{
	fc_secret_clear(&request->secret);
	*request = (struct fc_request)FC_REQUEST_INIT;
}

void
fc_reply_clear(struct fc_reply *reply)
{
	fc_token_clear(&reply->token);
	fc_check_clear(&reply->results);
	fc_buf_clear(&reply->index);
	*reply = (struct fc_reply)FC_REPLY_INIT;
}
