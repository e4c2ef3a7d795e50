/* SPDX-License-Identifier: Apache-2.0 */
/* base/netrc.h: a netrc file without the entries of one machine. */
#include "base/netrc.h"

#include "tap.h"

static const struct {
	const char *text, *left, *what;
} files[] = {
	{ "", "", "nothing" },
	{ "machine a.test login x password y\n",
	  "machine a.test login x password y\n", "another machine" },
	{ "machine acme.test login x password y\n", "\n", "one line" },
	{ "machine acme.test\n\tlogin x\n\tpassword y", "", "three lines" },
	{ "machine ACME.test password y login x account z\nmachine b.test\n",
	  "\nmachine b.test\n", "in capitals, in another order" },
	{ "machine \"acme.test\" user \"x y\" password \"a\\\" b\"\nz\n",
	  "\nz\n", "quotes" },
	{ "machine acme.test password a\\ b login x\n", "\n", "backslash" },
	{ "machine a.test password x\\\nmachine acme.test login y\n",
	  "machine a.test password x\\\n\n", "one that ends a line" },
	{ "machine a.test password machine login acme.test\n",
	  "machine a.test password machine login acme.test\n",
	  "keywords that are values" },
	{ "machine acme.test login x password #y\n", "\n",
	  "a password like a comment" },
	{ "# machine acme.test login x\nmachine b.test\n",
	  "# machine acme.test login x\nmachine b.test\n", "a comment" },
	{ "machine acme.test # mine\n login x\n password y\ndefault login z\n",
	  "\ndefault login z\n", "a comment inside, the default stays" },
	{ "macdef init\nmachine acme.test login x\n\nmachine b.test\n",
	  "macdef init\nmachine acme.test login x\n\nmachine b.test\n",
	  "a macro is no entry" },
	{ "machine acme.test login x\nmacdef init\ncd /\n\nmachine acme.test",
	  "\nmacdef init\ncd /\n\n", "before and behind a macro" },
	{ "machine acme.test login x machine acme.test login y machine b.test",
	  "  machine b.test", "two of them in a line" },
	{ "machine acme.tests login x machine xacme.test",
	  "machine acme.tests login x machine xacme.test", "its like" },
	{ "machine", "machine", "cut off" },
	{ "machine acme.test login", "", "cut off in the entry" },
	{ "odd words machine acme.test login x more",
	  "odd words  more", "words that make no sense" },
};

int
main(void)
{
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < COUNT(files); i++) {
		struct fc_buf out = FC_BUF_INIT(1024);

		ok(fc_netrc_add_without(&out, files[i].text,
		                        strlen(files[i].text), "acme.test",
		                        &err), "%s", files[i].what);
		is(fc_buf_str(&out), files[i].left, files[i].what);
		fc_buf_clear(&out);
	}
	return done();
}
