# SPDX-License-Identifier: Apache-2.0
# What "make check" runs.  Each list below is explicit: a test that is not
# in it does not exist, and rules/listed.sh finds one that was forgotten.

TEST_EXTENSIONS = .sh .py
FC_TAP_DRIVER = $(SHELL) $(srcdir)/%D%/driver \
	env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(FC_TAP_DRIVER)
SH_LOG_DRIVER = $(FC_TAP_DRIVER)
PY_LOG_DRIVER = $(FC_TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
PY_LOG_COMPILER = $(PYTHON)

if SANITIZERS
FC_SANITIZERS = yes
else
FC_SANITIZERS = no
endif

# The programs under test; "make check-valgrind" has others.
FC_BIN = $(abs_top_builddir)/tests/bin

# The source directory may be read-only (make distcheck): no __pycache__.
AM_TESTS_ENVIRONMENT = \
	FC_BIN='$(FC_BIN)'; export FC_BIN; \
	FC_UNIT='$(abs_top_builddir)/tests/unit'; export FC_UNIT; \
	FC_SANITIZERS='$(FC_SANITIZERS)'; export FC_SANITIZERS; \
	FC_LIB_CFLAGS='$(FC_TEST_LIB_CFLAGS)'; export FC_LIB_CFLAGS; \
	FC_FORTIFY='$(FC_CPPFLAGS)'; export FC_FORTIFY; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CC='$(CC)'; export CC; \
	PYTHON='$(PYTHON)'; export PYTHON; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

FC_TEST_LIB_CFLAGS = $(CURL_CFLAGS) $(GNUTLS_CFLAGS) $(JSON_CFLAGS) \
	$(MICROHTTPD_CFLAGS)
FC_TEST_OAUTH_CPPFLAGS = $(AM_CPPFLAGS) $(FC_TEST_LIB_CFLAGS)

# --- UNIT_TESTS: tests/unit/test-NOUN.c, a program each -------------------
UNIT_TESTS = \
	%D%/unit/test-acquire \
	%D%/unit/test-browser \
	%D%/unit/test-buf \
	%D%/unit/test-cache \
	%D%/unit/test-config \
	%D%/unit/test-console \
	%D%/unit/test-controls \
	%D%/unit/test-docker-request \
	%D%/unit/test-environment \
	%D%/unit/test-error \
	%D%/unit/test-fields \
	%D%/unit/test-file \
	%D%/unit/test-git-request \
	%D%/unit/test-grant \
	%D%/unit/test-helper-lookup \
	%D%/unit/test-ini \
	%D%/unit/test-ini-edit \
	%D%/unit/test-ini-large \
	%D%/unit/test-ini-repair \
	%D%/unit/test-interaction \
	%D%/unit/test-json \
	%D%/unit/test-json-edit \
	%D%/unit/test-jwt \
	%D%/unit/test-keyring-request \
	%D%/unit/test-last-used \
	%D%/unit/test-lease \
	%D%/unit/test-lock \
	%D%/unit/test-login-index \
	%D%/unit/test-login-messages \
	%D%/unit/test-loopback \
	%D%/unit/test-nearest \
	%D%/unit/test-netrc \
	%D%/unit/test-notes \
	%D%/unit/test-page \
	%D%/unit/test-pasted \
	%D%/unit/test-path \
	%D%/unit/test-pkce \
	%D%/unit/test-process \
	%D%/unit/test-record \
	%D%/unit/test-redirect \
	%D%/unit/test-request \
	%D%/unit/test-secret \
	%D%/unit/test-settings \
	%D%/unit/test-stack \
	%D%/unit/test-stack-lock \
	%D%/unit/test-static-tokens \
	%D%/unit/test-sweep-token \
	%D%/unit/test-token \
	%D%/unit/test-typing \
	%D%/unit/test-url \
	%D%/unit/test-vault \
	%D%/unit/test-wrap

# Each is made from its one file, and linked with whatever it uses of ours;
# those that hold parts of a program name them as well.
LDADD = $(FC_OAUTH_LIBS) src/libbuilt.a
tests_unit_test_docker_request_SOURCES = \
	%D%/unit/test-docker-request.c \
	helpers/docker/request.c \
	helpers/docker/request.h
tests_unit_test_git_request_SOURCES = \
	%D%/unit/test-git-request.c \
	helpers/git/answer.c \
	helpers/git/answer.h \
	helpers/git/request.c \
	helpers/git/request.h
tests_unit_test_keyring_request_SOURCES = \
	%D%/unit/test-keyring-request.c \
	helpers/keyring/request.c \
	helpers/keyring/request.h
tests_unit_test_sweep_token_SOURCES = %D%/unit/test-sweep-token.c \
	$(FC_SWEEP_SCANNERS)
tests_unit_test_page_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)
tests_unit_test_helper_lookup_SOURCES = \
	%D%/unit/test-helper-lookup.c \
	helpers/cli/tools/docker/lookup.c \
	helpers/cli/tools/docker/lookup.h \
	helpers/cli/tools/git/lookup.c \
	helpers/cli/tools/git/lookup.h \
	helpers/cli/tools/git/pattern.c \
	helpers/cli/tools/git/pattern.h

