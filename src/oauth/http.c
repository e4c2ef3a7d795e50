/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS requests to one stack: libcurl, kept to what OAuth needs. */
#include "oauth/http.h"

#include "base/clock.h"
#include "base/trace.h"
#include "oauth/http_error.h"
#include "oauth/http_reply.h"
#include "oauth/http_trace.h"
#include "oauth/saved_root.h"
#include "oauth/transfer.h"
#include "oauth/trust.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define HEADERS_MAX 65536

struct fc_http {
	const struct fc_stack *stack; /* borrowed */
	CURL *curl;
	CURLM *multi;
	struct fc_http_sight *sight;  /* borrowed, or NULL */
	char detail[CURL_ERROR_SIZE];
	void (*leave)(void *arg, const struct fc_error *why); /* or NULL */
	void *leave_arg;
	long long late_until; /* a reply is worth having, by fc_clock_ms */
	struct fc_patience patience;
	struct fc_saved_root root;

	/* Of the request under way: */
	struct fc_http_reply *reply;
	size_t header_len;
	struct fc_error refused; /* why we stopped reading */
	struct fc_http_error fault; /* what is said if it takes too long */
};

static size_t
take_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct fc_http *http = arg;

	return fc_buf_add(&http->reply->body, bytes, size * count,
	                  &http->refused) ? size * count : 0;
}

/* libcurl keeps the headers; here they are only measured. */
static size_t
take_header(char *bytes, size_t size, size_t count, void *arg)
{
	struct fc_http *http = arg;

	(void)bytes;
	http->header_len += size * count;
	if (http->header_len > HEADERS_MAX) {
		fc_fail(&http->refused, FC_ERR_DATA,
		        "more than %d bytes of headers, which is the limit",
		        HEADERS_MAX);
		return 0;
	}
	return size * count;
}

/* Connected and TLS agreed: what comes next is the request itself. */
static int
note_sending(void *arg, char *their_ip, char *our_ip, int their_port,
             int our_port)
{
	struct fc_http *http = arg;

	(void)our_ip;
	(void)our_port;
	fc_http_trace_connection(http->curl, their_ip, their_port);
	fc_saved_root_keep(&http->root, http->curl);
	http->reply->maybe_processed = true;
	return CURL_PREREQFUNC_OK;
}

static bool
set_callbacks(struct fc_http *http)
{
	CURL *curl = http->curl;

	return curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->detail) ==
	       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) ==
	       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, http) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header) ==
	       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERDATA, http) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, note_sending) ==
	       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PREREQDATA, http) == CURLE_OK;
}

struct fc_http *
fc_http_new(const struct fc_stack *stack, struct fc_error *err)
{
	struct fc_http *http;

	if (!fc_trust_check(stack->ca_file, err))
		return NULL;
	http = calloc(1, sizeof(*http));
	if (!http) {
		fc_fail_memory(err);
		return NULL;
	}
	http->stack = stack;
	http->patience.host = stack->host;
	http->root = (struct fc_saved_root)FC_SAVED_ROOT_INIT;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		http->curl = curl_easy_init();
	if (http->curl)
		http->multi = curl_multi_init();
	if (!http->multi || !set_callbacks(http) ||
	    !fc_transfer_set_up(http->curl, stack) ||
	    (fc_trace_wanted() && !fc_http_prepare_sight(http->curl))) {
		fc_fail(err, FC_ERR_INTERNAL, "setting up libcurl failed");
		fc_http_leave(http);
		return NULL;
	}
	return http;
}

#ifndef FC_FREE_AT_END
static struct fc_http *volatile left; /* not lost, to valgrind */
#endif

void
fc_http_leave(struct fc_http *http)
{
#ifdef FC_FREE_AT_END
	if (!http)
		return;
	curl_easy_cleanup(http->curl);
	curl_multi_cleanup(http->multi);
	fc_saved_root_close(&http->root);
	free(http);
#else
	left = http;
#endif
}

