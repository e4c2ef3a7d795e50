/* SPDX-License-Identifier: Apache-2.0 */
/* The status of a stack for a person: a line that says it, and below what lies
 * behind it, of which nothing is said twice. */
#include "cli/common/columns.h"
#include "cli/common/duration.h"
#include "cli/status/status.h"

#include <stdio.h>
#include <string.h>

#define LABEL_MAX 15
#define SCOPES_MAX 16384

/* "59 minutes left, until 2026-11-25 21:43". */
static const char *
left(const struct cli_status *status, time_t expires_at, char out[128])
{
	char span[CLI_DURATION_SIZE], moment[CLI_MOMENT_SIZE];

	if (expires_at == 0)
		snprintf(out, 128, "end not known");
	else if (expires_at <= status->now)
		snprintf(out, 128, "expired %s ago",
		         cli_duration_words(span, status->now - expires_at));
	else
		snprintf(out, 128, "%s left, until %s",
		         cli_duration_words(span, expires_at - status->now),
		         cli_moment(moment, expires_at));
	return out;
}

static void
show_files(struct cli_columns *columns, const struct cli_status *status)
{
	char path[FC_PATH_SIZE];
	const char *label = "configured by";
	size_t i;

	for (i = 0; i < 3 && status->configured_by[i]; i++) {
		cli_columns_line(
			columns, label, "%s",
			cli_short_path(status->configured_by[i], path));
		label = "";
	}
	if (status->target->stack.from_environment || i == 0)
		cli_columns_line(columns, label, "the environment");
	label = "aliases";
	for (i = 1; i < status->host_count; i++) {
		if (!status->hosts[i].said)
			continue;
		cli_columns_line(columns, label, "%s", status->hosts[i].host);
		label = "";
	}
}

/* Are all words of one among the other's? */
static bool
is_within(const char *words, const char *others)
{
	char word[SCOPES_MAX];

	for (; *words; words += strspn(words, " ")) {
		const size_t len = strcspn(words, " ");

		fc_text_slice(word, sizeof(word), words, len);
		if (!fc_scopes_contain(others, word))
			return false;
		words += len;
	}
	return true;
}

/* Only where they are others than those above. */
static void
show_other_scopes(struct cli_columns *columns, const char *label,
                  const char *scopes, const char *above)
{
	char shown[128];

	fc_printable(shown, sizeof(shown), scopes, strlen(scopes));
	if (*scopes &&
	    (!is_within(scopes, above) || !is_within(above, scopes)))
		cli_columns_line(columns, label, "%s", shown);
}

static void
show_scopes(struct cli_columns *columns, const struct cli_status *status)
{
	const char *configured = status->target->stack.scopes;
	char scopes[SCOPES_MAX];

	cli_columns_line(columns, "scopes", "%s", configured);
	/* The library keeps them with commas. */
	fc_text_join(scopes, sizeof(scopes), fc_buf_str(&status->login.scopes),
	             NULL);
	fc_scopes_by_blanks(scopes, strlen(scopes));
	if (status->has_refresh)
		show_other_scopes(columns, "of the login",
		                  scopes + strspn(scopes, " "), configured);
	show_other_scopes(columns, "granted", fc_buf_str(&status->granted),
	                  configured);
}

/* Only where not all who ask get the same. */
static void
show_kind(struct cli_columns *columns, const struct cli_status *status)
{
	char list[128] = "";
	size_t len = 0;
	int i, static_tokens = 0;

	for (i = 0; i < FC_PURPOSE_COUNT; i++) {
		bool is = cli_status_takes_static(status, (enum fc_purpose)i);

		static_tokens += is;
		len += (size_t)snprintf(list + len, sizeof(list) - len,
		                        "%s%s: %s", i ? ", " : "",
		                        fc_caller_names[i],
		                        is ? "stored" : "OAuth");
	}
	if (static_tokens > 0 && static_tokens < FC_PURPOSE_COUNT)
		cli_columns_line(columns, "kind of token", "%s", list);
}

static void
show_access(struct cli_columns *columns, const struct cli_status *status)
{
	char path[FC_PATH_SIZE], words[128];

	if (!status->has_access) {
		cli_columns_line(columns, "access token", "none");
		return;
	}
	cli_columns_line(columns, "access token", "%s",
	                 status->access_issued_at > status->now
	                       ? "from the future, so not used: the clock "
	                         "was set back"
	                       : left(status, status->access_expires_at, words));
	cli_columns_line(columns, "", "%s",
	                 cli_short_path(status->record_path, path));
}

static void
show_age(struct cli_columns *columns, const struct cli_status *status)
{
	const time_t ends_at = cli_status_ends_at(status);
	const time_t used_ago = status->now - status->refresh_used_at;
	char span[CLI_DURATION_SIZE], moment[CLI_MOMENT_SIZE];

	if (ends_at == 0)
		cli_columns_line(columns, "refresh token",
		                 "last used: unknown, "
		                 "perhaps by another program");
	else if (ends_at <= status->now)
		cli_columns_line(columns, "refresh token",
		                 "not used since %s: over 30 days, "
		                 "so it has ended",
		                 cli_moment(moment, status->refresh_used_at));
	else
		cli_columns_line(columns, "refresh token", "last used %s ago",
		                 cli_duration_words(span, used_ago));
}

