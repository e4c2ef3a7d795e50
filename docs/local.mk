# SPDX-License-Identifier: Apache-2.0
dist_man_MANS += \
	%D%/man/docker-credential-foundry.1 \
	%D%/man/foundry-credential-config.5 \
	%D%/man/foundry-credential.1 \
	%D%/man/git-credential-foundry.1
EXTRA_DIST += %D%/architecture.md %D%/ci.md %D%/containers.md %D%/coverage.md \
	%D%/docker.md %D%/performance.md %D%/records.md %D%/threat-model.md
