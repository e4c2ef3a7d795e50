/* SPDX-License-Identifier: Apache-2.0 */
/* An access token and how long it lives. */
#include "record/token.h"

bool
fc_token_is_fresh(const struct fc_token *token, time_t now)
{
	time_t margin;

	if (!token->access.plain || now < token->issued_at)
		return false;
	if (token->expires_at == 0)
		return now - token->issued_at < FC_UNKNOWN_LIFE_S;
	margin = (token->expires_at - token->issued_at) / 10;
	if (margin > FC_EXPIRY_MARGIN_S)
		margin = FC_EXPIRY_MARGIN_S;
	return token->expires_at - now > margin;
}

bool
fc_token_lasts(const struct fc_token *token, time_t now, int life_s)
{
	return token->expires_at == 0 || token->expires_at - now >= life_s;
}

bool
fc_token_is_enough(const struct fc_token *token, time_t now, int life_s)
{
	const time_t half = (token->expires_at - token->issued_at) / 2;

	return fc_token_is_fresh(token, now) &&
	       fc_token_lasts(token, now, half < life_s ? (int)half : life_s);
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
