/* SPDX-License-Identifier: Apache-2.0 */
/* What git is told: git-credential(1) output format. */
#include "answer.h"

#include "base/record.h"

static bool
put_bearer(struct fc_buf *out, const struct fc_answer *answer,
           struct fc_error *err)
{
	return fc_record_put(out, "authtype", "Bearer", err) &&
	       fc_record_put(out, "credential", answer->token.access.plain,
	                     err) &&
	       fc_record_put_number(out, "ephemeral", 1, err);
}

static bool
put_basic(struct fc_buf *out, const struct fc_answer *answer,
          struct fc_error *err)
{
	return fc_record_put(out, "username", answer->username, err) &&
	       fc_record_put(out, "password", answer->token.access.plain, err);
}

bool
git_answer_format(struct fc_buf *out, const struct git_request *request,
                  const struct fc_answer *answer, struct fc_error *err)
{
	bool only = request->offers_bearer && !request->offers_other;
	bool bearer = request->has_authtype &&
	              (only || answer->git_auth == FC_GIT_AUTH_BEARER);

	if (request->has_authtype &&
	    !fc_record_put(out, "capability[]", "authtype", err))
		return false;
	if (!(bearer ? put_bearer : put_basic)(out, answer, err))
		return false;
	return answer->token.expires_at <= 0 ||
	       fc_record_put_number(out, "password_expiry_utc",
	                            answer->token.expires_at, err);
}
