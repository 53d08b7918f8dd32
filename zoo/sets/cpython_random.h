// SPDX-License-Identifier: Apache-2.0
/*
 * CPython's random module, as far as published lists of samples were drawn with it:
 * random.seed(n) of a whole number, and random.shuffle(x).
 *
 * The generator is MT19937 (M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM TOMACS 8,
 * 1998), seeded by its authors' init_by_array(); how CPython seeds it and what it makes of
 * the outputs: python/cpython:Modules/_randommodule.c and Lib/random.py, since 3.2.
 */
#ifndef ZOO_SETS_CPYTHON_RANDOM_H
#define ZOO_SETS_CPYTHON_RANDOM_H

#include <stdint.h>

enum { CPYTHON_RANDOM_WORDS = 624 };

struct cpython_random {
	uint32_t state[CPYTHON_RANDOM_WORDS];
	int used; // words of the state that have been given out
};

// random.seed(seed)
void cpython_random_seed(struct cpython_random *random, uint32_t seed);

// random.getrandbits(32)
uint32_t cpython_random_bits(struct cpython_random *random);

// random.randrange(n): 0 to n - 1, each as likely; n is at least 1.
uint32_t cpython_random_below(struct cpython_random *random, uint32_t n);

// random.shuffle(items)
void cpython_random_shuffle(struct cpython_random *random, int32_t *items, int32_t count);

#endif
