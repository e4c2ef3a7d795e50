# SPDX-License-Identifier: Apache-2.0
# What is asked of foundry-oauth, and what comes back.
noinst_LIBRARIES += src/librequest.a

src_librequest_a_SOURCES = \
	%D%/check_result.c \
	%D%/check_result.h \
	%D%/config_load.c \
	%D%/config_load.h \
	%D%/request.c \
	%D%/request.h \
	%D%/request_run.c
