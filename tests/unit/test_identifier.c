// SPDX-License-Identifier: Apache-2.0
/*
 * What may be a name, and what is said of a typed one that nothing has.
 */
#include "tests/unit/check.h"
#include "zoo/identifier.h"

#include <string.h>

// 64 and 65 bytes
#define TEN "abcdefghij"
#define LONGEST TEN TEN TEN TEN TEN TEN "abcd"

static const char *const names[] = {"a", "0", "kws", "mobilenet-v2", "speech_commands_v0.02",
	"a..b", "1x", "a-", "a_", LONGEST};

static const char *const others[] = {"", ".", "..", ".a", "-a", "--json", "_a", "a.", "a/b",
	"a/../b", "/a", "a\\b", "C:", "~", "~a", "a b", " a", "a ", "a\n", "a\tb", "a\x1b[31m",
	"a\x7f", "a\xff", "\xc3\xa9", "a*", "a?", "a$b", "a'b", "a\"b", "a;b", "a|b", "a&b", "a=b",
	"a:b", "a@b", "a+b", "a%b", "a#b", "a,b", LONGEST "e"};

static void test_names(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		CHECK(is_identifier(names[i], strlen(names[i])), "\"%s\" is a name", names[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CHECK(!is_identifier(others[i], strlen(others[i])), "text %zu is none", i);
	CHECK(!is_identifier("A", 1), "capitals are none");
	CHECK(is_identifier("ab/c", 2) && !is_identifier("ab/c", 3), "as long as it is said to be");
	CHECK(!is_identifier("a\0b", 3), "nor with a zero byte");
}

static void test_unknown(void)
{
	struct status st;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		st = (struct status){0};
		CHECK(!identifier_fail_unknown(&st, "card", names[i]) &&
				st.code == STATUS_UNKNOWN && strstr(st.message, names[i]),
			"%s", st.message);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		st = (struct status){0};
		CHECK(!identifier_fail_unknown(&st, "card", others[i]) && st.code == STATUS_USAGE &&
				strstr(st.message, IDENTIFIER_FORM),
			"text %zu: %s", i, st.message);
	}
	CHECK(!identifier_fail_unknown(&st, "card", "MobileNet") && st.code == STATUS_UNKNOWN,
		"capitals are for whoever types: %s", st.message);
}

int main(void)
{
	test_names();
	test_unknown();
	return check_done();
}
