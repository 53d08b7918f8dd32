// SPDX-License-Identifier: Apache-2.0
/*
 * Random numbers whose seed is printed and, in ZOO_SEED, accepted: splitmix64
 * (https://prng.di.unimi.it/splitmix64.c).
 */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t random_state;

__attribute__((unused)) static void random_init(void)
{
	const char *seed = getenv("ZOO_SEED");
	random_state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
	printf("# seed: ZOO_SEED=%llu\n", (unsigned long long)random_state);
}

__attribute__((unused)) static uint64_t random_u64(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

// low..high, both included.
__attribute__((unused)) static int32_t random_in(int32_t low, int32_t high)
{
	uint64_t span = (uint64_t)((int64_t)high - low) + 1;
	return (int32_t)(low + (int64_t)(random_u64() % span));
}

// Random, extreme one time in four.
__attribute__((unused)) static int8_t random_code(void)
{
	uint64_t r = random_u64();
	return (int8_t)((r & 3) ? (r >> 8) & 0xff : (r & 4) ? 0x80 : 0x7f);
}

// A scale between 2^-10 and 2^-2 or so.
__attribute__((unused)) static float random_scale(void)
{
	float fraction = 1.0f + (float)(random_u64() >> 40) / 16777216.0f;
	return fraction / (float)(1 << random_in(3, 10));
}

#endif
