# SPDX-License-Identifier: Apache-2.0
# How a helper gets a credential, takes one back and forgets it.
noinst_LIBRARIES += src/libcredential.a

src_libcredential_a_SOURCES = \
	%D%/account.c \
	%D%/account.h \
	%D%/acquire.c \
	%D%/acquire.h \
	%D%/acquire_decide.c \
	%D%/acquire_decide.h \
	%D%/credential.c \
	%D%/credential.h \
	%D%/erase.c \
	%D%/erase.h \
	%D%/forget.c \
	%D%/forget.h \
	%D%/get.c \
	%D%/get.h \
	%D%/interaction.c \
	%D%/interaction.h \
	%D%/login.c \
	%D%/login.h \
	%D%/ours.c \
	%D%/refusals.c \
	%D%/refusals.h \
	%D%/registry.c \
	%D%/registry.h \
	%D%/serves.c \
	%D%/stack_lock.c \
	%D%/stack_lock.h \
	%D%/static_pick.c \
	%D%/static_pick.h \
	%D%/store.c \
	%D%/store.h \
	%D%/turn.c \
	%D%/turn.h \
	%D%/unsaid.c \
	%D%/unsaid.h
