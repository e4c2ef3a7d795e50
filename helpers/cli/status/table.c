/* SPDX-License-Identifier: Apache-2.0 */
/* All stacks at a glance: a line each, for a person. */
#include "cli/common/columns.h"
#include "cli/common/duration.h"
#include "cli/status/status.h"

#include <stdlib.h>
#include <string.h>

#define CELLS 4
#define CELL_SIZE 256
#define GAP 2

struct row {
	char cells[CELLS][CELL_SIZE];
};

struct table {
	struct cli_target *target; /* its stack: the one that is looked at */
	struct row *rows;          /* the first are the names */
	size_t count;
	size_t width[CELLS];
	size_t columns;
};

static void
set(struct row *row, size_t i, const char *text)
{
	fc_text_join(row->cells[i], CELL_SIZE, *text ? text : "-", NULL);
}

static void
set_left(struct row *row, const struct cli_status *status)
{
	time_t ends_at = status->access_expires_at;
	bool is = status->has_access;
	char span[CLI_DURATION_SIZE];

	if (status->source == CLI_SOURCE_ENVIRONMENT)
		ends_at = status->given_expires_at;
	else if (status->source == CLI_SOURCE_STATIC)
		ends_at = status->hosts[0].static_expires_at;
	if (status->source == CLI_SOURCE_ENVIRONMENT ||
	    status->source == CLI_SOURCE_STATIC)
		is = true;
	if (!is)
		set(row, 2, "none");
	else if (ends_at == 0)
		set(row, 2, "unknown");
	else if (ends_at <= status->now)
		set(row, 2, "expired");
	else
		set(row, 2, cli_duration_words(span, ends_at - status->now));
}

static void
fill(struct row *row, const struct cli_status *status)
{
	const time_t ends_at = cli_status_ends_at(status);
	const char *user = status->user;
	char moment[CLI_MOMENT_SIZE];
	const char *ends[] = {
		[CLI_SOURCE_NONE] = "not logged in",
		[CLI_SOURCE_ENVIRONMENT] = "FOUNDRY_TOKEN",
		[CLI_SOURCE_STATIC] = "stored token",
		[CLI_SOURCE_SERVICE_USER] = "never",
		[CLI_SOURCE_LOGIN] = "unknown",
		[CLI_SOURCE_ACCESS] = "with the token",
	};

	if (ends_at > status->now)
		ends[CLI_SOURCE_LOGIN] = cli_day(moment, ends_at);
	if (status->source == CLI_SOURCE_ENVIRONMENT)
		user = "";
	else if (status->source == CLI_SOURCE_STATIC)
		user = status->hosts[0].static_user;
	set(row, 1, user);
	set_left(row, status);
	set(row, 3, ends[status->source]);
}

/* One that cannot be looked at has its line, and doctor says why. */
static bool
add_stack(const char *host, void *arg)
{
	struct table *table = arg;
	struct cli_target *target = table->target;
	struct row *row = &table->rows[table->count++];
	struct cli_status status = CLI_STATUS_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	set(row, 0, host);
	if (fc_config_find(&target->config, host, FC_PURPOSE_CLI,
	                   &target->stack, &ignored) == FC_FOUND &&
	    cli_status_look(&status, target, &ignored)) {
		fill(row, &status);
	} else {
		set(row, 1, "");
		set(row, 2, "");
		set(row, 3, "see doctor");
	}
	cli_status_clear(&status);
	fc_stack_clear(&target->stack);
	return true;
}

static bool
count_stack(const char *host, void *arg)
{
	size_t *count = arg;

	(void)host;
	++*count;
	return true;
}

/* Beside each other if there is room, else the host stands above the rest. */
static void
measure(struct table *table)
{
	size_t total = (CELLS - 1) * GAP, i, j;

	table->columns = cli_columns_columns();
	for (j = 0; j < CELLS; j++) {
		for (i = 0; i < table->count; i++) {
			size_t len = strlen(table->rows[i].cells[j]);

			if (len > table->width[j])
				table->width[j] = len;
		}
		total += table->width[j];
	}
	if (total > table->columns)
		table->width[0] = 0;
}

static bool
add_row(const struct table *table, const struct row *row, struct fc_buf *text,
        struct fc_error *err)
{
	bool done = fc_buf_add_str(text, row->cells[0], err);
	size_t at = strlen(row->cells[0]), j;

	if (table->width[0] == 0) {
		done = done && fc_buf_add(text, "\n", 1, err);
		at = 0;
	}
	for (j = 1; done && j < CELLS; j++) {
		at = table->width[j - 1] + GAP - at;
		while (done && at-- > 0)
			done = fc_buf_add(text, " ", 1, err);
		done = done && fc_buf_add_str(text, row->cells[j], err);
		at = strlen(row->cells[j]);
	}
	return done && fc_buf_add(text, "\n", 1, err);
}

bool
cli_status_table(struct cli_target *target, struct fc_buf *text,
                 struct fc_error *err)
{
	struct table table = { .target = target };
	size_t count = 1, i;
	bool done = true;

	fc_config_each(&target->config, count_stack, &count);
	if (count == 1)
		return true;
	table.rows = calloc(count, sizeof(table.rows[0]));
	if (!table.rows)
		return fc_fail_memory(err);
	table.rows[table.count++] =
		(struct row){ { "HOST", "USER", "TOKEN LEFT", "LOGIN ENDS" } };
	fc_config_each(&target->config, add_stack, &table);
	measure(&table);
	for (i = 0; done && i < table.count; i++)
		done = add_row(&table, &table.rows[i], text, err);
	free(table.rows);
	return done;
}
