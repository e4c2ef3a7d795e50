/* SPDX-License-Identifier: Apache-2.0 */
/* docker's config.json: our helper for a stack's registries. */
#include "cli/common/wiring.h"
#include "cli/setup/setup.h"

#include "base/json_edit.h"

#include <string.h>

#define HELPERS "credHelpers"

static bool
in_file(const struct cli_edit *edit, const struct fc_error *why,
        struct fc_error *err)
{
	fc_fail(err, FC_ERR_DATA, "changing %s: %.300s", edit->name,
	        why->text);
	fc_error_hint(err, "mend it, or add \"" HELPERS "\": { \"REGISTRY\": "
	              "\"" CLI_HELPER_SUFFIX "\" } by hand");
	return false;
}

bool
cli_setup_docker(struct cli_edit *edit,
                 const struct cli_registries *registries,
                 struct fc_error *err)
{
	struct fc_error why = FC_ERROR_INIT;
	int i;

	for (i = 0; i < registries->count; i++)
		if (!fc_json_text_set(&edit->after, HELPERS,
		                      registries->host[i], CLI_HELPER_SUFFIX, &why))
			return in_file(edit, &why, err);
	return true;
}

/* Ours goes; what stood there before setup comes back. */
static bool
undo_one(struct fc_buf *text, const char *registry,
         const struct fc_buf *before, struct fc_error *err)
{
	struct fc_buf now = FC_BUF_INIT(1024), then = FC_BUF_INIT(1024);
	enum fc_lookup found;
	bool done;

	found = fc_json_text_get(text, HELPERS, registry, &now, err);
	done = found == FC_ABSENT;
	if (found != FC_FOUND)
		goto out;
	if (strcmp(fc_buf_str(&now), CLI_HELPER_SUFFIX) != 0) {
		done = true;
	} else if (before && fc_json_text_get(before, HELPERS, registry, &then,
	                                      err) == FC_FOUND) {
		done = fc_json_text_set(text, HELPERS, registry,
		                        fc_buf_str(&then), err);
	} else {
		done = fc_json_text_unset(text, HELPERS, registry, true, err);
	}
out:
	fc_buf_clear(&now);
	fc_buf_clear(&then);
	return done;
}

bool
cli_setup_docker_undo(struct cli_edit *edit,
                      const struct cli_registries *registries,
                      const struct fc_buf *before, struct fc_error *err)
{
	struct fc_error why = FC_ERROR_INIT;
	int i;

	for (i = 0; i < registries->count; i++)
		if (!undo_one(&edit->after, registries->host[i], before, &why))
			return in_file(edit, &why, err);
	return true;
}

/* Past the string that begins at an offset. */
static size_t
string_end(const char *line, size_t at)
{
	for (at++; line[at] && line[at] != '"'; at++)
		if (line[at] == '\\' && line[at + 1])
			at++;
	return line[at] ? at + 1 : at;
}

/* Passwords stand in this file: of strings only names and our own word are
 * shown. */
bool
cli_setup_docker_mask(struct fc_buf *line, struct fc_error *err)
{
	size_t at = strcspn(fc_buf_str(line), "\"");

	while (at < line->len) {
		size_t end = string_end(line->data, at);
		size_t next = end + strspn(line->data + end, " \t");

		if (line->data[next] != ':' &&
		    (end - at != sizeof(CLI_HELPER_SUFFIX) + 1 ||
		     memcmp(line->data + at + 1, CLI_HELPER_SUFFIX, end - at - 2) != 0)) {
			if (!fc_buf_splice(line, at, end - at, "\"...\"", 5,
			                   err))
				return false;
			end = at + 5;
		}
		at = end + strcspn(line->data + end, "\"");
	}
	return true;
}
