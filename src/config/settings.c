/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration (design.md, "Configuration"), one row each. */
#include "config/settings.h"

#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

#define FIELD(name) offsetof(struct fc_stack, name)
#define TOKEN(purpose) (FIELD(token) + (purpose) * sizeof(enum fc_token_kind))

const struct fc_setting fc_settings[] = {
	{ "client_id", FC_SETTING_VISIBLE, FIELD(client_id),
	  .variable = "FOUNDRY_CLIENT_ID", .for_one = true },
	{ "client_secret", FC_SETTING_SECRET, .shown = FC_SHOWN_NOT,
	  .variable = "FOUNDRY_CLIENT_SECRET", .for_one = true },
	{ "client_secret_file", FC_SETTING_PATH, FIELD(client_secret_file),
	  .fallback = NULL },
	{ "client_secret_command", FC_SETTING_TEXT,
	  FIELD(client_secret_command), .shown = FC_SHOWN_PROGRAM },
	{ "scopes", FC_SETTING_SCOPES, FIELD(scopes),
	  .fallback = "offline_access", .variable = "FOUNDRY_SCOPES",
	  .for_one = true },
	{ "grant", FC_SETTING_CHOICE, FIELD(grant), .words = fc_grant_names },
	{ "login", FC_SETTING_CHOICE, FIELD(login), .words = fc_login_names,
	  .variable = "FOUNDRY_LOGIN" },
	{ "cache", FC_SETTING_CHOICE, FIELD(cache), .words = fc_cache_names,
	  .variable = "FOUNDRY_CACHE" },
	{ "token", FC_SETTING_TOKEN, TOKEN(FC_PURPOSE_CLI),
	  .words = fc_token_names, .alias = true },
	{ "git_token", FC_SETTING_CHOICE, TOKEN(FC_PURPOSE_GIT),
	  .words = fc_token_names, .alias = true },
	{ "docker_token", FC_SETTING_CHOICE, TOKEN(FC_PURPOSE_DOCKER),
	  .words = fc_token_names, .alias = true },
	{ "git_auth", FC_SETTING_CHOICE, FIELD(git_auth),
	  .words = fc_git_auth_names, .alias = true },
	{ "foundry", FC_SETTING_STACK, .alias = true },
	{ "username", FC_SETTING_USERNAME, FIELD(username), .alias = true },
	{ "ports", FC_SETTING_PORTS, FIELD(port_first),
	  .fallback = "8888-8987" },
	{ "authorize_uri", FC_SETTING_URI, FIELD(authorize_uri),
	  .fallback = "oauth2/authorize" },
	{ "token_uri", FC_SETTING_URI, FIELD(token_uri),
	  .fallback = "oauth2/token" },
	{ "revoke_uri", FC_SETTING_URI, FIELD(revoke_uri),
	  .fallback = "oauth2/revoke_token" },
	{ "redirect_uri", FC_SETTING_URI, FIELD(redirect_uri),
	  .fallback = "oauth2/callback" },
	{ "me_uri", FC_SETTING_URI, FIELD(me_uri), .fallback = "me" },
	{ "ca_file", FC_SETTING_PATH, FIELD(ca_file), .fallback = NULL },
	{ "proxy", FC_SETTING_PROXY, FIELD(proxy), .shown = FC_SHOWN_HOST },
	{ "login_timeout", FC_SETTING_SECONDS, FIELD(login_timeout_s),
	  .fallback = "300" },
	{ "network_timeout", FC_SETTING_SECONDS, FIELD(network_timeout_s),
	  .fallback = "30" },
	{ .name = NULL },
};

#define SETTING_COUNT (sizeof(fc_settings) / sizeof(fc_settings[0]) - 1)

void *
fc_setting_field(const struct fc_setting *setting,
                 const struct fc_stack *stack)
{
	return (char *)stack + setting->offset;
}

const struct fc_setting *
fc_setting_find(const char *key)
{
	const struct fc_setting *setting = fc_settings;

	while (setting->name && strcmp(setting->name, key) != 0)
		setting++;
	return setting->name ? setting : NULL;
}

const char *
fc_setting_nearest(const char *key)
{
	const char *names[SETTING_COUNT + 1];
	size_t i;

	for (i = 0; i <= SETTING_COUNT; i++)
		names[i] = fc_settings[i].name;
	return fc_nearest(key, names);
}

/* The last two are those of the Python library. */
const char *
fc_ca_variable(void)
{
	static const char *const names[] = {
		"FOUNDRY_CA_FILE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE",
		"CURL_CA_BUNDLE", NULL
	};
	size_t i;

	for (i = 0; names[i] && !fc_variable(names[i]); i++)
		;
	return names[i];
}
