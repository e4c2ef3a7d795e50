/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for tokens, and what becomes of each: a row for every one. */
#ifndef FC_CONFIG_CALLER_H
#define FC_CONFIG_CALLER_H

#include <stdbool.h>

enum fc_purpose {
	FC_PURPOSE_GIT,
	FC_PURPOSE_DOCKER,
	FC_PURPOSE_CLI,
	FC_PURPOSE_COUNT,
};

struct fc_caller {
	int network_max_s;     /* a refresh may take as long; 0: as configured */
	int pause_s;           /* after one without an answer, none follows */
	int min_life_s;        /* what is answered is to last as long */
	bool may_log_in;       /* a person may be there to log in */
	bool names_repository; /* it asks for registries, where the user name
	                          is a repository's RID */
	bool prompts;          /* what it is not given it asks the person for */
	bool quiet;            /* it asks about all hosts: of those that may
	                          not be ours nothing is said */
};

/* Their names in requests, records and messages, up to NULL. */
extern const char *const fc_caller_names[];

extern const struct fc_caller fc_callers[FC_PURPOSE_COUNT];

#endif
