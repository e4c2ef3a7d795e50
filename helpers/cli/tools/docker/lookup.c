/* SPDX-License-Identifier: Apache-2.0 */
/* Whom docker and podman ask about a registry. */
#include "cli/tools/docker/lookup.h"

#include "base/json.h"
#include "base/path.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* With saved certificates and the like it is some KiB. */
#define FILE_MAX (4 * 1024 * 1024)

/* FC_ABSENT: no such file.  Another user's file is read as docker reads it:
 * nothing in it is obeyed here. */
static enum fc_lookup
read_file(const char *path, struct fc_buf *text, struct fc_error *err)
{
	struct stat st;
	enum fc_lookup result = FC_FAILED;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		if (access(path, F_OK) != 0)
			return FC_ABSENT;
		fc_fail_sys(err, "reading %s", path);
		return FC_FAILED;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		fc_fail(err, FC_ERR_IO, "reading %s: not a regular file",
		        path);
	else if (fc_buf_read(text, fd, path, err))
		result = FC_FOUND;
	close(fd);
	return result;
}

static struct json_object *
load(const char *path, struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(FILE_MAX);
	struct fc_error what = FC_ERROR_INIT;
	struct json_object *object = NULL;

	if (read_file(path, &text, err) == FC_FOUND) {
		object = fc_json_parse(fc_buf_str(&text), text.len, &what);
		if (!object)
			fc_fail(err, FC_ERR_DATA, "reading %s: %s", path,
			        what.text);
	}
	fc_buf_clear(&text);
	return object;
}

static bool
take_helper(struct json_object *object, const char *name,
            enum cli_registry_kind kind, struct cli_registry_lookup *lookup)
{
	struct fc_error ignored = FC_ERROR_INIT;
	const char *helper;
	size_t len;

	if (fc_json_string(object, name, &helper, &len, &ignored) !=
	            FC_FOUND ||
	    len == 0)
		return false;
	lookup->kind = kind;
	lookup->ours = strcmp(helper, CLI_DOCKER_SUFFIX) == 0;
	fc_printable(lookup->helper, sizeof(lookup->helper), helper, len);
	return true;
}

/* docker logs in by host; older versions wrote a URL. */
static bool
is_auth_of(const char *key, const char *host)
{
	static const char https[] = "https://";
	const size_t len = strlen(host);

	if (strncmp(key, https, sizeof(https) - 1) == 0)
		key += sizeof(https) - 1;
	return strncmp(key, host, len) == 0 &&
	       (key[len] == '\0' || key[len] == '/');
}

/* With a helper docker leaves an empty entry behind. */
static bool
has_password(struct json_object *auths, const char *host)
{
	struct json_object_iterator at, end;

	if (!json_object_is_type(auths, json_type_object))
		return false;
	at = json_object_iter_begin(auths);
	end = json_object_iter_end(auths);
	for (; !json_object_iter_equal(&at, &end);
	     json_object_iter_next(&at)) {
		struct json_object *entry = json_object_iter_peek_value(&at);

		if (is_auth_of(json_object_iter_peek_name(&at), host) &&
		    json_object_is_type(entry, json_type_object) &&
		    json_object_object_length(entry) > 0)
			return true;
	}
	return false;
}

/* What one file says about the host.  has_store: its readers know
 * "credsStore". */
static bool
ask_file(const char *path, const char *host, bool has_store,
         struct cli_registry_lookup *lookup)
{
	struct json_object *object = load(path, &lookup->broken);
	struct json_object *member = NULL;
	bool says = false;

	if (!object)
		return false;
	if (json_object_object_get_ex(object, "credHelpers", &member) &&
	    json_object_is_type(member, json_type_object))
		says = take_helper(member, host, CLI_REGISTRY_HELPER, lookup);
	if (!says && has_store)
		says = take_helper(object, "credsStore", CLI_REGISTRY_STORE,
		                   lookup);
	if (!says && json_object_object_get_ex(object, "auths", &member) &&
	    has_password(member, host)) {
		lookup->kind = CLI_REGISTRY_PASSWORD;
		says = true;
	}
	if (says)
		fc_text_join(lookup->path, sizeof(lookup->path), path, NULL);
	fc_json_free(object);
	return says;
}

/* Below the directory, else (NULL) below the home. */
static bool
file_of(char path[FC_PATH_SIZE], const char *directory, const char *name,
        const char *name_at_home)
{
	const char *home = fc_variable("HOME");

	if (directory)
		return fc_text_join(path, FC_PATH_SIZE, directory, name, NULL);
	return home &&
	       fc_text_join(path, FC_PATH_SIZE, home, name_at_home, NULL);
}

bool
cli_docker_file(char path[FC_PATH_SIZE])
{
	return file_of(path, fc_variable("DOCKER_CONFIG"), "/config.json",
	               "/.docker/config.json");
}

static bool
runtime_file(char path[FC_PATH_SIZE])
{
	const char *directory = fc_variable("XDG_RUNTIME_DIR");
	char number[FC_NUMBER_SIZE];

	if (directory)
		return fc_text_join(path, FC_PATH_SIZE, directory,
		                    "/containers/auth.json", NULL);
	return fc_text_join(path, FC_PATH_SIZE, "/run/containers/",
	                    fc_text_number(number, (long long)getuid()),
	                    "/auth.json", NULL);
}

static bool
config_file(char path[FC_PATH_SIZE])
{
	return file_of(path, fc_variable("XDG_CONFIG_HOME"),
	               "/containers/auth.json",
	               "/.config/containers/auth.json");
}

static const struct cli_registry_lookup nothing = {
	.kind = CLI_REGISTRY_NONE,
};

void
cli_docker_lookup(const char *host, struct cli_registry_lookup *lookup)
{
	char path[FC_PATH_SIZE];

	*lookup = nothing;
	if (cli_docker_file(path))
		ask_file(path, host, true, lookup);
}

void
cli_containers_lookup(const char *host, struct cli_registry_lookup *lookup)
{
	const char *only = fc_variable("REGISTRY_AUTH_FILE");
	char path[FC_PATH_SIZE];

	*lookup = nothing;
	if (only) {
		ask_file(only, host, false, lookup);
		return;
	}
	if (runtime_file(path) && ask_file(path, host, false, lookup))
		return;
	if (config_file(path) && ask_file(path, host, false, lookup))
		return;
	if (cli_docker_file(path))
		ask_file(path, host, false, lookup);
}
