/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files in which people paste tokens, written by anybody: whatever is found is
 * a run of the file's bytes, on the line that is said, and what is shown of it
 * is fit for a terminal and has none of these bytes.
 *
 * Input: a letter for the scanner, an end of line; then the file.
 */
#include "cli/sweep/scan.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static cli_scanner *const scanners[] = {
	cli_scan_git,    cli_scan_json,     cli_scan_netrc,
	cli_scan_lines,  cli_scan_shell,    cli_scan_history,
	cli_scan_values, cli_scan_sections, cli_scan_foundrys,
	cli_scan_maven,  cli_scan_aws,
};

#define SCANNERS (sizeof(scanners) / sizeof(scanners[0]))

static char name[][FC_HOST_SIZE] = { "foundry.test" };
static const struct cli_sweep_hosts hosts = {
	{ name[0], sizeof(name), sizeof(name), sizeof(name) }
};
static const struct cli_own own;

static size_t
lines_before(const struct fc_buf *text, size_t at)
{
	size_t count = 0;

	while (at > 0)
		count += text->data[--at] == '\n';
	return count;
}

static void
hold_finding(const struct cli_scan *scan, const struct cli_finding *finding)
{
	hold(finding->at < scan->text.len);
	hold(finding->line == lines_before(&scan->text, finding->at) + 1);
	hold(memchr(finding->what, '\0', sizeof(finding->what)));
	hold(fuzz_is_printable(finding->what));
	hold(!*finding->token.host || fuzz_is_host(finding->token.host));
	hold(!strstr(finding->what, "eyJ"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { (const char *)data, size };
	struct cli_findings findings = CLI_FINDINGS_INIT;
	struct fc_error err = FC_ERROR_INIT;
	struct cli_scan scan = {
		.hosts = &hosts, .own = &own, .findings = &findings,
		.err = &err, .path = "file", .done = true,
		.text = FC_BUF_INIT(CLI_SWEEP_FILE_MAX),
	};
	char *letter = fuzz_line(&input);
	size_t i;

	if (input.left == 0 ||
	    !fc_buf_add(&scan.text, input.at, input.left, &err))
		goto out;
	scanners[(unsigned char)*letter % SCANNERS](&scan);
	hold(scan.done);
	for (i = 0; i < findings.count; i++)
		hold_finding(&scan, &findings.list[i]);
	if (findings.count == 0)
		fuzz_refuse();
out:
	fc_buf_clear(&scan.text);
	cli_findings_clear(&findings);
	free(letter);
	return 0;
}
