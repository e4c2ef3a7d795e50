/* SPDX-License-Identifier: Apache-2.0 */
/* What a terminal can do beyond showing text: links, and its clipboard. */
#include "oauth/escape.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

#define LINK "\033]8;;"
#define COPY "\033]52;c;"
#define END "\033\\" /* ST: some know no other end */

bool
fc_escape_is_known(void)
{
	/* Consoles of kernels, and dumb ones, would show it. */
	static const char *const known[] = {
		"xterm", "tmux", "screen", "rxvt-unicode", "alacritty", "foot",
		"wezterm", "ghostty", "contour", "konsole", "vte",
	};
	const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");
	size_t i;

	if (!term || (plain && *plain))
		return false;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(term, known[i], strlen(known[i])) == 0)
			return true;
	return false;
}

bool
fc_escape_link(struct fc_buf *text, const char *url, struct fc_error *err)
{
	return fc_buf_addf(text, err, LINK "%s" END "%s" LINK END, url, url);
}

bool
fc_escape_copy(struct fc_buf *text, const char *url, struct fc_error *err)
{
	const gnutls_datum_t in = { (unsigned char *)url,
		                    (unsigned)strlen(url) };
	gnutls_datum_t code;
	bool done;

	if (gnutls_base64_encode2(&in, &code) != GNUTLS_E_SUCCESS)
		return fc_fail_memory(err);
	done = fc_buf_add_str(text, COPY, err) &&
	       fc_buf_add(text, (const char *)code.data, code.size, err) &&
	       fc_buf_add_str(text, END, err);
	gnutls_free(code.data);
	return done;
}
