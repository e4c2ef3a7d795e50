/* SPDX-License-Identifier: Apache-2.0 */
/* Who may be asked to log in, where there is no terminal. */
#include "credential/interaction.h"

#include "base/text.h"

#include "tap.h"

#include <sys/wait.h>
#include <unistd.h>

#define NOW 1000000
#define DESKTOP "DISPLAY=:7"
/* git takes its configuration from there as well. */
#define GIT(value) "GIT_CONFIG_COUNT=1", \
	"GIT_CONFIG_KEY_0=credential.interactive", "GIT_CONFIG_VALUE_0=" value

struct row {
	const char *label;
	enum fc_purpose purpose;
	enum fc_login_mode login;
	const char *environment[4];
	time_t unfinished; /* seconds ago, 0: none */
	const char *why;   /* NULL: it may */
};

static void
set_environment(const struct row *row)
{
	static const char *const names[] = {
		"CI", "GIT_TERMINAL_PROMPT", "DISPLAY", "WAYLAND_DISPLAY",
		"WSL_DISTRO_NAME", "WSL_INTEROP", "GIT_CONFIG_COUNT",
	};
	char name[64];
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		unsetenv(names[i]);
	for (i = 0; i < COUNT(row->environment) && row->environment[i]; i++) {
		const char *word = row->environment[i];
		const size_t len = strcspn(word, "=");

		fc_text_slice(name, sizeof(name), word, len);
		if (setenv(name, word + len + 1, 1) != 0)
			exit(EXIT_FAILURE);
	}
}

static const struct row rows[] = {
	{ "a desktop", .environment = { DESKTOP } },
	{ "that of WSL", .environment = { "WSL_INTEROP=/run/1" } },
	{ "neither desktop nor terminal", .environment = { "DISPLAY=" },
	  .why = "there is no terminal and no desktop" },
	{ "the command", FC_PURPOSE_CLI, .environment = { DESKTOP } },
	{ "docker, whoever is there", FC_PURPOSE_DOCKER,
	  .environment = { DESKTOP }, .why = "" },
	{ "login = never", .login = FC_LOGIN_NEVER,
	  .environment = { DESKTOP }, .why = "login = never" },
	{ "CI", .environment = { DESKTOP, "CI=true" },
	  .why = "the variable CI is set" },
	{ "no CI: empty", .environment = { DESKTOP, "CI=" } },
	{ "no CI: 0", .environment = { DESKTOP, "CI=0" } },
	{ "no CI: false", .environment = { DESKTOP, "CI=false" } },
	{ "GIT_TERMINAL_PROMPT=0",
	  .environment = { DESKTOP, "GIT_TERMINAL_PROMPT=0" },
	  .why = "GIT_TERMINAL_PROMPT is 0" },
	{ "GIT_TERMINAL_PROMPT=Off",
	  .environment = { DESKTOP, "GIT_TERMINAL_PROMPT=Off" },
	  .why = "GIT_TERMINAL_PROMPT is 0" },
	{ "GIT_TERMINAL_PROMPT=1",
	  .environment = { DESKTOP, "GIT_TERMINAL_PROMPT=1" } },
	{ "a page that nobody answered 599 s ago",
	  .environment = { DESKTOP }, .unfinished = 599,
	  .why = "the last one was not finished" },
	{ "one of 600 s ago", .environment = { DESKTOP }, .unfinished = 600 },
	{ "one of a clock that was ahead", .environment = { DESKTOP },
	  .unfinished = -1 },
	{ "credential.interactive=never",
	  .environment = { DESKTOP, GIT("never") },
	  .why = "git's credential.interactive says no" },
	{ "credential.interactive=auto",
	  .environment = { DESKTOP, GIT("auto") } },
};

static void
test_allowed(void)
{
	char expected[FC_ERROR_TEXT_SIZE];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		const struct fc_stack stack = {
			.host = "acme.test", .purpose = row->purpose,
			.login = row->login,
		};
		struct fc_notes notes = { .network_failure = 0 };
		struct fc_error err = FC_ERROR_INIT;

		if (row->unfinished)
			notes.unfinished_login = NOW - row->unfinished;
		set_environment(row);
		ok(fc_login_allowed(&stack, &notes, NOW, &err) == !row->why,
		   "%s: %s", row->label, row->why ? "no" : "yes");
		if (!row->why)
			continue;
		fc_text_join(expected, sizeof(expected),
		             "acme.test: login needed", *row->why ? " (" : "",
		             row->why, *row->why ? ")" : "", NULL);
		is(err.text, expected, "and why");
		is(err.hint, "run: foundry-credential login acme.test",
		   "and what to do");
	}
}

int
main(void)
{
	/* Whoever runs this may sit at a terminal; who leads a group keeps
	 * it. */
	pid_t child = fork();
	int status;

	if (child != 0)
		return child > 0 && waitpid(child, &status, 0) == child &&
		       WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
	setsid();
	ok(!fc_has_terminal(), "without a terminal");
	test_allowed();
	return done();
}
