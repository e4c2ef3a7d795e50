/* SPDX-License-Identifier: Apache-2.0 */
/* What every target shares. */
#include "fuzz.h"

#include "base/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATOR "\n---\n"

void
fuzz_broken(const char *promise, const char *file, int line)
{
	fprintf(stderr, "%s:%d: a broken promise: %s\n", file, line, promise);
	abort();
}

int fuzz_refusals;

void
fuzz_refuse(void)
{
	fuzz_refusals++;
}

char *
fuzz_string(const void *bytes, size_t len)
{
	char *text = malloc(len + 1);

	if (!text)
		abort();
	if (len > 0)
		memcpy(text, bytes, len);
	text[len] = '\0';
	return text;
}

char *
fuzz_line(struct fuzz_input *input)
{
	const char *end =
		input->left ? memchr(input->at, '\n', input->left) : NULL;
	size_t len = end ? (size_t)(end - input->at) : input->left;
	char *line = fuzz_string(input->at, len);

	len += end ? 1 : 0;
	input->at += len;
	input->left -= len;
	return line;
}

const char *
fuzz_part(struct fuzz_input *input, size_t *len)
{
	const char *part = input->at;
	const char *end =
		memmem(part, input->left, SEPARATOR, strlen(SEPARATOR));
	size_t skip = input->left;

	*len = input->left;
	if (end) {
		*len = (size_t)(end - part) + 1;
		skip = *len + strlen(SEPARATOR) - 1;
	}
	input->at += skip;
	input->left -= skip;
	return part;
}

bool
fuzz_has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

bool
fuzz_is_printable(const char *text)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	return i > 0;
}

bool
fuzz_is_host(const char *host)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
	char again[FC_HOST_SIZE];
	size_t len = strlen(host);

	return len > 0 && len < FC_HOST_SIZE && strspn(host, bytes) == len &&
	       host[0] != '-' && host[0] != '.' && host[len - 1] != '.' &&
	       !strstr(host, "..") && fc_host_parse(host, again) &&
	       strcmp(again, host) == 0;
}

void
fuzz_hold_error(const struct fc_error *err)
{
	hold(err->kind > FC_ERR_NONE && err->kind <= FC_ERR_DATA);
	hold(err->text[0] != '\0');
}

static const char *const variables[] = {
	"FOUNDRY_HOSTNAME",   "FOUNDRY_CLIENT_ID", "FOUNDRY_CLIENT_SECRET",
	"FOUNDRY_SCOPES",     "FOUNDRY_LOGIN",     "FOUNDRY_CACHE",
	"FOUNDRY_CA_FILE",    "FOUNDRY_TOKEN",     "FOUNDRY_TOKEN_EXPIRES",
	"FOUNDRY_REPOSITORY", "SSL_CERT_FILE",     "REQUESTS_CA_BUNDLE",
};

#define VARIABLE_COUNT (sizeof(variables) / sizeof(variables[0]))

void
fuzz_environment_clear(void)
{
	size_t i;

	for (i = 0; i < VARIABLE_COUNT; i++)
		unsetenv(variables[i]);
}

void
fuzz_environment_put(char *variable)
{
	size_t len = strcspn(variable, "=");
	size_t i;

	for (i = 0; i < VARIABLE_COUNT; i++)
		if (strlen(variables[i]) == len && variable[len] &&
		    memcmp(variables[i], variable, len) == 0)
			hold(putenv(variable) == 0);
}
