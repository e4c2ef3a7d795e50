/* SPDX-License-Identifier: Apache-2.0 */
/* Whom git asks for a host's credentials (gitcredentials(7)). */
#include "cli/tools/git/lookup.h"

#include "base/controls.h"
#include "base/process.h"
#include "base/program.h"

#include <string.h>
#include <unistd.h>

#define GIT_TIMEOUT_S 2

/* gitcredentials(7) and the helpers that distributions bring: each of them
 * keeps what git hands it after a success. */
static const char *const storing[] = {
	"store", "cache", "libsecret", "gnome-keyring", "osxkeychain",
	"wincred", "manager", "manager-core", "manager-ui", NULL
};

static enum fc_lookup
read_helpers(bool apart, struct fc_buf *config, struct fc_error *err)
{
	char git[] = "git", in[] = "-C", root[] = "/", word[] = "config";
	char origin[] = "--show-origin";
	char zero[] = "-z", all[] = "--get-regexp";
	char pattern[] = "^credential\\.(.*\\.)?helper$";
	char *const here[] = { git, word, origin, zero, all, pattern, NULL };
	char *const there[] = { git, in, root, word, origin, zero, all,
		                pattern, NULL };
	int status = 0;

	fc_buf_reset(config);
	if (!fc_command_output(apart ? there : here, GIT_TIMEOUT_S, config,
	                       &status, err))
		return status == 127 ? FC_ABSENT : FC_FAILED;
	/* 1: no such key. */
	if (status == 0 || status == 1)
		return FC_FOUND;
	fc_fail(err, FC_ERR_CONFIG, "asking git for its credential helpers: "
	        "git config ended with status %d", status);
	fc_error_hint(err, "see what is wrong with: git config --list");
	return FC_FAILED;
}

enum fc_lookup
cli_git_config_read(struct fc_buf *config, struct fc_error *err)
{
	return read_helpers(false, config, err);
}

