/* SPDX-License-Identifier: Apache-2.0 */
/* The members of a reply that grants (RFC 6749 section 5.1). */
#include "oauth/grant.h"

#include "base/json.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LIFE_MAX_S (10LL * 365 * 86400)

/* A member that must be a token when it is there and not null. */
static enum fc_lookup
read_token(struct json_object *reply, const char *name,
           struct fc_secret *token, struct fc_error *err)
{
	const char *text;
	size_t len;
	enum fc_lookup result = fc_json_string(reply, name, &text, &len, err);

	if (result == FC_ABSENT) {
		fc_fail(err, FC_ERR_DATA, "no %s", name);
		return FC_ABSENT;
	}
	if (result == FC_FOUND && fc_token_is_wellformed(text, len))
		return fc_secret_set(token, text, len, err) ? FC_FOUND
		                                            : FC_FAILED;
	fc_fail(err, FC_ERR_DATA,
	        "%s is not 1 to %d bytes of visible ASCII in a string", name,
	        FC_TOKEN_MAX);
	return FC_FAILED;
}

/* None, and what some servers mean by an empty one: keep the old. */
bool
fc_grant_read_refresh(struct json_object *reply, struct fc_secret *refresh,
                      struct fc_error *err)
{
	const char *text;
	size_t len;

	if (fc_json_string(reply, "refresh_token", &text, &len, err) ==
	    FC_FOUND && len == 0)
		return true;
	return read_token(reply, "refresh_token", refresh, err) != FC_FAILED;
}

/* RFC 6749 section 5.1: case-insensitive.  Some servers leave it out. */
static bool
check_type(struct json_object *reply, struct fc_error *err)
{
	const char *type;
	size_t len;
	enum fc_lookup result;

	result = fc_json_string(reply, "token_type", &type, &len, err);
	if (result == FC_ABSENT ||
	    (result == FC_FOUND && strcasecmp(type, "Bearer") == 0))
		return true;
	return fc_fail(err, FC_ERR_DATA, "token_type is not Bearer");
}

/* A number, or (as Foundry documents it) digits in a string. */
static bool
to_seconds(struct json_object *member, double *seconds)
{
	const char *text;
	size_t len;

	switch (json_object_get_type(member)) {
	case json_type_int:
	case json_type_double:
		*seconds = json_object_get_double(member);
		return true;
	case json_type_string:
		text = json_object_get_string(member);
		len = (size_t)json_object_get_string_len(member);
		*seconds = strtod(text, NULL);
		return len > 0 && strspn(text, "0123456789") == len;
	default:
		return false;
	}
}

static bool
read_expiry(struct json_object *reply, time_t asked_at, time_t *expires_at,
            struct fc_error *err)
{
	struct json_object *member;
	double seconds;

	*expires_at = 0;
	if (!json_object_object_get_ex(reply, "expires_in", &member) ||
	    !member)
		return true;
	/* Written so that NaN is refused too. */
	if (!to_seconds(member, &seconds) || !(seconds >= 1))
		return fc_fail(err, FC_ERR_DATA, "expires_in is not a number "
		               "of seconds above zero");
	if (seconds > (double)LIFE_MAX_S)
		seconds = (double)LIFE_MAX_S;
	*expires_at = asked_at + (time_t)seconds;
	return true;
}

/*
 * What was granted, for information: a scope that makes no sense is left
 * out rather than a good token, perhaps the only one, thrown away.
 */
static bool
read_scopes(struct json_object *reply, struct fc_buf *scopes,
            struct fc_error *err)
{
	struct fc_error ignored = FC_ERROR_INIT;
	const char *text;
	size_t len, i;

	if (fc_json_string(reply, "scope", &text, &len, &ignored) != FC_FOUND ||
	    len > scopes->max)
		return true;
	for (i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return true;
	return fc_buf_add(scopes, text, len, err);
}

bool
fc_grant_read(struct json_object *reply, time_t asked_at,
              struct fc_grant *grant, struct fc_error *err)
{
	struct fc_grant found = FC_GRANT_INIT;
	bool good;

	found.token.issued_at = asked_at;
	good = read_token(reply, "access_token", &found.token.access, err) ==
	       FC_FOUND &&
	       fc_grant_read_refresh(reply, &found.refresh, err) &&
	       check_type(reply, err) &&
	       read_expiry(reply, asked_at, &found.token.expires_at, err) &&
	       read_scopes(reply, &found.scopes, err);
	if (good) {
		fc_token_move(&grant->token, &found.token);
		fc_secret_move(&grant->refresh, &found.refresh);
		fc_buf_move(&grant->scopes, &found.scopes);
	}
	fc_grant_clear(&found);
	return good;
}
