/* SPDX-License-Identifier: Apache-2.0 */
/* Which user name a container registry is answered with. */
#include "record/username.h"

#include "base/text.h"
#include "record/static_tokens.h"

void
fc_registry_username(const struct fc_paths *paths,
                     const struct fc_stack *stack, char *out, size_t size)
{
	const char *name = stack->username ? stack->username : "";
	char stored[FC_STATIC_TOKEN_USER_MAX];

	if (!stack->names_user &&
	    fc_static_token_last_user(paths, stack->asked, stored))
		name = stored;
	fc_text_join(out, size, name, NULL);
}
