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

/* To learn a name nobody logs in, and where no login is kept there is none. */
static bool
find_token(struct cli_target *target, struct fc_answer *answer,
           struct fc_error *err)
{
	const struct fc_stack *stack = &target->stack;

	if (cli_target_token(target, answer, err))
		return true;
	if (err->kind == FC_ERR_LOGIN_NEEDED &&
	    stack->cache == FC_CACHE_NOOP)
		fc_fail(err, FC_ERR_LOGIN_NEEDED, "%s: nobody is logged in: "
		        "with cache = noop every program logs in by itself",
		        stack->host);
	return false;
}

bool
cli_whoami(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_target target = CLI_TARGET_INIT;
	struct fc_answer answer = FC_ANSWER_INIT;
	bool done;

	done = cli_target_open(&target, arguments, err) &&
	       find_token(&target, &answer, err) &&
	       print_owner(&target, &answer.token, err);
	fc_answer_clear(&answer);
	cli_target_clear(&target);
	return done;
}
