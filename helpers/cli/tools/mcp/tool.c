/* SPDX-License-Identifier: Apache-2.0 */
/* MCP in the table of tools: each client has its configuration elsewhere, so
 * setup prints what belongs there, and writes nothing. */
#include "cli/tools/tool.h"

#include "base/json.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <unistd.h>

#define FILE_MAX (1024 * 1024)

static bool
tell(const struct cli_setup_target *target, struct fc_buf *said,
     struct fc_error *err)
{
	const char *host = target->wanted->host;
	char program[FC_PATH_SIZE];

	if (!cli_tool_program_path("foundry-credential", program))
		return fc_fail(err, FC_ERR_CONFIG, "setting up MCP: the path "
		               "of this program is too long");
	return fc_buf_addf(said, err, "For a server of the stack, in your "
	                   "client's configuration (as .mcp.json):\n"
	                   "  \"type\": \"http\",\n"
	                   "  \"url\": \"https://%s/...\",\n"
	                   "  \"headersHelper\": \"%s get --format=headers "
	                   "%s\"\n", host, program, host) &&
	       fc_buf_addf(said, err, "For palantir-mcp, which takes "
	                   "FOUNDRY_TOKEN:\n"
	                   "  \"command\": \"%s\",\n"
	                   "  \"args\": [\"exec\", \"%s\", \"--\", \"npx\", "
	                   "\"-y\", \"palantir-mcp\",\n"
	                   "           \"--foundry-api-url\", "
	                   "\"https://%s\"]\n", program, host, host);
}

/* palantir-mcp's own file, in which its token would have its way. */
static bool
own_file(char path[FC_PATH_SIZE])
{
	const char *home = fc_variable("HOME");

	return home && fc_text_join(path, FC_PATH_SIZE, home,
	                            "/.palantir/mcp-config.json", NULL);
}

static struct json_object *
load(const char *path)
{
	struct fc_buf text = FC_BUF_INIT(FILE_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	struct json_object *object = NULL;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0 && fc_buf_read(&text, fd, path, &ignored))
		object = fc_json_parse(fc_buf_str(&text), text.len, &ignored);
	if (fd >= 0)
		close(fd);
	fc_buf_clear(&text);
	return object;
}

static bool
has_token(struct json_object *object, const char *host)
{
	char origin[FC_HOST_SIZE + 16];
	struct json_object *hosts = NULL, *entry = NULL, *token = NULL;

	fc_text_join(origin, sizeof(origin), "https://", host, NULL);
	return json_object_object_get_ex(object, "hosts", &hosts) &&
	       json_object_is_type(hosts, json_type_object) &&
	       json_object_object_get_ex(hosts, origin, &entry) &&
	       json_object_is_type(entry, json_type_object) &&
	       json_object_object_get_ex(entry, "token", &token);
}

static void
check(struct cli_doctor *doctor, const struct cli_tool_said *said,
      const struct fc_stack *stack)
{
	struct json_object *object;
	char path[FC_PATH_SIZE];

	(void)said;
	if (!own_file(path))
		return;
	object = load(path);
	if (object && has_token(object, stack->host)) {
		fc_check_add(&doctor->results, FC_CHECK_WARNING, "mcp",
		             "palantir-mcp has a token of its own for %s (%s), "
		             "and does not look at FOUNDRY_TOKEN", stack->host,
		             path);
		fc_check_cure(&doctor->results, "take it out there");
	}
	fc_json_free(object);
}

const struct cli_tool cli_tool_mcp = {
	.option = CLI_OPT_MCP,
	.when = CLI_TOOL_WHEN_NAMED,
	.tell = tell,
	.check = check,
};
