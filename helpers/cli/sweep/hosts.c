/* SPDX-License-Identifier: Apache-2.0 */
/* Which hosts are of a Foundry. */
#include "cli/sweep/hosts.h"

#include <string.h>

struct loading {
	struct cli_sweep_hosts *hosts;
	struct fc_error *err;
	bool done;
};

static bool
add(const char *host, void *arg)
{
	struct loading *loading = arg;
	struct cli_sweep_hosts *hosts = loading->hosts;
	char name[FC_HOST_SIZE] = "";

	fc_text_join(name, sizeof(name), host, NULL);
	loading->done = fc_buf_add(&hosts->names, name, sizeof(name),
	                           loading->err);
	return loading->done;
}

bool
cli_sweep_hosts_load(struct cli_sweep_hosts *hosts,
                     const struct fc_config *config, struct fc_error *err)
{
	struct loading loading = { hosts, err, true };
	const char *named = fc_variable("FOUNDRY_HOSTNAME");
	char host[FC_HOST_SIZE];

	fc_config_each(config, add, &loading);
	if (loading.done)
		fc_config_aliases(config, NULL, add, &loading);
	if (loading.done && named && fc_host_from_url(named, host))
		add(host, &loading);
	return loading.done;
}

static bool
is_name_of(const char *known, const char *host, bool has_port)
{
	const size_t len = strlen(host);

	return strncmp(known, host, len) == 0 &&
	       (known[len] == '\0' || (!has_port && known[len] == ':'));
}

bool
cli_sweep_hosts_know(const struct cli_sweep_hosts *hosts, const char *text,
                     size_t len, char host[FC_HOST_SIZE])
{
	char word[FC_HOST_SIZE], parsed[FC_HOST_SIZE];
	size_t at;

	if (len < 4 || !fc_text_slice(word, sizeof(word), text, len) ||
	    strlen(word) != len || !fc_host_parse(word, parsed))
		return false;
	for (at = 0; at < hosts->names.len; at += FC_HOST_SIZE) {
		const char *name = hosts->names.data + at;

		if (is_name_of(name, parsed, strchr(word, ':') != NULL)) {
			fc_text_join(host, FC_HOST_SIZE, name, NULL);
			return true;
		}
	}
	if (!fc_host_is_palantirs(parsed))
		return false;
	fc_text_join(host, FC_HOST_SIZE, parsed, NULL);
	return true;
}

static bool
is_of_host(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr(".-:[]", byte));
}

/* Without what stands around it in "see acme.palantirfoundry.com:", and in
 * "https:". */
static void
narrow(const char *text, size_t *from, size_t *to)
{
	while (*to > *from && strchr(".:-", text[*to - 1]))
		--*to;
	while (*from < *to && strchr(".:-", text[*from]))
		++*from;
}

bool
cli_sweep_hosts_find(const struct cli_sweep_hosts *hosts, const char *text,
                     size_t len, char host[FC_HOST_SIZE])
{
	size_t at = 0, from, to;

	while (at < len) {
		if (!is_of_host(text[at])) {
			at++;
			continue;
		}
		for (from = at; at < len && is_of_host(text[at]); at++)
			;
		to = at;
		narrow(text, &from, &to);
		if (memchr(text + from, '.', to - from) &&
		    cli_sweep_hosts_know(hosts, text + from, to - from, host))
			return true;
	}
	return false;
}

void
cli_sweep_hosts_clear(struct cli_sweep_hosts *hosts)
{
	fc_buf_clear(&hosts->names);
}
