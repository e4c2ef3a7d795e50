/* SPDX-License-Identifier: Apache-2.0 */
/* JSON in which hosts have secrets: {"auths": {HOST: {"auth": ...}}}, and what
 * other tools make of that.  What is no JSON is looked at by lines. */
#include "cli/sweep/scan.h"

#include "base/json_check.h"
#include "base/json_scan.h"
#include "base/secret.h"

#include <string.h>

static void look_at(struct cli_scan *scan, size_t at,
                    const struct cli_sweep_beside *beside,
                    const struct fc_json_span *name);

/* "\/" is what JSON may make of a slash. */
static bool
unescape(const char *text, size_t len, struct fc_buf *out)
{
	struct fc_error ignored = FC_ERROR_INIT;
	bool done = true;
	size_t i, from = 0;

	for (i = 0; done && i + 1 < len; i++)
		if (text[i] == '\\' && text[i + 1] == '/') {
			done = fc_buf_add(out, text + from, i - from,
			                  &ignored);
			from = i + 1;
		}
	return done && fc_buf_add(out, text + from, len - from, &ignored);
}

static void
look_at_string(struct cli_scan *scan, size_t from, size_t to,
               const struct cli_sweep_beside *around,
               const struct fc_json_span *name)
{
	struct cli_sweep_beside beside = *around;
	const char *text = scan->text.data;
	struct fc_buf plain = FC_BUF_INIT(2 * FC_TOKEN_MAX);
	char what[CLI_SWEEP_WHAT_SIZE] = "token";

	if (name) {
		const size_t len = name->to - name->from - 2;

		cli_scan_name(text + name->from + 1, len, &beside);
		/* docker's; in other files it is called so, too. */
		beside.encoded = len == 4 && memcmp(text + name->from + 1,
		                                    "auth", 4) == 0;
		beside.secret = beside.secret || beside.encoded;
		if (beside.secret && len < sizeof(what) / 2)
			fc_text_slice(what, sizeof(what),
			              text + name->from + 1, len);
	}
	if (beside.secret && unescape(text + from, to - from, &plain))
		cli_scan_value(scan, from, fc_buf_str(&plain), plain.len,
		               &beside, what);
	fc_buf_clear(&plain);
	cli_scan_part(scan, from, to, around, NULL);
}

/* The member's own host, if its name is one; else those around it count. */
static void
take_name(const struct cli_scan *scan, const struct fc_json_member *member,
          struct cli_sweep_beside *beside)
{
	const char *name = scan->text.data + member->key.from + 1;
	const size_t len = member->key.to - member->key.from - 2;

	if (cli_sweep_hosts_find(scan->hosts, name, len, beside->host))
		beside->foreign = false;
	else if (memchr(name, '.', len)) {
		beside->host[0] = '\0';
		beside->foreign = true;
	}
}

/* What the strings of an object itself say: {"host": HOST, "token": ...}. */
static void
take_siblings(const struct cli_scan *scan, size_t at,
              struct cli_sweep_beside *beside)
{
	struct fc_json_member member;

	for (; fc_json_member_after(&scan->text, at, &member);
	     at = fc_json_skip_blanks(&scan->text, member.value.to))
		if (scan->text.data[member.value.from] == '"' &&
		    cli_sweep_hosts_find(
			    scan->hosts, scan->text.data + member.value.from,
			    member.value.to - member.value.from, beside->host))
			beside->foreign = false;
}

static void
look_at_object(struct cli_scan *scan, size_t at,
               const struct cli_sweep_beside *around)
{
	struct cli_sweep_beside here = *around;
	struct fc_json_member member;

	take_siblings(scan, at, &here);
	for (; fc_json_member_after(&scan->text, at, &member);
	     at = fc_json_skip_blanks(&scan->text, member.value.to)) {
		struct cli_sweep_beside beside = here;

		take_name(scan, &member, &beside);
		look_at(scan, member.value.from, &beside, &member.key);
	}
}

static void
look_at_array(struct cli_scan *scan, size_t at,
              const struct cli_sweep_beside *beside,
              const struct fc_json_span *name)
{
	const struct fc_buf *text = &scan->text;

	for (at++; at < text->len && text->data[at] != ']';) {
		at = fc_json_skip_blanks(text, at);
		look_at(scan, at, beside, name);
		at = fc_json_skip_blanks(text, fc_json_skip_value(text, at));
		at += at < text->len && text->data[at] == ',';
	}
}

static void
look_at(struct cli_scan *scan, size_t at,
        const struct cli_sweep_beside *beside, const struct fc_json_span *name)
{
	const struct fc_buf *text = &scan->text;
	size_t end;

	if (at >= text->len || !scan->done)
		return;
	switch (text->data[at]) {
	case '{':
		look_at_object(scan, at, beside);
		break;
	case '[':
		look_at_array(scan, at, beside, name);
		break;
	case '"':
		end = fc_json_skip_string(text, at);
		if (end > at + 1)
			look_at_string(scan, at + 1, end - 1, beside, name);
		break;
	default:
		break;
	}
}

void
cli_scan_json(struct cli_scan *scan)
{
	const struct cli_sweep_beside beside = { .foreign = false };
	size_t at;

	if (fc_json_check(scan->text.data, scan->text.len, &at))
		cli_scan_lines(scan);
	else
		look_at(scan, fc_json_skip_blanks(&scan->text, 0), &beside,
		        NULL);
}
