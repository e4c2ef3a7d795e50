/* SPDX-License-Identifier: Apache-2.0 */
/* Which of several stacks a person means who named none. */
#include "cli/common/choice.h"

#include "base/record.h"
#include "cli/common/prompt.h"

#include <string.h>

#define CHOICE_MAX 20

struct choice {
	char hosts[CHOICE_MAX][FC_HOST_SIZE];
	int count; /* one more than the most: there are too many */
	int chosen;
};

static bool
add_stack(const char *host, void *arg)
{
	struct choice *choice = arg;

	if (choice->count < CHOICE_MAX)
		fc_text_join(choice->hosts[choice->count], FC_HOST_SIZE, host,
		             NULL);
	return ++choice->count <= CHOICE_MAX;
}

static bool
take_choice(const char *answer, void *arg, struct fc_error *err)
{
	struct choice *choice = arg;
	char host[FC_HOST_SIZE];
	long long number;
	int i;

	if (fc_number_parse(answer, 1, choice->count, &number)) {
		choice->chosen = (int)number - 1;
		return true;
	}
	for (i = 0; fc_host_from_url(answer, host) && i < choice->count; i++) {
		choice->chosen = i;
		if (strcmp(choice->hosts[i], host) == 0)
			return true;
	}
	return fc_fail(err, FC_ERR_USAGE, "choosing a stack: that is not a number "
	               "from 1 to %d", choice->count);
}

static bool
write_choice(struct fc_buf *text, const struct choice *choice,
             struct fc_error *err)
{
	bool done = fc_buf_add_str(text, "Several stacks are known:\n", err);
	int i;

	for (i = 0; done && i < choice->count; i++)
		done = fc_buf_addf(text, err, "%4d  %s\n", i + 1,
		                   choice->hosts[i]);
	return done && fc_buf_addf(text, err, "Which one? (1-%d)",
	                           choice->count);
}

enum fc_lookup
cli_choose_stack(const struct fc_config *config, char host[FC_HOST_SIZE],
                 struct fc_error *err)
{
	struct cli_question question = { .take = take_choice };
	struct choice choice = { .count = 0 };
	struct fc_buf text = FC_BUF_INIT(CHOICE_MAX * (FC_HOST_SIZE + 16));
	enum fc_lookup result = FC_FAILED;

	if (!cli_may_ask())
		return FC_ABSENT;
	fc_config_each(config, add_stack, &choice);
	if (choice.count > CHOICE_MAX)
		return FC_ABSENT;
	if (write_choice(&text, &choice, err)) {
		question.text = fc_buf_str(&text);
		result = cli_ask_until(&question, &choice, err);
	}
	if (result == FC_FOUND)
		memcpy(host, choice.hosts[choice.chosen], FC_HOST_SIZE);
	fc_buf_clear(&text);
	return result;
}
