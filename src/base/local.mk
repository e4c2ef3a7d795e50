# SPDX-License-Identifier: Apache-2.0
# libc only; json.c needs json-c and is linked only where it is used.
noinst_LIBRARIES += src/libbase.a src/libinstalled.a
check_LIBRARIES += src/libbuilt.a

src_libbase_a_SOURCES = \
	%D%/base64.c \
	%D%/base64.h \
	%D%/buf.c \
	%D%/buf.h \
	%D%/buf_stream.c \
	%D%/clock.c \
	%D%/clock.h \
	%D%/command.c \
	%D%/command_apart.c \
	%D%/controls.c \
	%D%/controls.h \
	%D%/dir_each.c \
	%D%/draft.c \
	%D%/draft.h \
	%D%/draft_try.c \
	%D%/error.c \
	%D%/error.h \
	%D%/file.c \
	%D%/file.h \
	%D%/file_forget.c \
	%D%/file_private.c \
	%D%/file_write.c \
	%D%/ini.h \
	%D%/ini_edit.c \
	%D%/ini_line.c \
	%D%/ini_line.h \
	%D%/ini_names.c \
	%D%/ini_names.h \
	%D%/ini_parse.c \
	%D%/ini_repair.c \
	%D%/ini_repair.h \
	%D%/ini_value.c \
	%D%/json.c \
	%D%/json.h \
	%D%/json_check.c \
	%D%/json_check.h \
	%D%/json_edit.c \
	%D%/json_edit.h \
	%D%/json_put.c \
	%D%/json_put.h \
	%D%/json_scan.c \
	%D%/json_scan.h \
	%D%/jwt.c \
	%D%/jwt.h \
	%D%/lease.c \
	%D%/lease.h \
	%D%/lock.c \
	%D%/lock.h \
	%D%/log.c \
	%D%/log.h \
	%D%/log_hold.c \
	%D%/nearest.c \
	%D%/nearest.h \
	%D%/netrc.c \
	%D%/netrc.h \
	%D%/owner.c \
	%D%/owner.h \
	%D%/path.c \
	%D%/path.h \
	%D%/process.c \
	%D%/process.h \
	%D%/process_behind.c \
	%D%/process_caller.c \
	%D%/program.c \
	%D%/program.h \
	%D%/record.c \
	%D%/record.h \
	%D%/secret.c \
	%D%/secret.h \
	%D%/secret_mask.c \
	%D%/text.c \
	%D%/text.h \
	%D%/trace.c \
	%D%/trace.h \
	%D%/url.c \
	%D%/url.h \
	%D%/users.c \
	%D%/users.h \
	%D%/utf8.c \
	%D%/utf8.h \
	%D%/wrap.c \
	%D%/wrap.h

# The same source for two places: the installation and the build directory.
src_libinstalled_a_SOURCES = %D%/installed.c
src_libinstalled_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DFC_OAUTH_PROGRAM='"$(pkglibexecdir)/foundry-oauth"' \
	-DFC_SYSTEM_CONFIG='"$(sysconfdir)/foundry/config"' \
	-DFC_GIT_HELPER='"$(bindir)/git-credential-foundry"'
src_libbuilt_a_SOURCES = %D%/installed.c
src_libbuilt_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DFC_OAUTH_PROGRAM='"$(abs_top_builddir)/tests/bin/foundry-oauth"' \
	-DFC_SYSTEM_CONFIG='"$(abs_top_builddir)/tests/bin/foundry.config"' \
	-DFC_GIT_HELPER='"$(abs_top_builddir)/tests/bin/git-credential-foundry"'
