/* SPDX-License-Identifier: Apache-2.0 */
/* foundry-credential list: which stacks are known. */
#include "cli/common/columns.h"
#include "cli/common/format.h"
#include "cli/common/json.h"
#include "cli/status/status.h"
#include "verbs.h"

#include "base/json.h"
#include "request/config_load.h"

#include <json-c/json.h>
#include <unistd.h>

#define LIST_MAX (16 * 1024 * 1024)

struct listing {
	const struct fc_config *config;
	struct fc_buf *text;
	struct json_object *stacks, *aliases; /* NULL: as text */
	struct fc_error *err;
	bool done;
};

static bool
add_member(struct json_object *object, const char *name, const char *value)
{
	struct json_object *text = json_object_new_string(value);

	if (text && json_object_object_add(object, name, text) == 0)
		return true;
	json_object_put(text);
	return false;
}

/* {"host": ..., "stack": ...}, the second for an alias alone. */
static bool
add_entry(struct json_object *array, const char *host, const char *stack)
{
	struct json_object *entry = json_object_new_object();

	if (entry && add_member(entry, "host", host) &&
	    (!stack || add_member(entry, "stack", stack)) &&
	    json_object_array_add(array, entry) == 0)
		return true;
	json_object_put(entry);
	return false;
}

static bool
add_stack(const char *host, void *arg)
{
	struct listing *listing = arg;

	if (!listing->stacks)
		listing->done = fc_buf_addf(listing->text, listing->err,
		                            "%s\n", host);
	else if (!add_entry(listing->stacks, host, NULL))
		listing->done = fc_fail_memory(listing->err);
	return listing->done;
}

static bool
add_alias(const char *host, void *arg)
{
	struct listing *listing = arg;
	char stack[FC_HOST_SIZE];

	if (!fc_config_alias(listing->config, host, stack))
		return true;
	if (!listing->aliases)
		listing->done = fc_buf_addf(listing->text, listing->err,
		                            "%s alias of %s\n", host, stack);
	else if (!add_entry(listing->aliases, host, stack))
		listing->done = fc_fail_memory(listing->err);
	return listing->done;
}

static bool
collect(struct listing *listing)
{
	listing->done = true;
	fc_config_each(listing->config, add_stack, listing);
	if (listing->done)
		fc_config_aliases(listing->config, NULL, add_alias, listing);
	return listing->done;
}

static bool
collect_json(struct listing *listing)
{
	struct json_object *object = json_object_new_object();
	bool done;

	listing->stacks = json_object_new_array();
	listing->aliases = json_object_new_array();
	if (!object || !listing->stacks || !listing->aliases)
		done = fc_fail_memory(listing->err);
	else
		done = collect(listing);
	if (object) {
		json_object_object_add(object, "stacks", listing->stacks);
		json_object_object_add(object, "aliases", listing->aliases);
	}
	done = done && cli_json_text(object, listing->text, listing->err);
	fc_json_free(object);
	return done;
}

/* What a person wants to see; a program reads the first word of a line. */
static bool
collect_table(struct listing *listing, struct cli_target *target)
{
	if (!cli_status_table(target, listing->text, listing->err))
		return false;
	if (listing->text->len == 0 && !fc_config_fault(&target->config))
		cli_tell("no stack is configured: run foundry-credential "
		         "setup HOST");
	listing->done = true;
	fc_config_aliases(&target->config, NULL, add_alias, listing);
	return listing->done;
}

bool
cli_list(const struct cli_arguments *arguments, struct fc_error *err)
{
	struct cli_target target = CLI_TARGET_INIT;
	struct fc_buf text = FC_BUF_INIT(LIST_MAX);
	struct listing listing = { .config = &target.config, .text = &text,
		                   .err = err };
	bool done;

	done = fc_paths_find(&target.paths, err) &&
	       fc_config_load(&target.config, &target.paths, err);
	if (done && cli_has(arguments, CLI_OPT_JSON))
		done = collect_json(&listing);
	else if (done && isatty(STDOUT_FILENO))
		done = collect_table(&listing, &target);
	else if (done)
		done = collect(&listing);
	done = done && cli_write(&text, err) &&
	       cli_files_check(&target.config, err);
	cli_target_clear(&target);
	fc_buf_clear(&text);
	return done;
}