static void
show_login(struct cli_columns *columns, const struct cli_status *status)
{
	char path[FC_PATH_SIZE], client_id[128];

	if (status->has_refresh) {
		show_age(columns, status);
		cli_columns_line(columns, "", "%s",
		                 cli_short_path(status->logins_path, path));
	}
	if (status->kept)
		cli_columns_line(columns, "",
		                 "a newer one waits to be saved there");
	if (!status->foreign)
		return;
	fc_printable(client_id, sizeof(client_id),
	             fc_buf_str(&status->login.client_id),
	             status->login.client_id.len);
	cli_columns_line(columns, "other login",
	                 "of the application %s, not ours to use, in %s",
	                 *client_id ? client_id : "without client_id",
	                 cli_short_path(status->logins_path, path));
}

/* One that has no name yet, and could have one. */
static void
show_user(struct cli_columns *columns, const struct cli_status *status)
{
	if (!status->user[0] && (status->source == CLI_SOURCE_LOGIN ||
	                         status->source == CLI_SOURCE_ACCESS ||
	                         status->source == CLI_SOURCE_SERVICE_USER))
		cli_columns_line(columns, "user", "not known yet: "
		                 "foundry-credential whoami asks the stack");
}

static void
show_static_tokens(struct cli_columns *columns, const struct cli_status *status)
{
	const char *label = "stored token";
	char path[FC_PATH_SIZE], words[128], user[FC_STATIC_TOKEN_USER_MAX];
	size_t i;

	for (i = 0; i < status->host_count; i++) {
		const struct cli_status_host *host = &status->hosts[i];

		if (!host->has_static)
			continue;
		fc_printable(user, sizeof(user), host->static_user,
		             strlen(host->static_user));
		cli_columns_line(columns, label, "of %s%s%s: %s", host->host,
		                 *user ? " for " : "", user,
		                 left(status, host->static_expires_at, words));
		label = "";
	}
	if (!*label)
		cli_columns_line(
			columns, label, "%s",
			cli_short_path(status->static_tokens_path, path));
	if (status->client_secret)
		cli_columns_line(columns, "client secret", "%s",
		                 cli_short_path(status->client_secret, path));
}

static void
show_trouble(struct cli_columns *columns, const struct cli_status *status)
{
	const struct fc_notes *notes = &status->notes;
	char moment[CLI_MOMENT_SIZE];
	int i;

	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		if (notes->refused[i])
			cli_columns_line(columns, "refused",
			                 "a token for %s, on %s",
			                 fc_caller_names[i],
			                 cli_moment(moment, notes->refused[i]));
	if (fc_notes_unsaid(notes, status->now))
		cli_columns_line(columns, "not said", "to docker, on %s: %s",
		                 cli_moment(moment, notes->unsaid_at),
		                 notes->unsaid);
	if (notes->network_failure && notes->network_failure <= status->now)
		cli_columns_line(columns, "not reached", "on %s",
		                 cli_moment(moment, notes->network_failure));
}

/* Why it said nothing good stands in the message that follows. */
static void
show_online(struct cli_columns *columns, const struct cli_status *status)
{
	const char *label = "the stack says";
	char words[128];

	if (!status->online)
		return;
	switch (status->online_error.kind) {
	case FC_ERR_NONE:
		cli_columns_line(
			columns, label, "good, of %s: %s", status->online_user,
			left(status, status->online_expires_at, words));
		break;
	case FC_ERR_NETWORK:
		cli_columns_line(columns, label, "nothing: it cannot be asked, "
		                 "see below");
		break;
	case FC_ERR_DENIED:
		cli_columns_line(columns, label, "no, see below");
		break;
	default:
		cli_columns_line(columns, label,
		                 "nothing: it was not asked, see "
		                 "below");
		break;
	}
}

bool
cli_status_text(const struct cli_status *status, struct fc_buf *text,
                struct fc_error *err)
{
	struct cli_columns columns;
	char summary[CLI_SUMMARY_SIZE];
	int i;

	cli_columns_open(&columns, LABEL_MAX, text, err);
	cli_columns_head(&columns, "%s", cli_status_summary(status, summary));
	show_files(&columns, status);
	show_user(&columns, status);
	show_kind(&columns, status);
	show_scopes(&columns, status);
	show_access(&columns, status);
	show_login(&columns, status);
	show_static_tokens(&columns, status);
	for (i = 0; i < CLI_TOOLS; i++)
		if (cli_tools[i]->show)
			cli_tools[i]->show(&status->view, &status->said[i],
			                   &columns);
	show_trouble(&columns, status);
	show_online(&columns, status);
	return columns.done;
}
