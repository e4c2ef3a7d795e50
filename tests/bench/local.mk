# SPDX-License-Identifier: Apache-2.0
# "make bench": not a test, as times are no gate.
EXTRA_DIST += %D%/bench.py %D%/empty.c %D%/timer.c

# An unpacked tarball, built as everybody builds it.
bench:
	rm -rf tests/bench/source && $(MKDIR_P) tests/bench
	$(MAKE) $(AM_MAKEFLAGS) distdir distdir=tests/bench/source >/dev/null
	PYTHONDONTWRITEBYTECODE=1 CC='$(CC)' $(PYTHON) \
		$(srcdir)/tests/bench/bench.py tests/bench/source
	rm -rf tests/bench/source
.PHONY: bench
