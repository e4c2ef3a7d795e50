/* SPDX-License-Identifier: Apache-2.0 */
/* Whom git, docker and podman are told to ask. */
#include "cli/tools/docker/lookup.h"
#include "cli/tools/git/lookup.h"

#include "scratch.h"
#include "tap.h"

#include <sys/stat.h>
#include <unistd.h>

/* git's answer with one key per row, and the chain that it makes. */
static const struct {
	const char *about;
	const char *entries; /* KEY LF VALUE NUL ..., every key of one file */
	size_t len;
	const char *chain;
} chains[] = {
#define ENTRIES(text) text, sizeof(text)
	{ "nothing", "", 0, "" },
	{ "for every host", ENTRIES("credential.helper\nstore"),
	  "store:storing" },
	{ "for this host",
	  ENTRIES("credential.https://acme.test.helper\nfoundry"),
	  "foundry:ours:host" },
	{ "an empty one resets",
	  ENTRIES("credential.helper\ncache\0"
	          "credential.https://acme.test.helper\n\0"
	          "credential.https://acme.test.helper\n"
	          "/usr/bin/git-credential-foundry"),
	  "/usr/bin/git-credential-foundry:ours:path:host" },
	{ "what comes behind us",
	  ENTRIES("credential.https://acme.test.helper\nfoundry\0"
	          "credential.helper\nlibsecret"),
	  "foundry:ours:host libsecret:storing" },
	{ "arguments are not shown",
	  ENTRIES("credential.helper\nstore --file=/x secret"),
	  "store:storing" },
	{ "nor is a shell command",
	  ENTRIES("credential.helper\n!f() { echo password=SECRET; }; f"),
	  "a shell command:shell" },
	{ "another program of that folder",
	  ENTRIES("credential.helper\n/opt/git-credential-store"),
	  "/opt/git-credential-store:storing:path" },
	{ "a path that is no helper's",
	  ENTRIES("credential.helper\n/opt/foundry"),
	  "/opt/foundry:other:path" },
	{ "a key without a value", ENTRIES("credential.helper"), "" },
	{ "a trailing slash and the default port",
	  ENTRIES("credential.https://acme.test:443/.helper\nfoundry"),
	  "foundry:ours:host" },
	{ "another case",
	  ENTRIES("credential.HTTPS://ACME.test.helper\nfoundry"),
	  "foundry:ours:host" },
	{ "parts of a URL",
	  ENTRIES("credential.https://.helper\na\0"
	          "credential.acme.test.helper\nb\0"
	          "credential.acme.test/.helper\nc\0"
	          "credential.ACME.test.helper\nd\0"
	          "credential.*.test.helper\ne"),
	  "a:other:host b:other:host c:other:host" },
	{ "a star for one label",
	  ENTRIES("credential.https://*.test.helper\na\0"
	          "credential.https://*.acme.test.helper\nb\0"
	          "credential.https://*.helper\nc\0"
	          "credential.https://acm*.test.helper\nd"),
	  "a:other:host" },
	{ "paths that repositories are below",
	  ENTRIES("credential.https://acme.test/stemma.helper\na\0"
	          "credential.https://acme.test/stemma/git/.helper\nb\0"
	          "credential.https://acme.test/stem.helper\nc\0"
	          "credential.https://acme.test/stemma/git/ri.a.helper\nd\0"
	          "credential.https://acme.test/other.helper\ne"),
	  "a:other:host b:other:host" },
	{ "a shell command that is nothing but ours",
	  ENTRIES("credential.helper\n!git-credential-foundry\0"
	          "credential.helper\n! /opt/git-credential-foundry --x\0"
	          "credential.helper\n!'/a b/git-credential-foundry'"),
	  "git-credential-foundry:ours "
	  "/opt/git-credential-foundry:ours:path "
	  "/a b/git-credential-foundry:ours:path" },
	{ "or more than that",
	  ENTRIES("credential.helper\n!git-credential-foundry; x\0"
	          "credential.helper\n!A=b git-credential-foundry\0"
	          "credential.helper\n!$x/git-credential-foundry\0"
	          "credential.helper\n!git-credential-foundry $(x)\0"
	          "credential.helper\n!other"),
	  "a shell command:shell a shell command:shell "
	  "a shell command:shell a shell command:shell "
	  "a shell command:shell" },
	{ "a path with blanks in it",
	  ENTRIES("credential.helper\n/a\\ b/git-credential-foundry"),
	  "/a b/git-credential-foundry:ours:path" },
	{ "other hosts, schemes, ports, users and paths",
	  ENTRIES("credential.https://acme.test.evil.helper\na\0"
	          "credential.https://evil.acme.test.helper\na\0"
	          "credential.http://acme.test.helper\na\0"
	          "credential.https://acme.test:8443.helper\na\0"
	          "credential.https://u@acme.test.helper\na\0"
	          "credential.https://acme.test/x.helper\na\0"
	          "credential.https://acme.helper\na"),
	  "" },
};

