/* SPDX-License-Identifier: Apache-2.0 */
/* Editing somebody else's JSON: only what was asked for changes. */
#include "base/json_edit.h"

#include "tap.h"


enum { TEXT_MAX = 65536 };

static void
test_setting(void)
{
	static const struct {
		const char *label, *text, *want;
	} row[] = {
		{ "an empty file", "",
		  "{\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n" },
		{ "a file of blanks", " \n",
		  " \n{\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n" },
		{ "an empty object", "{}\n",
		  "{\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n" },
		{ "blanks in it", "{ \n }\n",
		  "{\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n" },
		{ "tabs", "{\n\t\"a\": 1\n}\n",
		  "{\n\t\"a\": 1,\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n" },
		{ "four blanks", "{\n    \"a\": {}\n}",
		  "{\n    \"a\": {},\n    \"h\": {\n        \"r\": \"f\"\n"
		  "    }\n}" },
		{ "CR LF", "{\r\n  \"a\": []\r\n}\r\n",
		  "{\r\n  \"a\": [],\r\n  \"h\": {\r\n    \"r\": \"f\"\r\n"
		  "  }\r\n}\r\n" },
		{ "one line", "{\"a\":{\"b\":\"c}\\\"\"}}",
		  "{\"a\":{\"b\":\"c}\\\"\"},\"h\":{\"r\":\"f\"}}" },
		{ "the object is there, empty",
		  "{\n\t\"h\": {},\n\t\"a\": 1\n}\n",
		  "{\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t},\n\t\"a\": 1\n}\n" },
		{ "the object is there, on one line", "{\"h\":{\"x\":\"y\"}}",
		  "{\"h\":{\"x\":\"y\",\"r\":\"f\"}}" },
		{ "the object has others",
		  "{\n \"h\" : {\n  \"x\" : \"y\"\n },\n \"a\" : 1e400\n}\n",
		  "{\n \"h\" : {\n  \"x\" : \"y\",\n  \"r\" : \"f\"\n },\n"
		  " \"a\" : 1e400\n}\n" },
		{ "the member is there",
		  "{\"h\":{\"r\": \"other\" ,\"x\":\"y\"}}",
		  "{\"h\":{\"r\": \"f\" ,\"x\":\"y\"}}" },
		{ "the member is there already", "{\"h\": {\"r\":\"f\"} }",
		  "{\"h\": {\"r\":\"f\"} }" },
		{ "the same name elsewhere",
		  "{\"a\":{\"h\":{\"r\":\"x\"},\"r\":1},\"r\":2}",
		  "{\"a\":{\"h\":{\"r\":\"x\"},\"r\":1},\"r\":2,"
		  "\"h\":{\"r\":\"f\"}}" },
		{ "the object twice: the last one counts",
		  "{\"h\":{\"r\":\"x\"},\"h\":{\"y\":\"z\"}}",
		  "{\"h\":{\"r\":\"x\"},\"h\":{\"y\":\"z\",\"r\":\"f\"}}" },
		{ "names that look like code",
		  "{\"{\\\"\":\"},{\",\"[\":[\"]\",{\"}\":{}}]}",
		  "{\"{\\\"\":\"},{\",\"[\":[\"]\",{\"}\":{}}],"
		  "\"h\":{\"r\":\"f\"}}" },
		{ "not an object there", "{\"h\":[\"r\"]}", NULL },
		{ "null there", "{\"h\":null}", NULL },
		{ "not JSON", "{\"h\":{},}", NULL },
		{ "an array", "[]", NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
		struct fc_error err = FC_ERROR_INIT;
		bool set;

		if (!fc_buf_add_str(&text, row[i].text, &err))
			continue;
		set = fc_json_text_set(&text, "h", "r", "f", &err);
		ok(set == (row[i].want != NULL), "%s: set or refused",
		   row[i].label);
		is(fc_buf_str(&text), row[i].want ? row[i].want : row[i].text,
		   row[i].label);
		ok(set || err.kind == FC_ERR_DATA, "an error says so");
		fc_buf_clear(&text);
	}
}

static void
test_removing(void)
{
	static const struct {
		const char *label, *text, *want;
		bool drop;
	} row[] = {
		{ "nothing", "", "", true },
		{ "no object", "{}", "{}", true },
		{ "no member", "{\"h\":{}}", "{\"h\":{}}", true },
		{ "the only one", "{\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n",
		  "{\n\t\"h\": {}\n}\n", false },
		{ "the only one, and the object",
		  "{\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n", "{}\n", true },
		{ "the object, last of several",
		  "{\n\t\"a\": 1,\n\t\"h\": {\n\t\t\"r\": \"f\"\n\t}\n}\n",
		  "{\n\t\"a\": 1\n}\n", true },
		{ "the first", "{\"h\":{\"r\":\"f\", \"x\":\"y\"}}",
		  "{\"h\":{ \"x\":\"y\"}}", true },
		{ "the last", "{\"h\":{\"x\":\"y\", \"r\":\"f\" }}",
		  "{\"h\":{\"x\":\"y\" }}", true },
		{ "one in the middle",
		  "{\"h\":{\n \"x\":\"y\",\n \"r\":\"f\",\n \"z\":1\n}}",
		  "{\"h\":{\n \"x\":\"y\",\n \"z\":1\n}}", true },
		{ "not an object", "{\"h\":1}", NULL, true },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
		struct fc_error err = FC_ERROR_INIT;

		if (!fc_buf_add_str(&text, row[i].text, &err))
			continue;
		ok(fc_json_text_unset(&text, "h", "r", row[i].drop, &err) ==
		   (row[i].want != NULL), "%s: removed or refused",
		   row[i].label);
		is(fc_buf_str(&text), row[i].want ? row[i].want : row[i].text,
		   row[i].label);
		fc_buf_clear(&text);
	}
}

static void
test_reading(void)
{
	static const struct {
		const char *text;
		enum fc_lookup found;
		const char *value;
	} row[] = {
		{ "", FC_ABSENT, "" },
		{ "{}", FC_ABSENT, "" },
		{ "{\"h\":{}}", FC_ABSENT, "" },
		{ "{\"h\":{\"r\":\"f\"}}", FC_FOUND, "f" },
		{ "{\"h\":{\"r\":1}}", FC_FAILED, "" },
		{ "{\"h\":1}", FC_FAILED, "" },
		{ "no", FC_FAILED, "" },
	};
	size_t i;

	for (i = 0; i < COUNT(row); i++) {
		struct fc_buf text = FC_BUF_INIT(TEXT_MAX);
		struct fc_buf value = FC_BUF_INIT(TEXT_MAX);
		struct fc_error err = FC_ERROR_INIT;

		if (!fc_buf_add_str(&text, row[i].text, &err))
			continue;
		ok(fc_json_text_get(&text, "h", "r", &value, &err) ==
		   row[i].found, "reading '%s'", row[i].text);
		is(fc_buf_str(&value), row[i].value, "its value");
		fc_buf_clear(&text);
		fc_buf_clear(&value);
	}
}

int
main(void)
{
	test_setting();
	test_removing();
	test_reading();
	return done();
}
