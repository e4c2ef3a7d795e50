/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git says of its credential helpers, some of it from the configuration
 * of a repository that came from somebody else: all that is kept of it is fit
 * for a terminal, and a helper of another host is not in the chain.
 *
 * Input: the host, a line; then ORIGIN NUL KEY LF VALUE NUL, again and again.
 */
#include "base/controls.h"
#include "base/url.h"
#include "cli/tools/git/lookup.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
ends_in_foundry(const char *name)
{
	static const char suffix[] = "foundry";
	size_t len = strlen(name), want = sizeof(suffix) - 1;

	return len >= want && strcmp(name + len - want, suffix) == 0;
}

/* What fc_strip_controls leaves: a tab in a path stays. */
static bool
is_defused(const char *text)
{
	for (; *text; text++)
		if (*text != '\t' &&
		    ((unsigned char)*text < 0x20 || *text == 0x7f))
			return false;
	return true;
}

static void
hold_helper(const struct cli_helper *helper, const char *text, size_t size)
{
	hold(memchr(helper->name, '\0', sizeof(helper->name)));
	hold(memchr(helper->origin, '\0', sizeof(helper->origin)));
	hold(!fuzz_has_control(helper->name));
	hold(is_defused(helper->origin));
	hold(helper->kind != CLI_HELPER_OURS || ends_in_foundry(helper->name));
	hold(helper->by_path == (helper->name[0] == '/'));
	hold(helper->kind == CLI_HELPER_SHELL || !strchr(helper->name, ' '));
	hold(helper->kind != CLI_HELPER_SHELL || memchr(text, '!', size));
}

static bool
has_word(const char *text, size_t size, const char *word)
{
	size_t i, len = strlen(word);

	for (i = 0; i + len <= size; i++)
		if (strncasecmp(text + i, word, len) == 0)
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct fc_buf config = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup;
	struct fc_error err = FC_ERROR_INIT;
	char *line = fuzz_line(&input), host[FC_HOST_SIZE];
	int i;

	if (!fc_host_parse(line, host) ||
	    !fc_buf_add(&config, input.left ? input.at : "", input.left, &err))
		goto out;
	cli_git_lookup(&config, host, &lookup);
	hold(lookup.count >= 0 && lookup.count <= CLI_HELPERS_MAX);
	for (i = 0; i < lookup.count; i++) {
		hold_helper(&lookup.helpers[i], input.at, input.left);
		hold(!lookup.helpers[i].for_host ||
		     has_word(input.at, input.left, host) ||
		     has_word(input.at, input.left, "https://"));
	}
	hold(!cli_git_lookup_ours(&lookup) ||
	     cli_git_lookup_ours(&lookup)->kind == CLI_HELPER_OURS);
out:
	fc_buf_clear(&config);
	free(line);
	return 0;
}
