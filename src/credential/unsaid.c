/* SPDX-License-Identifier: Apache-2.0 */
/* What a client could not be told, kept for who asks. */
#include "credential/unsaid.h"

#include "base/clock.h"
#include "base/controls.h"
#include "base/log.h"
#include "base/text.h"
#include "credential/turn.h"

#include <string.h>

void
fc_note_unsaid(struct fc_config *config, const struct fc_stack *stack)
{
	const struct fc_error *unsaid = fc_log_held(0);
	struct fc_turn turn = FC_TURN_INIT(config, stack);
	struct fc_error ignored = FC_ERROR_INIT;
	struct fc_notes notes;

	if (!unsaid || stack->cache == FC_CACHE_NOOP)
		return;
	if (fc_cache_open(&turn.cache, config->paths, true, &ignored) ==
	            FC_FOUND &&
	    fc_turn_take(&turn, 0, &ignored)) {
		fc_notes_get(&turn.cache, stack->host, &notes);
		fc_text_join(notes.unsaid, sizeof(notes.unsaid), unsaid->text,
		             NULL);
		fc_strip_controls(notes.unsaid, strlen(notes.unsaid));
		notes.unsaid_at = fc_clock_now();
		fc_notes_put(&turn.cache, stack->host, &notes);
	}
	fc_turn_end(&turn);
}
