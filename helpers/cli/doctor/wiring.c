/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: tokens in URLs, and whom container tools ask. */
#include "cli/doctor/doctor.h"

#include "base/process.h"
#include "base/program.h"

#include <ctype.h>
#include <string.h>

#define GIT_TIMEOUT_S 2
#define REMOTES_MAX ((size_t)256 * 1024)

/* --- tokens in URLs ------------------------------------------------------- */

/* "https://USER:SECRET@HOST/REST" of our host, or http: where REST begins,
 * NULL for any other. */
static const char *
after_secret(const char *url, const char *host)
{
	static const char https[] = "https://", http[] = "http://";
	const char *authority, *at, *end;
	char named[FC_HOST_SIZE * 2], parsed[FC_HOST_SIZE];

	if (strncasecmp(url, https, sizeof(https) - 1) == 0)
		authority = url + sizeof(https) - 1;
	else if (strncasecmp(url, http, sizeof(http) - 1) == 0)
		authority = url + sizeof(http) - 1;
	else
		return NULL;
	end = authority + strcspn(authority, "/?#");
	at = memrchr(authority, '@', (size_t)(end - authority));
	if (!at || (size_t)(end - at) > sizeof(named) ||
	    !(memchr(authority, ':', (size_t)(at - authority)) ||
	      strncmp(authority, "eyJ", 3) == 0))
		return NULL;
	memcpy(named, at + 1, (size_t)(end - at - 1));
	named[end - at - 1] = '\0';
	return fc_host_parse(named, parsed) && strcmp(parsed, host) == 0
	       ? end : NULL;
}

/* The repository is anybody's, and a cure gets pasted into a shell. */
static bool
is_one_word(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) &&
		    !memchr("._/:@%+,-", text[i], 9))
			return false;
	return len == 0 || text[0] != '-';
}

/* "remote.NAME.url" or "remote.NAME.pushurl" */
static void
say_remote(struct cli_doctor *doctor, const char *key, const char *rest,
           const char *host)
{
	struct fc_findings *findings = &doctor->findings;
	const char *name = strchr(key, '.') + 1;
	const char *last = strrchr(key, '.');
	int len = last > name ? (int)(last - name) : 0;

	fc_finding_add(findings, FC_CHECK_WRONG, "remotes",
	               "the URL of %.*s has a token in it: git never asks us",
	               len, name);
	if (is_one_word(name, (size_t)len) && is_one_word(rest, strlen(rest)))
		fc_finding_cure(findings,
		                "git remote set-url%s %.*s https://%s%s",
		                strcmp(last, ".pushurl") == 0 ? " --push" : "",
		                len, name, host, rest);
	else
		fc_finding_cure(findings, "take the token out of that URL, in "
		                "the repository's .git/config");
}

/* "url.BASE.insteadof": the token is in the key. */
static void
say_instead_of(struct cli_doctor *doctor)
{
	fc_finding_add(&doctor->findings, FC_CHECK_WRONG, "remotes",
	               "git's url.*.insteadOf has a token in it");
	fc_finding_cure(&doctor->findings, "see git config --get-regexp "
	                "\"^url\\.\", and take it out");
}

static void
look_at_url(struct cli_doctor *doctor, const char *host, const char *key,
            const char *value)
{
	const char *rest;

	if (strncmp(key, "url.", 4) == 0) {
		if (after_secret(key + 4, host))
			say_instead_of(doctor);
		return;
	}
	rest = after_secret(value, host);
	if (rest)
		say_remote(doctor, key, rest, host);
}

void
cli_doctor_remotes(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	char git[] = "git", config[] = "config", nul[] = "-z";
	char regexp[] = "--get-regexp";
	char keys[] = "^(remote\\..*\\.(push)?url|url\\..*\\.insteadof)$";
	char *const argv[] = { git, config, nul, regexp, keys, NULL };
	struct fc_buf urls = FC_BUF_INIT(REMOTES_MAX);
	struct fc_error ignored = FC_ERROR_INIT;
	size_t at = 0;
	int status;

	if (doctor->has_git == FC_FOUND &&
	    fc_command_output(argv, GIT_TIMEOUT_S, &urls, &status, &ignored))
		while (at < urls.len) {
			char *key = urls.data + at;
			char *value = strchr(key, '\n');

			at += strlen(key) + 1;
			if (value) {
				*value = '\0';
				look_at_url(doctor, stack->host, key,
				            value + 1);
			}
		}
	fc_buf_clear(&urls);
}

