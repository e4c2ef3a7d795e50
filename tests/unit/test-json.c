/* SPDX-License-Identifier: Apache-2.0 */
/* JSON from outside: strict, one object, UTF-8, not too deep. */
#include "base/json.h"
#include "base/json_put.h"

#include "tap.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

/* Parse a copy that ends where it ends, so that no byte behind it is read. */
static struct json_object *
parse(const char *text, size_t len, struct fc_error *err)
{
	char *copy = tap_alloc(len ? len : 1);
	struct json_object *object;

	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	object = fc_json_parse(copy, len, err);
	free(copy);
	return object;
}

static void
test_parsing(void)
{
	static const struct {
		const char *label, *text;
		size_t len;
		bool good;
	} row[] = {
		{ "an empty object", TEXT("{}"), true },
		{ "blanks around it", TEXT(" \t\r\n{ } \n\r\t"), true },
		{ "a token reply", TEXT("{\"access_token\":\"t\","
		  "\"expires_in\":3600,\"scope\":null}"), true },
		{ "numbers of all kinds",
		  TEXT("{\"a\":-0,\"b\":1e400,\"c\":123456789012345678901}"),
		  true },
		{ "members of all kinds", TEXT("{\"a\":[1,true,{}],\"b\":{}}"),
		  true },
		{ "UTF-8", TEXT("{\"\xc3\xa9\":\"\xf0\x9f\x98\x80\"}"), true },
		{ "nothing", TEXT(""), false },
		{ "blanks", TEXT(" \n"), false },
		{ "null", TEXT("null"), false },
		{ "a string", TEXT("\"a\""), false },
		{ "a number", TEXT("1"), false },
		{ "an array", TEXT("[{}]"), false },
		{ "an object cut short", TEXT("{\"a\":\"b\""), false },
		{ "a string cut short", TEXT("{\"a\":\"b"), false },
		{ "a brace", TEXT("{"), false },
		{ "something behind it", TEXT("{}x"), false },
		{ "two objects", TEXT("{}{}"), false },
		{ "another brace", TEXT("{}}"), false },
		{ "a NUL behind it", TEXT("{}\0"), false },
		{ "a NUL inside", TEXT("{\"a\":\"b\0c\"}"), false },
		{ "a byte order mark", TEXT("\xef\xbb\xbf{}"), false },
		{ "a web page", TEXT("<html></html>"), false },
		{ "no quotes", TEXT("{a:1}"), false },
		{ "a last comma", TEXT("{\"a\":1,}"), false },
		{ "a comma alone", TEXT("{,}"), false },
		{ "no comma", TEXT("{\"a\":1 \"b\":2}"), false },
		{ "a comment", TEXT("{}/* x */"), false },
		{ "a comment inside", TEXT("{/* x */}"), false },
		{ "True", TEXT("{\"a\":True}"), false },
		{ "a bad escape", TEXT("{\"a\":\"\\x\"}"), false },
		{ "a bad \\u", TEXT("{\"a\":\"\\u00g0\"}"), false },
		{ "not UTF-8", TEXT("{\"a\":\"\xff\"}"), false },
		{ "Latin-1", TEXT("{\"a\":\"\xe9\"}"), false },
		{ "overlong", TEXT("{\"a\":\"\xc0\x80\"}"), false },
		{ "a surrogate", TEXT("{\"a\":\"\xed\xa0\x80\"}"), false },
		{ "not UTF-8 in a name", TEXT("{\"\x80\":1}"), false },
		{ "an organisation in French",
		  TEXT("{\"o\":\"Soci\xc3\xa9t\xc3\xa9\"}"), true },
		{ "DEL, which is no control byte to JSON",
		  TEXT("{\"a\":\"\x7f\"}"), true },
		{ "a control byte", TEXT("{\"a\":\"\x1f\"}"), false },
		{ "a line end in a string", TEXT("{\"a\":\"\n\"}"), false },
		{ "single quotes", TEXT("{'a':1}"), false },
		{ "NaN", TEXT("{\"a\":NaN}"), false },
		{ "Infinity", TEXT("{\"a\":-Infinity}"), false },
		{ "a number with a leading zero", TEXT("{\"a\":01}"), false },
		{ "a number that is not finished", TEXT("{\"a\":1.}"), false },
		{ "a number of 65 bits",
		  TEXT("{\"a\":36893488147419103231}"), true },
		{ "one below all of 64",
		  TEXT("{\"a\":-9223372036854775809}"), true },
		{ "a NUL in a name", TEXT("{\"a\\u0000b\":1}"), false },
		{ "a NUL in a value", TEXT("{\"a\":\"\\u0000\"}"), true },
		{ "a backslash at the end", TEXT("{\"a\":\"\\"), false },
		{ "\\u at the end", TEXT("{\"a\":\"\\u00"), false },
		{ "a word at the end", TEXT("{\"a\":tru"), false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_error err = FC_ERROR_INIT;
		struct json_object *object =
			parse(row[i].text, row[i].len, &err);

		ok((object != NULL) == row[i].good, "%s is %s", row[i].label,
		   row[i].good ? "taken" : "refused");
		ok(row[i].good || (err.kind == FC_ERR_DATA && err.text[0]),
		   "%s: %s", row[i].label, row[i].good ? "fine" : err.text);
		fc_json_free(object);
	}
}

/* "{"a":" and "}" around a value, depth times. */
static struct json_object *
parse_deep(size_t depth, const char *open, const char *close)
{
	struct fc_buf text = FC_BUF_INIT(16 * 1024 * 1024);
	struct fc_error err = FC_ERROR_INIT;
	struct json_object *object = NULL;
	bool filled = fc_buf_add_str(&text, "{\"a\":", &err);
	size_t i;

	for (i = 1; i < depth && filled; i++)
		filled = fc_buf_add_str(&text, open, &err);
	filled = filled && fc_buf_add_str(&text, "1", &err);
	for (i = 1; i < depth && filled; i++)
		filled = fc_buf_add_str(&text, close, &err);
	if (filled && fc_buf_add_str(&text, "}", &err))
		object = parse(text.data, text.len, &err);
	if (object == NULL)
		printf("# %s\n", err.text);
	fc_buf_clear(&text);
	return object;
}

static void
test_depth(void)
{
	static const struct {
		const char *label;
		size_t depth;
		bool good;
	} row[] = {
		{ "one object", 1, true },
		{ "32 levels", 32, true },
		{ "33 levels", 33, false },
		{ "a million levels", 1000000, false },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct json_object *objects =
			parse_deep(row[i].depth, "{\"a\":", "}");
		struct json_object *arrays =
			parse_deep(row[i].depth, "[", "]");

		ok((objects != NULL) == row[i].good, "%s of objects",
		   row[i].label);
		ok((arrays != NULL) == row[i].good, "%s of arrays",
		   row[i].label);
		fc_json_free(objects);
		fc_json_free(arrays);
	}
}

static void
test_strings(void)
{
	static const char text[] =
		"{\"token\":\"a.b-c\",\"empty\":\"\",\"null\":null,"
		"\"number\":3600,\"bool\":true,\"object\":{},\"array\":[],"
		"\"escapes\":\"\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\","
		"\"nul\":\"a\\u0000b\",\"lone\":\"\\ud800\","
		"\"twice\":\"first\",\"twice\":\"second\"}";
	static const struct {
		const char *name;
		enum fc_lookup found;
		const char *want;
	} row[] = {
		{ "token", FC_FOUND, "a.b-c" },
		{ "empty", FC_FOUND, "" },
		{ "escapes", FC_FOUND, "\"\\/\n\xc3\xa9\xf0\x9f\x98\x80" },
		{ "lone", FC_FOUND, "\xef\xbf\xbd" },
		{ "twice", FC_FOUND, "second" },
		{ "null", FC_ABSENT, NULL },
		{ "nowhere", FC_ABSENT, NULL },
		{ "Token", FC_ABSENT, NULL },
		{ "", FC_ABSENT, NULL },
		{ "number", FC_FAILED, NULL },
		{ "bool", FC_FAILED, NULL },
		{ "object", FC_FAILED, NULL },
		{ "array", FC_FAILED, NULL },
		{ "nul", FC_FAILED, NULL },
	};
	struct fc_error err = FC_ERROR_INIT;
	struct json_object *object = parse(TEXT(text), &err);
	size_t i;

	ok(object != NULL, "an object with members of all kinds");
	for (i = 0; object && i < COUNT(row); i++) {
		const char *value = NULL;
		size_t len = 0;

		fc_error_clear(&err);
		ok(fc_json_string(object, row[i].name, &value, &len, &err) ==
		   row[i].found, "'%s': its kind", row[i].name);
		is(value, row[i].want, row[i].name);
		ok(len == (value ? strlen(value) : 0), "its length");
		ok((err.kind == FC_ERR_DATA) == (row[i].found == FC_FAILED),
		   "an error says so");
	}
	fc_json_free(object);
}

static void
test_large_string(void)
{
	enum { LONG = 1000000 };
	struct fc_buf text = FC_BUF_INIT(2 * LONG);
	struct fc_error err = FC_ERROR_INIT;
	struct json_object *object = NULL;
	const char *value;
	size_t len = 0;

	if (fc_buf_addf(&text, &err, "{\"a\":\"%0*d\"}", LONG, 0))
		object = parse(text.data, text.len, &err);
	ok(object && fc_json_string(object, "a", &value, &len, &err) ==
	   FC_FOUND && len == LONG, "a string of a million bytes");
	fc_json_free(object);
	fc_buf_clear(&text);
}

/* What is written is read as it was, by json-c. */
static void
test_putting(void)
{
	static const struct {
		const char *label, *value, *text;
	} row[] = {
		{ "a word", "word", "word" },
		{ "nothing", "", "" },
		{ "quotes and a backslash", "\"a\\b\"", "\\\"a\\\\b\\\"" },
		{ "a slash", "a/b", "a/b" },
		{ "control bytes", "\n\x1f", "\\u000a\\u001f" },
		{ "UTF-8 and DEL", "\xc3\xa9\x7f", "\xc3\xa9\x7f" },
	};
	struct fc_error err = FC_ERROR_INIT;
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf out = FC_BUF_INIT(1000);
		struct json_object *object;
		const char *first = NULL, *second = NULL;
		char wanted[100];
		size_t len;

		snprintf(wanted, sizeof(wanted), "{\"a\":\"%s\",\"b\":\"%s\"",
		         row[i].text, row[i].text);
		ok(fc_buf_add_str(&out, "{", &err) &&
		   fc_json_put(&out, "a", row[i].value, &err) &&
		   fc_json_put(&out, "b", row[i].value, &err) &&
		   strcmp(fc_buf_str(&out), wanted) == 0,
		   "%s is written", row[i].label);
		ok(fc_buf_add_str(&out, "}", &err), "and closed");
		object = fc_json_parse(out.data, out.len, &err);
		ok(object &&
		   fc_json_string(object, "a", &first, &len, &err) ==
			   FC_FOUND && strcmp(first, row[i].value) == 0 &&
		   fc_json_string(object, "b", &second, &len, &err) ==
			   FC_FOUND && strcmp(second, row[i].value) == 0,
		   "and read");
		fc_json_free(object);
		fc_buf_clear(&out);
	}
	{
		struct fc_buf out = FC_BUF_INIT(20);

		ok(!fc_json_put(&out, "name", "a value of 21 bytes", &err),
		   "one that is too long is refused");
		fc_buf_clear(&out);
	}
}

int
main(void)
{
	test_parsing();
	test_depth();
	test_strings();
	test_large_string();
	test_putting();
	fc_json_free(NULL);
	return done();
}
