/* SPDX-License-Identifier: Apache-2.0 */
/* The errand of doctor: what only a program with a network can see. */
#include "errands.h"

#include "oauth/probe.h"

bool
oauth_probe(const struct oauth_scene *scene, struct fc_outcome *outcome,
            struct fc_error *err)
{
	(void)err;
	fc_probe_login(scene->stack, &outcome->findings);
	if (!scene->errand->offline)
		fc_probe_network(scene->stack, &outcome->findings);
	return true;
}