# Not tests themselves: programs that tests run.
UNIT_TOOLS = %D%/unit/ini-tool %D%/unit/json-tool
tests_unit_json_tool_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)
EXTRA_DIST += %D%/unit/ini-text.h %D%/unit/scratch.h %D%/unit/tap.h

# --- RULE_TESTS: tests/rules/RULE.{sh,py} --------------------------------
RULE_TESTS = \
	%D%/rules/banned-calls.py \
	%D%/rules/canaries.py \
	%D%/rules/citations.py \
	%D%/rules/environment.py \
	%D%/rules/fast-path-files.py \
	%D%/rules/fast-path.sh \
	%D%/rules/hardening.sh \
	%D%/rules/headers.sh \
	%D%/rules/layers.py \
	%D%/rules/leftovers.py \
	%D%/rules/listed.sh \
	%D%/rules/manual.py \
	%D%/rules/messages.py \
	%D%/rules/modes.py \
	%D%/rules/not-dumpable.py \
	%D%/rules/prefix.sh \
	%D%/rules/secret-fields.py \
	%D%/rules/secret-files.py \
	%D%/rules/size.sh \
	%D%/rules/spdx.py \
	%D%/rules/threat-model.py \
	%D%/rules/wiped-before-free.py

RULE_FILES = \
	%D%/rules/rules.py \
	%D%/rules/scenes.py \
	%D%/rules/tap.sh \
	%D%/rules/tracing.py

# The programs once more, with an eye on free(): wiped-before-free.py.
RULE_TOOLS = \
	%D%/rules/wiped/docker-credential-foundry \
	%D%/rules/wiped/foundry-credential \
	%D%/rules/wiped/foundry-oauth \
	%D%/rules/wiped/git-credential-foundry \
	%D%/rules/wiped/keyring \
	%D%/rules/wiped/not-wiped
FC_WATCH_FREE = $(AM_LDFLAGS) -Wl,--wrap=malloc -Wl,--wrap=calloc \
	-Wl,--wrap=strdup -Wl,--wrap=free

check_LIBRARIES += tests/rules/libwiped.a
tests_rules_libwiped_a_SOURCES = %D%/rules/wiped.c src/base/installed.c
tests_rules_libwiped_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DFC_OAUTH_PROGRAM='"$(abs_top_builddir)/tests/rules/wiped/foundry-oauth"' \
	-DFC_SYSTEM_CONFIG='"$(abs_top_builddir)/tests/rules/wiped/foundry.config"' \
	-DFC_GIT_HELPER='"$(abs_top_builddir)/tests/rules/wiped/git-credential-foundry"'

tests_rules_wiped_git_credential_foundry_SOURCES =
tests_rules_wiped_git_credential_foundry_LDFLAGS = $(FC_WATCH_FREE)
tests_rules_wiped_git_credential_foundry_LDADD = $(FC_GIT_AGAIN) tests/rules/libwiped.a
tests_rules_wiped_docker_credential_foundry_SOURCES =
tests_rules_wiped_docker_credential_foundry_LDFLAGS = $(FC_WATCH_FREE)
tests_rules_wiped_docker_credential_foundry_LDADD = $(FC_DOCKER_AGAIN) tests/rules/libwiped.a
tests_rules_wiped_foundry_credential_SOURCES =
tests_rules_wiped_foundry_credential_LDFLAGS = $(FC_WATCH_FREE)
tests_rules_wiped_foundry_credential_LDADD = $(FC_CLI_AGAIN) tests/rules/libwiped.a
tests_rules_wiped_keyring_SOURCES =
tests_rules_wiped_keyring_LDFLAGS = $(FC_WATCH_FREE)
tests_rules_wiped_keyring_LDADD = $(FC_KEYRING_AGAIN) tests/rules/libwiped.a
tests_rules_wiped_foundry_oauth_SOURCES =
tests_rules_wiped_foundry_oauth_LDFLAGS = $(FC_WATCH_FREE)
tests_rules_wiped_foundry_oauth_LDADD = $(FC_OAUTH_AGAIN) tests/rules/libwiped.a
tests_rules_wiped_not_wiped_SOURCES = %D%/rules/not-wiped.c
tests_rules_wiped_not_wiped_LDFLAGS = $(FC_WATCH_FREE)
tests_rules_wiped_not_wiped_LDADD = $(FC_LIBS) tests/rules/libwiped.a

