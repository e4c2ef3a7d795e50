# SPDX-License-Identifier: Apache-2.0
# "make check-valgrind", "make check-valgrind-all": the tests with everything
# of ours under valgrind.
# A unit test runs in it; a system test finds wrappers in FC_BIN, which run
# the programs in it.  Those are built once more, to find each other there.
EXTRA_DIST += %D%/report %D%/wrap

VALGRIND_TOOLS = \
	%D%/real/docker-credential-foundry \
	%D%/real/foundry-credential \
	%D%/real/foundry-oauth \
	%D%/real/git-credential-foundry \
	%D%/real/keyring

EXTRA_PROGRAMS += $(VALGRIND_TOOLS)
EXTRA_LIBRARIES = tests/valgrind/libwrapped.a
CLEANFILES += $(EXTRA_PROGRAMS) $(EXTRA_LIBRARIES)

FC_WRAPPED = $(abs_top_builddir)/tests/valgrind/bin
tests_valgrind_libwrapped_a_SOURCES = src/base/installed.c
tests_valgrind_libwrapped_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DFC_OAUTH_PROGRAM='"$(FC_WRAPPED)/foundry-oauth"' \
	-DFC_SYSTEM_CONFIG='"$(FC_WRAPPED)/foundry.config"' \
	-DFC_GIT_HELPER='"$(FC_WRAPPED)/git-credential-foundry"'

tests_valgrind_real_git_credential_foundry_SOURCES =
tests_valgrind_real_git_credential_foundry_LDADD = $(FC_GIT_AGAIN) tests/valgrind/libwrapped.a
tests_valgrind_real_docker_credential_foundry_SOURCES =
tests_valgrind_real_docker_credential_foundry_LDADD = $(FC_DOCKER_AGAIN) tests/valgrind/libwrapped.a
tests_valgrind_real_foundry_credential_SOURCES =
tests_valgrind_real_foundry_credential_LDADD = $(FC_CLI_AGAIN) tests/valgrind/libwrapped.a
tests_valgrind_real_keyring_SOURCES =
tests_valgrind_real_keyring_LDADD = $(FC_KEYRING_AGAIN) tests/valgrind/libwrapped.a
tests_valgrind_real_foundry_oauth_SOURCES =
tests_valgrind_real_foundry_oauth_LDADD = $(FC_OAUTH_AGAIN) tests/valgrind/libwrapped.a

# Not under valgrind, each for its reason:
#   the rules        look at the sources, the objects, or by strace at the
#                    very calls that a program makes: valgrind makes others
#   fault/           likewise (strace injects, kills are aimed at a call), or
#                    builds of their own with allocations that fail
# A process takes half a second to start in it, so each program is seen in a
# few scenes; what a sanitizer sees as well is left to those.
VALGRIND_TESTS = $(UNIT_TESTS) $(FUZZ_REPLAYS) tests/rules/scenes.py
VALGRIND_SCENES = cached store_and_erase docker keyring login_in_the_browser looking
# "make check-valgrind-all" has the system tests as well.  Whether one of those
# passes does not count, only what valgrind finds in the programs:
#   test-docker      docker's helper gives up after 5 seconds, as it promises
#   test-refresh-verb
#                    a waiter is told after 5 seconds, and says so
#   test-exec        valgrind's own LD_LIBRARY_PATH, descriptor and signals
#                    are handed on to the command
#   the others       not tried often enough to be relied upon
VALGRIND_ALL_TESTS = $(SYSTEM_TESTS) $(CONTRACT_TESTS)

# No library needs a suppression.  What a program loses is a finding, what it
# still holds at its end is not.
# A terminal's ioctls are new to valgrind, which would warn of them.  Which
# function was inlined where takes it long to read, and finds nothing.
FC_VALGRIND = valgrind -q --vgdb=no --error-exitcode=99 --leak-check=full \
	--read-inline-info=no \
	--sim-hints=lax-ioctls --log-fd=9
FC_FINDINGS = $(abs_top_builddir)/tests/valgrind/findings

FC_CHECK_WRAPPED = check FC_BIN='$(FC_WRAPPED)' \
	LOG_COMPILER='$(FC_WRAPPED)/run'

check-valgrind: $(VALGRIND_TOOLS)
	rm -rf tests/valgrind/bin $(FC_FINDINGS)
	$(MKDIR_P) tests/valgrind/bin $(FC_FINDINGS)
	$(srcdir)/%D%/wrap tests/valgrind/bin/run $(FC_FINDINGS) $(FC_VALGRIND)
	for program in $(VALGRIND_TOOLS); do \
		$(srcdir)/%D%/wrap tests/valgrind/bin/$${program##*/} \
			$(FC_FINDINGS) $(FC_VALGRIND) \
			"$(abs_top_builddir)/$$program" || exit 1; \
	done
	status=0; \
	$(MAKE) $(AM_MAKEFLAGS) $(FC_CHECK_WRAPPED) \
		FC_SCENES='$(VALGRIND_SCENES)' TESTS='$(VALGRIND_TESTS)' || \
		status=$$?; \
	$(srcdir)/%D%/report $(FC_FINDINGS) && exit $$status

check-valgrind-all: check-valgrind
	$(MAKE) $(AM_MAKEFLAGS) $(FC_CHECK_WRAPPED) \
		TESTS='$(VALGRIND_ALL_TESTS)' || :
	$(srcdir)/%D%/report $(FC_FINDINGS)
.PHONY: check-valgrind check-valgrind-all

mostlyclean-local:
	rm -rf tests/valgrind/bin tests/valgrind/findings
