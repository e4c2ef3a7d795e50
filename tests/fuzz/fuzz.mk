# SPDX-License-Identifier: Apache-2.0
# Builds and runs the fuzzers: "make fuzz" calls this from the build directory.
# GNU make, clang and its runtime (libclang-rt-dev); objects of its own.
#
#   make fuzz FUZZ_SECONDS=300                 every target in turn
#   make fuzz FUZZ_TARGETS='ini url'           only these
#   make fuzz-corpus                           keep what has been found: the
#                                              fewest files that reach as far
#
# A finding stops it and is kept in tests/fuzz/work; its name is printed.
# Run it again with:  tests/fuzz/objects/fuzz-NAME FILE

top_srcdir = .
here = $(top_srcdir)/tests/fuzz
objects = tests/fuzz/objects
work = tests/fuzz/work

FUZZ_CC = clang
FUZZ_SECONDS = 60
FUZZ_MAX_LEN = 4096
FUZZ_FLAGS =
FUZZ_TARGETS = $(patsubst $(here)/fuzz-%.c,%,$(wildcard $(here)/fuzz-*.c))
# What the configured build knows; else asked here.
FC_LIB_CFLAGS = $(shell $(FUZZ_PKG_CONFIG) --cflags)
FC_LIBS = $(shell $(FUZZ_PKG_CONFIG) --libs)
FUZZ_PKG_CONFIG = pkg-config libcurl gnutls json-c libmicrohttpd

sanitizers = address,undefined
flags = -std=c11 -g -O1 -fno-omit-frame-pointer -D_GNU_SOURCE \
	-DPACKAGE_VERSION='"fuzz"' \
	-DFC_OAUTH_PROGRAM='"/nonexistent/foundry-oauth"' \
	-DFC_SYSTEM_CONFIG='"/nonexistent/config"' \
	-DFC_GIT_HELPER='"/nonexistent/git-credential-foundry"' \
	-Wall -Wextra -I$(top_srcdir)/src -I$(top_srcdir)/helpers \
	$(FC_LIB_CFLAGS) -fsanitize=fuzzer-no-link,$(sanitizers) \
	-fno-sanitize-recover=undefined -MMD -MP

sources = $(wildcard $(top_srcdir)/src/*/*.c) \
	$(top_srcdir)/helpers/cli/tools/git/pattern.c \
	$(top_srcdir)/helpers/cli/tools/git/lookup.c \
	$(filter-out %/clone.c %/fix.c %/fix_list.c %/fix_undo.c \
	%/fix_write.c %/places.c %/report.c %/walk.c,\
	$(wildcard $(top_srcdir)/helpers/cli/sweep/*.c)) \
	$(top_srcdir)/helpers/git/answer.c \
	$(top_srcdir)/helpers/git/request.c \
	$(top_srcdir)/helpers/docker/request.c \
	$(top_srcdir)/helpers/keyring/request.c
code = $(sources:$(top_srcdir)/%.c=$(objects)/%.o)
shared = $(objects)/tests/fuzz/fuzz.o $(objects)/tests/fuzz/disk.o \
	$(objects)/tests/fuzz/query.o
programs = $(FUZZ_TARGETS:%=$(objects)/fuzz-%)

run: $(FUZZ_TARGETS:%=run-%)
	@echo "fuzz: nothing found in $(words $^) targets"

programs: $(programs)

# One at a time, whatever -j says: each wants a processor for itself.
.NOTPARALLEL:

# What is new goes to the first directory; the second is only read.
run-%: $(objects)/fuzz-%
	@mkdir -p $(work)/$*
	@echo "fuzz: $*, $(FUZZ_SECONDS) seconds"
	@ASAN_OPTIONS=$(ASAN_OPTIONS):detect_leaks=1 nice -n 19 $< \
		-max_total_time=$(FUZZ_SECONDS) -max_len=$(FUZZ_MAX_LEN) \
		-timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix=$(work)/$*- \
		-dict=$(here)/words.dict \
		$(FUZZ_FLAGS) $(work)/$* $(here)/corpus/$* \
		>$(work)/$*.log 2>&1 || { \
		tail -n 60 $(work)/$*.log; \
		echo "fuzz: $* FAILED: $(work)/$*.log, input:"; \
		ls $(work)/$*-*; exit 1; }
	@sed -n 's/^stat::number_of_executed_units: */fuzz: executions: /p' \
		$(work)/$*.log

# The fewest files that reach what the seeds do not.  Names of twelve hex
# digits: in a tarball a path has room for 99 bytes.
corpus: $(FUZZ_TARGETS:%=corpus-%)
corpus-%: $(objects)/fuzz-%
	@mkdir -p $(work)/$* $(here)/corpus/$*
	@rm -rf $(work)/$*.merged && mkdir $(work)/$*.merged
	@nice -n 19 $< -set_cover_merge=1 -use_counters=0 \
		$(work)/$*.merged $(work)/$* >$(work)/$*.merge.log 2>&1
	@nice -n 19 $< -merge=1 -use_counters=0 $(here)/corpus/$* \
		$(work)/$*.merged >>$(work)/$*.merge.log 2>&1
	@cd $(here)/corpus/$* && for file in *; do \
		test $${#file} -ne 40 || \
		mv "$$file" $$(echo "$$file" | cut -c-12) || exit 1; \
	done
	@echo "fuzz: $*: $$(ls $(here)/corpus/$* | wc -l) files"

$(objects)/fuzz-%: $(objects)/tests/fuzz/fuzz-%.o $(shared) \
		$(objects)/libcode.a
	@echo "  FUZZLD   $@"
	@$(FUZZ_CC) -fsanitize=fuzzer,$(sanitizers) -o $@ $^ $(FC_LIBS)

$(objects)/libcode.a: $(code)
	@rm -f $@
	@$(AR) rc $@ $^

$(objects)/%.o: $(top_srcdir)/%.c
	@mkdir -p $(@D)
	@echo "  FUZZCC   $*.c"
	@nice -n 19 $(FUZZ_CC) $(flags) -c -o $@ $<

.PHONY: run programs corpus
.SECONDARY:
-include $(code:.o=.d) $(shared:.o=.d) $(wildcard $(objects)/tests/fuzz/*.d)