# --- FAULT_TESTS: tests/fault/test-*.py, what goes wrong on purpose -------
# The longest begin first.
FAULT_TESTS = \
	%D%/fault/test-memory-cli.py \
	%D%/fault/test-syscalls.py \
	%D%/fault/test-memory.py \
	%D%/fault/test-no-grace.py \
	%D%/fault/test-kills.py \
	%D%/fault/test-setup-calls.py \
	%D%/fault/test-clock-waits.py \
	%D%/fault/test-clocks.py \
	%D%/fault/test-file-size.py \
	%D%/fault/test-hostile.py \
	%D%/fault/test-logout-states.py \
	%D%/fault/test-meanwhile.py

FAULT_FILES = \
	%D%/fault/aftermath.py \
	%D%/fault/clocks.py \
	%D%/fault/hostile.py \
	%D%/fault/injecting.py \
	%D%/fault/wrong-clock.c

# For test-clocks.py.  Nothing of it is linked, so no flag of a program's.
check_DATA = %D%/fault/wrong-clock.so
CLEANFILES += %D%/fault/wrong-clock.so
%D%/fault/wrong-clock.so: %D%/fault/wrong-clock.c
	$(AM_V_CC)$(MKDIR_P) $(@D) && \
	$(CC) $(AM_CPPFLAGS) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ \
		$(srcdir)/%D%/fault/wrong-clock.c

# The programs once more, with allocations that fail: test-memory.py.
FAULT_TOOLS = \
	%D%/fault/failing/docker-credential-foundry \
	%D%/fault/failing/foundry-credential \
	%D%/fault/failing/foundry-oauth \
	%D%/fault/failing/git-credential-foundry \
	%D%/fault/failing/keyring
FC_FAIL_MALLOC = $(AM_LDFLAGS) -Wl,--wrap=malloc -Wl,--wrap=calloc \
	-Wl,--wrap=strdup

check_LIBRARIES += tests/fault/libfailing.a
tests_fault_libfailing_a_SOURCES = %D%/fault/failing.c src/base/installed.c
tests_fault_libfailing_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DFC_OAUTH_PROGRAM='"$(abs_top_builddir)/tests/fault/failing/foundry-oauth"' \
	-DFC_SYSTEM_CONFIG='"$(abs_top_builddir)/tests/fault/failing/foundry.config"' \
	-DFC_GIT_HELPER='"$(abs_top_builddir)/tests/fault/failing/git-credential-foundry"'

tests_fault_failing_git_credential_foundry_SOURCES =
tests_fault_failing_git_credential_foundry_LDFLAGS = $(FC_FAIL_MALLOC)
tests_fault_failing_git_credential_foundry_LDADD = $(FC_GIT_AGAIN) tests/fault/libfailing.a
tests_fault_failing_docker_credential_foundry_SOURCES =
tests_fault_failing_docker_credential_foundry_LDFLAGS = $(FC_FAIL_MALLOC)
tests_fault_failing_docker_credential_foundry_LDADD = $(FC_DOCKER_AGAIN) tests/fault/libfailing.a
tests_fault_failing_foundry_credential_SOURCES =
tests_fault_failing_foundry_credential_LDFLAGS = $(FC_FAIL_MALLOC)
tests_fault_failing_foundry_credential_LDADD = $(FC_CLI_AGAIN) tests/fault/libfailing.a
tests_fault_failing_keyring_SOURCES =
tests_fault_failing_keyring_LDFLAGS = $(FC_FAIL_MALLOC)
tests_fault_failing_keyring_LDADD = $(FC_KEYRING_AGAIN) tests/fault/libfailing.a
tests_fault_failing_foundry_oauth_SOURCES =
tests_fault_failing_foundry_oauth_LDFLAGS = $(FC_FAIL_MALLOC)
tests_fault_failing_foundry_oauth_LDADD = $(FC_OAUTH_AGAIN) tests/fault/libfailing.a

