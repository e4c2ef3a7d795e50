/* SPDX-License-Identifier: Apache-2.0 */
/* docker's config.json: our helper for a stack's registries. */
#include "cli/tools/docker/docker.h"

#include "base/json.h"
#include "base/json_edit.h"

#include <json-c/json.h>
#include <string.h>

#define HELPERS "credHelpers"

static bool
in_file(const struct cli_edit *edit, const struct fc_error *why,
        struct fc_error *err)
{
	fc_fail(err, FC_ERR_DATA, "changing %s: %.300s", edit->name,
	        why->text);
	fc_error_hint(err, "mend it, or add \"" HELPERS "\": { \"REGISTRY\": "
	              "\"" CLI_DOCKER_SUFFIX "\" } by hand");
	return false;
}

bool
cli_docker_find(const struct cli_setup_target *target, char path[FC_PATH_SIZE],
                struct fc_error *err)
{
	(void)target;
	return cli_docker_file(path) ||
	       fc_fail(err, FC_ERR_CONFIG, "finding docker's configuration: "
	               "HOME is not set, or too long");
}

bool
cli_docker_change(struct cli_edit *edit, const struct cli_setup_target *target,
                  const struct cli_backup *backup, struct fc_error *err)
{
	const struct cli_registries *registries = target->registries;
	struct fc_error why = FC_ERROR_INIT;
	int i;

	(void)backup;
	if (registries->count == 0) {
		fc_fail(err, FC_ERR_USAGE, "setting up docker for %s: no "
		        "registry of it is known", target->wanted->host);
		fc_error_hint(err, "name it with --registry");
		return false;
	}
	for (i = 0; i < registries->count; i++)
		if (!fc_json_text_set(&edit->after, HELPERS,
		                      registries->host[i], CLI_DOCKER_SUFFIX, &why))
			return in_file(edit, &why, err);
	return true;
}

/* Ours goes; what stood there before setup comes back. */
static bool
undo_one(struct fc_buf *text, const char *registry,
         const struct fc_buf *before, bool drop_empty, struct fc_error *err)
{
	struct fc_buf now = FC_BUF_INIT(1024), then = FC_BUF_INIT(1024);
	enum fc_lookup found;
	bool done;

	found = fc_json_text_get(text, HELPERS, registry, &now, err);
	done = found == FC_ABSENT;
	if (found != FC_FOUND)
		goto out;
	if (strcmp(fc_buf_str(&now), CLI_DOCKER_SUFFIX) != 0)
		done = true;
	else if (fc_json_text_get(before, HELPERS, registry, &then, err) ==
	         FC_FOUND)
		done = fc_json_text_set(text, HELPERS, registry,
		                        fc_buf_str(&then), err);
	else
		done = fc_json_text_unset(text, HELPERS, registry, drop_empty,
		                          err);
out:
	fc_buf_clear(&now);
	fc_buf_clear(&then);
	return done;
}

/* The members of "credHelpers", or NULL; whole is to be freed. */
static struct json_object *
helpers_of(const struct fc_buf *text, struct json_object **whole)
{
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *helpers = NULL;

	*whole = fc_json_parse(fc_buf_str(text), text->len, &ignored);
	if (*whole)
		json_object_object_get_ex(*whole, HELPERS, &helpers);
	return json_object_is_type(helpers, json_type_object) ? helpers : NULL;
}

static bool
was_there(struct json_object *helpers, const char *registry)
{
	struct json_object *value = NULL;

	return helpers &&
	       json_object_object_get_ex(helpers, registry, &value) &&
	       json_object_is_type(value, json_type_string) &&
	       strcmp(json_object_get_string(value), CLI_DOCKER_SUFFIX) == 0;
}

/* Of which registries setup made ours the helper. */
static bool
undo_known(struct cli_edit *edit, const struct cli_backup *backup,
           bool drop_empty, struct json_object *before, struct fc_error *err)
{
	struct json_object *whole = NULL;
	struct json_object *after = helpers_of(&backup->after, &whole);
	struct json_object_iterator at, end;
	bool done = true;

	if (!after)
		goto out;
	at = json_object_iter_begin(after);
	end = json_object_iter_end(after);
	for (; done && !json_object_iter_equal(&at, &end);
	     json_object_iter_next(&at)) {
		const char *registry = json_object_iter_peek_name(&at);

		if (was_there(after, registry) && !was_there(before, registry))
			done = undo_one(&edit->after, registry,
			                &backup->before, drop_empty, err);
	}
out:
	fc_json_free(whole);
	return done;
}

bool
cli_docker_take_back(struct cli_edit *edit,
                     const struct cli_setup_target *target,
                     const struct cli_backup *backup, struct fc_error *err)
{
	const struct cli_registries *registries = target->registries;
	struct fc_error why = FC_ERROR_INIT;
	struct json_object *whole = NULL;
	struct json_object *before = helpers_of(&backup->before, &whole);
	bool done = true;
	int i;

	if (backup->knows_after)
		done = undo_known(edit, backup, !before, before, &why);
	for (i = 0; done && !backup->knows_after && i < registries->count; i++)
		done = was_there(before, registries->host[i]) ||
		       undo_one(&edit->after, registries->host[i],
		                &backup->before, !before, &why);
	fc_json_free(whole);
	return done || in_file(edit, &why, err);
}
