/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/json on a pipe, for tests/system/json-differential.py.
 *
 * Every line of stdin is a text in hexadecimal ("-" for an empty one), and
 * gets one line of stdout: "refused", "error TEXT" when it could not be
 * read for another reason, or "read VALUE".
 *
 * VALUE: {HEX=VALUE;...} [VALUE;...] sHEX iNUMBER dNUMBER t f n
 */
#include "base/json.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_value(struct json_object *value);

static void
put_hex(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		printf("%02x", (unsigned char)bytes[i]);
}

static void
put_object(struct json_object *object)
{
	struct json_object_iterator at = json_object_iter_begin(object);
	struct json_object_iterator end = json_object_iter_end(object);

	putchar('{');
	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		const char *name = json_object_iter_peek_name(&at);

		put_hex(name, strlen(name));
		putchar('=');
		put_value(json_object_iter_peek_value(&at));
		putchar(';');
	}
	putchar('}');
}

static void
put_array(struct json_object *array)
{
	size_t i, len = json_object_array_length(array);

	putchar('[');
	for (i = 0; i < len; i++) {
		put_value(json_object_array_get_idx(array, i));
		putchar(';');
	}
	putchar(']');
}

static void
put_integer(struct json_object *number)
{
	int64_t value = json_object_get_int64(number);

	if (value == INT64_MAX)
		printf("i%" PRIu64, json_object_get_uint64(number));
	else
		printf("i%" PRId64, value);
}

static void
put_value(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		putchar('n');
		break;
	case json_type_boolean:
		putchar(json_object_get_boolean(value) ? 't' : 'f');
		break;
	case json_type_double:
		printf("d%.17g", json_object_get_double(value));
		break;
	case json_type_int:
		put_integer(value);
		break;
	case json_type_object:
		put_object(value);
		break;
	case json_type_array:
		put_array(value);
		break;
	case json_type_string:
		putchar('s');
		put_hex(json_object_get_string(value),
		        (size_t)json_object_get_string_len(value));
		break;
	}
}

static void
answer(const char *text, size_t len)
{
	struct fc_error err = FC_ERROR_INIT;
	struct json_object *object = fc_json_parse(text, len, &err);

	if (object) {
		printf("read ");
		put_value(object);
		putchar('\n');
	} else if (err.kind == FC_ERR_DATA) {
		printf("refused\n");
	} else {
		printf("error %s\n", err.text);
	}
	fc_json_free(object);
	fflush(stdout);
}

/* Decode in place; the length is returned. */
static size_t
take_hex(char *line)
{
	size_t len = strspn(line, "0123456789abcdef") / 2;
	char pair[3] = "";
	size_t i;

	for (i = 0; i < len; i++) {
		memcpy(pair, line + 2 * i, 2);
		line[i] = (char)strtoul(pair, NULL, 16);
	}
	return len;
}

int
main(void)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0)
		answer(line, take_hex(line));
	free(line);
	return 0;
}
