/* SPDX-License-Identifier: Apache-2.0 */
/* The forms in which a token is given out. */
#include "cli/common/format.h"

#include "cli/common/variables.h"

#include "base/controls.h"
#include "base/json_put.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/record.h"
#include "base/text.h"

#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

static const char *const words[] = { "attributes", "json", "token", "header",
	                             "env", NULL };

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
	               "json, token, header and env are known", shown);
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

/* Not fc_buf_addf: stdio would leave some of the token behind. */
static bool
put_line(struct fc_buf *out, const char *before, const char *token,
         struct fc_error *err)
{
	return fc_buf_add_str(out, before, err) &&
	       fc_buf_add_str(out, token, err) &&
	       fc_buf_add(out, "\n", 1, err);
}

static bool
put_json(struct fc_buf *out, const char *host, const struct fc_answer *answer,
         struct fc_error *err)
{
	const struct fc_token *token = &answer->token;
	char expiry[FC_NUMBER_SIZE];

	if (!fc_buf_add_str(out, "{", err) ||
	    !fc_json_put(out, "host", host, err) ||
	    !fc_json_put(out, "username", answer->username, err) ||
	    !fc_json_put(out, "password", token->access.plain, err))
		return false;
	if (token->expires_at > 0 &&
	    (!fc_buf_add_str(out, ",\"password_expiry_utc\":", err) ||
	     !fc_buf_add_str(out, fc_text_number(expiry, token->expires_at),
	                     err)))
		return false;
	return fc_buf_add_str(out, "}\n", err);
}

/* Between quotes a shell minds nothing but the quote itself. */
static bool
put_quoted(struct fc_buf *out, const char *value, struct fc_error *err)
{
	size_t len;

	if (!fc_buf_add_str(out, "'", err))
		return false;
	for (; *value; value += len) {
		len = strcspn(value, "'");
		if (!fc_buf_add(out, value, len, err))
			return false;
		if (value[len]) {
			if (!fc_buf_add_str(out, "'\\''", err))
				return false;
			len++;
		}
	}
	return fc_buf_add_str(out, "'\n", err);
}

static bool
put_export(const char *name, const char *value, void *arg,
           struct fc_error *err)
{
	struct fc_buf *out = arg;

	if (!value)
		return put_line(out, "unset ", name, err);
	return fc_buf_add_str(out, "export ", err) &&
	       fc_buf_add_str(out, name, err) &&
	       fc_buf_add_str(out, "=", err) && put_quoted(out, value, err);
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

const char *
cli_shown_path(const char *path, char out[FC_PATH_SIZE])
{
	fc_text_join(out, FC_PATH_SIZE, path, NULL);
	fc_strip_controls(out, strlen(out));
	return out;
}

bool
cli_write(struct fc_buf *text, struct fc_error *err)
{
	if (text->len > 0 && isatty(STDOUT_FILENO))
		fc_strip_for_terminal(text->data, text->len);
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
		done = put_line(&out, "", token, err);
		break;
	case CLI_FORMAT_HEADER:
		done = put_line(&out, "Authorization: Bearer ", token, err);
		break;
	case CLI_FORMAT_ENV:
		done = cli_variables_each(host, answer, put_export, &out, err);
		break;
	}
	done = done && cli_write(&out, err);
	fc_buf_clear(&out);
	return done;
}
