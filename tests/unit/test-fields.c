/* SPDX-License-Identifier: Apache-2.0 */
/* A record's lines as a table: each type comes back as it was written. */
#include "record/fields.h"

#include "base/record.h"
#include "config/caller.h"

#include "tap.h"

enum colour { RED, GREEN };

static const char *const colours[] = { "red", "green", NULL };

struct object {
	char text[8];
	char said[8];
	bool flag;
	int number;
	time_t time;
	enum colour colour;
	enum colour place;
	bool purposes[FC_PURPOSE_COUNT];
	struct fc_secret secret;
	struct fc_buf line;
};

#define OBJECT_INIT { .line = FC_BUF_INIT(16) }
#define FIELD(member) FC_FIELD(struct object, member, #member)

static const struct fc_field fields[] = {
	{ FIELD(text) },
	{ FIELD(said), .flags = FC_FIELD_SAID },
	{ FIELD(flag) },
	{ FIELD(number) },
	{ FIELD(time) },
	{ FIELD(colour), .words = colours, .flags = FC_FIELD_ALWAYS },
	{ FIELD(place), .last = GREEN },
	{ FIELD(purposes) },
	{ FIELD(secret) },
	{ FIELD(line) },
};

static enum fc_lookup
take(struct object *object, const char *key, const char *value,
     struct fc_error *err)
{
	return fc_fields_take(fields, COUNT(fields), object, key, value, err);
}

static void
clear(struct object *object)
{
	fc_secret_clear(&object->secret);
	fc_buf_clear(&object->line);
}

/* As text, which is to be cleared. */
static const char *
written(struct fc_buf *text, const struct object *object)
{
	struct fc_error err = FC_ERROR_INIT;

	fc_buf_reset(text);
	return fc_fields_put(text, fields, COUNT(fields), object, &err)
	               ? fc_buf_str(text) : "nothing";
}

static void
test_round_trip(void)
{
	static const struct {
		const char *key, *value;
	} row[] = {
		{ "text", "a = b" },
		{ "said", "a b" },
		{ "flag", "1" },
		{ "number", "2147483647" },
		{ "time", "253402300799" },
		{ "colour", "green" },
		{ "place", "1" },
		{ "purposes", "git cli" },
		{ "secret", "" },
		{ "line", "sixteen is room." },
	};
	struct object object = OBJECT_INIT;
	struct fc_buf text = FC_BUF_INIT(4096);
	struct fc_error err = FC_ERROR_INIT;
	char line[64];
	size_t i;

	ok(strcmp(written(&text, &object), "colour=red\n") == 0,
	   "what is empty has no line, but where it always has one");
	for (i = 0; i < COUNT(row); i++) {
		ok(take(&object, row[i].key, row[i].value, &err) == FC_FOUND,
		   "%s=%s is taken", row[i].key, row[i].value);
		snprintf(line, sizeof(line), "%s=%s\n", row[i].key,
		         row[i].value);
		ok(strstr(written(&text, &object), line) != NULL,
		   "and written so");
	}
	ok(object.flag && object.number == 2147483647 &&
	   object.time == FC_TIME_MAX && object.colour == GREEN &&
	   object.place == GREEN && object.purposes[FC_PURPOSE_GIT] &&
	   !object.purposes[FC_PURPOSE_DOCKER] && object.secret.plain &&
	   object.secret.len == 0, "each is in its member");
	clear(&object);
	fc_buf_clear(&text);
}

static void
test_refusals(void)
{
	static const struct {
		const char *key, *value;
		enum fc_lookup result;
	} row[] = {
		{ "text", "eight by", FC_FAILED },
		{ "said", "eight by", FC_FAILED },
		{ "flag", "yes", FC_FAILED },
		{ "flag", "-1", FC_FAILED },
		{ "number", "2147483648", FC_FAILED },
		{ "number", "-1", FC_FAILED },
		{ "number", "", FC_FAILED },
		{ "time", "253402300800", FC_FAILED },
		{ "time", "1s", FC_FAILED },
		{ "colour", "blue", FC_FAILED },
		{ "colour", "1", FC_FAILED },
		{ "place", "2", FC_FAILED },
		{ "place", "green", FC_FAILED },
		{ "line", "seventeen is more", FC_FAILED },
		{ "textile", "a", FC_ABSENT },
		{ "tex", "a", FC_ABSENT },
		{ "", "a", FC_ABSENT },
	};
	struct object object = OBJECT_INIT;
	struct fc_buf text = FC_BUF_INIT(4096);
	struct fc_error err;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		fc_error_clear(&err);
		ok(take(&object, row[i].key, row[i].value, &err) ==
		           row[i].result &&
		   (row[i].result == FC_ABSENT || err.kind == FC_ERR_DATA),
		   "%s=%s is %s", row[i].key, row[i].value,
		   row[i].result == FC_ABSENT ? "none of these" : "refused");
	}
	ok(take(&object, "number", "a", &err) == FC_FAILED &&
	   strcmp(err.text, "the value of 'number' makes no sense") == 0,
	   "which is said of the key alone: %s", err.text);
	ok(strcmp(written(&text, &object), "colour=red\n") == 0,
	   "nothing was changed by that");
	clear(&object);
	fc_buf_clear(&text);
}

static void
test_controls(void)
{
	struct object object = OBJECT_INIT;
	struct fc_buf text = FC_BUF_INIT(4096);
	struct fc_error err = FC_ERROR_INIT;

	strcpy(object.said, "a\nb\x1b");
	ok(strstr(written(&text, &object), "said=a?b?\n") != NULL,
	   "of what is said control bytes are replaced: %s",
	   fc_buf_str(&text));
	strcpy(object.text, "a\nb");
	ok(!fc_fields_put(&text, fields, COUNT(fields), &object, &err) &&
	   err.kind == FC_ERR_DATA, "another text with one is refused");
	clear(&object);
	fc_buf_clear(&text);
}

int
main(void)
{
	test_round_trip();
	test_refusals();
	test_controls();
	return done();
}
