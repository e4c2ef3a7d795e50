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
	return finding->cut.len > 0 &&
	       asks_us(planning, finding->token.host);
}

static bool
scan_text(const struct planning *planning, const struct cli_edit *edit,
          cli_scanner *scanner, const struct fc_buf *text,
          struct cli_findings *found, struct fc_error *err)
{
	struct cli_scan scan = *planning->scan;

	scan.findings = found;
	scan.err = err;
	scan.done = true;
	scan.path = edit->name;
	scan.seen = edit->seen;
	cli_scan_text(&scan, text, scanner);
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

static bool
cannot(struct fc_error *err)
{
	return fc_fail(err, FC_ERR_DATA, "it cannot be taken out");
}

/* git has to read the same number of entries before and after. */
static bool
is_right_for_git(const struct cli_edit *edit, struct fc_error *err)
{
	struct fc_buf before = FC_BUF_INIT(CLI_EDIT_MAX);
	struct fc_buf after = FC_BUF_INIT(CLI_EDIT_MAX);
	bool done;

	done = cli_git_entries(&edit->before, &before, err) &&
	       cli_git_entries(&edit->after, &after, err) &&
	       (count_entries(&before) == count_entries(&after) ||
	        cannot(err));
	fc_buf_clear(&before);
	fc_buf_clear(&after);
	return done;
}

/* And we have to find none of what was taken out. */
static bool
is_right(const struct planning *planning, const struct cli_edit *edit,
         cli_scanner *scanner, size_t left, struct fc_error *err)
{
	struct cli_findings found = CLI_FINDINGS_INIT;
	bool done;

	done = (scanner != cli_scan_git || is_right_for_git(edit, err)) &&
	       scan_text(planning, edit, scanner, &edit->after, &found, err) &&
	       (found.count == left || cannot(err));
	cli_findings_clear(&found);
	return done;
}

static bool
change(const struct planning *planning, struct cli_edit *edit,
       cli_scanner *scanner, struct fc_error *err)
{
	struct cli_findings found = CLI_FINDINGS_INIT;
	size_t count = 0;
	bool done;

	done = scan_text(planning, edit, scanner, &edit->before, &found,
	                 err) &&
	       cut_out(planning, &edit->after, &found, &count, err) &&
	       is_right(planning, edit, scanner, found.count - count, err) &&
	       cli_edit_check(edit, err);
	cli_findings_clear(&found);
	return done;
}

/* A file that cannot be changed keeps no other from it. */
static bool
plan_file(struct planning *planning, const char *path, cli_scanner *scanner)
{
	struct fc_error err = FC_ERROR_INIT;
	struct cli_fix *fix = cli_fix_new(&err);

	if (fix) {
		fix->edit.lock_as_git = true;
		if (cli_edit_open(&fix->edit, path, &err) &&
		    change(planning, &fix->edit, scanner, &err) &&
		    cli_fix_record(planning->fixes->paths, fix, &err)) {
			cli_fixes_append(planning->fixes, fix);
			return true;
		}
		cli_fix_free(fix);
	}
	fc_warn("%s stays as it is: %s", path, err.text);
	return false;
}

/* They come file by file.  Returns whether some were left. */
static bool
plan_all(struct planning *planning, struct cli_findings *findings)
{
	struct cli_finding *list = findings->list;
	const char *last = "";
	bool planned = false, left = false;
	size_t i;

	for (i = 0; i < findings->count; i++) {
		if (!may_fix(planning, &list[i])) {
			left = left || list[i].cut.len > 0;
			continue;
		}
		if (strcmp(last, list[i].path) != 0)
			planned = plan_file(planning, list[i].path,
			                    list[i].cut.scanner);
		last = list[i].path;
		list[i].fixed = planned;
	}
	return left;
}

bool
cli_fixes_plan(struct cli_fixes *fixes, const struct cli_scan *scan,
               struct cli_findings *findings, struct fc_error *err)
{
	struct planning planning = { fixes, scan, CLI_GIT_CONFIG_INIT };
	enum fc_lookup asked = cli_git_config_read_apart(&planning.helpers, err);

	if (asked == FC_FOUND && plan_all(&planning, findings))
		fc_warn("some tokens stay where they are: nobody would ask us "
		        "for their host; foundry-credential setup HOST changes "
		        "that");
	fc_buf_clear(&planning.helpers);
	return asked != FC_FAILED;
}
