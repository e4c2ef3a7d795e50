/* SPDX-License-Identifier: Apache-2.0 */
/* Which proxy stands between us and a stack, and who says so. */
#include "oauth/proxy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands before the last '@' may be a password, whatever is in it. */
static void
name_it(struct fc_proxy *proxy, const char *url)
{
	const char *at = strrchr(url, '@');
	const char *scheme = strstr(url, "://");

	if (at)
		url = at + 1;
	else if (scheme)
		url = scheme + strlen("://");
	fc_printable(proxy->name, sizeof(proxy->name), url,
	             strcspn(url, "/?#"));
}

/* Each in libcurl's order; to it an empty one is not set. */
bool
fc_proxy_find(const struct fc_stack *stack, struct fc_proxy *proxy)
{
	static const char *const names[] = {
		"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
	};
	size_t i;

	proxy->from = NULL;
	if (stack->proxy) {
		name_it(proxy, stack->proxy);
		return true;
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value) {
			proxy->from = names[i];
			name_it(proxy, value);
			return true;
		}
	}
	return false;
}

/* "Failed to connect to HOST port PORT": no_proxy may have kept it away. */
bool
fc_proxy_is_meant(const struct fc_proxy *proxy, const char *detail)
{
	const char *colon = strrchr(proxy->name, ':');
	const char *name = proxy->name + strspn(proxy->name, "[");
	char words[sizeof(proxy->name) + 16];

	if (!proxy->from)
		return true;
	if (colon && strchr(colon, ']'))
		colon = NULL; /* of an IPv6 address */
	snprintf(words, sizeof(words), " to %.*s port %s",
	         (int)strcspn(name, *proxy->name == '[' ? "]" : ":"), name,
	         colon ? colon + 1 : "");
	return strstr(detail, words) != NULL;
}

void
fc_proxy_hint(const struct fc_proxy *proxy, const struct fc_stack *stack,
              struct fc_error *err)
{
	if (proxy->from)
		fc_error_hint(err, "check %s in the environment, which names "
		              "%s; no_proxy there, or proxy in [%s], can say "
		              "otherwise", proxy->from, proxy->name,
		              stack->host);
	else
		fc_error_hint(err, "check proxy in [%s], which names %s",
		              stack->host, proxy->name);
}
