/* SPDX-License-Identifier: Apache-2.0 */
/* What a maintainer wants to see, in one file without a secret. */
#include "bundle.h"

#include "cli/status/status.h"

#include "base/controls.h"
#include "base/process.h"
#include "config/settings.h"
#include "request/config_load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define BUNDLE_MAX ((size_t)8 * 1024 * 1024)
#define TRACE_MAX (64 * 1024)
#define VERSION_TIMEOUT_S 2
/* What is shorter is no secret, or stands everywhere. */
#define SECRET_MIN 8

static bool
put_title(struct fc_buf *text, const char *title, const char *of,
          struct fc_error *err)
{
	return fc_buf_addf(text, err, "%s== %s%s ==\n", text->len ? "\n" : "",
	                   title, of);
}

/* --- versions and variables ----------------------------------------------- */

static bool
put_version_of(struct fc_buf *text, const char *name, struct fc_error *err)
{
	char program[FC_PATH_SIZE], option[] = "--version";
	char *const argv[] = { program, option, NULL };
	struct fc_buf out = FC_BUF_INIT(4096);
	struct fc_error ignored = FC_ERROR_INIT;
	int status = 0;
	bool done = true;

	fc_text_join(program, sizeof(program), name, NULL);
	if (fc_command_output(argv, VERSION_TIMEOUT_S, &out, &status,
	                      &ignored) &&
	    status == 0)
		done = fc_buf_addf(text, err, "%.*s\n",
		                   (int)strcspn(fc_buf_str(&out), "\r\n"),
		                   fc_buf_str(&out));
	fc_buf_clear(&out);
	return done;
}

static bool
put_tool_versions(struct fc_buf *text, struct fc_error *err)
{
	const char *const *name;
	bool done = true;
	int i;

	for (i = 0; i < CLI_TOOLS; i++)
		for (name = cli_tools[i]->commands; done && name && *name; name++)
			done = put_version_of(text, *name, err);
	return done;
}

/* Only that they are set: some are secrets. */
static bool
put_variables(struct fc_buf *text, struct fc_error *err)
{
	static const char *const names[] = {
		"FOUNDRY_HOME", "FOUNDRY_HOSTNAME", "FOUNDRY_TOKEN",
		"FOUNDRY_TOKEN_EXPIRES", "FOUNDRY_CLIENT_ID",
		"FOUNDRY_CLIENT_SECRET", "FOUNDRY_SCOPES", "FOUNDRY_LOGIN",
		"FOUNDRY_CACHE", "FOUNDRY_CA_FILE", "FOUNDRY_REPOSITORY",
		"FOUNDRY_TRACE", "https_proxy", "HTTPS_PROXY", "all_proxy",
		"no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
		"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "BROWSER", "DISPLAY",
		"WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY", "CI",
		"GIT_TERMINAL_PROMPT", "XDG_RUNTIME_DIR", "DOCKER_CONFIG",
		"REGISTRY_AUTH_FILE", "npm_config_userconfig",
		"NPM_CONFIG_USERCONFIG",
	};
	bool done = fc_buf_add_str(text, "set:", err);
	size_t i;

	for (i = 0; done && i < sizeof(names) / sizeof(names[0]); i++)
		if (getenv(names[i]))
			done = fc_buf_addf(text, err, " %s", names[i]);
	return done && fc_buf_add(text, "\n", 1, err);
}

static bool
put_versions(struct fc_buf *text, struct fc_error *err)
{
	struct utsname name;

	return put_title(text, "versions", "", err) &&
	       fc_buf_addf(text, err, "foundry-credential %s\n",
	                   PACKAGE_VERSION) &&
	       (uname(&name) != 0 ||
	        fc_buf_addf(text, err, "%s %s %s\n", name.sysname,
	                    name.release, name.machine)) &&
	       put_version_of(text, fc_oauth_program, err) &&
	       put_tool_versions(text, err) &&
	       put_variables(text, err);
}

/* --- doctor and status ---------------------------------------------------- */

static bool
put_results(struct fc_buf *text, const struct fc_check_results *results,
            const struct fc_error *fault, struct fc_error *err)
{
	static const struct cli_report_style plain = { 0, false };

	return put_title(text, "doctor", "", err) &&
	       cli_report_text(results, &plain, text, err) &&
	       cli_report_count(results, text, err) &&
	       (fault->kind == FC_ERR_NONE ||
	        fc_buf_addf(text, err, "%s\n%s\n", fault->text, fault->hint));
}

struct states {
	struct fc_buf *text;
	const struct cli_tool_said *said;
	struct cli_target target;
	struct fc_error *err;
	bool done;
};

static bool
put_status(const char *host, void *arg)
{
	struct states *states = arg;
	struct cli_target *target = &states->target;
	struct cli_status status = CLI_STATUS_INIT;
	struct fc_error what = FC_ERROR_INIT;

	states->done = put_title(states->text, "status of ", host,
	                         states->err);
	status.said = states->said;
	if (fc_config_find(&target->config, host, FC_PURPOSE_CLI,
	                   &target->stack, &what) == FC_FOUND &&
	    cli_status_gather(&status, target, false, &what))
		states->done = states->done &&
		               cli_status_text(&status, states->text,
		                               states->err);
	else
		states->done = states->done &&
		               fc_buf_addf(states->text, states->err, "%s\n",
		                           what.text);
	cli_status_clear(&status);
	fc_stack_clear(&target->stack);
	return states->done;
}

