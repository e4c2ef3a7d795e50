/* SPDX-License-Identifier: Apache-2.0 */
/* Which hosts are of a Foundry. */
#include "cli/sweep/hosts.h"

#include <stdlib.h>
#include <string.h>

struct loading {
	struct cli_sweep_hosts *hosts;
	struct fc_error *err;
	bool done;
};

static bool
grow(struct cli_sweep_hosts *hosts, struct fc_error *err)
{
	const size_t size = hosts->size ? 2 * hosts->size : 16;
	char (*names)[FC_HOST_SIZE] = calloc(size, sizeof(*names));

	if (!names)
		return fc_fail_memory(err);
	if (hosts->count > 0)
		memcpy(names, hosts->names, hosts->count * sizeof(*names));
	free(hosts->names);
	hosts->names = names;
	hosts->size = size;
	return true;
}

static bool
add(const char *host, void *arg)
{
	struct loading *loading = arg;
	struct cli_sweep_hosts *hosts = loading->hosts;

	if (hosts->count == hosts->size && !grow(hosts, loading->err)) {
		loading->done = false;
		return false;
	}
	fc_text_join(hosts->names[hosts->count++], FC_HOST_SIZE, host, NULL);
	return true;
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
	size_t i;

	if (len < 4 || !fc_text_slice(word, sizeof(word), text, len) ||
	    strlen(word) != len || !fc_host_parse(word, parsed))
		return false;
	for (i = 0; i < hosts->count; i++)
		if (is_name_of(hosts->names[i], parsed,
		               strchr(word, ':') != NULL)) {
			fc_text_join(host, FC_HOST_SIZE, hosts->names[i],
			             NULL);
			return true;
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
	free(hosts->names);
	*hosts = (struct cli_sweep_hosts)CLI_SWEEP_HOSTS_INIT;
}
