/* SPDX-License-Identifier: Apache-2.0 */
/* One login: its section, and whose it is. */
#include "config/logins.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* [DEFAULT] is no host's, not even that of "default". */
static bool
is_default(const struct fc_ini_section *section)
{
	return section->name_len == strlen(FC_INI_DEFAULTS) &&
	       memcmp(section->name, FC_INI_DEFAULTS, section->name_len) == 0;
}

/* A host is spelled in lower case and without ":443". */
static bool
is_of_host(const struct fc_ini_section *section, const char *host, size_t len)
{
	if (section->name_len != len &&
	    (section->name_len != len + 4 ||
	     memcmp(section->name + len, ":443", 4) != 0))
		return false;
	return strncasecmp(section->name, host, len) == 0 &&
	       !is_default(section);
}

const struct fc_ini_section *
fc_host_section(const struct fc_ini *ini, const char *host)
{
	return fc_ini_section_like(ini, host, is_of_host);
}

/* FNV-1a.  Of 64 bits nobody gets back a token that is drawn from more. */
void
fc_mark_of(char out[FC_MARK_SIZE], const char *token, size_t len)
{
	uint64_t mark = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < len; i++)
		mark = (mark ^ (unsigned char)token[i]) * 0x100000001b3;
	for (i = FC_MARK_SIZE - 1; i-- > 0; mark >>= 4)
		out[i] = "0123456789abcdef"[mark & 15];
	out[FC_MARK_SIZE - 1] = '\0';
}

void
fc_login_entry_clear(struct fc_login_entry *entry)
{
	fc_buf_clear(&entry->client_id);
	fc_buf_clear(&entry->token_uri);
	fc_buf_clear(&entry->scopes);
	entry->has_client_secret = false;
	entry->has_refresh_token = false;
	entry->mark[0] = '\0';
}

enum fc_lookup
fc_login_is_of(const struct fc_login_entry *entry,
               const struct fc_stack *stack, bool *foreign)
{
	const bool ours = stack->client_id &&
		strcmp(fc_buf_str(&entry->client_id), stack->client_id) == 0 &&
		strcmp(fc_buf_str(&entry->token_uri), stack->token_uri) == 0;

	*foreign = !ours && entry->has_refresh_token;
	return ours && entry->has_refresh_token ? FC_FOUND : FC_ABSENT;
}
