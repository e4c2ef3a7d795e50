# SPDX-License-Identifier: Apache-2.0
# What this machine remembers of tokens, without the secrets that last.
noinst_LIBRARIES += src/librecord.a

src_librecord_a_SOURCES = \
	%D%/access.c \
	%D%/access.h \
	%D%/cache.c \
	%D%/cache.h \
	%D%/cache_key.c \
	%D%/cache_key.h \
	%D%/environment.c \
	%D%/environment.h \
	%D%/fields.c \
	%D%/fields.h \
	%D%/last_used.c \
	%D%/last_used.h \
	%D%/netrc_file.c \
	%D%/netrc_file.h \
	%D%/notes.c \
	%D%/notes.h \
	%D%/static_tokens.c \
	%D%/static_tokens.h \
	%D%/token.c \
	%D%/token.h \
	%D%/username.c \
	%D%/username.h
