/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of somebody else's that can ask us for tokens: what setup tells it
 * and takes back, what doctor looks for, what status shows.  These three walk
 * the table and know no tool by its name.
 */
#ifndef HELPERS_CLI_TOOLS_TOOL_H
#define HELPERS_CLI_TOOLS_TOOL_H

#include "cli/common/columns.h"
#include "cli/edit/backup.h"
#include "cli/tools/lookup.h"
#include "config/config.h"
#include "request/check_result.h"

struct json_object;

#define CLI_TOOLS 2

/* --- setup ---------------------------------------------------------------- */

#define CLI_REGISTRIES_MAX 64

struct cli_registries {
	char host[CLI_REGISTRIES_MAX][FC_HOST_SIZE];
	int count;
};

/* What is to be set up; "" where nothing was said. */
struct cli_setup_options {
	char host[FC_HOST_SIZE];
	char registry[FC_HOST_SIZE];
	char client_id[256];
	char ca_file[FC_PATH_SIZE];
	char secret_file[FC_PATH_SIZE];
	char scopes[2048];
	char repository[256];
	bool host_asked;       /* for, at the terminal */
	bool tools[CLI_TOOLS]; /* those that were named */
	bool all_tools;        /* none was: all that there is something for */
	bool containers;       /* their tools are to be set up */
};

/* All of it borrowed. */
struct cli_setup_target {
	const struct cli_setup_options *wanted;
	const struct cli_registries *registries; /* of the stack */
	const struct fc_paths *paths;
	const struct fc_config *config; /* as it is in force */
	const struct fc_buf *secret; /* of the client, empty: none was said */
};

/* A file that setup changes.  Whatever fails says which, and what to do. */
struct cli_setup_file {
	const char *name;   /* of what is kept of it: HOST.NAME */
	const char *blanks; /* a text of these alone says nothing */
	bool lock_as_git;   /* as struct cli_edit has these two */
	bool secret;

	bool (*find)(const struct cli_setup_target *target,
	             char path[FC_PATH_SIZE], struct fc_error *err);

	/* Change edit->after.  backup is what an earlier setup did to this
	 * file, or NULL. */
	bool (*change)(struct cli_edit *edit,
	               const struct cli_setup_target *target,
	               const struct cli_backup *backup, struct fc_error *err);

	/* Take that out again, as far as it is still as setup left it. */
	bool (*take_back)(struct cli_edit *edit,
	                  const struct cli_setup_target *target,
	                  const struct cli_backup *backup,
	                  struct fc_error *err);

	cli_edit_mask *mask;
};

/* --- doctor --------------------------------------------------------------- */

struct cli_doctor {
	struct fc_paths paths;
	struct fc_config config;
	struct cli_git_config git;
	enum fc_lookup has_git;
	struct fc_error git_error; /* of has_git FC_FAILED */
	struct fc_check_results results;
	bool offline;
};

#define CLI_DOCTOR_INIT { .config = FC_CONFIG_INIT, \
	.git = CLI_GIT_CONFIG_INIT, .results = FC_CHECK_RESULTS_INIT }

/* --- status --------------------------------------------------------------- */

/* A host of the stack, all of it borrowed: its own first, then aliases, then
 * registries by their name. */
struct cli_tool_host {
	const char *host;
	bool said; /* the stack itself, or an alias that the files name */
};

struct cli_tool_view {
	struct cli_tool_host *hosts;
	size_t host_count;
	const struct cli_git_config *git; /* borrowed */
	enum fc_lookup git_asked; /* FC_ABSENT: there is no git */
};

/* --- the table ------------------------------------------------------------ */

/* When does setup tell it without being asked to by its option? */
enum cli_tool_when {
	CLI_TOOL_ALWAYS,
	CLI_TOOL_FOR_CONTAINERS,
};

struct cli_tool {
	const char *option; /* of setup, "--git" */
	enum cli_tool_when when;
	struct cli_setup_file file;

	/* Append what the person has to know, or to do by hand, once all is
	 * written. */
	bool (*tell)(const struct cli_setup_target *target,
	             struct fc_buf *said, struct fc_error *err);

	/* Add what is found, and what is wrong, of one stack. */
	void (*check)(struct cli_doctor *doctor, const struct fc_stack *stack);

	/* Whom it asks for these hosts, for a person or for programs, where
	 * *done becomes false when there is no memory. */
	void (*show)(const struct cli_tool_view *view,
	             struct cli_columns *columns);
	void (*put_json)(const struct cli_tool_view *view,
	                 struct json_object *object, bool *done);
};

extern const struct cli_tool *const cli_tools[CLI_TOOLS];
extern const struct cli_tool cli_tool_git, cli_tool_docker;

#endif
