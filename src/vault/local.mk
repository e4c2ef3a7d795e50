# SPDX-License-Identifier: Apache-2.0
# The secrets that last; for foundry-oauth alone.
noinst_LIBRARIES += src/libvault.a

src_libvault_a_SOURCES = \
	%D%/backend.c \
	%D%/backend.h \
	%D%/index.c \
	%D%/index.h \
	%D%/kept.c \
	%D%/kept.h \
	%D%/logins.c \
	%D%/logins.h \
	%D%/repair.c \
	%D%/repair.h \
	%D%/save.c \
	%D%/shared_file.c \
	%D%/shared_file.h \
	%D%/static_tokens.c \
	%D%/sweep.c \
	%D%/vault.c \
	%D%/vault.h
