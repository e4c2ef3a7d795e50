# SPDX-License-Identifier: Apache-2.0
# "make bench": not a test, as times are no gate.  "make check-counts": one,
# of what can be counted.  Both measure a tarball that is built and installed
# as everybody does.
EXTRA_DIST += %D%/bench.py %D%/building.py %D%/cases.py %D%/counting.py \
	%D%/crowds.py %D%/driver.py %D%/empty.c %D%/ground.py %D%/library.py \
	%D%/rivals.py %D%/tables.py %D%/test-counts.py %D%/test-growth.py \
	%D%/timer.c

# "make bench-parsers": a table of what each parser takes for its worst.
EXTRA_PROGRAMS += %D%/parsers
tests_bench_parsers_SOURCES = %D%/parsers.c %D%/parsers.h %D%/worst.c \
	$(FC_SWEEP_SCANNERS) \
	helpers/cli/tools/git/lookup.c helpers/cli/tools/git/lookup.h \
	helpers/cli/tools/git/pattern.c helpers/cli/tools/git/pattern.h \
	helpers/docker/request.c helpers/docker/request.h \
	helpers/git/request.c helpers/git/request.h \
	tests/fuzz/fuzz.c tests/fuzz/fuzz.h $(FUZZ_DISK) $(FUZZ_QUERY)
tests_bench_parsers_CPPFLAGS = $(FC_TEST_OAUTH_CPPFLAGS)

FC_UNPACKED = tests/bench/source
# Gone whatever ends it.
FC_UNPACK = trap 'rm -rf $(FC_UNPACKED)' EXIT && trap 'exit 1' HUP INT TERM && \
	rm -rf $(FC_UNPACKED) && $(MKDIR_P) tests/bench && \
	$(MAKE) $(AM_MAKEFLAGS) distdir distdir=$(FC_UNPACKED) >/dev/null

# BENCH_FLAGS: --markdown, --rounds N.
bench:
	@$(FC_UNPACK) && PYTHONDONTWRITEBYTECODE=1 CC='$(CC)' $(PYTHON) \
		$(srcdir)/tests/bench/bench.py $(BENCH_FLAGS) $(FC_UNPACKED)
bench-parsers: tests/bench/parsers
	@tests/bench/parsers
check-counts: tests/bench/parsers
	@$(FC_UNPACK) && $(MAKE) $(AM_MAKEFLAGS) check-TESTS \
		check_PROGRAMS= check_LIBRARIES= \
		TESTS='tests/bench/test-counts.py tests/bench/test-growth.py'
.PHONY: bench bench-parsers check-counts
