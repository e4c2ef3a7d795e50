/* SPDX-License-Identifier: Apache-2.0 */
/* What is done for a token that is not at hand: design.md as a table,
 * and that every way through it ends. */
#include "credential/acquire_decide.h"

#include "tap.h"

#define NOW 1000000
#define LIFE 3600

enum { NONE, DEAD, ENDS_SOON, FRESH };

#define GIT .purpose = FC_PURPOSE_GIT
#define DOCKER .purpose = FC_PURPOSE_DOCKER
#define SERVICE .grant = FC_GRANT_CLIENT_CREDENTIALS
#define QUEUED .queued = true
#define YES FC_FACT_YES
#define NO FC_FACT_NO

struct row {
	const char *label;
	enum fc_purpose purpose;
	enum fc_cache_mode cache;
	enum fc_grant_type grant;
	const char *scopes; /* NULL: offline_access */
	int record;
	bool refused; /* that token */
	struct fc_facts facts;
	enum fc_action action;
	enum fc_reason reason;
};

/* Facts that point to what the row says. */
struct scene {
	struct fc_stack stack;
	struct fc_access access;
	struct fc_facts facts;
};

static void
set_scene(struct scene *scene, const struct row *row)
{
	static char word[] = "token", offline[] = "offline_access", some[] = "";
	static const time_t left[] = {
		[DEAD] = -1, [ENDS_SOON] = 10, [FRESH] = LIFE / 2,
	};
	struct fc_token *token = &scene->access.token;

	*scene = (struct scene){
		.stack = { .purpose = row->purpose, .cache = row->cache,
		           .grant = row->grant,
		           .scopes = row->scopes ? some : offline },
		.access = FC_ACCESS_INIT,
		.facts = row->facts,
	};
	scene->facts.stack = &scene->stack;
	scene->facts.access = &scene->access;
	scene->access.refused = row->refused;
	if (row->record == NONE)
		return;
	token->access.plain = word;
	token->access.len = strlen(word);
	token->expires_at = NOW + left[row->record];
	token->issued_at = token->expires_at - LIFE;
}

static void
decide_rows(const struct row *row, size_t count)
{
	struct scene scene;
	size_t i;

	for (i = 0; i < count; i++) {
		struct fc_decision got;

		set_scene(&scene, &row[i]);
		got = fc_acquire_decide(&scene.facts, NOW);
		if (!ok(got.action == row[i].action &&
		        got.reason == row[i].reason, "%s", row[i].label))
			printf("# action %d, reason %d\n", (int)got.action,
			       (int)got.reason);
	}
}

