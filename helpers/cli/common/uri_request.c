/* SPDX-License-Identifier: Apache-2.0 */
/* What Bazel and its kin ask. */
#include "cli/common/uri_request.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

bool
cli_uri_request_is(const struct fc_buf *text)
{
	return text->len > 0 && text->data[0] == '{';
}

/* Up to the path, the query or the fragment. */
static bool
host_of(const char *uri, char host[FC_HOST_SIZE])
{
	static const char *const schemes[] = { "https://", "grpcs://" };
	char authority[FC_HOST_SIZE];
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		const char *at = uri + strlen(schemes[i]);

		if (strncmp(uri, schemes[i], strlen(schemes[i])) == 0)
			return fc_text_slice(authority, sizeof(authority), at,
			                     strcspn(at, "/?#")) &&
			       fc_host_parse(authority, host);
	}
	return false;
}

static bool
find_host(struct json_object *request, char host[FC_HOST_SIZE],
          struct fc_error *err)
{
	const char *uri;
	size_t len;

	switch (fc_json_string(request, "uri", &uri, &len, err)) {
	case FC_FOUND:
		/* Not repeated: there may be a secret in it. */
		return host_of(uri, host) ||
		       fc_fail(err, FC_ERR_CONFIG, "its \"uri\" is no https "
		               "or grpcs address of a host");
	case FC_ABSENT:
		return fc_fail(err, FC_ERR_DATA, "it has no \"uri\"");
	case FC_FAILED:
		break;
	}
	return false;
}

bool
cli_uri_request_host(const struct fc_buf *text, char host[FC_HOST_SIZE],
                     struct fc_error *err)
{
	struct fc_error why = FC_ERROR_INIT;
	struct json_object *request = fc_json_parse(text->data, text->len, &why);
	const bool found = request && find_host(request, host, &why);

	fc_json_free(request);
	return found || fc_fail(err, why.kind, "reading a request by URI: %s",
	                        why.text);
}