void
fc_http_remember(struct fc_http *http, const struct fc_paths *paths)
{
	fc_saved_root_use(&http->root, paths, http->stack, http->curl);
}

bool
fc_http_look(struct fc_http *http, struct fc_http_sight *sight)
{
	http->sight = sight;
	return fc_http_prepare_sight(http->curl);
}

void
fc_http_on_late(struct fc_http *http,
                void (*leave)(void *arg, const struct fc_error *why),
                void *arg)
{
	http->leave = leave;
	http->leave_arg = arg;
}

struct fc_patience *
fc_http_patience(struct fc_http *http)
{
	return &http->patience;
}

void
fc_http_outlast(struct fc_http *http, long long until)
{
	http->late_until = until;
}

static bool
set_request(CURL *curl, const char *url, struct curl_slist *headers)
{
	return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) ==
	       CURLE_OK;
}

/*
 * The form is borrowed until unset_request.  A fresh connection, as libcurl
 * repeats a request by itself when a kept connection turns out to be closed,
 * and a code or a refresh token must not be sent twice behind our back.
 */
static bool
set_form(CURL *curl, const struct fc_buf *form)
{
	return curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L) ==
	       CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
	                        (curl_off_t)form->len) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
	                        fc_buf_str(form)) == CURLE_OK;
}

/* Nothing of one request may be left in the handle for the next. */
static void
unset_request(struct fc_http *http)
{
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(http->curl, CURLOPT_POSTFIELDS, NULL);
	curl_easy_setopt(http->curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(http->curl, CURLOPT_FRESH_CONNECT, 0L);
	http->reply = NULL;
}

/* What came of a reply that broke off is worth something when it grants. */
static void
drop_refusal(struct fc_http *http)
{
	long status = 0;

	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status / 100 != 2)
		fc_buf_clear(&http->reply->body);
}

/* The time of a request is over.  Nobody leaves before it has been sent: it
 * then ends by itself. */
static bool
leave(void *arg)
{
	struct fc_http *http = arg;
	struct fc_error why = FC_ERROR_INIT;

	if (!http->reply->maybe_processed)
		return false;
	fc_http_error_explain(&http->fault, &why);
	http->leave(http->leave_arg, &why);
	http->leave = NULL;
	return true;
}

/* Send what is set in the handle. */
static CURLcode
run_once(struct fc_http *http, long timeout_ms)
{
	const long long late_ms = http->late_until - fc_clock_ms();
	const bool may_be_late = http->leave && late_ms > timeout_ms;
	CURL *curl = http->curl;

	if (timeout_ms < 1)
		timeout_ms = 1; /* to libcurl 0 means for ever */
	/* Until it is sent, the first limit holds in any case. */
	if (curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms) !=
	            CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
	                     may_be_late ? (long)late_ms : timeout_ms) !=
	            CURLE_OK)
		return CURLE_OUT_OF_MEMORY;
	fc_patience_begin(&http->patience, timeout_ms);
	return fc_transfer_run(http->multi, curl, &http->patience, timeout_ms,
	                       may_be_late ? leave : NULL, http);
}

/* In the same time, if it was the saved root that did not do. */
static CURLcode
run(struct fc_http *http, long timeout_ms)
{
	const long long deadline = fc_clock_ms() + timeout_ms;
	CURLcode code = run_once(http, timeout_ms);

	if (fc_saved_root_gives_way(&http->root, http->curl, code))
		code = run_once(http, (long)(deadline - fc_clock_ms()));
	return code;
}

static bool
perform(struct fc_http *http, const char *task, long timeout_ms,
        struct fc_error *err)
{
	struct fc_http_error *fault = &http->fault;

