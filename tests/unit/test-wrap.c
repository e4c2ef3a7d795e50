/* SPDX-License-Identifier: Apache-2.0 */
/* Lines as wide as a terminal. */
#include "base/wrap.h"

#include "tap.h"

#define URL "https://acme.palantirfoundry.com/multipass/api"

static void
test_lines(void)
{
	static const struct {
		const char *label, *text, *wrapped;
	} row[] = {
		{ "nothing", "", "" },
		{ "short lines stay", "a b\n\nc d\n", "a b\n\nc d\n" },
		{ "a line that just fits", "12345 7890", "12345 7890" },
		{ "one column more", "12345 78901", "12345\n78901" },
		{ "several times", "one two three four five six",
		  "one two\nthree four\nfive six" },
		{ "a word too long stays whole", "see " URL " for more",
		  "see\n" URL "\nfor more" },
		{ "such a word first", URL " it is", URL "\nit is" },
		{ "each line by itself", "one two three\n4 5 6 7 8 9",
		  "one two\nthree\n4 5 6 7 8\n9" },
		{ "a character of UTF-8 is one column",
		  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9",
		  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9"
		},
		{ "a command stays whole", "do so, run: git log -3",
		  "do so,\nrun:\ngit log -3" },
		{ "one that fits a line", "so run: git log -3",
		  "so run:\ngit log -3" },
	};
	char text[256];
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		snprintf(text, sizeof(text), "%s", row[i].text);
		fc_wrap(text, 10);
		is(text, row[i].wrapped, row[i].label);
	}
}

int
main(void)
{
	test_lines();
	return done();
}