# --- SYSTEM_TESTS: tests/system/test-*.py, against the simulator ---------
SYSTEM_TESTS = \
	%D%/system/ini-differential.py \
	%D%/system/json-differential.py \
	%D%/system/test-at-terminal.py \
	%D%/system/test-cache-modes.py \
	%D%/system/test-chromium.py \
	%D%/system/test-ci.py \
	%D%/system/test-cli.py \
	%D%/system/test-client-secret.py \
	%D%/system/test-completion.py \
	%D%/system/test-config-errors.py \
	%D%/system/test-config-verb.py \
	%D%/system/test-controls.py \
	%D%/system/test-crowds.py \
	%D%/system/test-docker-clients.py \
	%D%/system/test-docker-registries.py \
	%D%/system/test-docker.py \
	%D%/system/test-doctor.py \
	%D%/system/test-environment.py \
	%D%/system/test-exec.py \
	%D%/system/test-files.py \
	%D%/system/test-git.py \
	%D%/system/test-homes.py \
	%D%/system/test-keyring.py \
	%D%/system/test-late.py \
	%D%/system/test-lfs.py \
	%D%/system/test-login-console.py \
	%D%/system/test-login-index.py \
	%D%/system/test-login-webserver.py \
	%D%/system/test-many.py \
	%D%/system/test-many-mixed.py \
	%D%/system/test-nonsense.py \
	%D%/system/test-obstacles.py \
	%D%/system/test-odd-files.py \
	%D%/system/test-odd-places.py \
	%D%/system/test-oidc-provider.py \
	%D%/system/test-one-pipe.py \
	%D%/system/test-ports.py \
	%D%/system/test-python-library.py \
	%D%/system/test-refresh.py \
	%D%/system/test-refresh-verb.py \
	%D%/system/test-repair.py \
	%D%/system/test-saved-root.py \
	%D%/system/test-saving.py \
	%D%/system/test-setup.py \
	%D%/system/test-setup-asking.py \
	%D%/system/test-setup-files.py \
	%D%/system/test-speculation.py \
	%D%/system/test-static.py \
	%D%/system/test-status.py \
	%D%/system/test-strays.py \
	%D%/system/test-sweep.py \
	%D%/system/test-tmux.py \
	%D%/system/test-tools.py \
	%D%/system/test-trace.py \
	%D%/system/test-trust.py \
	%D%/system/test-typed.py \
	%D%/system/test-whoami.py

SYSTEM_FILES = \
	%D%/system/asking.py \
	%D%/system/chromium.py \
	%D%/system/chromium_login.py \
	%D%/system/containers.py \
	%D%/system/harness.py \
	%D%/system/home.py \
	%D%/system/listener.py \
	%D%/system/needed.py \
	%D%/system/oidc_person.py \
	%D%/system/pace.py \
	%D%/system/oidc-provider/fetch \
	%D%/system/oidc-provider/package-lock.json \
	%D%/system/oidc-provider/package.json \
	%D%/system/oidc-provider/server.mjs \
	%D%/system/python_library.py \
	%D%/system/strays.py \
	%D%/system/mounting.py \
	%D%/system/system_file.py \
	%D%/system/tap.py \
	%D%/system/terminal.py \
	%D%/system/tmux.py

SIMULATOR_FILES = \
	%D%/simulator/README.md \
	%D%/simulator/browser \
	%D%/simulator/browsing.py \
	%D%/simulator/client.py \
	%D%/simulator/control \
	%D%/simulator/foundry \
	%D%/simulator/selftest \
	%D%/simulator/simulator/__init__.py \
	%D%/simulator/simulator/applications.py \
	%D%/simulator/simulator/artifacts.py \
	%D%/simulator/simulator/clock.py \
	%D%/simulator/simulator/control.py \
	%D%/simulator/simulator/faults.py \
	%D%/simulator/simulator/git_http.py \
	%D%/simulator/simulator/message.py \
	%D%/simulator/simulator/multipass.py \
	%D%/simulator/simulator/oauth.py \
	%D%/simulator/simulator/pages.py \
	%D%/simulator/simulator/pypi.py \
	%D%/simulator/simulator/registry.py \
	%D%/simulator/simulator/repositories.py \
	%D%/simulator/simulator/server.py \
	%D%/simulator/simulator/settings.py \
	%D%/simulator/simulator/tls.py \
	%D%/simulator/simulator/tokens.py \
	%D%/simulator/simulator/traffic.py \
	%D%/simulator/simulator/world.py

