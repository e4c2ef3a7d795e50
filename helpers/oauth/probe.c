/* SPDX-License-Identifier: Apache-2.0 */
/* The request of doctor: what only a program with a network can see. */
#include "verbs.h"

#include "oauth/client.h"
#include "oauth/probe.h"
#include "vault/backend.h"
#include "vault/index.h"

static void
probe_vault(const struct oauth_scene *scene, struct fc_check_results *results)
{
	const struct fc_stack *stack = scene->stack;
	struct fc_error err = FC_ERROR_INIT;

	if (stack->cache != FC_CACHE_NOOP &&
	    !fc_vault_backend_of(stack)->probe(scene->config->paths, stack,
	                                       &err))
		fc_check_add_error(results, FC_CHECK_WARNING, "tokens", &err);
}

/* Without an index each question costs a process. */
static void
probe_index(const struct oauth_scene *scene, struct fc_check_results *results)
{
	const struct fc_config *config = scene->config;
	struct fc_error err = FC_ERROR_INIT;

	if (scene->stack->cache == FC_CACHE_NOOP ||
	    config->logins.seen.st_ino == 0 ||
	    fc_index_prove(config->paths, &err))
		return;
	fc_check_add(results, FC_CHECK_WARNING, "tokens", "the index of "
	             "the logins cannot be kept, so foundry-oauth is run "
	             "for each question: %s", err.text);
	fc_check_cure(results, "mend that, or give it a runtime directory: "
	              "XDG_RUNTIME_DIR");
}

/* As a refresh or a login would have it, the command of the person included. */
static void
probe_secret(const struct oauth_scene *scene, struct fc_check_results *results)
{
	struct fc_stack *stack = scene->stack;
	struct fc_error err = FC_ERROR_INIT;

	if (!stack->client_id)
		return;
	if (!fc_client_secret_load(scene->config, stack, &err)) {
		fc_check_add_error(results, FC_CHECK_WRONG, "secret", &err);
		if (!*err.hint)
			fc_check_cure(results, "mend that setting in [%s] "
			              "of %s", stack->host,
			              scene->config->paths->config);
	} else if (stack->client_secret.len > 0) {
		fc_check_add(results, FC_CHECK_OK, "secret", "the client "
		             "secret can be read");
	} else if (stack->grant == FC_GRANT_CLIENT_CREDENTIALS) {
		fc_check_add(results, FC_CHECK_WRONG, "secret", "grant = "
		             "client_credentials, and no client secret");
		fc_check_cure(results, "foundry-credential setup %s "
		              "--client-secret-stdin", stack->host);
	}
}

bool
oauth_probe(const struct oauth_scene *scene, struct fc_reply *reply,
            struct fc_error *err)
{
	(void)err;
	probe_vault(scene, &reply->results);
	probe_index(scene, &reply->results);
	probe_secret(scene, &reply->results);
	fc_probe_login(scene->stack, &reply->results);
	if (!scene->request->offline)
		fc_probe_network(scene->stack, &reply->results);
	return true;
}