static const char *const kinds[] = { "ours", "storing", "shell", "other" };

static void
spell(const struct cli_git_lookup *lookup, char *out, size_t size)
{
	size_t len = 0;
	int i;

	out[0] = '\0';
	for (i = 0; i < lookup->count && len < size; i++) {
		const struct cli_helper *helper = &lookup->helpers[i];

		len += (size_t)snprintf(out + len, size - len, "%s%s:%s%s%s",
		                        i ? " " : "", helper->name,
		                        kinds[helper->kind],
		                        helper->by_path ? ":path" : "",
		                        helper->for_host ? ":host" : "");
	}
}

/* As git prints it: the file before every key. */
static void
print(struct fc_buf *config, const char *entries, size_t len)
{
	struct fc_error err = FC_ERROR_INIT;
	size_t at = 0;

	while (at < len) {
		size_t one = strlen(entries + at) + 1;

		if (!fc_buf_add(config, "file:/c", 8, &err) ||
		    !fc_buf_add(config, entries + at, one, &err))
			exit(1);
		at += one;
	}
}

static void
test_chains(void)
{
	struct cli_git_lookup lookup;
	char spelled[1024];
	size_t i;

	for (i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		struct fc_buf config = CLI_GIT_CONFIG_INIT;

		print(&config, chains[i].entries, chains[i].len);
		cli_git_lookup(&config, "acme.test", &lookup);
		spell(&lookup, spelled, sizeof(spelled));
		is(spelled, chains[i].chain, chains[i].about);
		fc_buf_clear(&config);
	}
}

static void
test_ports(void)
{
	static const char entries[] =
		"credential.https://127.0.0.1:8443.helper\na\0"
		"credential.https://127.0.0.1.helper\nb\0"
		"credential.https://*.0.0.*:8443.helper\nc\0"
		"credential.https://127.0.0.*.helper\nd";
	struct fc_buf config = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup;
	char spelled[256];

	print(&config, entries, sizeof(entries));
	cli_git_lookup(&config, "127.0.0.1:8443", &lookup);
	spell(&lookup, spelled, sizeof(spelled));
	is(spelled, "a:other:host c:other:host", "with a port");
	is(lookup.helpers[0].origin, "/c", "the file is named");
	ok(!cli_git_lookup_ours(&lookup), "none of them is ours");
	fc_buf_clear(&config);
}

static void
test_places(void)
{
	static const char entries[] =
		"credential.https://acme.test.helper\na\0"
		"credential.https://acme.test/stemma.helper\nb\0"
		"credential.https://acme.test/stemma/git/ri.a.helper\nc\0"
		"credential.https://jd@acme.test.helper\nd\0"
		"credential.https://other.test/x.helper\ne";
	static const struct cli_git_place want[] = {
		{ "", "/stemma/git/ri.a" }, { "jd", "/stemma/git" },
	};
	static const char *const chains_there[] = {
		"a:other:host b:other:host c:other:host",
		"a:other:host b:other:host d:other:host",
	};
	struct fc_buf config = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup;
	struct cli_git_place place;
	char spelled[256];
	size_t at = 0, i;

	print(&config, entries, sizeof(entries));
	for (i = 0; i < 2; i++) {
		ok(cli_git_place_next(&config, "acme.test", &at, &place),
		   "one more place");
		is(place.user, want[i].user, "its user");
		is(place.path, want[i].path, "its path");
		cli_git_lookup_at(&config, "acme.test", &place, &lookup);
		spell(&lookup, spelled, sizeof(spelled));
		is(spelled, chains_there[i], "and who is asked there");
	}
	ok(!cli_git_place_next(&config, "acme.test", &at, &place), "no more");
	fc_buf_clear(&config);
}

/* A repository's own configuration is a file that anybody may have named. */
static void
test_control_bytes(void)
{
	static const char entry[] = "file:/\x1b[2J\xc3\xa9\n/c\0"
				    "credential.helper\nst\x1b[2Jore";
	struct fc_buf config = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup;
	struct fc_error err = FC_ERROR_INIT;

	ok(fc_buf_add(&config, entry, sizeof(entry), &err), "added");
	cli_git_lookup(&config, "acme.test", &lookup);
	is(lookup.helpers[0].origin, "/?[2J\xc3\xa9?/c", "not in the file");
	is(lookup.helpers[0].name, "st?[2Jore", "not in the name");
	fc_buf_clear(&config);
}

static void
test_many(void)
{
	struct fc_buf config = CLI_GIT_CONFIG_INIT;
	struct cli_git_lookup lookup;
	int i;

	for (i = 0; i < CLI_HELPERS_MAX; i++)
		print(&config, "credential.helper\na", 20);
	cli_git_lookup(&config, "acme.test", &lookup);
	ok(lookup.count == CLI_HELPERS_MAX && !lookup.more, "as many as fit");
	print(&config, "credential.helper\na", 20);
	cli_git_lookup(&config, "acme.test", &lookup);
	ok(lookup.count == CLI_HELPERS_MAX && lookup.more, "and one more");
	fc_buf_clear(&config);
}

