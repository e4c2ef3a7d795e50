/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a record as a table. */
#include "record/fields.h"

#include "base/controls.h"
#include "base/record.h"
#include "base/text.h"
#include "config/caller.h"
#include "config/stack.h"

#include <limits.h>
#include <string.h>

#define PURPOSES_MAX 64

/* Enums have no type of their own by which they could be reached. */
_Static_assert(sizeof(enum fc_field_type) == sizeof(unsigned int),
               "an enum is an unsigned int");

static bool
put_text(struct fc_buf *text, const struct fc_field *field, const char *value,
         struct fc_error *err)
{
	char said[FC_ERROR_TEXT_SIZE];

	if (!(field->flags & FC_FIELD_SAID))
		return fc_record_put(text, field->key, value, err);
	fc_text_join(said, sizeof(said), value, NULL);
	fc_strip_controls(said, strlen(said));
	return fc_record_put(text, field->key, said, err);
}

static void
join_purposes(const bool *purposes, char list[PURPOSES_MAX])
{
	size_t len = 0;
	int i;

	*list = '\0';
	for (i = 0; i < FC_PURPOSE_COUNT; i++) {
		if (!purposes[i])
			continue;
		fc_text_join(list + len, PURPOSES_MAX - len, len ? " " : "",
		             fc_caller_names[i], NULL);
		len += strlen(list + len);
	}
}

/* What is written as a number. */
static long long
number_of(const struct fc_field *field, const void *member)
{
	switch (field->type) {
	case FC_FIELD_FLAG:
		return *(const bool *)member;
	case FC_FIELD_NUMBER:
		return *(const int *)member;
	case FC_FIELD_TIME:
		return *(const time_t *)member;
	default:
		return *(const unsigned int *)member;
	}
}

/* What is written as a text; NULL: it is a number. */
static const char *
text_of(const struct fc_field *field, const void *member,
        char list[PURPOSES_MAX])
{
	switch (field->type) {
	case FC_FIELD_TEXT:
		return member;
	case FC_FIELD_PURPOSES:
		join_purposes(member, list);
		return list;
	case FC_FIELD_BUF:
		return fc_buf_str(member);
	case FC_FIELD_WORD:
		return field->words ? field->words[number_of(field, member)]
		                    : NULL;
	default:
		return NULL;
	}
}

static bool
put(struct fc_buf *text, const struct fc_field *field, const void *member,
    struct fc_error *err)
{
	const bool always = field->flags & FC_FIELD_ALWAYS;
	char list[PURPOSES_MAX];
	const char *value = text_of(field, member, list);
	long long number;

	if (value)
		return (!*value && !always) ||
		       put_text(text, field, value, err);
	number = number_of(field, member);
	return (number == 0 && !always) ||
	       fc_record_put_number(text, field->key, number, err);
}

/* None is no line, and "" is one: of a secret they are not the same. */
static bool
put_secret(struct fc_buf *text, const struct fc_field *field,
           const struct fc_secret *secret, struct fc_error *err)
{
	return !secret->plain ||
	       fc_record_put(text, field->key, secret->plain, err);
}

bool
fc_fields_put(struct fc_buf *text, const struct fc_field fields[],
              size_t count, const void *object, struct fc_error *err)
{
	const struct fc_field *field;
	bool done = true;

	for (field = fields; done && field < fields + count; field++) {
		const void *member = (const char *)object + field->offset;

		done = field->type == FC_FIELD_SECRET
		       ? put_secret(text, field, member, err)
		       : put(text, field, member, err);
	}
	return done;
}

static bool
take_text(const struct fc_field *field, char *member, const char *value)
{
	const size_t len = strlen(value);

	if (len >= field->size)
		return false;
	memcpy(member, value, len + 1);
	if (field->flags & FC_FIELD_SAID)
		fc_strip_controls(member, len);
	return true;
}

static bool
take_number(const struct fc_field *field, void *member, const char *value)
{
	const long long max = field->type == FC_FIELD_TIME ? FC_TIME_MAX
	                    : field->type == FC_FIELD_WORD ? field->last
	                    : INT_MAX;
	long long number;

	if (!fc_number_parse(value, 0, max, &number))
		return false;
	if (field->type == FC_FIELD_FLAG)
		*(bool *)member = number != 0;
	else if (field->type == FC_FIELD_TIME)
		*(time_t *)member = (time_t)number;
	else if (field->type == FC_FIELD_WORD)
		*(unsigned int *)member = (unsigned int)number;
	else
		*(int *)member = (int)number;
	return true;
}

static bool
take_word(const struct fc_field *field, unsigned int *member,
          const char *value)
{
	unsigned int i;

	for (i = 0; field->words[i]; i++) {
		if (strcmp(value, field->words[i]) == 0) {
			*member = i;
			return true;
		}
	}
	return false;
}

static void
take_purposes(bool *purposes, const char *value)
{
	int i;

	for (i = 0; i < FC_PURPOSE_COUNT; i++)
		purposes[i] = fc_scopes_contain(value, fc_caller_names[i]);
}

static bool
refuse(const struct fc_field *field, struct fc_error *err)
{
	return fc_fail(err, FC_ERR_DATA, "the value of '%s' makes no sense",
	               field->key);
}

static bool
take(const struct fc_field *field, void *member, const char *value,
     struct fc_error *err)
{
	switch (field->type) {
	case FC_FIELD_TEXT:
		return take_text(field, member, value) || refuse(field, err);
	case FC_FIELD_PURPOSES:
		take_purposes(member, value);
		return true;
	case FC_FIELD_SECRET:
		return fc_secret_set(member, value, strlen(value), err);
	case FC_FIELD_BUF:
		fc_buf_reset(member);
		return fc_buf_add_str(member, value, err);
	default:
		return (field->words ? take_word(field, member, value)
		                     : take_number(field, member, value)) ||
		       refuse(field, err);
	}
}

enum fc_lookup
fc_fields_take(const struct fc_field fields[], size_t count, void *object,
               const char *key, const char *value, struct fc_error *err)
{
	const struct fc_field *field;

	for (field = fields; field < fields + count; field++)
		if (fc_record_key_is(key, field->key))
			return take(field, (char *)object + field->offset,
			            value, err) ? FC_FOUND : FC_FAILED;
	return FC_ABSENT;
}
