# SPDX-License-Identifier: Apache-2.0
# Every program, and how far down it reaches.
bin_PROGRAMS += git-credential-foundry docker-credential-foundry \
	foundry-credential
pkglibexec_PROGRAMS += foundry-oauth keyring
check_PROGRAMS += tests/bin/git-credential-foundry \
	tests/bin/docker-credential-foundry \
	tests/bin/foundry-credential tests/bin/foundry-oauth \
	tests/bin/keyring

# Last in each program stands the library with the paths that it knows.
FC_LIBS = src/libcredential.a src/librequest.a src/librecord.a \
	src/libconfig.a src/libbase.a
FC_JSON_LIBS = $(FC_LIBS) $(JSON_LIBS)
FC_OAUTH_LIBS = src/liboauth.a src/libvault.a $(FC_JSON_LIBS) $(CURL_LIBS) \
	$(GNUTLS_LIBS) $(MICROHTTPD_LIBS)

# libc only: rules/fast-path holds the built program to it.
git_credential_foundry_SOURCES = \
	%D%/git/answer.c %D%/git/answer.h \
	%D%/git/main.c \
	%D%/git/request.c %D%/git/request.h
git_credential_foundry_LDADD = $(FC_LIBS) src/libinstalled.a

# The same.
keyring_SOURCES = \
	%D%/keyring/main.c \
	%D%/keyring/request.c %D%/keyring/request.h
keyring_LDADD = $(FC_LIBS) src/libinstalled.a

# What reads files that others have written: tests look at it alone.
FC_SWEEP_SCANNERS = \
	%D%/cli/sweep/aws.c \
	%D%/cli/sweep/findings.c %D%/cli/sweep/findings.h \
	%D%/cli/sweep/git.c \
	%D%/cli/sweep/hosts.c %D%/cli/sweep/hosts.h \
	%D%/cli/sweep/json.c \
	%D%/cli/sweep/lines.c \
	%D%/cli/sweep/maven.c \
	%D%/cli/sweep/names.c \
	%D%/cli/sweep/netrc.c \
	%D%/cli/sweep/own.c %D%/cli/sweep/own.h \
	%D%/cli/sweep/part.c \
	%D%/cli/sweep/scan.c %D%/cli/sweep/scan.h \
	%D%/cli/sweep/token.c %D%/cli/sweep/token.h

