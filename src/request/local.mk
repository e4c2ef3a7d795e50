# SPDX-License-Identifier: Apache-2.0
# What is asked of foundry-oauth, and what comes back.
noinst_LIBRARIES += src/librequest.a

src_librequest_a_SOURCES = \
	%D%/config_load.c \
	%D%/config_load.h \
	%D%/errand.c \
	%D%/errand.h \
	%D%/errand_run.c \
	%D%/finding.c \
	%D%/finding.h
