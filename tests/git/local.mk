# SPDX-License-Identifier: Apache-2.0
# "make check-git": git's own tests for helpers, and ours with newer gits.
# Not in "make check": the gits are fetched from Debian and built, once.
NEWEST_GIT_TESTS = %D%/test-newest.py \
	tests/system/test-git.py \
	tests/system/test-static.py

EXTRA_DIST += %D%/gits %D%/test-helper.py %D%/test-newest.py

check-git:
	gits="$${FC_GITS:-$(abs_top_builddir)/%D%/built}" && \
	$(srcdir)/%D%/gits "$$gits" && \
	FC_GITS="$$gits" FC_GIT="$$gits/sid/git/bin-wrappers" \
		$(MAKE) $(AM_MAKEFLAGS) check \
		TESTS='%D%/test-helper.py $(NEWEST_GIT_TESTS)' && \
	FC_GIT="$$gits/trixie/git/bin-wrappers" \
		$(MAKE) $(AM_MAKEFLAGS) check TESTS=%D%/test-newest.py
.PHONY: check-git

distclean-local:
	rm -rf %D%/built tests/json/built tests/npm/fetched
