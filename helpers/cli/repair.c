/* SPDX-License-Identifier: Apache-2.0 */
/* A shared file that cannot be read is repaired, when the person agrees. */
#include "cli/common/prompt.h"
#include "verbs.h"

#include "base/controls.h"
#include "request/config_load.h"
#include "request/request.h"

#include <string.h>
#include <strings.h>

/* Those who hold the vault's lock hold it for 40 seconds at most. */
#define REPAIR_LIMIT_S 60

static bool
agrees(const struct fc_error *broken)
{
	char text[FC_ERROR_TEXT_SIZE], question[2 * FC_ERROR_TEXT_SIZE];
	char answer[16];
	struct fc_error ignored = FC_ERROR_INIT;

	fc_text_join(text, sizeof(text), broken->text, NULL);
	fc_strip_controls(text, strlen(text));
	fc_text_join(question, sizeof(question), text, "\nRepair it? "
	             "What can be read is kept, and the file as it is too, "
	             "under another name. [y/N] ", NULL);
	fc_strip_for_terminal(question, strlen(question));
	return cli_ask(question, answer, sizeof(answer), &ignored) ==
	               FC_FOUND &&
	       (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0);
}

static bool
repair(struct fc_error *err)
{
	struct fc_request request = FC_REQUEST_INIT;
	struct fc_reply reply = FC_REPLY_INIT;
	bool done;

	request.verb = FC_REQUEST_REPAIR;
	request.purpose = FC_PURPOSE_CLI;
	done = fc_request_run(&request, NULL, REPAIR_LIMIT_S, &reply, err);
	fc_reply_clear(&reply);
	return done;
}

bool
cli_repair(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_logins logins = FC_LOGINS_INIT;
	bool done = true;

	if (!fc_paths_find(&paths, err))
		return false;
	fc_logins_load(&logins, &paths);
	/* Who says no is told by the login itself what is wrong. */
	if (logins.broken.kind == FC_ERR_DATA &&
	    (cli_has(arguments, CLI_OPT_REPAIR) || agrees(&logins.broken)))
		done = repair(err);
	fc_logins_clear(&logins);
	return done;
}
