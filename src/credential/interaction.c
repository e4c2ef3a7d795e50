/* SPDX-License-Identifier: Apache-2.0 */
/* May this process ask a person to log in? */
#include "credential/interaction.h"

#include "base/process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define GIT_TIMEOUT_S 2

/* *foreground: it is ours to read from. */
static bool
has_any_terminal(bool *foreground)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	*foreground = fd >= 0 && tcgetpgrp(fd) == getpgrp();
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool
fc_has_terminal(void)
{
	bool foreground;

	return has_any_terminal(&foreground) && foreground;
}

bool
fc_has_desktop(void)
{
#ifdef __APPLE__
	return true;
#else
	return fc_variable("DISPLAY") || fc_variable("WAYLAND_DISPLAY") ||
	       fc_variable("WSL_DISTRO_NAME") || fc_variable("WSL_INTEROP");
#endif
}

bool
fc_is_continuous_integration(void)
{
	const char *ci = fc_variable("CI");

	return ci && strcmp(ci, "0") != 0 && strcmp(ci, "false") != 0;
}

/* What git takes for false (git-config(1)), and credential.interactive's
 * own "never". */
static bool
is_no(const char *word)
{
	static const char *const no[] = { "", "false", "never", "no", "off",
		                          "0", NULL };
	size_t i;

	for (i = 0; no[i]; i++)
		if (strncasecmp(word, no[i], strlen(no[i]) + 1) == 0)
			return true;
	return false;
}

static bool
git_forbids_prompts(void)
{
	const char *prompt = getenv("GIT_TERMINAL_PROMPT");

	return prompt && is_no(prompt);
}

/* A repository's own configuration is asked as well: it may refuse. */
static bool
git_config_forbids(const char *host)
{
	struct fc_buf out = FC_BUF_INIT(256);
	struct fc_error ignored = FC_ERROR_INIT;
	char url[FC_HOST_SIZE + 16];
	char git[] = "git", config[] = "config";
	char match[] = "--get-urlmatch", key[] = "credential.interactive";
	char *const argv[] = { git, config, match, key, url, NULL };
	bool forbids = false;
	int status;

	fc_text_join(url, sizeof(url), "https://", host, NULL);
	if (fc_command_output(argv, GIT_TIMEOUT_S, &out, &status, &ignored) &&
	    status == 0 && out.len > 0) {
		out.data[strcspn(out.data, "\n")] = '\0';
		forbids = is_no(out.data);
	}
	fc_buf_clear(&out);
	return forbids;
}

void
fc_hint_login(struct fc_error *err, const struct fc_stack *stack,
              const char *option)
{
	char cure[FC_CURE_SIZE];

	if (stack->cache == FC_CACHE_READ_WRITE)
		fc_text_join(err->hint, sizeof(err->hint),
		             "run: foundry-credential login ", stack->host,
		             option, NULL);
	else if (*option)
		fc_text_join(err->hint, sizeof(err->hint),
		             "set login = console in [", stack->host, "]", NULL);
	else
		fc_text_join(err->hint, sizeof(err->hint),
		             fc_cache_cure(stack, cure), NULL);
}

void
fc_login_needed(struct fc_error *err, const struct fc_stack *stack,
                const char *why)
{
	/* Said often, and before anything else has needed printf. */
	fc_error_clear(err);
	err->kind = FC_ERR_LOGIN_NEEDED;
	fc_text_join(err->text, sizeof(err->text), stack->host,
	             ": login needed", *why ? " (" : "", why,
	             *why ? ")" : "", NULL);
	fc_hint_login(err, stack, "");
}

/* What forbids it before anybody is looked for, or NULL. */
static const char *
forbidden(const struct fc_stack *stack)
{
	if (!fc_callers[stack->purpose].may_log_in)
		return "";
	if (stack->login == FC_LOGIN_NEVER)
		return "login = never";
	if (fc_is_continuous_integration())
		return "the variable CI is set";
	if (git_forbids_prompts())
		return "GIT_TERMINAL_PROMPT is 0";
	return NULL;
}

/* Why nobody can be asked, or NULL. */
static const char *
nobody_there(const struct fc_stack *stack, const struct fc_notes *notes,
             time_t now)
{
	bool terminal, any = has_any_terminal(&terminal);

	if (!terminal && !fc_has_desktop())
		return any ? "this runs in the background, and there is no "
		             "desktop"
		           : "there is no terminal and no desktop";
	/* A tab that nobody looked at is not followed by another at once. */
	if (!terminal && notes && !fc_notes_allow_page(notes, now))
		return "the last one was not finished";
	if (git_config_forbids(stack->host))
		return "git's credential.interactive says no";
	return NULL;
}

bool
fc_login_allowed(const struct fc_stack *stack, const struct fc_notes *notes,
                 time_t now, struct fc_error *err)
{
	const char *why = forbidden(stack);

	if (!why)
		why = nobody_there(stack, notes, now);
	if (!why)
		return true;
	fc_login_needed(err, stack, why);
	return false;
}
