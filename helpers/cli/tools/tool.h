/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of somebody else's that can ask us for tokens: what setup tells it
 * and takes back, what doctor looks for, what status shows.  These three walk
 * the table and know no tool by its name.
 */
#ifndef HELPERS_CLI_TOOLS_TOOL_H
#define HELPERS_CLI_TOOLS_TOOL_H

#include "cli/common/columns.h"
#include "cli/common/options.h"
#include "cli/edit/backup.h"
#include "config/config.h"
#include "request/check_result.h"

struct json_object;

#define CLI_TOOLS 5
#define CLI_TOOL_FILES 3 /* that setup changes for one of them, at most */

/* What a tool said of its configuration when it was asked: once, for any number
 * of stacks. */
struct cli_tool_said {
	enum fc_lookup asked; /* FC_ABSENT: it is not there */
	struct fc_buf text;
	struct fc_error err; /* of FC_FAILED */
};

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
	bool installed;        /* those that are installed here */
	bool containers;       /* their tools are to be set up */
	bool packages;         /* so is a tool with takes_repository */
};

/* All of it borrowed. */
struct cli_setup_target {
	const struct cli_setup_options *wanted;
	const struct cli_registries *registries; /* of the stack */
	const struct fc_paths *paths;
	const struct fc_config *config; /* as it is in force */
	const struct fc_buf *secret; /* of the client, empty: none was said */
};

/* A file that setup changes; without a name there is none.  Whatever fails
 * says which, and what to do. */
struct cli_setup_file {
	const char *name;   /* of what is kept of it: HOST.NAME */
	const char *blanks; /* a text of these alone says nothing */
	bool lock_as_git;   /* as struct cli_edit has these */
	bool secret;
	bool executable;
	int makes_more;

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

/* The program of ours that it runs by its name. */
struct cli_tool_program {
	const char *name;      /* NULL: none */
	enum fc_check verdict; /* where another of this name is found first */
	const char *otherwise; /* what cures that too: ", or ...", or "" */
};

struct cli_doctor {
	struct fc_paths paths;
	struct fc_config config;
	struct cli_tool_said said[CLI_TOOLS];
	struct fc_check_results results;
	bool offline;
};

#define CLI_DOCTOR_INIT { .config = FC_CONFIG_INIT, \
	.results = FC_CHECK_RESULTS_INIT }

/* --- status --------------------------------------------------------------- */

/* A host of the stack. */
struct cli_tool_host {
	const char *host; /* borrowed */
	bool said; /* the stack itself, or an alias that the files name */
};

/* Its own first, then aliases, then registries by their name. */
struct cli_tool_view {
	struct cli_tool_host *hosts;
	size_t host_count;
};

/* --- the table ------------------------------------------------------------ */

/* When does setup tell it without being asked to by its option? */
enum cli_tool_when {
	CLI_TOOL_ALWAYS,
	CLI_TOOL_FOR_CONTAINERS,
	CLI_TOOL_WHEN_NAMED, /* by nothing else */
};

struct cli_tool {
	enum cli_option_id option; /* of setup, which names it */
	enum cli_tool_when when;
	bool takes_repository; /* --repository means one of packages */
	struct cli_setup_file files[CLI_TOOL_FILES]; /* written in this order */

	/* Which of them are for the version that is here, a bit each.  NULL:
	 * all. */
	unsigned (*choose)(void);

	struct cli_tool_program program;
	const char *const *installed; /* by any of these on PATH; NULL: it is
	                                 never looked for */
	const char *const *commands; /* its own: a bundle has their versions;
	                                NULL: none */

	/* Append what it says of its configuration to a text that is handed
	 * to the functions below.  FC_ABSENT: it is not there.  NULL: they
	 * need no more than its files. */
	enum fc_lookup (*ask)(struct fc_buf *text, struct fc_error *err);

	/* Append what the person has to know, or to do by hand, once all is
	 * written.  NULL: nothing. */
	bool (*tell)(const struct cli_setup_target *target,
	             struct fc_buf *said, struct fc_error *err);

	/* Add what is found, and what is wrong, of one stack. */
	void (*check)(struct cli_doctor *doctor,
	              const struct cli_tool_said *said,
	              const struct fc_stack *stack);

	/* Whom it asks for these hosts, for a person or for programs, where
	 * *done becomes false when there is no memory.  NULL: nothing is
	 * known of it. */
	void (*show)(const struct cli_tool_view *view,
	             const struct cli_tool_said *said,
	             struct cli_columns *columns);
	void (*put_json)(const struct cli_tool_view *view,
	                 const struct cli_tool_said *said,
	                 struct json_object *object, bool *done);
};

extern const struct cli_tool *const cli_tools[]; /* CLI_TOOLS of them */
extern const struct cli_tool cli_tool_git, cli_tool_docker, cli_tool_npm,
	cli_tool_pnpm, cli_tool_mcp;

/* Ask each of them; what it says is to be cleared, as is what is all 0. */
void cli_tools_ask(struct cli_tool_said said[CLI_TOOLS]);
void cli_tools_clear(struct cli_tool_said said[CLI_TOOLS]);

/* Is it installed here? */
bool cli_tool_is_installed(const struct cli_tool *tool);

/* Where a program of ours is installed.  False: the path is too long. */
FC_MUST_CHECK bool cli_tool_program_path(const char *name,
                                         char path[FC_PATH_SIZE]);

/* Look a program of ours up on PATH: they are installed side by side.
 * FC_FOUND: ours; FC_FAILED: another one; FC_ABSENT: there is none. */
FC_MUST_CHECK enum fc_lookup cli_tool_program_find(const char *name,
                                                   char path[FC_PATH_SIZE]);

#endif
