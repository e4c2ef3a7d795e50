/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that a browser is shown at our port. */
#ifndef FC_OAUTH_PAGE_H
#define FC_OAUTH_PAGE_H

#include "base/buf.h"

#define FC_PAGE_MAX 32768

/* Its colour. */
enum fc_page_mark {
	FC_PAGE_BAD,   /* red: the login failed */
	FC_PAGE_GOOD,  /* green */
	FC_PAGE_STRAY, /* amber: nothing has happened, the login waits */
};

/* Strings are borrowed and escaped here; none may be secret. */
struct fc_page {
	enum fc_page_mark mark;
	const char *program; /* who asked for the login */
	const char *host;    /* the stack that the login is for */
	const char *user;    /* the account, NULL when not known */
	const char *title;
	const char *what;    /* what happened, a sentence */
	const char *reason;  /* why, of an fc_error; NULL when all is well */
	const char *advice;  /* its hint, NULL or "" when nobody knows */
	const char *next;    /* where the person goes now */
};

/* Append the HTML (UTF-8, no outside resources).  Fails past buf's cap. */
FC_MUST_CHECK bool fc_page_write(struct fc_buf *html,
                                 const struct fc_page *page,
                                 struct fc_error *err);

/* The Content-Security-Policy that goes with it: our style and no more. */
extern const char fc_page_policy[];

#endif
