/* SPDX-License-Identifier: Apache-2.0 */
/* maven's settings.xml: the password of a <server> is for the repository of
 * the same <id>. */
#include "cli/sweep/scan.h"

#include <string.h>

#define SERVERS_MAX 64

struct ids {
	const char *at[SERVERS_MAX];
	size_t len[SERVERS_MAX];
	char host[SERVERS_MAX][FC_HOST_SIZE];
	size_t count;
};

/* The text of the first <NAME> between two offsets. */
static bool
find_element(const struct fc_buf *text, size_t from, size_t to,
             const char *name, const char **value, size_t *len)
{
	const char *at, *end;
	char tag[32];

	fc_text_join(tag, sizeof(tag), "<", name, ">", NULL);
	at = memmem(text->data + from, to - from, tag, strlen(tag));
	if (!at)
		return false;
	at += strlen(tag);
	end = memchr(at, '<', (size_t)(text->data + to - at));
	if (!end)
		return false;
	*value = at;
	*len = (size_t)(end - at);
	return true;
}

/* The next block <NAME>...</NAME> from *at on, which moves behind it. */
static bool
next_block(const struct fc_buf *text, const char *name, size_t *at,
           size_t *from, size_t *to)
{
	const char *start, *end;
	char tag[32];

	fc_text_join(tag, sizeof(tag), "<", name, ">", NULL);
	start = memmem(text->data + *at, text->len - *at, tag, strlen(tag));
	if (!start)
		return false;
	*from = (size_t)(start - text->data) + strlen(tag);
	fc_text_join(tag, sizeof(tag), "</", name, ">", NULL);
	end = memmem(text->data + *from, text->len - *from, tag, strlen(tag));
	*to = end ? (size_t)(end - text->data) : text->len;
	*at = *to;
	return true;
}

static void
take_ids(const struct cli_scan *scan, const char *kind, struct ids *ids)
{
	const char *id, *url;
	size_t at = 0, from, to, id_len, url_len;

	while (ids->count < SERVERS_MAX &&
	       next_block(&scan->text, kind, &at, &from, &to))
		if (find_element(&scan->text, from, to, "id", &id, &id_len) &&
		    find_element(&scan->text, from, to, "url", &url,
		                 &url_len) &&
		    cli_sweep_hosts_find(scan->hosts, url, url_len,
		                         ids->host[ids->count])) {
			ids->at[ids->count] = id;
			ids->len[ids->count++] = id_len;
		}
}

static void
beside_server(const struct cli_scan *scan, const struct ids *ids,
              size_t from, size_t to, struct cli_sweep_beside *beside)
{
	const char *id;
	size_t len, i;

	if (!find_element(&scan->text, from, to, "id", &id, &len))
		return;
	for (i = 0; i < ids->count && !*beside->host; i++)
		if (ids->len[i] == len && memcmp(ids->at[i], id, len) == 0)
			memcpy(beside->host, ids->host[i],
			       sizeof(beside->host));
}

void
cli_scan_maven(struct cli_scan *scan)
{
	static const char *const kinds[] = { "repository", "pluginRepository",
		"mirror", NULL };
	struct ids ids = { .count = 0 };
	const char *value;
	size_t at = 0, from, to, len, i;

	for (i = 0; kinds[i]; i++)
		take_ids(scan, kinds[i], &ids);
	while (scan->done &&
	       next_block(&scan->text, "server", &at, &from, &to)) {
		struct cli_sweep_beside beside = { .secret = true };

		beside_server(scan, &ids, from, to, &beside);
		if (find_element(&scan->text, from, to, "password", &value,
		                 &len))
			cli_scan_value(scan, (size_t)(value - scan->text.data),
			               value, len, &beside,
			               "password of a server");
	}
	cli_scan_lines(scan);
}
