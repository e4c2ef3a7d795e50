/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential whoami: whose token is it that is given out? */
#include "cli/common/format.h"
#include "cli/common/target.h"
#include "verbs.h"

#include "credential/account.h"
#include "credential/get.h"

static bool
print_owner(struct cli_target *target, const struct fc_token *token,
            struct fc_error *err)
{
	struct fc_buf line = FC_BUF_INIT(FC_OWNER_SIZE + 1);
	char user[FC_OWNER_SIZE];
	bool done;

	done = (fc_owner_known(&target->config, &target->stack,
	                       &token->access, user) ||
	        fc_owner_ask(&target->config, &target->stack, &token->access,
	                     user, NULL, err)) &&
	       fc_buf_addf(&line, err, "%s\n", user) && cli_write(&line, err);
	fc_buf_clear(&line);
	return done;
}

bool
cli_whoami(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_target target = CLI_TARGET_INIT;
	struct fc_answer answer = FC_ANSWER_INIT;
	bool done;

	done = cli_target_open(&target, arguments, err) &&
	       cli_target_token(&target, 0, false, &answer, err) &&
	       print_owner(&target, &answer.token, err);
	fc_answer_clear(&answer);
	cli_target_clear(&target);
	return done;
}
