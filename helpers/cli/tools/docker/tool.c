/* SPDX-License-Identifier: Apache-2.0 */
/* docker, and with it podman, skopeo and buildah, in the table of tools. */
#include "cli/common/format.h"
#include "cli/common/json.h"
#include "cli/tools/docker/docker.h"

#include <json-c/json.h>

/* Does each registry have a user name of its own by now? */
static bool
names_repositories(const struct cli_setup_target *target)
{
	struct fc_buf value = FC_BUF_INIT(FC_INI_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	bool named = true;
	int i;

	for (i = 0; named && i < target->registries->count; i++) {
		const char *host = target->registries->host[i];

		named = fc_config_names(target->config, host) &&
		        fc_config_value(target->config, host, "username",
		                        &value, NULL, &ignored) == FC_FOUND;
	}
	fc_buf_clear(&value);
	return named;
}

static bool
tell(const struct cli_setup_target *target, struct fc_buf *said,
     struct fc_error *err)
{
	return names_repositories(target) ||
	       fc_buf_add_str(said, "docker push needs the RID of an "
	                      "artifact repository: --repository RID\n", err);
}

static void
show_registry(struct cli_columns *columns, const char *label, const char *host,
              const struct cli_registry_lookup *lookup)
{
	char path[FC_PATH_SIZE];

	cli_short_path(lookup->path, path);
	switch (lookup->kind) {
	case CLI_REGISTRY_NONE:
		cli_columns_line(columns, label, "asks nobody for %s", host);
		break;
	case CLI_REGISTRY_HELPER:
	case CLI_REGISTRY_STORE:
		cli_columns_line(columns, label, "asks %s for %s (%s)",
		                 lookup->helper, host, path);
		break;
	case CLI_REGISTRY_PASSWORD:
		cli_columns_line(columns, label,
		                 "has a password of its own for %s (%s)",
		                 host, path);
		break;
	}
	if (lookup->broken.kind != FC_ERR_NONE)
		cli_columns_line(columns, "", "%s", lookup->broken.text);
}

/* Has somebody said of this very host whom to ask? */
static bool
is_named(const struct cli_registry_lookup *lookup)
{
	return lookup->kind == CLI_REGISTRY_HELPER ||
	       lookup->kind == CLI_REGISTRY_PASSWORD;
}

/* A host that nobody has called a registry is worth a line when it is
 * treated as one. */
static void
show(const struct cli_tool_view *view, const struct cli_tool_said *said,
     struct cli_columns *columns)
{
	struct cli_registry_lookup docker, podman;
	size_t i;

	(void)said;
	for (i = 0; i < view->host_count; i++) {
		const struct cli_tool_host *host = &view->hosts[i];

		cli_docker_lookup(host->host, &docker);
		cli_containers_lookup(host->host, &podman);
		if (!(host->said && i > 0) && !is_named(&docker) &&
		    !is_named(&podman))
			continue;
		show_registry(columns, "docker", host->host, &docker);
		show_registry(columns, "podman", host->host, &podman);
	}
}

static struct json_object *
registries(const struct cli_tool_view *view,
           void (*look_up)(const char *host,
                           struct cli_registry_lookup *lookup),
           bool *done)
{
	static const char *const kind[] = { "none", "credHelpers",
		                            "credsStore", "auths" };
	struct json_object *array = json_object_new_array();
	struct cli_registry_lookup lookup;
	size_t i;

	for (i = 0; i < view->host_count; i++) {
		struct json_object *entry = json_object_new_object();

		look_up(view->hosts[i].host, &lookup);
		cli_json_add_text(entry, "registry", view->hosts[i].host,
		                  done);
		cli_json_add_bool(entry, "wired", lookup.ours, done);
		cli_json_add_text(entry, "kind", kind[lookup.kind], done);
		cli_json_add_text(entry, "helper", lookup.helper, done);
		cli_json_add_text(entry, "path", lookup.path, done);
		cli_json_append(array, entry, done);
	}
	return array;
}

static void
put_json(const struct cli_tool_view *view, const struct cli_tool_said *said,
         struct json_object *object, bool *done)
{
	(void)said;
	cli_json_add(object, "docker",
	             registries(view, cli_docker_lookup, done), done);
	cli_json_add(object, "podman",
	             registries(view, cli_containers_lookup, done), done);
}

const struct cli_tool cli_tool_docker = {
	.option = CLI_OPT_DOCKER,
	.when = CLI_TOOL_FOR_CONTAINERS,
	.files = { {
		.name = "docker",
		.blanks = " \t\r\n{}",
		.find = cli_docker_find,
		.change = cli_docker_change,
		.take_back = cli_docker_take_back,
		.mask = cli_docker_mask,
	} },
	.program = { CLI_DOCKER_PROGRAM, FC_CHECK_WRONG, "" },
	.installed = (const char *const[]){ "docker", "podman", NULL },
	.commands = (const char *const[]){ "docker", "podman", NULL },
	.tell = tell,
	.check = cli_docker_check,
	.show = show,
	.put_json = put_json,
};
