// SPDX-License-Identifier: Apache-2.0
/*
 * AVERAGE_POOL_2D's division, on every table: for every count of taps up to 4,500 sums that
 * lie next to a tie or to a multiple of the count, and the largest and least of all.
 */
#include "engine/kernels/kernels.h"

#include "tests/unit/check.h"
#include "tests/unit/oracle.h"
#include "tests/unit/random.h"

#include "engine/engine.h"

enum { DEPTH = 19, MAX_COUNT = 4500 };

static int8_t in[MAX_COUNT * DEPTH];

// Codes of `count` taps that sum to `sum`, of one channel.
static void fill(int channel, int count, int32_t sum)
{
	for (int i = 0; i < count; i++) {
		int32_t code = (int32_t)oracle_floor_divide(sum, count - i);
		in[i * DEPTH + channel] = (int8_t)code;
		sum -= code;
	}
}

// q + 1/2, or q, times `count`, or one beside it.
static int32_t draw_sum(int count)
{
	int32_t sum = random_in(-128, 127) * count;
	if (random_in(0, 2))
		sum += count / 2;
	return clamp_int32(sum + random_in(-1, 1), -128 * count, 127 * count);
}

// Nearest, ties away from zero.
static int32_t mean_of(int32_t sum, int32_t count)
{
	int32_t magnitude = sum < 0 ? -sum : sum;
	int32_t mean = (2 * magnitude + count) / (2 * count);
	return sum < 0 ? -mean : mean;
}

static int count_wrong(const struct kernels *kernels)
{
	int wrong = 0;
	for (int count = 1; count <= MAX_COUNT; count++) {
		int32_t sum[DEPTH] = {-128 * count, 127 * count};
		for (int c = 0; c < DEPTH; c++) {
			if (c > 1)
				sum[c] = draw_sum(count);
			fill(c, count, sum[c]);
		}
		struct pool pool = {.window = {1, count, 1, 1, 1, count, 1, 1, 1, 1, 0, 0},
			.depth = DEPTH,
			.min = -128,
			.max = 127};
		int8_t out[DEPTH];
		kernels->average_pool(out, in, &pool);
		for (int c = 0; c < DEPTH; c++)
			wrong += out[c] != mean_of(sum[c], count);
	}
	return wrong;
}

int main(void)
{
	random_init();
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if ((*t)->runnable())
			CHECK_INT(count_wrong(*t), 0, "%s: wrong means of up to %d codes",
				(*t)->name, MAX_COUNT);
		else
			check_skip((*t)->name, "this CPU cannot run it");
	}
	return check_done();
}
