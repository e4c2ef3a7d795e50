# SPDX-License-Identifier: Apache-2.0
# "make check-json-c": what has to do with JSON, with the json-c of several
# Debian suites.  Not in "make check": they are fetched, and it is built anew
# with each.
EXTRA_DIST += %D%/check %D%/libraries

check-json-c:
	CC='$(CC)' $(srcdir)/%D%/check '$(abs_top_srcdir)' \
		%D%/built $(JSON_SUITES)
.PHONY: check-json-c