static void
put(const char *path, const char *text)
{
	scratch_put(path, text, strlen(text), 0600);
}

static const struct {
	const char *about, *text;
	const char *docker, *podman; /* KIND:HELPER, '!' for ours */
} files[] = {
	{ "an empty object", "{}", "none:", "none:" },
	{ "credHelpers", "{\"credHelpers\":{\"r.test\":\"foundry\"}}",
	  "helper:foundry!", "helper:foundry!" },
	{ "credHelpers of another registry",
	  "{\"credHelpers\":{\"x.r.test\":\"foundry\"}}", "none:", "none:" },
	{ "credsStore", "{\"credsStore\":\"foundry\"}", "store:foundry!",
	  "none:" },
	{ "credHelpers before credsStore",
	  "{\"credsStore\":\"pass\",\"credHelpers\":{\"r.test\":\"foundry\"}}",
	  "helper:foundry!", "helper:foundry!" },
	{ "credsStore before auths",
	  "{\"auths\":{\"r.test\":{\"auth\":\"eA==\"}},"
	  "\"credsStore\":\"pass\"}", "store:pass", "password:" },
	{ "auths by URL", "{\"auths\":{\"https://r.test/v1/\":{\"auth\":"
	  "\"eA==\"}}}", "password:", "password:" },
	{ "auths, empty: a helper has it", "{\"auths\":{\"r.test\":{}}}",
	  "none:", "none:" },
	{ "members of another type",
	  "{\"credHelpers\":[1],\"auths\":7,\"credsStore\":{}}", "none:",
	  "none:" },
	{ "not JSON", "{\"credHelpers\":", "broken", "broken" },
};

static void
spell_registry(const struct cli_registry_lookup *lookup, char out[128])
{
	static const char *const names[] = { "none", "helper", "store",
		                             "password" };

	if (lookup->broken.kind != FC_ERR_NONE)
		snprintf(out, 128, "broken");
	else
		snprintf(out, 128, "%s:%s%s", names[lookup->kind],
		         lookup->helper, lookup->ours ? "!" : "");
}

static void
test_registries(const char *file)
{
	struct cli_registry_lookup lookup;
	char spelled[128];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		put(file, files[i].text);
		cli_docker_lookup("r.test", &lookup);
		spell_registry(&lookup, spelled);
		ok(strcmp(spelled, files[i].docker) == 0, "docker: %s",
		   files[i].about);
		cli_containers_lookup("r.test", &lookup);
		spell_registry(&lookup, spelled);
		ok(strcmp(spelled, files[i].podman) == 0, "podman: %s",
		   files[i].about);
	}
}

static void
test_order(const char *directory)
{
	struct cli_registry_lookup lookup;
	char path[256];

	snprintf(path, sizeof(path), "%s/containers", directory);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/containers/auth.json", directory);
	put(path, "{\"credHelpers\":{\"r.test\":\"first\"}}");
	cli_containers_lookup("r.test", &lookup);
	is(lookup.helper, "first", "podman's own file comes before docker's");
	is(lookup.path, path, "and is named");
	put(path, "{\"credHelpers\":{\"other.test\":\"first\"}}");
	cli_containers_lookup("r.test", &lookup);
	is(lookup.helper, "docker", "unless it does not know the registry");
	setenv("REGISTRY_AUTH_FILE", path, 1);
	cli_containers_lookup("r.test", &lookup);
	ok(lookup.kind == CLI_REGISTRY_NONE,
	   "REGISTRY_AUTH_FILE is the only one");
	unsetenv("REGISTRY_AUTH_FILE");
	unlink(path);
	if (mkdir(path, 0700) == 0) {
		cli_containers_lookup("r.test", &lookup);
		ok(lookup.broken.kind == FC_ERR_IO, "a directory is no file");
		rmdir(path);
	}
	snprintf(path, sizeof(path), "%s/containers", directory);
	rmdir(path);
}

int
main(void)
{
	char file[256];

	test_chains();
	test_ports();
	test_places();
	test_control_bytes();
	test_many();
	scratch_make();
	snprintf(file, sizeof(file), "%s/config.json", scratch);
	setenv("DOCKER_CONFIG", scratch, 1);
	setenv("XDG_RUNTIME_DIR", scratch, 1);
	setenv("XDG_CONFIG_HOME", scratch, 1);
	unsetenv("REGISTRY_AUTH_FILE");
	test_registries(file);
	put(file, "{\"credHelpers\":{\"r.test\":\"docker\"}}");
	test_order(scratch);
	return done();
}
