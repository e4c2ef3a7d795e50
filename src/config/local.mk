# SPDX-License-Identifier: Apache-2.0
# What files and variables say: settings, stacks, which logins there are.
noinst_LIBRARIES += src/libconfig.a

src_libconfig_a_SOURCES = \
	%D%/caller.c \
	%D%/caller.h \
	%D%/check.c \
	%D%/check.h \
	%D%/config.c \
	%D%/config.h \
	%D%/login_entry.c \
	%D%/login_index.c \
	%D%/login_index.h \
	%D%/logins.c \
	%D%/logins.h \
	%D%/resolve.c \
	%D%/settings.c \
	%D%/settings.h \
	%D%/settings_apply.c \
	%D%/stack.c \
	%D%/stack.h
