# SPDX-License-Identifier: Apache-2.0
# What this machine remembers.  vault is for foundry-oauth alone.
noinst_LIBRARIES += src/libstore.a src/libvault.a

src_libstore_a_SOURCES = \
	%D%/binding.c \
	%D%/binding.h \
	%D%/broker.c \
	%D%/broker.h \
	%D%/cache.c \
	%D%/cache.h \
	%D%/check.c \
	%D%/check.h \
	%D%/config.c \
	%D%/config.h \
	%D%/environment.c \
	%D%/environment.h \
	%D%/errand.c \
	%D%/errand.h \
	%D%/errand_run.c \
	%D%/finding.c \
	%D%/finding.h \
	%D%/handing.c \
	%D%/handing.h \
	%D%/handover.c \
	%D%/handover.h \
	%D%/handover_erase.c \
	%D%/interaction.c \
	%D%/interaction.h \
	%D%/logins.c \
	%D%/logins.h \
	%D%/match.c \
	%D%/notes.c \
	%D%/notes.h \
	%D%/owner.c \
	%D%/owner.h \
	%D%/registry.c \
	%D%/registry.h \
	%D%/renewal.c \
	%D%/renewal.h \
	%D%/session.c \
	%D%/session.h \
	%D%/settings.c \
	%D%/settings.h \
	%D%/stack.c \
	%D%/stack.h \
	%D%/stamping.c \
	%D%/statics.c \
	%D%/statics.h \
	%D%/token.c \
	%D%/token.h \
	%D%/used.c \
	%D%/used.h \
	%D%/waiting.c

src_libvault_a_SOURCES = \
	%D%/vault.c \
	%D%/vault.h \
	%D%/vault_edit.c \
	%D%/vault_edit.h \
	%D%/vault_kept.c \
	%D%/vault_kept.h \
	%D%/vault_repair.c \
	%D%/vault_repair.h \
	%D%/vault_save.c \
	%D%/vault_statics.c \
	%D%/vault_sweep.c
