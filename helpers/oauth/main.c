/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foundry-oauth: the only program with a network, and the only one that
 * handles refresh tokens.  Run by the helpers: a request on stdin, what came
 * of it on stdout, descriptor 3 is the lock that they hold for us.
 */
#include "verbs.h"

#include "base/log.h"
#include "base/process.h"
#include "base/record.h"
#include "base/trace.h"
#include "oauth/versions.h"
#include "vault/index.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VERSIONS_MAX 4096

static bool
dispatch(const struct oauth_scene *scene, struct fc_reply *reply,
         struct fc_error *err)
{
	switch (scene->request->verb) {
	case FC_REQUEST_REFRESH:
		return oauth_refresh(scene, reply, err);
	case FC_REQUEST_LOGIN:
		return oauth_login(scene, reply, err);
	case FC_REQUEST_STORE:
		return oauth_store(scene, reply, err);
	case FC_REQUEST_ERASE:
		return oauth_erase(scene, reply, err);
	case FC_REQUEST_LOGOUT:
		return oauth_logout(scene, reply, err);
	case FC_REQUEST_ACCOUNT:
		return oauth_account(scene, reply, err);
	case FC_REQUEST_PROBE:
		return oauth_probe(scene, reply, err);
	case FC_REQUEST_REPAIR:
	case FC_REQUEST_INDEX:
		break; /* of no stack */
	}
	return fc_fail(err, FC_ERR_INTERNAL, "no such request");
}

/* The stack is found here again rather than told: the configuration, not
 * the caller, says where secrets may be sent. */
static bool
perform(const struct fc_request *request, struct fc_reply *reply,
        struct fc_error *err)
{
	struct fc_paths paths;
	struct fc_config config = FC_CONFIG_INIT;
	struct fc_stack stack = FC_STACK_INIT;
	struct oauth_scene scene = { request, &config, &stack };
	enum fc_lookup result = FC_FAILED;
	bool done = false;

	if (!fc_paths_find(&paths, err))
		return false;
	if (request->verb == FC_REQUEST_REPAIR)
		return oauth_repair(&paths, err);
	if (!fc_config_read(&config, &paths, err) ||
	    !fc_index_make(&config.logins, &paths, err))
		goto out;
	if (request->verb == FC_REQUEST_INDEX) {
		oauth_index(request, &config, reply);
		done = true;
		goto out;
	}
	result = fc_config_find(&config, request->host, request->purpose,
	                        &stack, err);
	if (result == FC_ABSENT)
		fc_fail(err, FC_ERR_CONFIG, "%s is not configured",
		        request->host);
	if (result == FC_FOUND)
		done = dispatch(&scene, reply, err);
out:
	fc_stack_clear(&stack);
	fc_config_clear(&config);
	return done;
}

static bool
carry_out(struct fc_request *request, bool has_lock, struct fc_reply *reply)
{
	request->locked = request->locked && has_lock;
	oauth_be_quiet(request);
	fc_trace_verb(fc_request_names[request->verb]);
	oauth_announce(request);
	if (request->verb == FC_REQUEST_REFRESH)
		fc_process_watch_caller();
	return perform(request, reply, &reply->error);
}

/* Nothing is done of what is not wholly understood. */
static bool
read_request(struct fc_request *request, struct fc_buf *text,
             struct fc_error *err)
{
	struct fc_error what = FC_ERROR_INIT;

	if (!fc_buf_read(text, STDIN_FILENO, "a request", err))
		return false;
	if (fc_request_read(request, text, &what) &&
	    (!*request->version ||
	     strcmp(request->version, PACKAGE_VERSION) == 0))
		return true;
	fc_fail(err, FC_ERR_DATA, "foundry-oauth " PACKAGE_VERSION " does not "
	        "understand what it is asked: %.200s",
	        what.kind ? what.text : "another version asks");
	fc_error_hint(err, "install foundry-credential once more: all its "
	              "programs must come from one build");
	return false;
}

/* For "doctor --bundle". */
static int
say_version(struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(VERSIONS_MAX);
	bool done;

	done = fc_buf_add_str(&text, "foundry-oauth " PACKAGE_VERSION ", ",
	                      err) &&
	       fc_versions_add(&text, err) && fc_buf_add(&text, "\n", 1, err) &&
	       fc_buf_write(&text, STDOUT_FILENO, "the versions", err);
	fc_buf_clear(&text);
	return done ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct fc_buf text = FC_BUF_INIT(FC_RECORD_MAX);
	struct fc_request request = FC_REQUEST_INIT;
	struct fc_reply reply = FC_REPLY_INIT;
	bool has_lock, answered;
	const bool safe = fc_process_harden(&reply.error);

	fc_log_open("foundry-credential");
	fc_trace_join("foundry-oauth");
	if (!safe) {
		fc_error_report(&reply.error);
		return 2;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return say_version(&reply.error);
	has_lock = fcntl(OAUTH_LOCK_FD, F_SETFD, FD_CLOEXEC) == 0;
	if (argc != 2 || isatty(STDIN_FILENO)) {
		fc_warn("foundry-oauth is run by the credential helpers; "
		        "see foundry-credential --help");
		return 2;
	}
	if (read_request(&request, &text, &reply.error))
		reply.done = carry_out(&request, has_lock, &reply);
	if (reply.done)
		fc_error_clear(&reply.error);
	answered = oauth_answer(&reply);
	fc_buf_clear(&text);
	fc_request_clear(&request);
	fc_reply_clear(&reply);
	oauth_end(answered ? 0 : 1);
}
