# SPDX-License-Identifier: Apache-2.0
# Every program, and how far down it reaches.
bin_PROGRAMS += git-credential-foundry docker-credential-foundry \
	foundry-credential
pkglibexec_PROGRAMS += foundry-oauth
check_PROGRAMS += tests/bin/git-credential-foundry \
	tests/bin/docker-credential-foundry \
	tests/bin/foundry-credential tests/bin/foundry-oauth

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

# libc and json-c.
foundry_credential_SOURCES = \
	%D%/cli/diff.c %D%/cli/diff.h \
	%D%/cli/doctor.c %D%/cli/doctor.h \
	%D%/cli/doctor_files.c \
	%D%/cli/doctor_saving.c \
	%D%/cli/doctor_stack.c \
	%D%/cli/doctor_wiring.c \
	%D%/cli/duration.c %D%/cli/duration.h \
	%D%/cli/edit.c %D%/cli/edit.h \
	%D%/cli/exec.c \
	%D%/cli/format.c %D%/cli/format.h \
	%D%/cli/get.c \
	%D%/cli/list.c \
	%D%/cli/main.c \
	%D%/cli/options.c %D%/cli/options.h \
	%D%/cli/prompt.c %D%/cli/prompt.h \
	%D%/cli/refresh.c \
	%D%/cli/repair.c \
	%D%/cli/session.c \
	%D%/cli/setup.c %D%/cli/setup.h \
	%D%/cli/setup_backup.c \
	%D%/cli/setup_config.c \
	%D%/cli/setup_docker.c \
	%D%/cli/setup_git.c \
	%D%/cli/setup_plan.c %D%/cli/setup_plan.h \
	%D%/cli/setup_wish.c \
	%D%/cli/sheet.c %D%/cli/sheet.h \
	%D%/cli/status.c %D%/cli/status.h %D%/cli/status_facts.c \
	%D%/cli/status_json.c %D%/cli/status_text.c \
	%D%/cli/store.c \
	%D%/cli/target.c %D%/cli/target.h \
	%D%/cli/verbs.h \
	%D%/cli/whoami.c \
	%D%/cli/wiring.h %D%/cli/wiring_docker.c %D%/cli/wiring_git.c \
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
	%D%/oauth/errands.h \
	%D%/oauth/forget.c \
	%D%/oauth/main.c \
	%D%/oauth/probe.c \
	%D%/oauth/repair.c \
	%D%/oauth/tokens.c
foundry_oauth_LDADD = $(FC_OAUTH_LIBS) src/libinstalled.a

# The programs, to be linked again with other paths; those that "make check"
# runs find each other in the build directory.
FC_GIT_AGAIN = $(git_credential_foundry_OBJECTS) $(FC_LIBS)
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
