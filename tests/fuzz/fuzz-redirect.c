/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request to our port: only GET / of the right Host with our state is
 * taken, once, and with a code or an error; a stray changes nothing.
 *
 * Input: "METHOD TARGET VERSION", then one header to a line.
 */
#include "oauth/redirect.h"

#include "fuzz.h"
#include "query.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AUTHORITY "127.0.0.1:8888"
#define ADDRESS "http://" AUTHORITY

/* The request line, its spaces made NULs. */
static void
read_line(struct fc_redirect_request *request, char *line)
{
	request->method = line;
	line += strcspn(line, " ");
	if (*line)
		*line++ = '\0';
	request->target = line;
	line[strcspn(line, " ")] = '\0';
}

static void
read_header(struct fc_redirect_request *request, char *line, char **host)
{
	char *value = line + strcspn(line, ":");

	if (!*value)
		return;
	*value++ = '\0';
	value += strspn(value, " ");
	if (fc_redirect_is_speculative(line))
		request->speculative = true;
	if (strcasecmp(line, "Host") != 0)
		return;
	request->host = *host ? NULL : value;
	free(*host);
	*host = fuzz_string(value, strlen(value));
	if (request->host)
		request->host = *host;
}

static void
hold_taken(const struct fc_redirect_request *request,
           const struct fc_redirect *redirect)
{
	struct fc_buf value = FC_BUF_INIT(FC_TOKEN_MAX);
	bool absolute = strncmp(request->target, ADDRESS, strlen(ADDRESS)) == 0;
	const char *target = request->target + (absolute ? strlen(ADDRESS) : 0);
	const char *query = target + 2;
	size_t len = strlen(query);
	bool has_code = redirect->code.plain != NULL;

	hold(strcmp(request->method, "GET") == 0);
	hold(request->host && strcmp(request->host, AUTHORITY) == 0);
	hold(strncmp(target, "/?", 2) == 0);
	hold(!request->speculative);

	hold(fuzz_query_count(query, len, "state", &value) == 1);
	hold(strcmp(fc_buf_str(&value), FUZZ_STATE) == 0);
	hold(fuzz_query_count(query, len, "code", &value) == has_code);
	if (has_code) {
		hold(fc_secret_equals(&redirect->code, value.data, value.len));
		hold(fc_token_is_wellformed(redirect->code.plain,
		                            redirect->code.len));
	}
	hold(fuzz_query_count(query, len, "error", &value) == !has_code);
	hold(has_code || fuzz_is_printable(fc_buf_str(&redirect->error)));
	hold(redirect->error_description.len == 0 ||
	     fuzz_is_printable(fc_buf_str(&redirect->error_description)));
	fc_buf_clear(&value);
}

static void
hold_refusal(const struct fc_redirect *redirect)
{
	struct fc_error err = FC_ERROR_INIT;

	if (redirect->code.plain)
		return;
	hold(!fc_redirect_refused(redirect, &fuzz_stack, &err));
	hold(err.kind == FC_ERR_DENIED || err.kind == FC_ERR_NETWORK);
	hold(fuzz_is_printable(err.text));
	hold(err.hint[0] == '\0' || fuzz_is_printable(err.hint));
}

static void
hold_untouched(const struct fc_redirect *redirect)
{
	hold(!redirect->code.plain && redirect->state.len == 0 &&
	     redirect->iss.len == 0 && redirect->error.len == 0 &&
	     redirect->error_description.len == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct fc_redirect_request request = { .method = NULL };
	struct fc_redirect redirect = FC_REDIRECT_INIT;
	struct fc_error err = FC_ERROR_INIT;
	char *first = fuzz_line(&input);
	char *host = NULL;
	int status;

	read_line(&request, first);
	while (input.left > 0) {
		char *line = fuzz_line(&input);

		read_header(&request, line, &host);
		free(line);
	}
	status = fc_redirect_judge(&request, AUTHORITY, &fuzz_pkce, &fuzz_stack,
	                           &redirect, &err);
	if (status == 200) {
		hold_taken(&request, &redirect);
		hold_refusal(&redirect);
	} else {
		hold(status >= 400 && status < 600);
		fuzz_hold_error(&err);
		hold(err.kind == FC_ERR_DATA && fuzz_is_printable(err.text));
		hold_untouched(&redirect);
	}
	fc_redirect_clear(&redirect);
	free(host);
	free(first);
	return 0;
}
