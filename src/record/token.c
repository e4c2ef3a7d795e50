/* SPDX-License-Identifier: Apache-2.0 */
/* An access token and how long it lives. */
#include "record/token.h"

/* How much of its life is too little. */
static time_t
margin_of(const struct fc_token *token)
{
	const time_t tenth = (token->expires_at - token->issued_at) / 10;

	return tenth < FC_EXPIRY_MARGIN_S ? tenth : FC_EXPIRY_MARGIN_S;
}

bool
fc_token_is_fresh(const struct fc_token *token, time_t now)
{
	if (!token->access.plain || now < token->issued_at)
		return false;
	if (token->expires_at == 0)
		return now - token->issued_at < FC_UNKNOWN_LIFE_S;
	return token->expires_at - now > margin_of(token);
}

bool
fc_token_lasts(const struct fc_token *token, time_t now, int life_s)
{
	return token->expires_at == 0 || token->expires_at - now >= life_s;
}

bool
fc_token_is_enough(const struct fc_token *token, time_t now, int life_s,
                   bool exactly)
{
	const time_t life = token->expires_at - token->issued_at;
	const time_t most = exactly ? life - margin_of(token) : life / 2;

	return fc_token_is_fresh(token, now) &&
	       fc_token_lasts(token, now, most < life_s ? (int)most : life_s);
}

bool
fc_token_is_alive(const struct fc_token *token, time_t now)
{
	if (!token->access.plain)
		return false;
	if (token->expires_at == 0)
		return fc_token_is_fresh(token, now);
	return now >= token->issued_at && now < token->expires_at;
}

void
fc_token_move(struct fc_token *to, struct fc_token *from)
{
	fc_token_clear(to);
	*to = *from;
	*from = (struct fc_token)FC_TOKEN_INIT;
}

void
fc_token_clear(struct fc_token *token)
{
	fc_secret_clear(&token->access);
	*token = (struct fc_token)FC_TOKEN_INIT;
}
