// SPDX-License-Identifier: Apache-2.0
/*
 * Which samples a partial run looks at.
 */
#ifndef ZOO_EVAL_CHOOSE_H
#define ZOO_EVAL_CHOOSE_H

#include "engine/base/arena.h"

#include <stdint.h>

/*
 * `limit` of `count` indices in rising order, and how many there are; NULL if that is all of
 * them (or limit is 0).  Seed 0: evenly spread, so that every class has its share; else
 * drawn without replacement, the same ones for the same seed on every machine.
 */
const int64_t *eval_choose(
	int64_t *chosen_count, int64_t count, int64_t limit, uint64_t seed, struct arena *keep);

#endif
