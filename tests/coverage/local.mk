# SPDX-License-Identifier: Apache-2.0
# "make coverage": which lines of src/ and helpers/ the tests run.  Built once
# more, in the directory "coverage" of this build, with counters that each
# process writes when it ends; the report goes to stdout and coverage/html.
# docs/coverage.md says what the counters cannot see.
EXTRA_DIST += %D%/count

# With -std=c11 fork and exec are no builtins, and gcc would not see to it that
# a child counts for itself, and writes before it becomes another program.
FC_COVERAGE_FLAGS = -O0 -g --coverage -std=gnu11 -DFC_FREE_AT_END

coverage:
	$(MKDIR_P) coverage
	cd coverage && { test -f Makefile || '$(abs_top_srcdir)/configure' \
		CC='$(CC)' CFLAGS='$(FC_COVERAGE_FLAGS)'; }
	cd coverage && $(MAKE) $(AM_MAKEFLAGS) && \
		$(MAKE) $(AM_MAKEFLAGS) check TESTS=
	count='$(SHELL) $(abs_top_srcdir)/%D%/count'; \
	MAKE='$(MAKE)'; export MAKE; \
	cd coverage && rm -rf counted && mkdir counted && \
	$$count unit '$(UNIT_TESTS) $(FUZZ_REPLAYS)' && \
	for test in $(CONTRACT_TESTS) $(SYSTEM_TESTS) $(FAULT_TESTS); do \
		$$count $${test##*/} $$test || exit 1; \
	done && $$count --report

clean-local: clean-coverage
clean-coverage:
	rm -rf coverage
.PHONY: coverage clean-coverage
