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

#include <string.h>
#include <unistd.h>

static bool
put_attributes(struct fc_buf *out, const char *host,
               const struct fc_answer *answer, struct fc_error *err)
{
	const struct fc_token *token = &answer->token;

	(void)host;
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

static bool
put_token(struct fc_buf *out, const char *host, const struct fc_answer *answer,
          struct fc_error *err)
{
	(void)host;
	return put_line(out, "", answer->token.access.plain, err);
}

static bool
put_header(struct fc_buf *out, const char *host,
           const struct fc_answer *answer, struct fc_error *err)
{
	(void)host;
	return put_line(out, "Authorization: Bearer ",
	                answer->token.access.plain, err);
}

static bool
put_bearer(struct fc_buf *out, const char *host,
           const struct fc_answer *answer, struct fc_error *err)
{
	(void)host;
	return put_line(out, "Bearer ", answer->token.access.plain, err);
}

static bool
put_bearer_json(struct fc_buf *out, const char *before,
                const struct fc_answer *answer, const char *behind,
                struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(FC_RECORD_MAX);
	bool done;

	done = fc_buf_add_str(&value, "Bearer ", err) &&
	       fc_buf_add_str(&value, answer->token.access.plain, err) &&
	       fc_buf_add_str(out, before, err) &&
	       fc_json_put_string(out, fc_buf_str(&value), err) &&
	       fc_buf_add_str(out, behind, err);
	fc_buf_clear(&value);
	return done;
}

static bool
put_headers(struct fc_buf *out, const char *host,
            const struct fc_answer *answer, struct fc_error *err)
{
	(void)host;
	return put_bearer_json(out, "{\"Authorization\":", answer, "}\n", err);
}

/* RFC 3339, with whole seconds: Bazel reads no others. */
static bool
put_uri(struct fc_buf *out, const char *host, const struct fc_answer *answer,
        struct fc_error *err)
{
	const time_t end = answer->token.expires_at;
	struct tm utc;
	char text[sizeof("9999-12-31T23:59:59Z")];

	(void)host;
	if (!put_bearer_json(out, "{\"headers\":{\"Authorization\":[", answer,
	                     "]}", err))
		return false;
	if (end > 0 && gmtime_r(&end, &utc) &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc) > 0 &&
	    !fc_json_put(out, "expires", text, err))
		return false;
	return fc_buf_add_str(out, "}\n", err);
}

/* Its readers know no port. */
size_t
cli_netrc_machine(const char *host)
{
	return strcspn(host, *host == '[' ? "]" : ":") + (*host == '[');
}

/* Each takes quotes in a way of its own. */
static bool
put_netrc(struct fc_buf *out, const char *host, const struct fc_answer *answer,
          struct fc_error *err)
{
	static const char odd[] = " \t\"'\\#";
	const char *token = answer->token.access.plain;

	if (strpbrk(answer->username, odd) || strpbrk(token, odd))
		return fc_fail(err, FC_ERR_DATA, "the user name or the token "
		               "of %s: a netrc file cannot hold it", host);
	return fc_buf_add_str(out, "machine ", err) &&
	       fc_buf_add(out, host, cli_netrc_machine(host), err) &&
	       fc_buf_add_str(out, " login ", err) &&
	       fc_buf_add_str(out, answer->username, err) &&
	       put_line(out, " password ", token, err);
}

static bool
put_env(struct fc_buf *out, const char *host, const struct fc_answer *answer,
        struct fc_error *err)
{
	return cli_variables_each(host, answer, put_export, out, err);
}

static const struct {
	const char *word; /* behind --format=; NULL: none */
	bool (*put)(struct fc_buf *out, const char *host,
	            const struct fc_answer *answer, struct fc_error *err);
	bool programs;
} formats[] = {
	[CLI_FORMAT_ATTRIBUTES] = { "attributes", put_attributes, false },
	[CLI_FORMAT_JSON] = { "json", put_json, false },
	[CLI_FORMAT_TOKEN] = { "token", put_token, false },
	[CLI_FORMAT_HEADER] = { "header", put_header, false },
	[CLI_FORMAT_BEARER] = { "bearer", put_bearer, true },
	[CLI_FORMAT_HEADERS] = { "headers", put_headers, true },
	[CLI_FORMAT_NETRC] = { "netrc", put_netrc, false },
	[CLI_FORMAT_ENV] = { "env", put_env, false },
	[CLI_FORMAT_URI] = { NULL, put_uri, true },
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

static bool
refuse_word(const char *word, struct fc_error *err)
{
	const char *words[FORMAT_COUNT + 1] = { NULL };
	const char *nearest;
	char shown[64], known[128] = "";
	size_t i;

	for (i = 0; i < FORMAT_COUNT; i++)
		words[i] = formats[i].word;
	fc_text_list(known, sizeof(known), words);
	fc_printable(shown, sizeof(shown), word, strlen(word));
	nearest = fc_nearest(shown, words);
	if (nearest)
		return fc_fail(err, FC_ERR_USAGE, "unknown format \"%s\", did "
		               "you mean \"%s\"?", shown, nearest);
	return fc_fail(err, FC_ERR_USAGE, "unknown format \"%s\": %s are known",
	               shown, known);
}

bool
cli_format_parse(const char *word, enum cli_format *format,
                 struct fc_error *err)
{
	size_t i;

	*format = CLI_FORMAT_ATTRIBUTES;
	if (!word)
		return true;
	for (i = 0; i < FORMAT_COUNT && formats[i].word; i++) {
		if (strcmp(word, formats[i].word) != 0)
			continue;
		*format = (enum cli_format)i;
		return true;
	}
	return refuse_word(word, err);
}

bool
cli_format_is_programs(enum cli_format format)
{
	return formats[format].programs;
}

bool
cli_format_add(struct fc_buf *out, enum cli_format format, const char *host,
               const struct fc_answer *answer, struct fc_error *err)
{
	return formats[format].put(out, host, answer, err);
}

bool
cli_format_print(enum cli_format format, const char *host,
                 const struct fc_answer *answer, struct fc_error *err)
{
	struct fc_buf out = FC_BUF_INIT(FC_RECORD_MAX);
	bool done;

	done = formats[format].put(&out, host, answer, err) &&
	       cli_write(&out, err);
	fc_buf_clear(&out);
	return done;
}
