/* SPDX-License-Identifier: Apache-2.0 */
/* FOUNDRY_TOKEN: a token that the environment brings along (CI). */
#include "record/environment.h"

#include "base/record.h"
#include "base/text.h"

#include <string.h>

enum fc_lookup
fc_environment_token(time_t now, struct fc_token *token,
                     char host[FC_HOST_SIZE], struct fc_error *err)
{
	const char *plain = fc_variable("FOUNDRY_TOKEN");
	const char *name = fc_variable("FOUNDRY_HOSTNAME");
	const char *expires = fc_variable("FOUNDRY_TOKEN_EXPIRES");
	long long expires_at = 0;

	host[0] = '\0';
	if (!plain || !name)
		return FC_ABSENT;
	if (!fc_host_from_url(name, host)) {
		fc_fail(err, FC_ERR_CONFIG, "environment variable "
		        "FOUNDRY_HOSTNAME does not name a host");
		return FC_FAILED;
	}
	if (expires && !fc_number_parse(expires, 1, FC_TIME_MAX, &expires_at)) {
		fc_fail(err, FC_ERR_CONFIG, "environment variable "
		        "FOUNDRY_TOKEN_EXPIRES is not a Unix time");
		return FC_FAILED;
	}
	if (expires && expires_at <= now)
		return FC_ABSENT;
	if (!fc_token_is_wellformed(plain, strlen(plain))) {
		fc_fail(err, FC_ERR_CONFIG, "environment variable "
		        "FOUNDRY_TOKEN is not a token: it is too long or has "
		        "blanks, line ends or odd characters in it");
		return FC_FAILED;
	}
	if (!fc_secret_set(&token->access, plain, strlen(plain), err))
		return FC_FAILED;
	token->issued_at = now;
	token->expires_at = (time_t)expires_at;
	return FC_FOUND;
}

bool
fc_environment_token_of(const char *host, time_t now, struct fc_token *token)
{
	struct fc_token given = FC_TOKEN_INIT;
	struct fc_error ignored = FC_ERROR_INIT;
	char named[FC_HOST_SIZE];
	bool is;

	is = fc_environment_token(now, &given, named, &ignored) == FC_FOUND &&
	     strcmp(named, host) == 0;
	if (is && token)
		fc_token_move(token, &given);
	fc_token_clear(&given);
	return is;
}

bool
fc_environment_is_token(const char *secret)
{
	const char *plain = fc_variable("FOUNDRY_TOKEN");

	return plain && secret && strcmp(plain, secret) == 0;
}

void
fc_environment_explain(time_t now, struct fc_error *err)
{
	const char *expires = fc_variable("FOUNDRY_TOKEN_EXPIRES");
	const char *name = fc_variable("FOUNDRY_HOSTNAME");
	char host[FC_HOST_SIZE];
	long long expires_at = 0;

	if (!fc_variable("FOUNDRY_TOKEN"))
		return;
	if (!name)
		fc_error_hint(err, "FOUNDRY_TOKEN is set, but counts only "
		              "with FOUNDRY_HOSTNAME, which is not");
	else if (!fc_host_from_url(name, host))
		fc_error_hint(err, "FOUNDRY_TOKEN is set, but "
		              "FOUNDRY_HOSTNAME does not name a host");
	else if (expires && fc_number_parse(expires, 1, FC_TIME_MAX,
	                                    &expires_at) &&
	         expires_at <= now)
		fc_error_hint(err, "FOUNDRY_TOKEN is set, but has expired "
		              "according to FOUNDRY_TOKEN_EXPIRES");
}

const char *
fc_environment_repository(void)
{
	return fc_variable("FOUNDRY_REPOSITORY");
}

bool
fc_environment_overrides(void)
{
	return fc_variable("FOUNDRY_CLIENT_ID") ||
	       fc_variable("FOUNDRY_SCOPES") || fc_variable("FOUNDRY_CACHE");
}
