/* SPDX-License-Identifier: Apache-2.0 */
/* What a helper asks foundry-oauth to do, and what came of it, as records. */
#include "request/request.h"

#include "base/record.h"
#include "record/fields.h"

#include <string.h>

const char *const fc_request_names[] = {
	"refresh", "login", "store", "erase", "logout", "account", "probe",
	"repair", "index", NULL
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define REQUEST(member, name) FC_FIELD(struct fc_request, member, name)
#define REPLY(member, name) FC_FIELD(struct fc_reply, member, name)

/* The verb comes last: without it a request was cut off. */
static const struct fc_field request_fields[] = {
	{ REQUEST(version, "version") },
	{ REQUEST(host, "host") },
	{ REQUEST(purpose, "purpose"), .words = fc_caller_names,
	  .flags = FC_FIELD_ALWAYS },
	{ REQUEST(mode, "mode"), .words = fc_login_names },
	{ REQUEST(timeout_s, "timeout") },
	{ REQUEST(patience_s, "patience") },
	{ REQUEST(locked, "locked") },
	{ REQUEST(quiet, "quiet") },
	{ REQUEST(any_user, "any_user") },
	{ REQUEST(offline, "offline") },
	{ REQUEST(keep, "keep") },
	{ REQUEST(expires_at, "expires_at") },
	{ REQUEST(user, "user") },
	{ REQUEST(secret, "secret") },
	{ REQUEST(verb, "verb"), .words = fc_request_names,
	  .flags = FC_FIELD_ALWAYS },
};

/* A path in an error may have any byte. */
static const struct fc_field said_fields[] = {
	{ REPLY(version, "version") },
	{ REPLY(error.kind, "kind"), .last = FC_ERR_DATA },
	{ REPLY(error.text, "error"), .flags = FC_FIELD_SAID },
	{ REPLY(error.hint, "hint"), .flags = FC_FIELD_SAID },
	{ REPLY(user, "user") },
	{ REPLY(token.issued_at, "issued_at") },
	{ REPLY(token.expires_at, "expires_at") },
	{ REPLY(token.access, "access_token") },
};

/* Behind what was found.  The last one is last for the same reason. */
static const struct fc_field done_fields[] = {
	{ REPLY(goes_on, "goes_on") },
	{ REPLY(repaired, "repaired") },
	{ REPLY(done, "done"), .flags = FC_FIELD_ALWAYS },
};

/* Our own version first. */
bool
fc_request_write(struct fc_buf *text, const struct fc_request *request,
                 struct fc_error *err)
{
	return fc_record_put(text, "version", PACKAGE_VERSION, err) &&
	       fc_fields_put(text, request_fields + 1,
	                     COUNT(request_fields) - 1, request, err);
}

static bool
is_known(enum fc_lookup taken, const char *key, struct fc_error *err)
{
	if (taken == FC_ABSENT)
		fc_fail(err, FC_ERR_DATA, "unknown key \"%.40s\"", key);
	return taken == FC_FOUND;
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
	return is_known(fc_fields_take(request_fields, COUNT(request_fields),
	                               arg, key, value, err), key, err);
}

bool
fc_request_read(struct fc_request *request, struct fc_buf *text,
                struct fc_error *err)
{
	struct fc_record_cursor cursor = { text, 0 };

	return read_lines(&cursor, "verb", keep_request, request, err);
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

bool
fc_reply_write(struct fc_buf *text, const struct fc_reply *reply,
               struct fc_error *err)
{
	return fc_record_put(text, "version", PACKAGE_VERSION, err) &&
	       fc_fields_put(text, said_fields + 1, COUNT(said_fields) - 1,
	                     reply, err) &&
	       fc_check_write(text, &reply->results, err) &&
	       fc_fields_put(text, done_fields, COUNT(done_fields), reply,
	                     err) &&
	       put_index(text, &reply->index, err);
}

static bool
keep_reply(void *arg, const char *key, const char *value,
           struct fc_error *err)
{
	struct fc_reply *reply = arg;
	enum fc_lookup result;

	result = fc_fields_take(said_fields, COUNT(said_fields), reply, key,
	                        value, err);
	if (result == FC_ABSENT)
		result = fc_check_keep(&reply->results, key, value, err);
	if (result == FC_ABSENT)
		result = fc_fields_take(done_fields, COUNT(done_fields), reply,
		                        key, value, err);
	return is_known(result, key, err);
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
