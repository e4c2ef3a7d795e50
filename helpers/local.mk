# SPDX-License-Identifier: Apache-2.0
# Every program, and how far down it reaches.
bin_PROGRAMS += git-credential-foundry docker-credential-foundry \
	foundry-credential
pkglibexec_PROGRAMS += foundry-oauth
check_PROGRAMS += tests/bin/git-credential-foundry \
	tests/bin/docker-credential-foundry \
	tests/bin/foundry-credential tests/bin/foundry-oauth

# libc only: rules/fast-path holds the built program to it.
git_credential_foundry_SOURCES = \
	%D%/git/answer.c %D%/git/answer.h \
	%D%/git/main.c \
	%D%/git/request.c %D%/git/request.h
git_credential_foundry_LDADD = src/libstore.a src/libbase.a \
	src/libinstalled.a

# libc and json-c.
foundry_credential_SOURCES = \
	%D%/cli/diff.c %D%/cli/diff.h \
	%D%/cli/doctor.c %D%/cli/doctor.h \
	%D%/cli/doctor_files.c \
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
foundry_credential_LDADD = src/libstore.a src/libbase.a src/libinstalled.a \
	$(JSON_LIBS)

docker_credential_foundry_SOURCES = \
	%D%/docker/main.c \
	%D%/docker/request.c %D%/docker/request.h
docker_credential_foundry_LDADD = src/libstore.a src/libbase.a \
	src/libinstalled.a $(JSON_LIBS)

# The one with a network.
foundry_oauth_SOURCES = \
	%D%/oauth/account.c \
	%D%/oauth/errands.h \
	%D%/oauth/forget.c \
	%D%/oauth/main.c \
	%D%/oauth/probe.c \
	%D%/oauth/tokens.c
foundry_oauth_LDADD = src/liboauth.a src/libvault.a src/libstore.a \
	src/libbase.a src/libinstalled.a $(CURL_LIBS) $(GNUTLS_LIBS) \
	$(JSON_LIBS) $(MICROHTTPD_LIBS)

# The same programs as "make check" runs them: in the build directory.
tests_bin_git_credential_foundry_SOURCES = $(git_credential_foundry_SOURCES)
tests_bin_git_credential_foundry_LDADD = src/libstore.a src/libbase.a \
	src/libbuilt.a
tests_bin_docker_credential_foundry_SOURCES = \
	$(docker_credential_foundry_SOURCES)
tests_bin_docker_credential_foundry_LDADD = src/libstore.a src/libbase.a \
	src/libbuilt.a $(JSON_LIBS)
tests_bin_foundry_credential_SOURCES = $(foundry_credential_SOURCES)
tests_bin_foundry_credential_LDADD = src/libstore.a src/libbase.a \
	src/libbuilt.a $(JSON_LIBS)
tests_bin_foundry_oauth_SOURCES = $(foundry_oauth_SOURCES)
tests_bin_foundry_oauth_LDADD = src/liboauth.a src/libvault.a \
	src/libstore.a src/libbase.a src/libbuilt.a $(CURL_LIBS) \
	$(GNUTLS_LIBS) $(JSON_LIBS) $(MICROHTTPD_LIBS)
