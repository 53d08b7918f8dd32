// SPDX-License-Identifier: Apache-2.0
/*
 * What yajl leaves to us: broken UTF-8, numbers, and that each document is whole.
 */
#include "zoo/json.h"

#include "tests/unit/check.h"

#include <math.h>
#include <stdint.h>

// The document that is one array with one value.
static const char *array_of(void (*write)(struct json *json, const void *value), const void *value)
{
	static char text[1024];
	struct json *json = json_create();
	json_array_open(json, NULL);
	write(json, value);
	json_array_close(json);
	struct bytes bytes = json_bytes(json);
	snprintf(text, sizeof(text), "%.*s", (int)bytes.nbytes, (const char *)bytes.data);
	json_free(json);
	return text;
}

static void write_text(struct json *json, const void *value)
{
	json_text(json, NULL, value);
}

static void write_double(struct json *json, const void *value)
{
	json_double(json, NULL, *(const double *)value);
}

static void write_int(struct json *json, const void *value)
{
	json_int(json, NULL, *(const int64_t *)value);
}

static void write_count(struct json *json, const void *value)
{
	json_count(json, NULL, *(const int64_t *)value);
}

static void write_texts(struct json *json, const void *value)
{
	json_texts(json, NULL, value);
}

static void check_texts(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"plain", "[\"plain\"]"}, {"", "[\"\"]"}, {"a\"b\\c", "[\"a\\\"b\\\\c\"]"},
		{"tab\tnewline\n", "[\"tab\\tnewline\\n\"]"}, {"\x1b[31m", "[\"\\u001B[31m\"]"},
		{"gr\xc3\xbc\xc3\x9f", "[\"gr\xc3\xbc\xc3\x9f\"]"},
		{"\xf0\x9f\xa6\x81", "[\"\xf0\x9f\xa6\x81\"]"},
		{"a\xff"
		 "b",
			"[\"a\xef\xbf\xbd"
			"b\"]"},                                                // never valid
		{"\xc3", "[\"\xef\xbf\xbd\"]"},                                 // cut
		{"\xc0\xaf", "[\"\xef\xbf\xbd\xef\xbf\xbd\"]"},                 // overlong
		{"\xed\xa0\x80", "[\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"]"}, // a surrogate
		{"\x7f\xc2\x9b|\xe2\x80\xae",
			"[\"\\u007F\\u009B|\\u202E\"]"}, // valid, but not shown
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_TEXT(array_of(write_text, cases[i].in), cases[i].out, "text %zu", i);
	CHECK_TEXT(array_of(write_text, NULL), "[null]", "no text is null");

	static const char *const two[] = {"one", "two", NULL};
	CHECK_TEXT(array_of(write_texts, two), "[[\"one\",\"two\"]]", "several texts");
	CHECK_TEXT(array_of(write_texts, two + 2), "[[]]", "an empty list of texts");
	CHECK_TEXT(array_of(write_texts, NULL), "[[]]", "no list of texts");
}

static void check_numbers(void)
{
	static const struct {
		double in;
		const char *out;
	} cases[] = {{0.1, "[0.1]"}, {1, "[1]"}, {-0.5, "[-0.5]"},
		{1.0 / 3, "[0.3333333333333333]"}, {1e300, "[1e+300]"}, {5e-324, "[5e-324]"},
		{4683.0 / 4890, "[0.9576687116564417]"}, {NAN, "[null]"}, {INFINITY, "[null]"},
		{-INFINITY, "[null]"}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_TEXT(array_of(write_double, &cases[i].in), cases[i].out, "double %zu", i);

	uint64_t state = 88172645463325252u; // xorshift64, after G. Marsaglia
	int wrong = 0;
	for (int i = 0; i < 20000; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		double value;
		memcpy(&value, &state, sizeof(value));
		if (isfinite(value))
			wrong += strtod(array_of(write_double, &value) + 1, NULL) != value;
	}
	CHECK_INT(wrong, 0, "doubles that do not read back");

	int64_t least = INT64_MIN;
	CHECK_TEXT(array_of(write_int, &least), "[-9223372036854775808]", "the least integer");
	CHECK_TEXT(array_of(write_count, &least), "[null]", "a count that is not known");
	CHECK_TEXT(array_of(write_count, &(int64_t){0}), "[0]", "a count of nothing");
}

static void check_document(void)
{
	struct json *json = json_create();
	json_object_open(json, NULL);
	json_text(json, "schema", "zoo.test/1");
	json_bool(json, "yes", true);
	json_null(json, "nothing");
	json_array_open(json, "results");
	json_int(json, NULL, 7);
	json_array_close(json);
	json_object_close(json);
	struct bytes bytes = json_bytes(json);
	const char *expected =
		"{\"schema\":\"zoo.test/1\",\"yes\":true,\"nothing\":null,\"results\":[7]}";
	CHECK(bytes.nbytes == strlen(expected) && memcmp(bytes.data, expected, bytes.nbytes) == 0,
		"a document on one line");
	json_free(json);
	json_free(NULL);
}

int main(void)
{
	check_texts();
	check_numbers();
	check_document();
	return check_done();
}
