/* SPDX-License-Identifier: Apache-2.0 */
/* Typed bytes: the line is printable ASCII, and shown it fits its columns. */
#include "oauth/typing.h"

#include "fuzz.h"

#include <string.h>

static void
hold_line(const struct fc_typing *typing, size_t columns)
{
	const char *text = fc_buf_str(&typing->line);
	char shown[256];
	size_t i;

	hold(typing->line.len <= FC_TYPING_MAX);
	for (i = 0; i < typing->line.len; i++)
		hold(text[i] >= 0x20 && text[i] < 0x7f);
	fc_typing_show(typing, columns, shown, sizeof(shown));
	hold(strlen(shown) <= columns);
	hold(shown[0] == '\0' || fuzz_is_printable(shown));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fc_typing typing = FC_TYPING_INIT;
	struct fc_secret line = FC_SECRET_INIT;
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < size; i++) {
		size_t before = typing.line.len;

		switch (fc_typing_take(&typing, (char)data[i])) {
		case FC_KEY_MORE:
			hold(typing.line.len <= before + 1);
			break;
		case FC_KEY_END:
			hold(before == 0 && data[i] == 4);
			break;
		case FC_KEY_ENTER:
			hold(fc_typing_finish(&typing, &line, &err));
			hold(line.plain && strlen(line.plain) == line.len);
			hold(line.len == 0 ||
			     (line.plain[0] != ' ' &&
			      line.plain[line.len - 1] != ' '));
			hold(typing.line.len == 0);
			break;
		}
		hold_line(&typing, i % 100);
	}
	fc_secret_clear(&line);
	fc_typing_clear(&typing);
	return 0;
}
