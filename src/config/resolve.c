/* SPDX-License-Identifier: Apache-2.0 */
/* Which stack answers for a host, with every setting that is in force. */
#include "base/text.h"
#include "base/trace.h"
#include "config/check.h"
#include "config/config.h"
#include "config/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 65536

static bool
apply_key(const struct fc_config *config, const char *section_host,
          const struct fc_setting *setting, struct fc_stack *stack,
          struct fc_error *err)
{
	const char *key = setting->name;
	struct fc_buf value = FC_BUF_INIT(VALUE_MAX);
	const struct fc_config_file *file = NULL;
	bool done = false;

	switch (fc_config_value(config, section_host, key, &value, &file,
	                        err)) {
	case FC_ABSENT:
		done = true;
		break;
	case FC_FAILED:
		break;
	case FC_FOUND:
		done = fc_setting_apply(stack, key, fc_buf_str(&value), err);
		if (!done)
			fc_config_fail_at(err, file, fc_config_line(file, section_host, key));
		else if (setting->type == FC_SETTING_SECRET)
			done = fc_config_check_secret(file, err);
		break;
	}
	fc_buf_clear(&value);
	return done;
}

/* All keys of the stack, then those that an alias may override. */
static bool
apply_sections(const struct fc_config *config, struct fc_stack *stack,
               struct fc_error *err)
{
	const struct fc_setting *setting;

	for (setting = fc_settings; setting->name; setting++)
		if (!apply_key(config, stack->host, setting, stack, err))
			return false;
	if (!fc_stack_is_alias(stack))
		return true;
	for (setting = fc_settings; setting->name; setting++)
		if (setting->alias &&
		    fc_config_says(config, stack->asked, setting->name) &&
		    !apply_key(config, stack->asked, setting, stack, err))
			return false;
	return true;
}

static bool
apply_variable(struct fc_stack *stack, const char *name, const char *key,
               struct fc_error *err)
{
	const char *value = fc_variable(name);
	struct fc_error what = FC_ERROR_INIT;

	if (!value)
		return true;
	if (fc_setting_apply(stack, key, value, &what))
		return true;
	fc_fail(err, FC_ERR_CONFIG, "environment variable %s: %.300s", name,
	        what.text);
	memcpy(err->hint, what.hint, sizeof(err->hint));
	return false;
}

bool
fc_config_environment_means(const struct fc_config *config, const char *host)
{
	struct fc_error ignored = FC_ERROR_INIT;
	char only[FC_HOST_SIZE];

	return fc_config_only(config, only, &ignored) == FC_FOUND &&
	       strcmp(only, host) == 0;
}

/* Not a secret: only foundry-oauth looks at that (oauth/client.h). */
static bool
apply_variables(struct fc_stack *stack, bool for_one, struct fc_error *err)
{
	const struct fc_setting *setting;

	for (setting = fc_settings; setting->name; setting++)
		if (setting->variable && setting->for_one == for_one &&
		    setting->type != FC_SETTING_SECRET &&
		    !apply_variable(stack, setting->variable, setting->name,
		                    err))
			return false;
	return true;
}

static bool
apply_environment(const struct fc_config *config, struct fc_stack *stack,
                  struct fc_error *err)
{
	const char *ca = stack->ca_file ? NULL : fc_ca_variable();

	if (!apply_variables(stack, false, err) ||
	    (ca && !apply_variable(stack, ca, "ca_file", err)))
		return false;
	if (!fc_variable("FOUNDRY_CLIENT_ID") && !fc_variable("FOUNDRY_SCOPES"))
		return true;
	if (!fc_config_environment_means(config, stack->host))
		return true;
	stack->from_environment = true;
	return apply_variables(stack, true, err);
}

/* A person who has used the Python library has no file of ours. */
static bool
apply_login(const struct fc_config *config, struct fc_stack *stack,
            struct fc_error *err)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	bool done = false;

	stack->from_shared_file = true;
	if (fc_logins_find(&config->logins, stack->host, &entry, err) !=
	    FC_FOUND)
		goto out;
	done = fc_setting_apply(stack, "client_id",
	                        fc_buf_str(&entry.client_id), err) &&
	       fc_setting_apply(stack, "token_uri",
	                        fc_buf_str(&entry.token_uri), err) &&
	       (entry.scopes.len == 0 ||
	        fc_setting_apply(stack, "scopes", fc_buf_str(&entry.scopes),
	                         err));
