// SPDX-License-Identifier: Apache-2.0
/*
 * The draw goes through the indices once and takes each with the probability that is left
 * (Knuth, The Art of Computer Programming, volume 2, section 3.4.2, algorithm S), so that
 * they come out in order.
 */
#include "zoo/eval/choose.h"

// SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators",
// OOPSLA 2014): its constants are the reference's.
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static int64_t next_below(uint64_t *state, int64_t n)
{
	uint64_t most = UINT64_MAX - UINT64_MAX % (uint64_t)n; // a multiple of n: no bias
	uint64_t r;
	do
		r = next_random(state);
	while (r >= most);
	return (int64_t)(r % (uint64_t)n);
}

const int64_t *eval_choose(
	int64_t *chosen_count, int64_t count, int64_t limit, uint64_t seed, struct arena *keep)
{
	*chosen_count = count;
	if (limit <= 0 || limit >= count)
		return NULL;
	*chosen_count = limit;
	int64_t *chosen = arena_array(keep, int64_t, limit);
	if (seed == 0) {
		for (int64_t i = 0; i < limit; i++)
			chosen[i] = i * count / limit;
		return chosen;
	}
	int64_t taken = 0;
	for (int64_t i = 0; taken < limit; i++)
		if (next_below(&seed, count - i) < limit - taken)
			chosen[taken++] = i;
	return chosen;
}
