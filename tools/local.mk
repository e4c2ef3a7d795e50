# SPDX-License-Identifier: Apache-2.0
# "make analyze": what analyzers say of the sources, each by itself; one that
# finds anything fails.  It runs at the top of the sources, and its flags are
# those of the build that sources can see: none of its warnings.
EXTRA_DIST += .clang-tidy %D%/analyze %D%/check %D%/demo %D%/packages \
	%D%/prepare.sh %D%/step

FC_ANALYZED = -std=c11 -Isrc -Ihelpers $(FC_TEST_LIB_CFLAGS) \
	-D_GNU_SOURCE -DPACKAGE_VERSION='"$(PACKAGE_VERSION)"' \
	-DFC_OAUTH_PROGRAM='"/foundry-oauth"' -DFC_SYSTEM_CONFIG='"/config"' \
	-DFC_GIT_HELPER='"/git-credential-foundry"'

analyze: analyze-gcc analyze-tidy analyze-cppcheck analyze-shell \
	analyze-spelling
analyze-gcc analyze-tidy analyze-cppcheck:
	@$(srcdir)/%D%/analyze $(@:analyze-%=%) $(FC_ANALYZED)
analyze-shell analyze-spelling:
	@$(srcdir)/%D%/analyze $(@:analyze-%=%)
.PHONY: analyze analyze-gcc analyze-tidy analyze-cppcheck analyze-shell \
	analyze-spelling