out:
	fc_login_entry_clear(&entry);
	return done;
}

static bool
environment_configures(const char *host)
{
	const char *name = getenv("FOUNDRY_HOSTNAME");
	char named[FC_HOST_SIZE];

	return (fc_variable("FOUNDRY_CLIENT_ID") || fc_variable("FOUNDRY_TOKEN")) &&
	       name && fc_host_from_url(name, named) &&
	       strcmp(named, host) == 0;
}

static bool
is_known(const struct fc_config *config, const char *host)
{
	return fc_config_names(config, host) ||
	       fc_logins_configure(&config->logins, host) ||
	       environment_configures(host);
}

static const char registry_mark[] = "-container-registry.";

bool
fc_host_is_palantirs(const char *host)
{
	static const char *const domains[] = { "palantirfoundry.com",
		                               "palantirfoundry.co.uk",
		                               "palantircloud.com" };
	size_t len = strlen(host);
	size_t i;

	for (i = 0; i < sizeof(domains) / sizeof(domains[0]); i++) {
		size_t tail = strlen(domains[i]);

		if (len >= tail &&
		    strcmp(host + len - tail, domains[i]) == 0 &&
		    (len == tail || host[len - tail - 1] == '.'))
			return true;
	}
	return false;
}

bool
fc_registry_stack(const char *host, char stack[FC_HOST_SIZE])
{
	const char *at = strstr(host, registry_mark);
	const char *domain;
	char label[FC_HOST_SIZE];

	if (!at || at == host || memchr(host, '.', (size_t)(at - host)))
		return false;
	domain = at + sizeof(registry_mark) - 1;
	if (!fc_host_is_palantirs(domain))
		return false;
	fc_text_slice(label, sizeof(label), host, (size_t)(at - host));
	return fc_text_join(stack, FC_HOST_SIZE, label, ".", domain, NULL);
}

bool
fc_registry_of_stack(const char *stack, char host[FC_HOST_SIZE])
{
	const char *dot = strchr(stack, '.');
	char label[FC_HOST_SIZE];

	if (!dot || dot == stack || !fc_host_is_palantirs(dot + 1) ||
	    fc_registry_stack(stack, label))
		return false;
	fc_text_slice(label, sizeof(label), stack, (size_t)(dot - stack));
	return fc_text_join(host, FC_HOST_SIZE, label, registry_mark, dot + 1,
	                    NULL);
}

/* "foundry = STACK" of host's own section, checked. */
static enum fc_lookup
alias_of(const struct fc_config *config, const char *host,
         char stack[FC_HOST_SIZE], struct fc_error *err)
{
	struct fc_buf value = FC_BUF_INIT(VALUE_MAX);
	const struct fc_config_file *file = NULL;
	enum fc_lookup result = FC_ABSENT;
	char other[FC_HOST_SIZE];

	if (fc_config_names(config, host))
		result = fc_config_value(config, host, "foundry", &value,
		                         &file, err);
	if (result != FC_FOUND)
		goto out;
	if (!fc_host_from_url(fc_buf_str(&value), stack)) {
		fc_fail(err, FC_ERR_CONFIG, "foundry must name a stack's "
		        "host");
	} else if (strcmp(stack, host) == 0) {
		result = FC_ABSENT;
		goto out;
	} else if (!is_known(config, stack)) {
		fc_fail(err, FC_ERR_CONFIG, "foundry names %s, which is not "
		        "configured", stack);
	} else if (fc_config_alias(config, stack, other)) {
		fc_fail(err, FC_ERR_CONFIG, "foundry names %s, which stands "
		        "for %s itself: name %s", stack, other,
		        other);
	} else {
		goto out;
	}
	fc_config_fail_at(err, file, fc_config_line(file, host, "foundry"));
	result = FC_FAILED;
out:
	fc_buf_clear(&value);
	return result;
}

/* A registry whose name says whose it is, or why that cannot be known. */
static const struct fc_error *
identify_by_name(const struct fc_config *config, struct fc_stack *stack)
{
	if (!fc_registry_stack(stack->asked, stack->host))
		return NULL;
	stack->by_name = is_known(config, stack->host);
	return stack->by_name ? NULL : fc_config_fault_of(config, stack->host);
}

