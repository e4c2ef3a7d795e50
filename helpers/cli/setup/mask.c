/* SPDX-License-Identifier: Apache-2.0 */
/* What of our own files is shown: names, and values that setup writes itself.
 * Those of others may be secrets, whatever they are called. */
#include "cli/setup/setup.h"

#include "base/ini_line.h"
#include "cli/edit/mask.h"

#include <string.h>

static size_t
nothing_of_line(const char *line, size_t len, bool *goes_on)
{
	(void)line;
	(void)len;
	(void)goes_on;
	return 0;
}

bool
cli_setup_secret_mask(const struct fc_buf *text, struct fc_buf *out,
                      struct fc_error *err)
{
	return cli_mask_lines(text, nothing_of_line, out, err);
}

/* --- our own configuration ------------------------------------------------ */

/* What setup writes there. */
static bool
is_shown(const char *key, size_t len)
{
	static const char *const shown[] = { "client_id", "scopes", "ca_file",
		"client_secret_file", "foundry", "username", NULL };
	int i;

	for (i = 0; shown[i]; i++)
		if (fc_ini_key_equals(key, len, shown[i], strlen(shown[i])))
			return true;
	return false;
}

static size_t
shown_of_option(const struct fc_buf *text, const struct fc_ini_line *line)
{
	size_t sign = fc_ini_line_delimiter(text, line);
	size_t from = line->from, to = sign;

	fc_ini_trim(text, &from, &to);
	if (sign == line->to || is_shown(text->data + from, to - from))
		return line->stop;
	return sign + 1;
}

bool
cli_setup_config_mask(const struct fc_buf *text, struct fc_buf *out,
                      struct fc_error *err)
{
	struct fc_ini_line line = { .kind = FC_INI_BLANK };
	size_t indent = 0, shown;
	bool in_value = false, done = true;

	while (done && fc_ini_line_next(text, &line)) {
		if (line.kind == FC_INI_BLANK) {
			shown = line.stop;
		} else if (line.kind == FC_INI_COMMENT) {
			shown = line.from + 1;
		} else if (in_value && line.indent > indent) {
			shown = line.from;
		} else {
			indent = line.indent;
			in_value = text->data[line.from] != '[';
			shown = in_value ? shown_of_option(text, &line)
			                 : line.stop;
		}
		done = cli_mask_show(out, text->data + line.start,
		                     shown - line.start, line.stop - line.start,
		                     err) &&
		       fc_buf_add(out, text->data + line.stop,
		                  line.end - line.stop, err);
	}
	return done;
}
