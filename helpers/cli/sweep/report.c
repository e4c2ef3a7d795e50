/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep has found. */
#include "cli/sweep/report.h"

#include "cli/common/columns.h"
#include "cli/common/duration.h"
#include "cli/common/format.h"
#include "cli/common/json.h"

#include "base/json.h"

#include <json-c/json.h>
#include <unistd.h>

static const struct {
	const char *word, *sentence;
} readers[] = {
	[CLI_SWEEP_OWNER] = { "owner", "you alone" },
	[CLI_SWEEP_GROUP] = { "group", "its group" },
	[CLI_SWEEP_ALL] = { "all", "everybody" },
};

static bool
is_expired(const struct cli_finding *finding, time_t now)
{
	return finding->token.expires_at > 0 &&
	       finding->token.expires_at <= now;
}

static void
put_sentence(struct cli_columns *columns, const struct cli_finding *finding,
             time_t now)
{
	const struct cli_sweep_token *token = &finding->token;
	char shown[FC_PATH_SIZE], path[FC_PATH_SIZE], moment[CLI_MOMENT_SIZE];
	const bool expired = is_expired(finding, now);

	cli_short_path(cli_shown_path(finding->path, shown), path);
	cli_columns_head(columns, "%s:%zu: %s: a token%s%s%s%s; readable by %s",
	                 path, finding->line, finding->what,
	                 *token->host ? " of " : "", token->host,
	                 expired ? ", expired"
	                 : token->expires_at > 0 ? ", until " : "",
	                 expired || token->expires_at <= 0 ? ""
	                 : cli_until(moment, token->expires_at, now),
	                 readers[finding->readers].sentence);
}

/* RFC 3339, or "-". */
static const char *
moment_of(time_t at, char out[CLI_MOMENT_SIZE])
{
	struct tm utc;

	if (at <= 0 || !gmtime_r(&at, &utc) ||
	    strftime(out, CLI_MOMENT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		fc_text_join(out, CLI_MOMENT_SIZE, "-", NULL);
	return out;
}

static bool
put_fields(const struct cli_finding *finding, time_t now, struct fc_buf *text,
           struct fc_error *err)
{
	const struct cli_sweep_token *token = &finding->token;
	char path[FC_PATH_SIZE], moment[CLI_MOMENT_SIZE];

	return fc_buf_addf(text, err, "%s\t%zu\t%s\t%s\t%s\t%s\n",
	                   cli_shown_path(finding->path, path), finding->line,
	                   finding->what, *token->host ? token->host : "-",
	                   is_expired(finding, now)
	                   ? "expired" : moment_of(token->expires_at, moment),
	                   readers[finding->readers].word);
}

bool
cli_sweep_put_text(const struct cli_findings *findings, time_t now,
                   struct fc_buf *text, struct fc_error *err)
{
	struct cli_columns columns;
	bool done = true;
	size_t i;

	cli_columns_open(&columns, 0, text, err);
	for (i = 0; done && i < findings->count; i++)
		if (columns.terminal) {
			put_sentence(&columns, &findings->list[i], now);
			done = columns.done;
		} else {
			done = put_fields(&findings->list[i], now, text, err);
		}
	return done;
}

static struct json_object *
json_of(const struct cli_finding *finding, time_t now, bool *done)
{
	struct json_object *object = json_object_new_object();
	char path[FC_PATH_SIZE];

	cli_json_add_text(object, "file", cli_shown_path(finding->path, path),
	                  done);
	cli_json_add(object, "line",
	             json_object_new_int64((int64_t)finding->line), done);
	cli_json_add_text(object, "what", finding->what, done);
	cli_json_add_text(object, "host", finding->token.host, done);
	cli_json_add_time(object, "expires_at", finding->token.expires_at,
	                  done);
	cli_json_add_bool(object, "expired", is_expired(finding, now), done);
	cli_json_add_text(object, "readable_by",
	                  readers[finding->readers].word, done);
	return object;
}

bool
cli_sweep_put_json(const struct cli_findings *findings, time_t now,
                   bool complete, struct fc_buf *text, struct fc_error *err)
{
	struct json_object *object = json_object_new_object();
	struct json_object *tokens = json_object_new_array();
	bool done = true;
	size_t i;

	for (i = 0; i < findings->count; i++)
		cli_json_append(tokens, json_of(&findings->list[i], now, &done),
		                &done);
	cli_json_add(object, "tokens", tokens, &done);
	cli_json_add_bool(object, "complete", complete, &done);
	done = done ? cli_json_text(object, text, err) : fc_fail_memory(err);
	fc_json_free(object);
	return done;
}
