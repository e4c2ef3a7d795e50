/* SPDX-License-Identifier: Apache-2.0 */
/* Telling a person at a terminal what is waited for, and for how long yet. */
#include "oauth/patience.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <unistd.h>

/* Where a program reads along, it would be one more line to understand. */
static bool
is_seen(void)
{
	return isatty(STDERR_FILENO) && !fc_log_is_held();
}

static long long
seconds(long long ms)
{
	return ms > 0 ? (ms + 999) / 1000 : 0;
}

void
fc_patience_begin(struct fc_patience *patience, long long timeout_ms)
{
	const long long now = fc_clock_ms();

	if (patience->since == 0)
		patience->since = now;
	patience->until = now + timeout_ms;
	patience->told = false;
}

long long
fc_patience_step(struct fc_patience *patience, long long limit)
{
	const long long now = fc_clock_ms();
	const long long left = patience->since + FC_PATIENCE_MS - now;
	char try[32] = "";

	/* To wake for nobody could end a transfer that was slept through. */
	if (patience->told || !is_seen())
		return limit;
	if (left > 0)
		return left < limit ? left : limit;
	patience->told = true;
	if (patience->failed > 0)
		snprintf(try, sizeof(try), " to try %d", patience->failed + 1);
	fc_warn("%s: still waiting for its answer%s, for %lld s at most",
	        patience->host, try, seconds(patience->until - now));
	return limit;
}

void
fc_patience_pause(struct fc_patience *patience, long status,
                  long long pause_ms)
{
	const long long waited = fc_clock_ms() - patience->since;
	char came[32] = "no answer";

	patience->failed++;
	if (waited < FC_PATIENCE_MS || !is_seen())
		return;
	if (status > 0)
		snprintf(came, sizeof(came), "HTTP %ld", status);
	fc_warn("%s: %s to try %d; the next one in %lld s", patience->host,
	        came, patience->failed, seconds(pause_ms));
}
