// SPDX-License-Identifier: Apache-2.0
/*
 * CPython's random numbers, as CPython 3.11's own random module gives them.
 */
#include "zoo/sets/cpython_random.h"

#include "engine/base/arena.h"
#include "zoo/digest.h"

#include "tests/unit/check.h"

static void check_bits(uint32_t seed, const uint32_t *expected, int count)
{
	struct cpython_random random;
	cpython_random_seed(&random, seed);
	int wrong = 0;
	for (int i = 0; i < count; i++)
		wrong += cpython_random_bits(&random) != expected[i];
	CHECK_INT(wrong, 0, "outputs after seed(%lu) that differ", (unsigned long)seed);
}

// `sha1`: of all items, one a line; may be NULL.
static void check_shuffle(
	int32_t count, const int32_t *expected, int expected_count, const char *sha1)
{
	struct arena arena = {0};
	struct cpython_random random;
	int32_t *items = arena_array(&arena, int32_t, count);
	for (int32_t i = 0; i < count; i++)
		items[i] = i;
	cpython_random_seed(&random, 59185);
	cpython_random_shuffle(&random, items, count);
	int wrong = 0;
	for (int i = 0; i < expected_count; i++)
		wrong += items[i] != expected[i];
	CHECK_INT(wrong, 0, "shuffle of 0 to %d: items that differ", (int)count - 1);

	struct digest *digest = digest_create();
	struct digests digests;
	for (int32_t i = 0; i < count; i++) {
		char line[16];
		digest_add(
			digest, line, (size_t)snprintf(line, sizeof(line), "%d\n", (int)items[i]));
	}
	digest_finish(digest, &digests);
	if (sha1)
		CHECK_TEXT(digests.sha1, sha1, "shuffle of 0 to %d, all", (int)count - 1);
	arena_release(&arena);
}

int main(void)
{
	// The first: published with the lists; the others: random.getrandbits(32).
	static const uint32_t of_lists[] = {
		2060867306, 188587050, 1758240337, 920625754, 1485934590, 2577607997};
	static const uint32_t of_0[] = {3626764237, 1654615998, 3255389356};
	static const uint32_t of_most[] = {2728839433, 2661025012, 872737089};
	static const int32_t ten[] = {3, 8, 9, 5, 4, 2, 1, 6, 0, 7};
	static const int32_t hundred[] = {13, 51, 85, 0, 7, 83, 54, 19, 79, 11, 24, 99};
	check_bits(59185, of_lists, 6);
	check_bits(0, of_0, 3);
	check_bits(UINT32_MAX, of_most, 3);
	check_shuffle(10, ten, 10, NULL);
	check_shuffle(100, hundred, 12, NULL);
	check_shuffle(100000, NULL, 0, "e473ae73d7f1e545e30b23767324fbb70d8a2905");
	check_shuffle(1, (const int32_t[]){0}, 1, NULL);

	// [random.randrange(n) for n in (1, 1, 2, 3, 2**31, 2**31 + 1, 2**32 - 1, 2**32 - 1)]
	static const uint32_t bounds[] = {
		1, 1, 2, 3, 1U << 31, (1U << 31) + 1, UINT32_MAX, UINT32_MAX};
	static const uint32_t expected[] = {
		0, 0, 1, 0, 1485934590, 1468103328, 1293295969, 280279981};
	struct cpython_random random;
	cpython_random_seed(&random, 59185);
	for (int i = 0; i < 8; i++)
		CHECK_INT(cpython_random_below(&random, bounds[i]), expected[i], "below %lu",
			(unsigned long)bounds[i]);
	int used = random.used;
	cpython_random_shuffle(&random, NULL, 0);
	CHECK_INT(random.used, used, "nothing is drawn to shuffle nothing");
	return check_done();
}