# --- CONTRACT_TESTS: tests/contract/test-*.py, all programs alike ---------
CONTRACT_TESTS = \
	%D%/contract/test-states.py

include tests/bench/local.mk
include tests/git/local.mk
include tests/json/local.mk
include tests/npm/local.mk
include tests/soak/local.mk

check_PROGRAMS += $(UNIT_TESTS) $(UNIT_TOOLS) $(RULE_TOOLS) $(FAULT_TOOLS)
# Those that take longest begin first.
TESTS += $(FAULT_TESTS) $(SYSTEM_TESTS) $(CONTRACT_TESTS) $(RULE_TESTS) \
	$(UNIT_TESTS)
EXTRA_DIST += %D%/driver $(FAULT_TESTS) $(FAULT_FILES) $(RULE_TESTS) $(RULE_FILES) $(SYSTEM_TESTS) $(SYSTEM_FILES) \
	$(CONTRACT_TESTS) $(SIMULATOR_FILES)

# --- FUZZ_REPLAYS: tests/fuzz/fuzz-NAME.c and corpus/NAME --------------
include tests/fuzz/local.mk

# --- check-quick, check-sanitizers: parts of "make check" ----------------
# For every commit.
QUICK_TESTS = $(UNIT_TESTS) $(FUZZ_REPLAYS) $(CONTRACT_TESTS) $(RULE_TESTS) \
	%D%/system/test-cache-modes.py \
	%D%/system/test-cli.py \
	%D%/system/test-config-errors.py \
	%D%/system/test-docker.py \
	%D%/system/test-doctor.py \
	%D%/system/test-exec.py \
	%D%/system/test-files.py \
	%D%/system/test-git.py \
	%D%/system/test-keyring.py \
	%D%/system/test-login-console.py \
	%D%/system/test-login-webserver.py \
	%D%/system/test-refresh.py \
	%D%/system/test-static.py \
	%D%/system/test-status.py

# In a build with --enable-sanitizers: each behaviour once; "make check" is
# still all of them there.  Left out of it, each for its reason; new tests are
# in it.
#   the rules        sources and objects are the same in every build, and who
#                    traces cannot be traced; their scenes are played, though
#   test-syscalls, test-kills, test-setup-calls
#                    strace and the sanitizers cannot both trace
#   ini-differential, test-python-library, test-oidc-provider, test-chromium,
#   test-docker-clients, test-tmux, test-completion
#                    judge what others make of it: the same code, other peers;
#                    the fuzzers' corpora are replayed
#   test-many, test-many-mixed, test-crowds
#                    one behaviour, hundreds of times at once
#   test-clock-waits waiting, by a clock that jumps
ONCE_IS_ENOUGH = \
	%D%/fault/test-clock-waits.py \
	%D%/fault/test-kills.py \
	%D%/fault/test-setup-calls.py \
	%D%/fault/test-syscalls.py \
	%D%/system/ini-differential.py \
	%D%/system/test-chromium.py \
	%D%/system/test-completion.py \
	%D%/system/test-crowds.py \
	%D%/system/test-docker-clients.py \
	%D%/system/test-many-mixed.py \
	%D%/system/test-many.py \
	%D%/system/test-oidc-provider.py \
	%D%/system/test-python-library.py \
	%D%/system/test-tmux.py

check-quick:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(QUICK_TESTS)'
check-sanitizers:
	tests=tests/rules/scenes.py; \
	for test in $(TESTS); do \
		case ' $(ONCE_IS_ENOUGH) $(RULE_TESTS) ' in \
		*" $$test "*) ;; \
		*) tests="$$tests $$test" ;; \
		esac; \
	done; \
	$(MAKE) $(AM_MAKEFLAGS) check TESTS="$$tests"
.PHONY: check-quick check-sanitizers

# --- check-valgrind -----------------------------------------------------
include tests/valgrind/local.mk

# --- coverage -----------------------------------------------------------
include tests/coverage/local.mk
