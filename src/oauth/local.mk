# SPDX-License-Identifier: Apache-2.0
# How a token is obtained: the only part with a network.
noinst_LIBRARIES += src/liboauth.a

src_liboauth_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(GNUTLS_CFLAGS) \
	$(JSON_CFLAGS) $(MICROHTTPD_CFLAGS)
src_liboauth_a_SOURCES = \
	%D%/account.c \
	%D%/account.h \
	%D%/announce.c \
	%D%/announce.h \
	%D%/authorize.c \
	%D%/authorize.h \
	%D%/browser.c \
	%D%/browser.h \
	%D%/client.c \
	%D%/client.h \
	%D%/console.c \
	%D%/console.h \
	%D%/escape.c \
	%D%/escape.h \
	%D%/fault.c \
	%D%/fault.h \
	%D%/grant.c \
	%D%/grant.h \
	%D%/grant_form.c \
	%D%/grant_read.c \
	%D%/grant_rescue.c \
	%D%/guests.c \
	%D%/guests.h \
	%D%/http.c \
	%D%/http.h \
	%D%/http_reply.c \
	%D%/http_reply.h \
	%D%/http_trace.c \
	%D%/http_trace.h \
	%D%/inquiry.c \
	%D%/inquiry.h \
	%D%/jwt.c \
	%D%/jwt.h \
	%D%/keeper.c \
	%D%/keeper.h \
	%D%/login.c \
	%D%/login.h \
	%D%/loopback.c \
	%D%/loopback.h \
	%D%/notice.c \
	%D%/notice.h \
	%D%/page.c \
	%D%/page.h \
	%D%/pasted.c \
	%D%/pasted.h \
	%D%/pkce.c \
	%D%/pkce.h \
	%D%/port.c \
	%D%/port.h \
	%D%/probe.c \
	%D%/probe.h \
	%D%/proxy.c \
	%D%/proxy.h \
	%D%/redirect.c \
	%D%/redirect.h \
	%D%/refresh.c \
	%D%/refresh.h \
	%D%/reply.h \
	%D%/revoke.c \
	%D%/revoke.h \
	%D%/terminal.c \
	%D%/terminal.h \
	%D%/transfer.c \
	%D%/transfer.h \
	%D%/trust.c \
	%D%/trust.h \
	%D%/typing.c \
	%D%/typing.h