/* Read anew: doctor may have renewed a login. */
static bool
put_states(struct fc_buf *text, const struct cli_doctor *doctor,
           const char *host, struct fc_error *err)
{
	struct states states = { .text = text, .said = doctor->said,
		                 .target = CLI_TARGET_INIT, .err = err };
	struct cli_target *target = &states.target;

	states.done = fc_paths_find(&target->paths, err) &&
	              fc_config_load(&target->config, &target->paths, err);
	if (states.done && *host)
		put_status(host, &states);
	else if (states.done)
		fc_config_each(&target->config, put_status, &states);
	fc_config_clear(&target->config);
	return states.done;
}

/* --- the configuration ---------------------------------------------------- */

/* As it stands there: what a value refers to may be a secret. */
static bool
is_shown(const char *key, const char *value, size_t len)
{
	const struct fc_setting *setting = fc_setting_find(key);

	return setting && setting->shown != FC_SHOWN_NOT &&
	       setting->shown != FC_SHOWN_PROGRAM && !memchr(value, '@', len) &&
	       !memmem(value, len, "eyJ", 3);
}

static bool
put_entry(struct fc_buf *text, const struct fc_ini *ini,
          const struct fc_ini_entry *entry, struct fc_error *err)
{
	const char *line = fc_buf_str(&ini->text) + entry->start;
	const size_t len = strcspn(line, "\r\n");
	const char *value = entry->key + entry->key_len;
	char key[64];
	size_t left;

	fc_printable(key, sizeof(key), entry->key, entry->key_len);
	value += strspn(value, " \t=:");
	left = value < line + len ? (size_t)(line + len - value) : 0;
	if (!is_shown(key, value, left))
		return fc_buf_addf(text, err, "%s = (masked)\n", key);
	return fc_buf_addf(text, err, "%s = %.*s%s\n", key, (int)left, value,
	                   entry->start + len + 2 < entry->end ? " ..." : "");
}

static bool
put_section(struct fc_buf *text, const struct fc_ini *ini,
            const struct fc_ini_section *section, struct fc_error *err)
{
	bool done = fc_buf_addf(text, err, "[%.*s]\n",
	                        (int)section->name_len, section->name);
	size_t i;

	for (i = 0; done && i < section->entry_count; i++)
		done = put_entry(text, ini, &section->entries[i], err);
	return done;
}

static bool
put_file(struct fc_buf *text, const struct fc_config_file *file,
         struct fc_error *err)
{
	bool done = put_title(text, "", file->path, err);
	size_t i;

	for (i = 0; done && i < file->ini.section_count; i++)
		done = put_section(text, &file->ini, &file->ini.sections[i],
		                   err);
	if (done && file->broken.kind != FC_ERR_NONE)
		done = fc_buf_addf(text, err, "%s\n", file->broken.text);
	return done;
}

/* --- the trace ------------------------------------------------------------ */

/* As fc_trace_open has it, a file of ours. */
static int
open_trace(const char *path)
{
	int fd = path && *path == '/'
	         ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
	                      O_CLOEXEC) : -1;
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	                st.st_uid != geteuid() ||
	                (st.st_size > TRACE_MAX &&
	                 lseek(fd, st.st_size - TRACE_MAX, SEEK_SET) < 0))) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool
put_trace(struct fc_buf *text, struct fc_error *err)
{
	const char *path = getenv("FOUNDRY_TRACE");
	struct fc_buf trace = FC_BUF_INIT(2 * TRACE_MAX);
	int fd = open_trace(path);
	bool done;

	if (fd < 0)
		return put_title(text, "trace", "", err) &&
		       fc_buf_add_str(text, "none: FOUNDRY_TRACE names no "
		                      "file\n", err);
	done = put_title(text, "", path, err) &&
	       fc_buf_read(&trace, fd, path, err) &&
	       fc_buf_add(text, fc_buf_str(&trace), trace.len, err);
	close(fd);
	fc_buf_clear(&trace);
	return done;
}

/* --- all of it ------------------------------------------------------------ */

static void
mask_variable(struct fc_buf *text, const char *value)
{
	if (value && strlen(value) >= SECRET_MIN)
		fc_secret_mask(text->data, value, strlen(value));
}

/* Wherever they come from: what begins as a token does. */
static void
mask(struct fc_buf *text)
{
	static const char token_bytes[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789+/=._-";
	char *at = text->data;

	while ((at = strstr(at, "eyJ"))) {
		const size_t len = strspn(at, token_bytes);

		memset(at, '*', len);
		at += len;
	}
	mask_variable(text, getenv("FOUNDRY_TOKEN"));
	mask_variable(text, getenv("FOUNDRY_CLIENT_SECRET"));
	fc_strip_for_terminal(text->data, text->len);
}

static bool
write_new(const struct fc_buf *text, const char *path, struct fc_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	              S_IRUSR | S_IWUSR);
	bool done;

	if (fd < 0) {
		fc_fail_sys(err, "writing %s", path);
		if (err->sys == EEXIST)
			fc_error_hint(err, "name a file that is not there yet");
		return false;
	}
	done = fc_buf_write(text, fd, path, err);
	return (close(fd) == 0 || fc_fail_sys(err, "writing %s", path)) && done;
}

bool
cli_bundle(const struct cli_doctor *doctor, const char *host,
           const struct fc_error *fault, const char *path,
           struct fc_error *err)
{
	struct fc_buf text = FC_BUF_INIT(BUNDLE_MAX);
	bool done;

	done = put_versions(&text, err) &&
	       put_results(&text, &doctor->results, fault, err) &&
	       put_states(&text, doctor, host, err) &&
	       put_file(&text, &doctor->config.user, err) &&
	       put_file(&text, &doctor->config.system, err) &&
	       put_trace(&text, err);
	if (done) {
		mask(&text);
		done = write_new(&text, path, err);
	}
	fc_buf_clear(&text);
	return done;
}
