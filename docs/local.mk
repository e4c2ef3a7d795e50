# SPDX-License-Identifier: Apache-2.0
pages = \
	%D%/man/docker-credential-foundry.1 \
	%D%/man/foundry-credential-config.5 \
	%D%/man/foundry-credential-keyring.1 \
	%D%/man/foundry-credential.1 \
	%D%/man/git-credential-foundry.1
EXTRA_DIST += $(pages) \
	%D%/adding.md %D%/architecture.md %D%/ci.md %D%/containers.md %D%/coverage.md \
	%D%/design.md \
	%D%/docker.md %D%/performance.md %D%/records.md %D%/threat-model.md \
	%D%/tools.md

# The pages that are installed name the directory that was configured.
man_MANS += \
	%D%/installed/docker-credential-foundry.1 \
	%D%/installed/foundry-credential-config.5 \
	%D%/installed/foundry-credential-keyring.1 \
	%D%/installed/foundry-credential.1 \
	%D%/installed/git-credential-foundry.1
CLEANFILES += $(man_MANS)
$(man_MANS): $(pages) Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed -e 's|SYSCONFDIR|$(sysconfdir)|g' \
		-e 's|LIBEXECDIR|$(libexecdir)|g' $(srcdir)/%D%/man/$(@F) >$@