static void
test_before_the_lock(void)
{
	static const struct row row[] = {
		{ "a fresh record is stamped", .record = FRESH,
		  .action = FC_ACTION_STAMP },
		{ "and then answered", .record = FRESH,
		  .facts = { .stamped = true }, .action = FC_ACTION_ANSWER },
		{ "one that is for too short is not", .record = FRESH,
		  .facts = { .life_s = LIFE / 2 + 1 },
		  .action = FC_ACTION_STAMP },
		{ "half of its life is enough of it", .record = FRESH,
		  .facts = { .life_s = 10 * LIFE, .stamped = true },
		  .action = FC_ACTION_ANSWER },
		{ "none: what is there?", .action = FC_ACTION_GATHER },
		{ "it ends soon: what is there?", .record = ENDS_SOON,
		  .action = FC_ACTION_GATHER },
		{ "reauth reads no record", .cache = FC_CACHE_REAUTH,
		  .record = FRESH, .action = FC_ACTION_GATHER },
		{ "a login: to the lock", .facts = { .login = YES },
		  .action = FC_ACTION_QUEUE },
		{ "a login, and a token that was refused: at peace",
		  .record = FRESH, .refused = true, .facts = { .login = YES },
		  .action = FC_ACTION_QUEUE },
		{ "refused on and on by one client: counted", GIT,
		  .record = FRESH, .refused = true,
		  .facts = { .login = YES, .notes.refused_times = FC_REFUSED_TIMES },
		  .action = FC_ACTION_COUNT },
		{ "and then left out", GIT, .record = FRESH, .refused = true,
		  .facts = { .login = YES, .counted = true, .again = NOW - 1 },
		  .action = FC_ACTION_FAIL, .reason = FC_REASON_AGAIN },
		{ "some time ago: it is not", GIT, .record = FRESH,
		  .refused = true, .facts = { .login = YES, .counted = true,
		                              .again = NOW - 10 },
		  .action = FC_ACTION_QUEUE },
		{ "nor for docker", DOCKER, .record = FRESH, .refused = true,
		  .facts = { .login = YES, .notes.refused_times = FC_REFUSED_TIMES },
		  .action = FC_ACTION_QUEUE },
		{ "the same without refresh tokens: and nobody is asked",
		  .scopes = "", .record = FRESH, .refused = true,
		  .facts = { .login = YES }, .action = FC_ACTION_QUEUE,
		  .reason = FC_REASON_EARLY },
		{ "the same without a login: it is answered", .scopes = "",
		  .record = FRESH, .refused = true, .facts = { .login = NO },
		  .action = FC_ACTION_ANSWER, .reason = FC_REASON_EARLY },
		{ "no login: is there a person?", .facts = { .login = NO },
		  .action = FC_ACTION_ASK },
		{ "there is: to the lock",
		  .facts = { .login = NO, .person = YES },
		  .action = FC_ACTION_QUEUE },
		{ "there is none",
		  .facts = { .login = NO, .person = NO,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_FAIL },
		{ "there is none, and a token that ends soon is no way out",
		  .record = ENDS_SOON,
		  .facts = { .login = NO, .person = NO,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_FAIL },
		{ "to docker it is", DOCKER, .record = ENDS_SOON,
		  .facts = { .login = NO, .person = NO,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_MAKE_DO },
		{ "and so it is when the logins cannot be read",
		  .record = ENDS_SOON, .facts = { .failed = FC_ERR_DATA },
		  .action = FC_ACTION_MAKE_DO },
		{ "of one that is good nothing is said", .scopes = "",
		  .record = FRESH, .refused = true,
		  .facts = { .failed = FC_ERR_DATA },
		  .action = FC_ACTION_ANSWER, .reason = FC_REASON_EARLY },
		{ "docker, 29 s after a failure", DOCKER,
		  .facts = { .login = YES,
		             .notes.network_failure = NOW - 29 },
		  .action = FC_ACTION_FAIL, .reason = FC_REASON_UNREACHABLE },
		{ "docker, with a token that ends soon", DOCKER,
		  .record = ENDS_SOON,
		  .facts = { .login = YES,
		             .notes.network_failure = NOW - 29 },
		  .action = FC_ACTION_MAKE_DO,
		  .reason = FC_REASON_UNREACHABLE },
		{ "docker, and no login that it could be of", DOCKER,
		  .facts = { .login = NO,
		             .notes.network_failure = NOW - 29 },
		  .action = FC_ACTION_ASK },
		{ "docker, 30 s after it", DOCKER,
		  .facts = { .login = YES,
		             .notes.network_failure = NOW - 30 },
		  .action = FC_ACTION_QUEUE },
		{ "docker, after one of a clock that was ahead", DOCKER,
		  .facts = { .login = YES,
		             .notes.network_failure = NOW + 1 },
		  .action = FC_ACTION_QUEUE },
		{ "git, at once after a failure", GIT,
		  .facts = { .login = YES, .notes.network_failure = NOW },
		  .action = FC_ACTION_QUEUE },
		{ "noop neither looks nor waits", .cache = FC_CACHE_NOOP,
		  .record = FRESH, .facts = { .login = YES },
		  .action = FC_ACTION_REFRESH },
		{ "noop, a person", .cache = FC_CACHE_NOOP,
		  .facts = { .login = NO, .person = YES },
		  .action = FC_ACTION_LOG_IN },
		{ "noop makes do with nothing", .cache = FC_CACHE_NOOP,
		  .record = ENDS_SOON,
		  .facts = { .failed = FC_ERR_NETWORK },
		  .action = FC_ACTION_FAIL },
	};

	decide_rows(row, COUNT(row));
}

static void
test_under_the_lock(void)
{
	static const struct row row[] = {
		{ "another process has brought one", .record = ENDS_SOON,
		  .facts = { QUEUED, .served = true },
		  .action = FC_ACTION_ANSWER },
		{ "a fresh one has come", .record = FRESH, .facts = { QUEUED },
		  .action = FC_ACTION_ANSWER },
		{ "the lock was not to be had",
		  .facts = { QUEUED, .failed = FC_ERR_NETWORK },
		  .action = FC_ACTION_FAIL },
		{ "the lock was not to be had, and a token lives on",
		  .record = ENDS_SOON,
		  .facts = { QUEUED, .failed = FC_ERR_NETWORK },
		  .action = FC_ACTION_MAKE_DO },
		{ "what is good is answered, and why is said now",
		  .scopes = "", .record = FRESH, .refused = true,
		  .facts = { QUEUED, .early = true,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_MAKE_DO },
		{ "and so is what was good before", .record = ENDS_SOON,
		  .facts = { QUEUED, .early = true,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_MAKE_DO },
		{ "is there a login now?", .facts = { QUEUED },
		  .action = FC_ACTION_GATHER },
		{ "a login", .facts = { QUEUED, .login = YES },
		  .action = FC_ACTION_REFRESH },
		{ "none: a person?", .facts = { QUEUED, .login = NO },
		  .action = FC_ACTION_ASK },
		{ "a person",
		  .facts = { QUEUED, .login = NO, .person = YES },
		  .action = FC_ACTION_LOG_IN },
		{ "a refused token: noted, and renewed", .record = FRESH,
		  .refused = true, .facts = { QUEUED, .login = YES },
		  .action = FC_ACTION_NOTE },
		{ "when that is noted", .record = FRESH, .refused = true,
		  .facts = { QUEUED, .login = YES, .noted = true,
		             .notes.refused_refresh = NOW },
		  .action = FC_ACTION_REFRESH },
		{ "renewed 59 s ago: answered as it is", .record = FRESH,
		  .refused = true,
		  .facts = { QUEUED, .notes.refused_refresh = NOW - 59 },
		  .action = FC_ACTION_ANSWER },
		{ "renewed 60 s ago: once more", .record = FRESH,
		  .refused = true,
		  .facts = { QUEUED, .notes.refused_refresh = NOW - 60 },
		  .action = FC_ACTION_NOTE },
		{ "a refused token that is dead", .record = DEAD,
		  .refused = true, .facts = { QUEUED, .login = YES },
		  .action = FC_ACTION_REFRESH },
		{ "who waited hears of a failure",
		  .facts = { QUEUED, .login = YES,
		             .notes.network_failure = NOW - 1 },
		  .action = FC_ACTION_FAIL, .reason = FC_REASON_UNREACHABLE },
		{ "but not of one that was there before",
		  .facts = { QUEUED, .login = YES,
		             .notes.network_failure = NOW - 1,
		             .before.network_failure = NOW - 1 },
		  .action = FC_ACTION_REFRESH },
		{ "nor of one of a clock that was ahead",
		  .facts = { QUEUED, .login = YES,
		             .notes.network_failure = NOW + 1 },
		  .action = FC_ACTION_REFRESH },
		{ "who waited opens no second page",
		  .record = ENDS_SOON,
		  .facts = { QUEUED, .login = NO, .person = YES,
		             .notes.unfinished_login = NOW },
		  .action = FC_ACTION_FAIL, .reason = FC_REASON_UNFINISHED },
		{ "one that was there before is no news",
		  .facts = { QUEUED, .login = NO, .person = YES,
		             .notes.unfinished_login = NOW - 1,
		             .before.unfinished_login = NOW - 1 },
		  .action = FC_ACTION_LOG_IN },
		{ "git was refused one of ours: said, noted", GIT,
		  .facts = { QUEUED, .login = YES,
		             .notes.refused[FC_PURPOSE_GIT] = 1 },
		  .action = FC_ACTION_NOTE, .reason = FC_REASON_REFUSED },
		{ "and renewed", GIT,
		  .facts = { QUEUED, .login = YES, .warned = true,
		             .notes.refused[FC_PURPOSE_GIT] = 1,
		             .notes.refused_refresh = NOW },
		  .action = FC_ACTION_REFRESH },
		{ "within a minute of another one: no", GIT,
		  .facts = { QUEUED, .login = YES,
		             .notes.refused[FC_PURPOSE_GIT] = 1,
		             .notes.refused_refresh = NOW - 59 },
		  .action = FC_ACTION_FAIL, .reason = FC_REASON_REFUSED },
		{ "docker was not", DOCKER,
		  .facts = { QUEUED, .login = YES,
		             .notes.refused[FC_PURPOSE_GIT] = 1 },
		  .action = FC_ACTION_REFRESH },
	};

	decide_rows(row, COUNT(row));
}

#define REFRESHED QUEUED, .login = YES, .sent = FC_WORK_REFRESH
#define LOGGED_IN QUEUED, .login = YES, .sent = FC_WORK_LOGIN

static void
test_afterwards(void)
{
	static const struct row row[] = {
		{ "the login is over: a person?",
		  .facts = { REFRESHED, .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_ASK },
		{ "the login is over: a person",
		  .facts = { REFRESHED, .person = YES,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_LOG_IN },
		{ "the login is over, and nobody there",
		  .facts = { REFRESHED, .person = NO,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_FAIL },
		{ "under noop as well", .cache = FC_CACHE_NOOP,
		  .facts = { .login = YES, .sent = FC_WORK_REFRESH,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_ASK },
		{ "a service user is nobody to log in", SERVICE,
		  .facts = { REFRESHED, .person = YES,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_FAIL },
		{ "no answer",
		  .facts = { REFRESHED, .person = YES,
		             .failed = FC_ERR_NETWORK },
		  .action = FC_ACTION_FAIL },
		{ "no answer, and a token that lives on",
		  .record = ENDS_SOON,
		  .facts = { REFRESHED, .failed = FC_ERR_NETWORK },
		  .action = FC_ACTION_MAKE_DO },
		{ "a no, and a token that lives on", .record = ENDS_SOON,
		  .facts = { REFRESHED, .failed = FC_ERR_DENIED },
		  .action = FC_ACTION_FAIL },
		{ "a no, and a token that was refused once",
		  .record = ENDS_SOON, .refused = true,
		  .facts = { REFRESHED, .failed = FC_ERR_DENIED },
		  .action = FC_ACTION_MAKE_DO },
		{ "a no to docker", DOCKER, .record = ENDS_SOON,
		  .facts = { REFRESHED, .failed = FC_ERR_DENIED },
		  .action = FC_ACTION_MAKE_DO },
		{ "a login that nobody finished: no other one",
		  .facts = { LOGGED_IN, .person = YES,
		             .failed = FC_ERR_LOGIN_NEEDED },
		  .action = FC_ACTION_FAIL },
		{ "a login that was cancelled", .record = DEAD,
		  .facts = { LOGGED_IN, .person = YES,
		             .failed = FC_ERR_CANCELLED },
		  .action = FC_ACTION_FAIL },
	};

	decide_rows(row, COUNT(row));
}

/* What may come of a step, one of two ways. */
static void
act(struct fc_facts *facts, struct fc_decision decision, bool well)
{
	const enum fc_fact answer = well ? YES : NO;

	switch (decision.action) {
	case FC_ACTION_STAMP:
		facts->stamped = true;
		break;
	case FC_ACTION_GATHER:
		facts->login = answer;
		break;
	case FC_ACTION_ASK:
		facts->person = answer;
		if (!well && !facts->failed)
			facts->failed = FC_ERR_LOGIN_NEEDED;
		break;
	case FC_ACTION_QUEUE:
		facts->queued = true;
		facts->login = FC_FACT_UNKNOWN;
		facts->failed = well ? FC_ERR_NONE : FC_ERR_NETWORK;
		break;
	case FC_ACTION_NOTE:
		facts->noted = true;
		facts->warned = decision.reason == FC_REASON_REFUSED;
		facts->notes.refused_refresh = NOW;
		break;
	default:
		facts->sent = decision.action == FC_ACTION_LOG_IN
		                      ? FC_WORK_LOGIN : FC_WORK_REFRESH;
		facts->failed = well ? FC_ERR_NETWORK : FC_ERR_LOGIN_NEEDED;
		break;
	}
}

/* Is it one that only who may does? */
static bool
is_right(const struct fc_facts *facts, enum fc_action action)
{
	const bool alone = facts->queued ||
	                   facts->stack->cache == FC_CACHE_NOOP;

	switch (action) {
	case FC_ACTION_REFRESH:
		return alone && facts->sent == FC_WORK_NONE;
	case FC_ACTION_LOG_IN:
		return alone && facts->sent != FC_WORK_LOGIN &&
		       facts->person == YES;
	case FC_ACTION_NOTE:
		return alone;
	case FC_ACTION_ANSWER:
	case FC_ACTION_MAKE_DO:
		return facts->stack->cache == FC_CACHE_READ_WRITE &&
		       fc_token_is_alive(&facts->access->token, NOW);
	default:
		return true;
	}
}

/* Through one way, which bits choose at every turn.  How many steps it took;
 * 0: one of them was wrong. */
static unsigned
walk(const struct row *row, unsigned bits)
{
	struct scene scene;
	struct fc_decision decision;
	unsigned steps;

	set_scene(&scene, row);
	for (steps = 1; steps < 32; steps++, bits >>= 1) {
		decision = fc_acquire_decide(&scene.facts, NOW);
		if (!is_right(&scene.facts, decision.action))
			return 0;
		if (decision.action >= FC_ACTION_ANSWER)
			break;
		act(&scene.facts, decision, bits & 1);
	}
	return steps;
}

/* Every mix of what can lie there, and whatever comes of each step. */
static void
test_ways(void)
{
	unsigned mix, bits, worst = 0, wrong = 0;

	for (mix = 0; mix < 3 * 3 * 2 * 4 * 2 * 2 * 2; mix++) {
		struct row row = {
			.purpose = (enum fc_purpose)(mix % 3),
			.cache = (enum fc_cache_mode)(mix / 3 % 3),
			.grant = (enum fc_grant_type)(mix / 9 % 2),
			.record = (int)(mix / 18 % 4),
			.refused = mix / 72 % 2,
			.scopes = mix / 144 % 2 ? "" : NULL,
		};

		if (mix / 288)
			row.facts.notes.refused[row.purpose] = 1;
		for (bits = 0; bits < 512; bits++) {
			unsigned steps = walk(&row, bits);

			wrong += steps == 0;
			worst = steps > worst ? steps : worst;
		}
	}
	ok(wrong == 0, "whatever happens, nobody is asked, and nothing sent "
	   "or answered, that may not be (%u)", wrong);
	ok(worst < 16, "and it ends, after %u steps at most", worst);
}

int
main(void)
{
	test_before_the_lock();
	test_under_the_lock();
	test_afterwards();
	test_ways();
	return done();
}
