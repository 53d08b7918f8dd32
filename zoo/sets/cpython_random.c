// SPDX-License-Identifier: Apache-2.0
/*
 * The state is a ring of 624 words, renewed all at once.
 */
#include "zoo/sets/cpython_random.h"

enum { WORDS = CPYTHON_RANDOM_WORDS, MIDDLE = 397 };

// The authors' init_genrand().
static void fill(uint32_t state[WORDS], uint32_t seed)
{
	state[0] = seed;
	for (uint32_t i = 1; i < WORDS; i++)
		state[i] = 1812433253U * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
}

// One step along the ring, whose first word is then a copy of its last.
static int step(uint32_t state[WORDS], int i)
{
	if (++i < WORDS)
		return i;
	state[0] = state[WORDS - 1];
	return 1;
}

static uint32_t mixed(const uint32_t state[WORDS], int i, uint32_t factor)
{
	return state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * factor);
}

// The authors' init_by_array() with a key of one word, so that its index stays 0.
void cpython_random_seed(struct cpython_random *random, uint32_t seed)
{
	uint32_t *state = random->state;
	fill(state, 19650218U);
	int i = 1;
	for (int k = 0; k < WORDS; k++) {
		state[i] = mixed(state, i, 1664525U) + seed;
		i = step(state, i);
	}
	for (int k = 1; k < WORDS; k++) {
		state[i] = mixed(state, i, 1566083941U) - (uint32_t)i;
		i = step(state, i);
	}
	state[0] = 0x80000000U;
	random->used = WORDS;
}

static void renew(uint32_t state[WORDS])
{
	for (int i = 0; i < WORDS; i++) {
		uint32_t y = (state[i] & 0x80000000U) | (state[(i + 1) % WORDS] & 0x7fffffffU);
		state[i] = state[(i + MIDDLE) % WORDS] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfU : 0);
	}
}

uint32_t cpython_random_bits(struct cpython_random *random)
{
	if (random->used == WORDS) {
		renew(random->state);
		random->used = 0;
	}
	uint32_t y = random->state[random->used++];
	y ^= y >> 11;
	y ^= (y << 7) & 0x9d2c5680U;
	y ^= (y << 15) & 0xefc60000U;
	return y ^ (y >> 18);
}

uint32_t cpython_random_below(struct cpython_random *random, uint32_t n)
{
	int unused_bit_count = __builtin_clz(n); // in a word, above the bits of n
	uint32_t r;
	do
		r = cpython_random_bits(random) >> unused_bit_count;
	while (r >= n);
	return r;
}

void cpython_random_shuffle(struct cpython_random *random, int32_t *items, int32_t count)
{
	for (int32_t i = count - 1; i > 0; i--) {
		uint32_t j = cpython_random_below(random, (uint32_t)i + 1);
		int32_t item = items[i];
		items[i] = items[j];
		items[j] = item;
	}
}