/* Whose tokens does this host take?  Fills stack->host. */
static enum fc_lookup
identify(const struct fc_config *config, const char *host,
         enum fc_purpose purpose, struct fc_stack *stack,
         struct fc_error *err)
{
	const struct fc_error *fault;
	enum fc_lookup result;

	fc_text_join(stack->asked, sizeof(stack->asked), host, NULL);
	stack->purpose = purpose;
	result = alias_of(config, host, stack->host, err);
	if (result != FC_ABSENT)
		return result;
	fc_text_join(stack->host, sizeof(stack->host), host, NULL);
	if (is_known(config, host))
		return FC_FOUND;
	fault = fc_config_fault_of(config, host);
	if (!fault && fc_callers[purpose].names_repository)
		fault = identify_by_name(config, stack);
	if (!fault && !fc_callers[purpose].quiet)
		fault = fc_config_fault(config);
	if (!fault)
		return stack->by_name ? FC_FOUND : FC_ABSENT;
	*err = *fault;
	fc_logins_hint(err, stack->host);
	return FC_FAILED;
}

enum fc_lookup
fc_config_homeless(const char *host, enum fc_purpose purpose)
{
	const struct fc_caller *caller = &fc_callers[purpose];
	char stack[FC_HOST_SIZE];

	if (!caller->quiet || environment_configures(host) ||
	    (caller->names_repository && fc_registry_stack(host, stack) &&
	     environment_configures(stack)))
		return FC_FAILED;
	return FC_ABSENT;
}

/* Python's way: a login that has asked for more is not narrowed by silence.
 * Only of one that is ours; what cannot be read is for others to say. */
static void
apply_login_scopes(const struct fc_config *config, struct fc_stack *stack)
{
	struct fc_login_entry entry = FC_LOGIN_ENTRY_INIT;
	struct fc_error ignored = FC_ERROR_INIT;

	if (stack->client_id &&
	    fc_logins_find(&config->logins, stack->host, &entry, &ignored) ==
	            FC_FOUND &&
	    entry.scopes.len > 0 &&
	    strcmp(fc_buf_str(&entry.client_id), stack->client_id) == 0 &&
	    strcmp(fc_buf_str(&entry.token_uri), stack->token_uri) == 0 &&
	    !fc_setting_apply(stack, "scopes", fc_buf_str(&entry.scopes),
	                      &ignored))
		fc_trace("%s: %s", stack->host, ignored.text);
	fc_login_entry_clear(&entry);
}

static bool
apply_defaults(const struct fc_config *config, struct fc_stack *stack,
               struct fc_error *err)
{
	stack->no_scopes = !stack->scopes;
	if (!fc_setting_defaults(stack, err))
		return false;
	if (stack->no_scopes && stack->grant == FC_GRANT_AUTHORIZATION_CODE)
		apply_login_scopes(config, stack);
	return true;
}

static bool
fill(const struct fc_config *config, struct fc_stack *stack,
     struct fc_error *err)
{
	bool alias = fc_stack_is_alias(stack);

	if (!fc_config_check(config, stack->host, false, err) ||
	    (alias && !fc_config_check(config, stack->asked, true, err)))
		return false;
	stack->names_user = fc_config_says(config, stack->asked, "username");
	if (!fc_config_names(config, stack->host) &&
	    fc_logins_configure(&config->logins, stack->host) &&
	    !apply_login(config, stack, err))
		return false;
	return apply_sections(config, stack, err) &&
	       apply_environment(config, stack, err) &&
	       apply_defaults(config, stack, err);
}

enum fc_lookup
fc_config_find(const struct fc_config *config, const char *host,
               enum fc_purpose purpose, struct fc_stack *stack,
               struct fc_error *err)
{
	struct fc_stack found = FC_STACK_INIT;
	enum fc_lookup result;

	result = identify(config, host, purpose, &found, err);
	if (result == FC_FOUND && !fill(config, &found, err))
		result = FC_FAILED;
	if (result == FC_FOUND) {
		fc_stack_clear(stack);
		*stack = found;
	} else {
		fc_stack_clear(&found);
	}
	return result;
}
