// SPDX-License-Identifier: Apache-2.0
/*
 * Step by step what the programs do, as each step takes its numbers from one generator.
 */
#include "zoo/sets/seeded_list.h"

#include "zoo/sets/cpython_random.h"

enum { SEED = 59185, PERCENT = 10 }; // both programs' RANDOM_SEED, silence and unknown share

// Wanted words, silence, and the first of the shuffled clips of other words.
static int32_t *collect(struct seeded_set *set, struct cpython_random *random, struct arena *keep)
{
	// a share of the clips of wanted words, rounded up
	int32_t share = (int32_t)(((int64_t)set->known_count * PERCENT + 99) / 100);
	int32_t *others = arena_array(keep, int32_t, set->other_count);
	for (int32_t i = 0; i < set->other_count; i++)
		others[i] = i;
	cpython_random_shuffle(random, others, set->other_count);
	set->silence_count = share;
	set->chosen = others;
	set->chosen_count = share < set->other_count ? share : set->other_count;

	set->item_count = set->known_count + set->silence_count + set->chosen_count;
	int32_t *items = arena_array(keep, int32_t, set->item_count);
	int32_t *next = items;
	for (int32_t i = 0; i < set->known_count; i++)
		*next++ = i;
	for (int32_t i = 0; i < set->silence_count; i++)
		*next++ = SEEDED_SILENCE;
	for (int32_t i = 0; i < set->chosen_count; i++)
		*next++ = set->known_count + others[i];
	set->items = items;
	return items;
}

void seeded_list_draw(
	struct seeded_set *sets, int set_count, enum seeded_program program, struct arena *keep)
{
	struct cpython_random random;
	int32_t **items = arena_array(keep, int32_t *, set_count);
	cpython_random_seed(&random, SEED);
	for (int i = 0; i < set_count; i++) {
		items[i] = collect(&sets[i], &random, keep);
		if (program == SEEDED_ARM)
			cpython_random_shuffle(&random, items[i], sets[i].item_count);
	}
	for (int i = 0; i < set_count && program == SEEDED_TENSORFLOW; i++)
		cpython_random_shuffle(&random, items[i], sets[i].item_count);
}
