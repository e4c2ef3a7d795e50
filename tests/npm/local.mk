# SPDX-License-Identifier: Apache-2.0
# "make check-npm": npm and pnpm of several versions, as setup wires them.  Not
# in "make check": they are fetched, once.
EXTRA_DIST += %D%/package-lock.json %D%/package.json %D%/test-npm.py

check-npm:
	npm="$${FC_NPM:-$(abs_top_builddir)/%D%/fetched}" && \
	{ test -e "$$npm/complete" || $(PYTHON) \
		$(srcdir)/tests/system/oidc-provider/fetch "$$npm" \
		$(srcdir)/%D%/package-lock.json; } && \
	FC_NPM="$$npm" $(MAKE) $(AM_MAKEFLAGS) check TESTS=%D%/test-npm.py
.PHONY: check-npm
