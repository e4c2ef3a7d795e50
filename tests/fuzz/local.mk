# SPDX-License-Identifier: Apache-2.0
# Fuzzing: NAME is a target fuzz-NAME.c with its corpus/NAME.  "make check"
# replays the corpora with the compiler and flags of everything else; "make
# fuzz" builds and runs the fuzzers themselves (fuzz.mk).
FUZZ_REPLAYS = \
	%D%/replay-access-record \
	%D%/replay-account \
	%D%/replay-config \
	%D%/replay-docker-request \
	%D%/replay-git-helper-lookup \
	%D%/replay-git-request \
	%D%/replay-http-reply \
	%D%/replay-ini \
	%D%/replay-ini-edit \
	%D%/replay-json \
	%D%/replay-json-edit \
	%D%/replay-jwt \
	%D%/replay-keyring-request \
	%D%/replay-netrc \
	%D%/replay-notes \
	%D%/replay-pasted \
	%D%/replay-record \
	%D%/replay-redirect \
	%D%/replay-request \
	%D%/replay-sweep \
	%D%/replay-token-reply \
	%D%/replay-tokens \
	%D%/replay-typing \
	%D%/replay-url

FUZZ_SHARED = %D%/replay.c %D%/fuzz.c %D%/fuzz.h tests/unit/tap.h
FUZZ_DISK = %D%/disk.c %D%/disk.h
FUZZ_QUERY = %D%/query.c %D%/query.h

tests_fuzz_replay_access_record_SOURCES = %D%/fuzz-access-record.c \
	$(FUZZ_SHARED) $(FUZZ_DISK)
tests_fuzz_replay_account_SOURCES = %D%/fuzz-account.c $(FUZZ_SHARED) \
	$(FUZZ_QUERY)
tests_fuzz_replay_config_SOURCES = %D%/fuzz-config.c $(FUZZ_SHARED) \
	$(FUZZ_DISK)
tests_fuzz_replay_docker_request_SOURCES = %D%/fuzz-docker-request.c \
	helpers/docker/request.c helpers/docker/request.h $(FUZZ_SHARED)
tests_fuzz_replay_keyring_request_SOURCES = %D%/fuzz-keyring-request.c \
	helpers/keyring/request.c helpers/keyring/request.h $(FUZZ_SHARED)
tests_fuzz_replay_request_SOURCES = %D%/fuzz-request.c $(FUZZ_SHARED)
tests_fuzz_replay_git_request_SOURCES = %D%/fuzz-git-request.c \
	helpers/git/answer.c helpers/git/answer.h \
	helpers/git/request.c helpers/git/request.h $(FUZZ_SHARED)
tests_fuzz_replay_git_helper_lookup_SOURCES = %D%/fuzz-git-helper-lookup.c \
	helpers/cli/tools/git/lookup.c helpers/cli/tools/git/lookup.h \
	helpers/cli/tools/git/pattern.c helpers/cli/tools/git/pattern.h \
	$(FUZZ_SHARED)
tests_fuzz_replay_http_reply_SOURCES = %D%/fuzz-http-reply.c $(FUZZ_SHARED)
tests_fuzz_replay_http_reply_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)
tests_fuzz_replay_ini_SOURCES = %D%/fuzz-ini.c $(FUZZ_SHARED)
tests_fuzz_replay_ini_edit_SOURCES = %D%/fuzz-ini-edit.c $(FUZZ_SHARED)
tests_fuzz_replay_json_SOURCES = %D%/fuzz-json.c $(FUZZ_SHARED)
tests_fuzz_replay_json_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)
tests_fuzz_replay_json_edit_SOURCES = %D%/fuzz-json-edit.c \
	$(FUZZ_SHARED)
tests_fuzz_replay_json_edit_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)
tests_fuzz_replay_jwt_SOURCES = %D%/fuzz-jwt.c $(FUZZ_SHARED)
tests_fuzz_replay_jwt_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)
tests_fuzz_replay_netrc_SOURCES = %D%/fuzz-netrc.c $(FUZZ_SHARED)
tests_fuzz_replay_notes_SOURCES = %D%/fuzz-notes.c $(FUZZ_SHARED) \
	$(FUZZ_DISK)
tests_fuzz_replay_pasted_SOURCES = %D%/fuzz-pasted.c $(FUZZ_SHARED) \
	$(FUZZ_QUERY)
tests_fuzz_replay_record_SOURCES = %D%/fuzz-record.c $(FUZZ_SHARED)
tests_fuzz_replay_redirect_SOURCES = %D%/fuzz-redirect.c $(FUZZ_SHARED) \
	$(FUZZ_QUERY)
tests_fuzz_replay_sweep_SOURCES = %D%/fuzz-sweep.c $(FC_SWEEP_SCANNERS) \
	$(FUZZ_SHARED)
tests_fuzz_replay_token_reply_SOURCES = %D%/fuzz-token-reply.c \
	$(FUZZ_SHARED) $(FUZZ_QUERY)
tests_fuzz_replay_tokens_SOURCES = %D%/fuzz-tokens.c $(FUZZ_SHARED) \
	$(FUZZ_DISK)
tests_fuzz_replay_typing_SOURCES = %D%/fuzz-typing.c $(FUZZ_SHARED)
tests_fuzz_replay_url_SOURCES = %D%/fuzz-url.c $(FUZZ_SHARED)
tests_fuzz_replay_url_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)

check_PROGRAMS += $(FUZZ_REPLAYS)
TESTS += $(FUZZ_REPLAYS)
EXTRA_DIST += %D%/corpus %D%/fuzz.mk %D%/words.dict

FUZZ_MAKE = $(MAKE) -f '$(abs_top_srcdir)/tests/fuzz/fuzz.mk' \
	top_srcdir='$(abs_top_srcdir)' \
	FC_LIB_CFLAGS='$(FC_TEST_LIB_CFLAGS)' \
	FC_LIBS='$(CURL_LIBS) $(GNUTLS_LIBS) $(JSON_LIBS) $(MICROHTTPD_LIBS)'

fuzz:
	$(FUZZ_MAKE) run
fuzz-corpus:
	$(FUZZ_MAKE) corpus
clean-local:
	rm -rf tests/fuzz/objects
.PHONY: fuzz fuzz-corpus
