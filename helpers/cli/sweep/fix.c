/* SPDX-License-Identifier: Apache-2.0 */
/* Which tokens can be taken out of git's configuration, and how. */
#include "cli/sweep/fix.h"

#include "cli/tools/git/copy.h"
#include "cli/tools/git/lookup.h"

#include "base/log.h"

#include <string.h>

struct planning {
	struct cli_fixes *fixes;
	const struct cli_scan *scan;
	struct fc_buf helpers; /* of git, as it says them */
};

/* Without our helper git would ask the person instead. */
static bool
asks_us(const struct planning *planning, const char *host)
{
	struct cli_git_lookup lookup;

	if (!*host)
		return false;
	cli_git_lookup(&planning->helpers, host, &lookup);
	return cli_git_lookup_ours(&lookup) != NULL;
}

static bool
may_fix(const struct planning *planning, const struct cli_finding *finding)
{
	return finding->cut.len > 0 && asks_us(planning, finding->token.host);
}

static bool
scan_text(const struct planning *planning, const struct cli_edit *edit,
          const struct fc_buf *text, struct cli_findings *found,
          struct fc_error *err)
{
	struct cli_scan scan = *planning->scan;

	scan.findings = found;
	scan.err = err;
	scan.done = true;
	scan.path = edit->name;
	scan.seen = edit->seen;
	cli_scan_text(&scan, text, cli_scan_git);
	cli_findings_settle(found);
	return scan.done;
}

/* From the last one to the first, so that the offsets stay right. */
static bool
cut_out(const struct planning *planning, struct fc_buf *text,
        const struct cli_findings *found, size_t *count, struct fc_error *err)
{
	size_t i, end = text->len;

	for (i = found->count; i > 0; i--) {
		const struct cli_finding *finding = &found->list[i - 1];
		const struct cli_cut *cut = &finding->cut;

		if (!may_fix(planning, finding) || cut->from + cut->len > end)
			continue;
		if (!fc_buf_splice(text, cut->from, cut->len, "", 0, err))
			return false;
		end = cut->from;
		++*count;
	}
	return true;
}

static size_t
count_entries(const struct fc_buf *entries)
{
	size_t count = 0, i;

	for (i = 0; i < entries->len; i++)
		count += entries->data[i] == '\0';
	return count;
}

/* git has to read the same number of entries before and after, and we none of
 * what was cut out. */
static bool
is_right(const struct planning *planning, const struct cli_edit *edit,
         size_t left, struct fc_error *err)
{
	struct fc_buf before = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_buf after = FC_BUF_INIT(CLI_EDIT_MAX);
	struct cli_findings found = CLI_FINDINGS_INIT;
	bool done;

	done = cli_git_entries(&edit->before, &before, err) &&
	       cli_git_entries(&edit->after, &after, err) &&
	       scan_text(planning, edit, &edit->after, &found, err);
	if (done && (count_entries(&before) != count_entries(&after) ||
	             found.count != left))
		done = fc_fail(err, FC_ERR_DATA, "it cannot be taken out");
	cli_findings_clear(&found);
	fc_buf_clear(&before);
	fc_buf_clear(&after);
	return done;
}

static bool
change(const struct planning *planning, struct cli_edit *edit,
       struct fc_error *err)
{
	struct cli_findings found = CLI_FINDINGS_INIT;
	size_t count = 0;
	bool done;

	done = scan_text(planning, edit, &edit->before, &found, err) &&
	       cut_out(planning, &edit->after, &found, &count, err) &&
	       is_right(planning, edit, found.count - count, err) &&
	       cli_edit_check(edit, err);
	cli_findings_clear(&found);
	return done;
}

/* A file that cannot be changed keeps no other from it. */
static bool
plan_file(struct planning *planning, const char *path)
{
	struct fc_error err = FC_ERROR_INIT;
	struct cli_fix *fix = cli_fixes_add(planning->fixes, &err);

	if (fix) {
		fix->edit.lock_as_git = true;
		if (cli_edit_open(&fix->edit, path, &err) &&
		    change(planning, &fix->edit, &err) &&
		    cli_fix_record(planning->fixes->paths, fix, &err))
			return true;
		cli_fixes_drop(planning->fixes);
	}
	fc_warn("%s stays as it is: %s", path, err.text);
	return false;
}

static bool
plan_all(struct planning *planning, struct cli_findings *findings)
{
	struct cli_finding *list = findings->list;
	const char *planned = NULL, *refused = NULL;
	bool unasked = false;
	size_t i;

	for (i = 0; i < findings->count; i++) {
		const char *path = list[i].path;

		if (list[i].cut.len == 0)
			continue;
		if (!asks_us(planning, list[i].token.host)) {
			unasked = true;
			continue;
		}
		if (refused && strcmp(refused, path) == 0)
			continue;
		if (!planned || strcmp(planned, path) != 0) {
			if (!plan_file(planning, path)) {
				refused = path;
				continue;
			}
			planned = path;
		}
		list[i].fixed = true;
	}
	return unasked;
}

bool
cli_fixes_plan(struct cli_fixes *fixes, const struct cli_scan *scan,
               struct cli_findings *findings, struct fc_error *err)
{
	struct planning planning = { fixes, scan, CLI_GIT_CONFIG_INIT };
	enum fc_lookup asked = cli_git_config_read(&planning.helpers, err);

	if (asked == FC_FOUND && plan_all(&planning, findings))
		fc_warn("some URLs stay as they are: git does not ask us for "
		        "their host; foundry-credential setup HOST changes "
		        "that");
	fc_buf_clear(&planning.helpers);
	return asked != FC_FAILED;
}
