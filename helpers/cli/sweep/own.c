/* SPDX-License-Identifier: Apache-2.0 */
/* Files of ours. */
#include "cli/sweep/own.h"

#include <stdlib.h>
#include <string.h>

struct finding {
	struct cli_own *own;
	const struct fc_config *config;
};

static void
take_file(struct cli_own *own, const char *path)
{
	struct stat st;

	if (own->count < CLI_OWN_FILES_MAX && stat(path, &st) == 0)
		own->files[own->count++] =
			(struct cli_own_file){ st.st_dev, st.st_ino };
}

static bool
take_stack(const char *host, void *arg)
{
	struct finding *finding = arg;
	struct fc_buf path = FC_BUF_INIT(FC_PATH_SIZE);
	struct fc_error ignored = FC_ERROR_INIT;

	if (fc_config_value(finding->config, host, "client_secret_file", &path,
	                    NULL, &ignored) == FC_FOUND)
		take_file(finding->own, fc_buf_str(&path));
	fc_buf_clear(&path);
	return true;
}

static void
take_directory(char out[FC_PATH_SIZE], const char *path)
{
	char *real = *path ? realpath(path, NULL) : NULL;

	if (!real || !fc_text_join(out, FC_PATH_SIZE, real, NULL))
		out[0] = '\0';
	free(real);
}

void
cli_own_find(struct cli_own *own, const struct fc_config *config)
{
	struct finding finding = { own, config };
	char path[FC_PATH_SIZE];

	own->count = 0;
	take_directory(own->directories[0], config->paths->home);
	take_directory(own->directories[1], config->paths->run);
	take_file(own, config->paths->home);
	take_file(own, config->paths->run);
	if (fc_text_join(path, sizeof(path), config->paths->home, "/oauth",
	                 NULL))
		take_file(own, path);
	fc_config_each(config, take_stack, &finding);
}

bool
cli_own_has_path(const struct cli_own *own, const char *path)
{
	char *real = realpath(path, NULL);
	bool is = false;
	size_t i;

	for (i = 0; real && i < 2 && !is; i++) {
		const size_t len = strlen(own->directories[i]);

		is = len > 0 && strncmp(real, own->directories[i], len) == 0 &&
		     (real[len] == '\0' || real[len] == '/');
	}
	free(real);
	return is;
}

bool
cli_own_has_file(const struct cli_own *own, const struct stat *st)
{
	size_t i;

	for (i = 0; i < own->count; i++)
		if (own->files[i].inode == st->st_ino &&
		    own->files[i].device == st->st_dev)
			return true;
	return false;
}
