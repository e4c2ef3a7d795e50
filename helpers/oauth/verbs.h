/* SPDX-License-Identifier: Apache-2.0 */
/* What foundry-oauth does for the helpers, one function per request. */
#ifndef HELPERS_OAUTH_VERBS_H
#define HELPERS_OAUTH_VERBS_H

#include "config/config.h"
#include "request/request.h"

/* The lock that the caller holds, and we with it. */
#define OAUTH_LOCK_FD 3

/* What every request needs; pointers are borrowed. */
struct oauth_scene {
	const struct fc_request *request;
	const struct fc_config *config;
	struct fc_stack *stack;
};

/* Say in the lock file, if we were given one, who works. */
void oauth_announce(const struct fc_request *request);

/* If it is a quiet request, what we would say goes with the answer. */
void oauth_be_quiet(const struct fc_request *request);

/* Answer whoever gave us the request. */
bool oauth_answer(struct fc_reply *reply);

/*
 * End: all is saved and said, and nobody waits for what is merely freed.  The
 * lock and stderr go first, as the end of our answer is what the caller waits
 * for.  A build with FC_FREE_AT_END, which looks for leaks or counts lines,
 * ends as others do.
 */
_Noreturn void oauth_end(int status);

/* Answer with an error, and go on without anybody who waits. */
void oauth_leave(const struct fc_request *request, const struct fc_error *why);

/*
 * Each fills reply (done, token, user) or err.  They block as
 * src/oauth says; the caller holds the stack's lock where one is needed.
 */
bool oauth_refresh(const struct oauth_scene *scene,
                   struct fc_reply *reply, struct fc_error *err);
bool oauth_login(const struct oauth_scene *scene, struct fc_reply *reply,
                 struct fc_error *err);
bool oauth_logout(const struct oauth_scene *scene, struct fc_reply *reply,
                  struct fc_error *err);
bool oauth_store(const struct oauth_scene *scene, struct fc_reply *reply,
                 struct fc_error *err);
bool oauth_erase(const struct oauth_scene *scene, struct fc_reply *reply,
                 struct fc_error *err);
bool oauth_account(const struct oauth_scene *scene,
                   struct fc_reply *reply, struct fc_error *err);
bool oauth_probe(const struct oauth_scene *scene, struct fc_reply *reply,
                 struct fc_error *err);

/* Of no stack: the shared file is everybody's. */
bool oauth_repair(const struct fc_paths *paths, struct fc_error *err);
void oauth_index(const struct fc_request *request, struct fc_config *config,
                 struct fc_reply *reply);

#endif