# libc and json-c.
foundry_credential_SOURCES = \
	%D%/cli/verbs.c \
	%D%/cli/bundle.c %D%/cli/bundle.h \
	%D%/cli/common/choice.c %D%/cli/common/choice.h \
	%D%/cli/common/columns.c %D%/cli/common/columns.h \
	%D%/cli/common/duration.c %D%/cli/common/duration.h \
	%D%/cli/common/format.c %D%/cli/common/format.h \
	%D%/cli/common/json.c %D%/cli/common/json.h \
	%D%/cli/common/lasting.c %D%/cli/common/lasting.h \
	%D%/cli/common/netrc.c %D%/cli/common/netrc.h \
	%D%/cli/common/options.c %D%/cli/common/options.h \
	%D%/cli/common/prompt.c %D%/cli/common/prompt.h \
	%D%/cli/common/target.c %D%/cli/common/target.h \
	%D%/cli/common/uri_request.c %D%/cli/common/uri_request.h \
	%D%/cli/common/variables.c %D%/cli/common/variables.h \
	%D%/cli/config.c \
	%D%/cli/doctor.c \
	%D%/cli/doctor/access.c \
	%D%/cli/doctor/doctor.h \
	%D%/cli/doctor/files.c \
	%D%/cli/doctor/report.c \
	%D%/cli/doctor/saving.c \
	%D%/cli/doctor/stack.c \
	%D%/cli/doctor/tokens.c \
	%D%/cli/edit/attributes.c %D%/cli/edit/attributes.h \
	%D%/cli/edit/backup.c %D%/cli/edit/backup.h \
	%D%/cli/edit/diff.c %D%/cli/edit/diff.h \
	%D%/cli/edit/edit.c %D%/cli/edit/edit.h \
	%D%/cli/edit/mask.c %D%/cli/edit/mask.h \
	%D%/cli/edit/write.c \
	%D%/cli/exec.c \
	%D%/cli/get.c \
	%D%/cli/list.c \
	%D%/cli/login.c \
	%D%/cli/main.c \
	%D%/cli/refresh.c \
	%D%/cli/repair.c \
	%D%/cli/setup.c \
	%D%/cli/setup/changes.c %D%/cli/setup/changes.h \
	%D%/cli/setup/config.c \
	%D%/cli/setup/config_undo.c \
	%D%/cli/setup/files.c \
	%D%/cli/setup/interview.c \
	%D%/cli/setup/mask.c \
	%D%/cli/setup/next.c \
	%D%/cli/setup/options.c \
	%D%/cli/setup/registries.c \
	%D%/cli/setup/setup.h \
	%D%/cli/setup/write.c \
	%D%/cli/status.c \
	%D%/cli/status/facts.c \
	%D%/cli/status/json.c \
	%D%/cli/status/status.h \
	%D%/cli/status/summary.c \
	%D%/cli/status/table.c \
	%D%/cli/status/text.c \
	%D%/cli/store.c \
	$(FC_SWEEP_SCANNERS) \
	%D%/cli/sweep.c \
	%D%/cli/sweep/clone.c %D%/cli/sweep/clone.h \
	%D%/cli/sweep/fix.c %D%/cli/sweep/fix.h \
	%D%/cli/sweep/fix_list.c %D%/cli/sweep/fix_list.h \
	%D%/cli/sweep/fix_undo.c \
	%D%/cli/sweep/fix_write.c \
	%D%/cli/sweep/places.c %D%/cli/sweep/places.h \
	%D%/cli/sweep/report.c %D%/cli/sweep/report.h \
	%D%/cli/sweep/walk.c %D%/cli/sweep/walk.h \
	%D%/cli/tools/docker/docker.h \
	%D%/cli/tools/docker/doctor.c \
	%D%/cli/tools/docker/lookup.c %D%/cli/tools/docker/lookup.h \
	%D%/cli/tools/docker/mask.c \
	%D%/cli/tools/docker/setup.c \
	%D%/cli/tools/docker/tool.c \
	%D%/cli/tools/git/copy.c %D%/cli/tools/git/copy.h \
	%D%/cli/tools/git/doctor.c \
	%D%/cli/tools/git/git.h \
	%D%/cli/tools/git/lines.c %D%/cli/tools/git/lines.h \
	%D%/cli/tools/git/lookup.c %D%/cli/tools/git/lookup.h \
	%D%/cli/tools/git/mask.c \
	%D%/cli/tools/git/pattern.c %D%/cli/tools/git/pattern.h \
	%D%/cli/tools/git/remotes.c \
	%D%/cli/tools/git/setup.c \
	%D%/cli/tools/git/tool.c \
	%D%/cli/tools/mcp/tool.c \
	%D%/cli/tools/npm/lookup.c \
	%D%/cli/tools/npm/npm.c %D%/cli/tools/npm/npm.h \
	%D%/cli/tools/npm/npmrc.c %D%/cli/tools/npm/npmrc.h \
	%D%/cli/tools/npm/pnpm.c \
	%D%/cli/tools/npm/variable.c \
	%D%/cli/tools/npm/version.c %D%/cli/tools/npm/version.h \
	%D%/cli/tools/tool.h \
	%D%/cli/tools/tools.c \
	%D%/cli/verbs.h \
	%D%/cli/whoami.c \
	%D%/git/request.c %D%/git/request.h
foundry_credential_LDADD = $(FC_JSON_LIBS) src/libinstalled.a

docker_credential_foundry_SOURCES = \
	%D%/docker/main.c \
	%D%/docker/request.c %D%/docker/request.h
docker_credential_foundry_LDADD = $(FC_JSON_LIBS) src/libinstalled.a

# The one with a network.
foundry_oauth_SOURCES = \
	%D%/oauth/account.c \
	%D%/oauth/caller.c \
	%D%/oauth/forget.c \
	%D%/oauth/index.c \
	%D%/oauth/main.c \
	%D%/oauth/probe.c \
	%D%/oauth/repair.c \
	%D%/oauth/tokens.c \
	%D%/oauth/verbs.h
foundry_oauth_LDADD = $(FC_OAUTH_LIBS) src/libinstalled.a

# The programs, to be linked again with other paths; those that "make check"
# runs find each other in the build directory.
FC_GIT_AGAIN = $(git_credential_foundry_OBJECTS) $(FC_LIBS)
FC_KEYRING_AGAIN = $(keyring_OBJECTS) $(FC_LIBS)
FC_DOCKER_AGAIN = $(docker_credential_foundry_OBJECTS) $(FC_JSON_LIBS)
FC_CLI_AGAIN = $(foundry_credential_OBJECTS) $(FC_JSON_LIBS)
FC_OAUTH_AGAIN = $(foundry_oauth_OBJECTS) $(FC_OAUTH_LIBS)

tests_bin_git_credential_foundry_SOURCES =
tests_bin_git_credential_foundry_LDADD = $(FC_GIT_AGAIN) src/libbuilt.a
tests_bin_docker_credential_foundry_SOURCES =
tests_bin_docker_credential_foundry_LDADD = $(FC_DOCKER_AGAIN) src/libbuilt.a
tests_bin_foundry_credential_SOURCES =
tests_bin_foundry_credential_LDADD = $(FC_CLI_AGAIN) src/libbuilt.a
tests_bin_foundry_oauth_SOURCES =
tests_bin_foundry_oauth_LDADD = $(FC_OAUTH_AGAIN) src/libbuilt.a
tests_bin_keyring_SOURCES =
tests_bin_keyring_LDADD = $(FC_KEYRING_AGAIN) src/libbuilt.a
