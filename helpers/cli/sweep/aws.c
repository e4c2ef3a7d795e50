/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of AWS's tools: a Foundry's by the endpoint of their profile, which
 * stands beside them or in the file "config". */
#include "cli/sweep/scan.h"

#include <ctype.h>
#include <string.h>

static bool
is_blank(char byte)
{
	return isspace((unsigned char)byte) != 0;
}

/* The bytes between the brackets of a header, blanks and "profile" apart. */
static bool
take_profile(const struct fc_buf *text, size_t at, size_t end,
             const char **name, size_t *len)
{
	static const char word[] = "profile ";
	const char *data = text->data;

	while (at < end && is_blank(data[at]))
		at++;
	if (at == end || data[at++] != '[')
		return false;
	while (end > at && (is_blank(data[end - 1]) || data[end - 1] == ']'))
		end--;
	if (end - at >= sizeof(word) - 1 &&
	    memcmp(data + at, word, sizeof(word) - 1) == 0)
		at += sizeof(word) - 1;
	*name = data + at;
	*len = end - at;
	return true;
}

/* The host that the section of a profile names. */
static void
beside_profile(const struct cli_scan *scan, const struct fc_buf *config,
               const char *name, size_t len, struct cli_sweep_beside *beside)
{
	const char *found;
	size_t at = 0, next, found_len;
	bool is = false;

	for (; at < config->len && !*beside->host; at = next) {
		const size_t end = cli_scan_line_end(config, at, &next);

		if (take_profile(config, at, end, &found, &found_len))
			is = found_len == len &&
			     memcmp(found, name, len) == 0;
		else if (is && !cli_sweep_hosts_find(
					scan->hosts, config->data + at,
					end - at, beside->host))
			beside->host[0] = '\0';
	}
}

/* More profiles, or a larger file, no person has. */
#define PROFILES_MAX 200
#define TEXT_MAX (1024 * 1024)

void
cli_scan_aws(struct cli_scan *scan)
{
	struct fc_buf config = FC_BUF_INIT(TEXT_MAX);
	struct cli_sweep_beside beside = { .foreign = false };
	const struct fc_buf *text = &scan->text;
	const char *name;
	size_t at, next, len, profiles = 0;

	if (!cli_scan_beside_file(scan, "config", &config))
		fc_buf_reset(&config);
	for (at = 0; scan->done && at < text->len; at = next) {
		const size_t end = cli_scan_line_end(text, at, &next);

		if (take_profile(text, at, end, &name, &len)) {
			beside.host[0] = '\0';
			if (text->len > TEXT_MAX || ++profiles > PROFILES_MAX)
				continue;
			beside_profile(scan, text, name, len, &beside);
			beside_profile(scan, &config, name, len, &beside);
		}
		cli_scan_part_with_names(scan, at, end, &beside);
	}
	fc_buf_clear(&config);
}
