// SPDX-License-Identifier: Apache-2.0
/*
 * Unit tests: a program of checks that reports every one, in TAP.
 *
 *	int main(void)
 *	{
 *		CHECK(1 + 1 == 2, "addition");
 *		CHECK_TEXT(name, "conv", "name of operator %d", i);
 *		return check_done();
 *	}
 *
 * A passed check prints "ok", a failed one "not ok" with file, line and what was found.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_count, check_failed_count;

__attribute__((format(printf, 4, 5), unused)) static bool check_report(
	bool ok, const char *file, int line, const char *format, ...)
{
	check_count++;
	check_failed_count += !ok;
	printf("%s %d - ", ok ? "ok" : "not ok", check_count);
	va_list arguments;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	if (!ok)
		printf("# failed at %s:%d\n", file, line);
	fflush(stdout);
	return ok;
}

#define CHECK(condition, ...) check_report((condition), __FILE__, __LINE__, __VA_ARGS__)

#define CHECK_TEXT(got, expected, ...)                                                        \
	do {                                                                                  \
		const char *check_got = (got), *check_expected = (expected);                  \
		if (!check_report(strcmp(check_got, check_expected) == 0, __FILE__, __LINE__, \
			    __VA_ARGS__))                                                     \
			printf("#   got      \"%s\"\n#   expected \"%s\"\n", check_got,       \
				check_expected);                                              \
	} while (0)

#define CHECK_INT(got, expected, ...)                                                            \
	do {                                                                                     \
		long long check_got = (got), check_expected = (expected);                        \
		if (!check_report(check_got == check_expected, __FILE__, __LINE__, __VA_ARGS__)) \
			printf("#   got %lld, expected %lld\n", check_got, check_expected);      \
	} while (0)

// A test that cannot run here says so; it counts neither as passed nor as failed.
__attribute__((unused)) static void check_skip(const char *what, const char *why)
{
	check_count++;
	printf("ok %d - %s # SKIP %s\n", check_count, what, why);
}

// Directory of shared test data (ZOO_SHARED, default ../shared), or NULL if it is absent.
__attribute__((unused)) static const char *check_shared(void)
{
	const char *directory = getenv("ZOO_SHARED");
	static char probe[4096];
	if (!directory)
		directory = "../shared";
	snprintf(probe, sizeof(probe), "%s/goldens/mobilenet-v2/output.npy", directory);
	FILE *f = fopen(probe, "rb");
	if (!f)
		return NULL;
	fclose(f);
	return directory;
}

__attribute__((unused)) static int check_done(void)
{
	printf("1..%d\n", check_count);
	return check_failed_count ? 1 : 0;
}

#endif
