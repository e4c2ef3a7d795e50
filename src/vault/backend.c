/* SPDX-License-Identifier: Apache-2.0 */
/* Where the refresh token of a stack is kept, and what that can do. */
#include "vault/backend.h"

static const struct fc_vault_backend file = {
	.probe = fc_vault_file_probe,
	.read = fc_vault_file_read,
	.reserve = fc_vault_file_reserve,
	.save = fc_vault_file_save,
	.forget = fc_vault_file_forget,
};

const struct fc_vault_backend *
fc_vault_backend_of(const struct fc_stack *stack)
{
	(void)stack; /* nothing chooses another */
	return &file;
}
