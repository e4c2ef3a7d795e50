/* SPDX-License-Identifier: Apache-2.0 */
/* The forms in which a token is given out. */
#include "format.h"

#include "base/log.h"
#include "base/nearest.h"
#include "base/record.h"

#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

static const char *const words[] = { "attributes", "json", "token", "header",
	                             NULL };

bool
cli_format_parse(const char *word, enum cli_format *format,
                 struct fc_error *err)
{
	const char *nearest;
	char shown[64];
	int i;

	*format = CLI_FORMAT_ATTRIBUTES;
	for (i = 0; word && words[i]; i++) {
		if (strcmp(word, words[i]) == 0) {
			*format = (enum cli_format)i;
			return true;
		}
	}
	if (!word)
		return true;
	fc_printable(shown, sizeof(shown), word, strlen(word));
	nearest = fc_nearest(shown, words);
	if (nearest)
		return fc_fail(err, FC_ERR_USAGE, "unknown format \"%s\", did "
		               "you mean \"%s\"?", shown, nearest);
	return fc_fail(err, FC_ERR_USAGE, "unknown format \"%s\": attributes, "
	               "json, token and header are known", shown);
}

static bool
put_attributes(struct fc_buf *out, const struct fc_answer *answer,
               struct fc_error *err)
{
	const struct fc_token *token = &answer->token;

	return fc_record_put(out, "username", answer->username, err) &&
	       fc_record_put(out, "password", token->access.plain, err) &&
	       (token->expires_at <= 0 ||
	        fc_record_put_number(out, "password_expiry_utc",
	                             token->expires_at, err));
}

static bool
put_json(struct fc_buf *out, const char *host, const struct fc_answer *answer,
         struct fc_error *err)
{
	const struct fc_token *token = &answer->token;
	struct json_object *object = json_object_new_object();
	const char *text = NULL;
	bool done = false;

	if (!object)
		return fc_fail_memory(err);
	if (json_object_object_add(object, "host",
	                           json_object_new_string(host)) == 0 &&
	    json_object_object_add(object, "username",
	                           json_object_new_string(
					   answer->username)) == 0 &&
	    json_object_object_add(object, "password",
	                           json_object_new_string(
					   token->access.plain)) == 0 &&
	    (token->expires_at <= 0 ||
	     json_object_object_add(object, "password_expiry_utc",
	                            json_object_new_int64(
					    token->expires_at)) == 0))
		text = json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE);
	done = text ? fc_buf_add_str(out, text, err) &&
	                      fc_buf_add(out, "\n", 1, err)
	            : fc_fail_memory(err);
	json_object_put(object);
	return done;
}

bool
cli_json_text(struct json_object *object, struct fc_buf *text,
              struct fc_error *err)
{
	const char *json = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
				JSON_C_TO_STRING_NOSLASHESCAPE);

	return json ? fc_buf_add_str(text, json, err) &&
	                      fc_buf_add(text, "\n", 1, err)
	            : fc_fail_memory(err);
}

void
cli_say_waiting(const char *what)
{
	if (isatty(STDIN_FILENO))
		fc_warn("waiting for %s", what);
}

bool
cli_write(const struct fc_buf *text, struct fc_error *err)
{
	return fc_buf_write(text, STDOUT_FILENO, "the answer", err);
}

bool
cli_format_print(enum cli_format format, const char *host,
                 const struct fc_answer *answer, struct fc_error *err)
{
	struct fc_buf out = FC_BUF_INIT(FC_RECORD_MAX);
	const char *token = answer->token.access.plain;
	bool done = false;

	switch (format) {
	case CLI_FORMAT_ATTRIBUTES:
		done = put_attributes(&out, answer, err);
		break;
	case CLI_FORMAT_JSON:
		done = put_json(&out, host, answer, err);
		break;
	case CLI_FORMAT_TOKEN:
		done = fc_buf_addf(&out, err, "%s\n", token);
		break;
	case CLI_FORMAT_HEADER:
		done = fc_buf_addf(&out, err, "Authorization: Bearer %s\n",
		                   token);
		break;
	}
	done = done && cli_write(&out, err);
	fc_buf_clear(&out);
	return done;
}
