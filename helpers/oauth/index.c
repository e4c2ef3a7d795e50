/* SPDX-License-Identifier: Apache-2.0 */
/* The request that tells what the shared file says, without its secrets. */
#include "verbs.h"

#include "base/trace.h"
#include "vault/index.h"

struct look {
	const struct fc_config *config;
	bool any;   /* a stack is known */
	bool keeps; /* and one of them may have files */
};

static bool
look_at(const char *host, void *arg)
{
	struct look *look = arg;
	struct fc_stack stack = FC_STACK_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	look->any = true;
	look->keeps = fc_config_find(look->config, host, FC_PURPOSE_CLI,
	                             &stack, &ignored) != FC_FOUND ||
	              stack.cache != FC_CACHE_NOOP;
	fc_stack_clear(&stack);
	return !look->keeps;
}

static bool
keeps_anything(const struct fc_config *config)
{
	struct look look = { .config = config };

	fc_config_each(config, look_at, &look);
	return look.keeps || !look.any;
}

void
oauth_index(const struct fc_request *request, struct fc_config *config,
            struct fc_reply *reply)
{
	struct fc_error why = FC_ERROR_INIT;
	struct fc_logins *logins = &config->logins;

	if (request->keep && keeps_anything(config) &&
	    !fc_index_keep(config->paths, logins, &why))
		fc_trace("%s", why.text);
	reply->repaired = logins->repaired;
	fc_buf_move(&reply->index, &logins->index);
}