enum fc_lookup
cli_git_config_read_apart(struct fc_buf *config, struct fc_error *err)
{
	return read_helpers(true, config, err);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static enum cli_helper_kind
kind_of(const char *name, bool is_program)
{
	static const char prefix[] = "git-credential-";
	const char *suffix = name;
	size_t i;

	if (is_program) {
		suffix = base_name(name);
		if (strncmp(suffix, prefix, sizeof(prefix) - 1) != 0)
			return CLI_HELPER_OTHER;
		suffix += sizeof(prefix) - 1;
	}
	if (strcmp(suffix, "foundry") == 0)
		return CLI_HELPER_OURS;
	for (i = 0; storing[i]; i++)
		if (strcmp(suffix, storing[i]) == 0)
			return CLI_HELPER_STORING;
	return CLI_HELPER_OTHER;
}

/* Take one character as a shell reads it; where the next one is.  NULL: what
 * comes of it only a shell can say.  *byte is NUL for one that is no more. */
static const char *
shell_byte(const char *at, char *quote, char *byte)
{
	static const char special[] = "$`;&|<>()\n*?[#~=%!{}";

	*byte = '\0';
	if (*quote ? *at == *quote : *at == '"' || *at == '\'') {
		if (*quote)
			*quote = '\0';
		else
			*quote = *at;
		return at + 1;
	}
	if (*quote != '\'') {
		if (*at == '\\' && at[1])
			at++;
		else if (strchr(special, *at))
			return NULL;
	}
	*byte = *at;
	return at + 1;
}

/* The first word as a shell reads it, which git hands the helper to; at its
 * end.  NULL: it cannot be known, or is too long. */
static const char *
first_word(const char *at, char *word, size_t size)
{
	size_t len = 0;
	char quote = '\0', byte;

	while (*at && (quote || !strchr(" \t", *at))) {
		at = shell_byte(at, &quote, &byte);
		if (!at || len + 1 >= size)
			return NULL;
		if (byte)
			word[len++] = byte;
	}
	word[len] = '\0';
	return quote ? NULL : at;
}

/* "!git-credential-foundry": a program and plain words.  Of any other piece
 * of shell nobody can say what it does. */
static bool
is_plain_command(const char *value, char *program, size_t size)
{
	const char *rest = first_word(value + strspn(value, " \t"), program,
	                              size);

	return rest && *program && !strpbrk(rest, "$`;&|<>()\n\"'\\");
}

/* Of a command that is a helper and no more, its name is known. */
static bool
read_command(struct cli_helper *helper, const char *command)
{
	if (is_plain_command(command, helper->program,
	                     sizeof(helper->program)) &&
	    kind_of(helper->program, true) != CLI_HELPER_OTHER)
		return true;
	helper->program[0] = '\0';
	helper->by_path = false;
	helper->kind = CLI_HELPER_SHELL;
	fc_text_join(helper->name, sizeof(helper->name), "a shell command",
	             NULL);
	return false;
}

static void
read_origin(char out[256], const char *origin)
{
	static const char file[] = "file:";

	if (strncmp(origin, file, sizeof(file) - 1) == 0)
		origin += sizeof(file) - 1;
	fc_text_join(out, 256, origin, NULL);
	fc_strip_controls(out, strlen(out));
}

static void
read_helper(struct cli_helper *helper, const char *value, const char *origin)
{
	const char *name = value;

	read_origin(helper->origin, origin);
	helper->program[0] = '\0';
	if (value[0] == '!' && !read_command(helper, value + 1))
		return;
	if (value[0] == '/' && !first_word(value, helper->program,
	                                   sizeof(helper->program)))
		helper->program[0] = '\0';
	if (*helper->program)
		name = helper->program;
	helper->by_path = name[0] == '/';
	fc_printable(helper->name, sizeof(helper->name), name,
	             name == value ? strcspn(value, " \t") : strlen(name));
	helper->kind = kind_of(name == value ? helper->name : name,
	                       name != value || helper->by_path);
}

static void
add(struct cli_git_lookup *lookup, const char *value, const char *origin,
    bool for_host)
{
	struct cli_helper *helper = &lookup->helpers[lookup->count];

	if (!*value) {
		lookup->count = 0;
		lookup->more = false;
		read_origin(lookup->emptied_by, origin);
		return;
	}
	if (lookup->count == CLI_HELPERS_MAX) {
		lookup->more = true;
		return;
	}
	lookup->count++;
	read_helper(helper, value, origin);
	helper->for_host = for_host;
}

/* "ORIGIN NUL KEY LF VALUE NUL", again and again; a key without '=' has no
 * LF, and git refuses it. */
struct entry {
	const char *origin, *pattern, *value; /* pattern NULL: every host */
	size_t pattern_len;
};

static bool
next_entry(const struct fc_buf *config, size_t *at,
           struct entry *entry)
{
	static const char prefix[] = "credential.", suffix[] = ".helper";
	const size_t before = sizeof(prefix) - 1, after = sizeof(suffix) - 1;
	const char *text = fc_buf_str(config);

	while (*at < config->len) {
		const char *origin = text + *at;
		const char *key = origin + strlen(origin) + 1;
		size_t len;

		if (key >= text + config->len)
			break;
		*at = (size_t)(key - text) + strlen(key) + 1;
		len = strcspn(key, "\n");
		if (key[len] != '\n' || len < before + after - 1)
			continue;
		*entry = (struct entry){ .origin = origin,
			                 .value = key + len + 1 };
		if (len >= before + after) {
			entry->pattern = key + before;
			entry->pattern_len = len - before - after;
		}
		return true;
	}
	return false;
}

void
cli_git_lookup_at(const struct fc_buf *config, const char *host,
                  const struct cli_git_place *place,
                  struct cli_git_lookup *lookup)
{
	struct entry entry;
	size_t at = 0;

	lookup->count = 0;
	lookup->more = false;
	lookup->emptied_by[0] = '\0';
	while (next_entry(config, &at, &entry))
		if (!entry.pattern)
			add(lookup, entry.value, entry.origin, false);
		else if (cli_git_pattern_is_for(entry.pattern,
		                                entry.pattern_len, host,
		                                place))
			add(lookup, entry.value, entry.origin, true);
}

/* Where Foundry has its repositories. */
static const struct cli_git_place repositories = { "", "/stemma/git" };

void
cli_git_lookup(const struct fc_buf *config, const char *host,
               struct cli_git_lookup *lookup)
{
	cli_git_lookup_at(config, host, &repositories, lookup);
}

bool
cli_git_place_next(const struct fc_buf *config, const char *host,
                   size_t *at, struct cli_git_place *place)
{
	struct entry entry;

	while (next_entry(config, at, &entry))
		if (entry.pattern &&
		    !cli_git_pattern_is_for(entry.pattern, entry.pattern_len,
		                            host, &repositories)) {
			*place = repositories;
			if (cli_git_pattern_place(entry.pattern,
			                          entry.pattern_len, host,
			                          place))
				return true;
		}
	return false;
}

/* git looks among its own programs before PATH. */
static bool
is_git_program(const char *name, char path[FC_PATH_SIZE])
{
	char git[] = "git", where[] = "--exec-path";
	char *const argv[] = { git, where, NULL };
	struct fc_buf directory = FC_BUF_INIT(FC_PATH_SIZE);
	struct fc_error ignored = FC_ERROR_INIT;
	int status = 0;
	bool found;

	found = fc_command_output(argv, GIT_TIMEOUT_S, &directory, &status,
	                          &ignored) &&
	        status == 0 && directory.len > 1;
	if (found) {
		fc_buf_cut(&directory, directory.len - 1);
		found = fc_text_join(path, FC_PATH_SIZE, directory.data, "/",
		                     name, NULL) &&
		        access(path, X_OK) == 0;
	}
	fc_buf_clear(&directory);
	return found;
}

bool
cli_helper_find(const struct cli_helper *helper, char path[FC_PATH_SIZE])
{
	static const char name[] = "git-credential-foundry";

	if (strchr(helper->program, '/'))
		return fc_program_find(helper->program, path);
	return fc_program_find(name, path) || is_git_program(name, path);
}

const struct cli_helper *
cli_git_lookup_ours(const struct cli_git_lookup *lookup)
{
	int i;

	for (i = 0; i < lookup->count; i++)
		if (lookup->helpers[i].kind == CLI_HELPER_OURS)
			return &lookup->helpers[i];
	return NULL;
}
