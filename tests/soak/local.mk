# SPDX-License-Identifier: Apache-2.0
# "make soak": everything at once, for as long as one likes.
EXTRA_DIST += \
	%D%/comings.py \
	%D%/ledger.py \
	%D%/people.py \
	%D%/soak.py \
	%D%/weather.py

SOAK_SECONDS = 60
SOAK_SEED =

soak: tests/bin/docker-credential-foundry tests/bin/foundry-credential \
		tests/bin/foundry-oauth tests/bin/git-credential-foundry
	@$(AM_TESTS_ENVIRONMENT) $(PYTHON) $(srcdir)/%D%/soak.py \
		--seconds $(SOAK_SECONDS) $(SOAK_SEED:%=--seed %)
.PHONY: soak
