/* SPDX-License-Identifier: Apache-2.0 */
/* Proof Key for Code Exchange (RFC 7636), and the state beside it. */
#include "oauth/pkce.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define RANDOM_SIZE 32 /* of a SHA-256 too: both give 43 characters */

/* RANDOM_SIZE bytes in the alphabet of RFC 4648 section 5, unpadded. */
static bool
encode(const unsigned char *bytes, char out[FC_PKCE_SIZE],
       struct fc_error *err)
{
	const gnutls_datum_t in = { (unsigned char *)bytes, RANDOM_SIZE };
	gnutls_datum_t text;
	size_t i;

	if (gnutls_base64_encode2(&in, &text) != GNUTLS_E_SUCCESS)
		return fc_fail_memory(err);
	for (i = 0; i < FC_PKCE_SIZE - 1; i++) {
		char c = (char)text.data[i];

		if (c == '+')
			c = '-';
		else if (c == '/')
			c = '_';
		out[i] = c;
	}
	out[i] = '\0';
	explicit_bzero(text.data, text.size);
	gnutls_free(text.data);
	return true;
}

static bool
draw(char out[FC_PKCE_SIZE], struct fc_error *err)
{
	unsigned char bytes[RANDOM_SIZE];
	bool done;

	if (gnutls_rnd(GNUTLS_RND_KEY, bytes, sizeof(bytes)) != 0)
		return fc_fail(err, FC_ERR_INTERNAL,
		               "drawing random bytes: GnuTLS failed");
	done = encode(bytes, out, err);
	explicit_bzero(bytes, sizeof(bytes));
	return done;
}

bool
fc_pkce_new(struct fc_pkce *pkce, struct fc_error *err)
{
	return draw(pkce->verifier, err) && draw(pkce->state, err) &&
	       fc_pkce_challenge(pkce->verifier, pkce->challenge, err);
}

bool
fc_pkce_challenge(const char *verifier, char challenge[FC_PKCE_SIZE],
                  struct fc_error *err)
{
	unsigned char digest[RANDOM_SIZE];

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, verifier, strlen(verifier),
	                     digest) != 0)
		return fc_fail(err, FC_ERR_INTERNAL, "computing SHA-256: GnuTLS failed");
	return encode(digest, challenge, err);
}

bool
fc_pkce_state_matches(const struct fc_pkce *pkce, const char *state)
{
	size_t len = strlen(pkce->state);

	return len > 0 && strlen(state) == len &&
	       gnutls_memcmp(pkce->state, state, len) == 0;
}

void
fc_pkce_clear(struct fc_pkce *pkce)
{
	explicit_bzero(pkce, sizeof(*pkce));
}