	*fault = (struct fc_http_error){
		.stack = http->stack,
		.task = task,
		.curl = http->curl,
		.detail = http->detail,
		.refused = &http->refused,
		.timeout_ms = timeout_ms,
		.code = CURLE_OPERATION_TIMEDOUT, /* as long as it runs */
	};
	http->detail[0] = '\0';
	http->header_len = 0;
	fc_error_clear(&http->refused);
	fault->code = run(http, timeout_ms);
	if (http->sight)
		fc_http_read_sight(http->curl, http->sight);
	fc_http_trace_result(http->curl, fault->code);
	if (fault->code == CURLE_OK) {
		fc_http_read_reply(http->curl, http->reply);
		return true;
	}
	drop_refusal(http);
	fault->sent = http->reply->maybe_processed;
	http->reply->too_long = http->refused.kind == FC_ERR_DATA;
	return fc_http_error_explain(fault, err);
}

/* form NULL: GET. */
static bool
request(struct fc_http *http, const char *url, const struct fc_buf *form,
        struct curl_slist *headers, long timeout_ms,
        struct fc_http_reply *reply, struct fc_error *err)
{
	char host[FC_HOST_SIZE];
	char task[FC_HTTP_TASK_SIZE];
	bool done;

	fc_http_reply_clear(reply);
	if (!fc_url_is_https(url, host))
		return fc_fail(err, FC_ERR_CONFIG,
		               "an endpoint of %s is not an https URL",
		               http->stack->host);
	fc_http_name_task(task, http->stack, url, host, http->sight != NULL);
	fc_http_trace_request(http->stack, url, form);
	http->reply = reply;
	done = set_request(http->curl, url, headers) &&
	       (!form || set_form(http->curl, form))
	               ? perform(http, task, timeout_ms, err)
	               : fc_fail_memory(err);
	unset_request(http);
	return done;
}

/* libcurl copies the line; free_headers wipes it. */
static bool
add_header(struct curl_slist **headers, const char *line, struct fc_error *err)
{
	struct curl_slist *longer = curl_slist_append(*headers, line);

	if (!longer)
		return fc_fail_memory(err);
	*headers = longer;
	return true;
}

static void
free_headers(struct curl_slist *headers)
{
	struct curl_slist *one;

	for (one = headers; one; one = one->next)
		explicit_bzero(one->data, strlen(one->data));
	curl_slist_free_all(headers);
}

bool
fc_http_post(struct fc_http *http, const char *url, const struct fc_buf *form,
             long timeout_ms, struct fc_http_reply *reply,
             struct fc_error *err)
{
	struct curl_slist *headers = NULL;
	bool done;

	done = add_header(&headers, "Accept: application/json", err) &&
	       request(http, url, form, headers, timeout_ms, reply, err);
	free_headers(headers);
	return done;
}

bool
fc_http_get(struct fc_http *http, const char *url,
            const struct fc_secret *bearer, long timeout_ms,
            struct fc_http_reply *reply, struct fc_error *err)
{
	struct fc_buf line = FC_BUF_INIT(FC_TOKEN_MAX + 64);
	struct curl_slist *headers = NULL;
	bool done;

	/* A line break in it would make headers of its own. */
	if (bearer && !fc_token_is_wellformed(bearer->plain, bearer->len))
		return fc_fail(err, FC_ERR_DATA,
		               "a token is not visible ASCII and is not sent");
	done = (!bearer ||
	        (fc_buf_add_str(&line, "Authorization: Bearer ", err) &&
	         fc_buf_add(&line, bearer->plain, bearer->len, err) &&
	         add_header(&headers, fc_buf_str(&line), err))) &&
	       add_header(&headers, "Accept: application/json", err) &&
	       request(http, url, NULL, headers, timeout_ms, reply, err);
	fc_buf_clear(&line);
	free_headers(headers);
	return done;
}

void
fc_http_reply_clear(struct fc_http_reply *reply)
{
	fc_buf_clear(&reply->body);
	*reply = (struct fc_http_reply)FC_HTTP_REPLY_INIT;
}