/* --- registries ----------------------------------------------------------- */

struct registries {
	struct cli_doctor *doctor;
	const struct fc_stack *stack;
};

static void
cure_docker(struct registries *registries, const char *host)
{
	fc_finding_cure(&registries->doctor->findings, "foundry-credential "
	                "setup %s --docker --registry %s",
	                registries->stack->host, host);
}

/* What a tool's own file says about one registry.  tool: whose it is. */
static void
say_registry(struct registries *registries, const char *tool,
             const char *host, const struct cli_registry_wiring *wiring)
{
	struct fc_findings *findings = &registries->doctor->findings;

	if (wiring->broken.kind != FC_ERR_NONE) {
		fc_finding_add_error(findings, FC_CHECK_WRONG, "docker",
		                     &wiring->broken);
		return;
	}
	if (wiring->kind == CLI_REGISTRY_PASSWORD) {
		fc_finding_add(findings, FC_CHECK_WRONG, "docker",
		               "%s has a password for %s saved in %s", tool,
		               host, wiring->path);
		fc_finding_cure(findings, "%s logout %s, then "
		                "foundry-credential setup %s --docker "
		                "--registry %s", tool, host,
		                registries->stack->host, host);
	} else if (wiring->ours) {
		fc_finding_add(findings, FC_CHECK_OK, "docker",
		               "%s asks us for %s", tool, host);
	} else if (wiring->kind == CLI_REGISTRY_NONE) {
		fc_finding_add(findings, FC_CHECK_WARNING, "docker",
		               "%s does not ask us for %s", tool, host);
		cure_docker(registries, host);
	} else {
		fc_finding_add(findings, FC_CHECK_WARNING, "docker",
		               "%s asks docker-credential-%s for %s", tool,
		               wiring->helper, host);
		cure_docker(registries, host);
	}
}

static bool
is_same_wiring(const struct cli_registry_wiring *one,
               const struct cli_registry_wiring *other)
{
	return one->kind == other->kind && strcmp(one->path, other->path) == 0;
}

static bool
look_at_registry(const char *host, void *arg)
{
	struct registries *registries = arg;
	struct fc_findings *findings = &registries->doctor->findings;
	struct cli_registry_wiring docker, podman;
	char path[FC_PATH_SIZE];

	cli_docker_wiring(host, &docker);
	cli_containers_wiring(host, &podman);
	say_registry(registries, "docker", host, &docker);
	/* Nothing of its own: it does as docker does, or has nothing to do. */
	if (!is_same_wiring(&docker, &podman) &&
	    podman.kind != CLI_REGISTRY_NONE)
		say_registry(registries, "podman", host, &podman);
	if ((docker.ours || podman.ours) &&
	    !fc_program_find("docker-credential-foundry", path)) {
		fc_finding_add(findings, FC_CHECK_WRONG, "docker",
		               "docker-credential-foundry is not on PATH");
		fc_finding_cure(findings, "add the directory that it is "
		                "installed in to PATH");
	}
	return true;
}

/* A store that is asked about every registry says nothing of this one. */
static bool
is_meant(const struct cli_registry_wiring *wiring)
{
	return wiring->kind != CLI_REGISTRY_NONE &&
	       wiring->kind != CLI_REGISTRY_STORE;
}

/* One that the stack has by its domain matters only where it is used. */
static void
look_at_unsaid(struct registries *registries)
{
	struct cli_registry_wiring docker, podman;
	char host[FC_HOST_SIZE];

	if (!fc_registry_of_stack(registries->stack->host, host) ||
	    fc_config_names(&registries->doctor->config, host))
		return;
	cli_docker_wiring(host, &docker);
	cli_containers_wiring(host, &podman);
	if (is_meant(&docker) || is_meant(&podman))
		look_at_registry(host, registries);
}

void
cli_doctor_docker(struct cli_doctor *doctor, const struct fc_stack *stack)
{
	struct registries registries = { doctor, stack };

	fc_config_aliases(&doctor->config, stack->host, look_at_registry,
	                  &registries);
	look_at_unsaid(&registries);
}
