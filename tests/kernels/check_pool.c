// SPDX-License-Identifier: Apache-2.0
/*
 * Pooling over random windows, and lookup of every length.
 */
#include "tests/kernels/guard.h"
#include "tests/kernels/trial.h"

#include <stdio.h>
#include <string.h>

static struct guard of_in = {.name = "in"}, of_out = {.name = "out"}, of_table = {.name = "table"};

static int32_t before_of(int32_t *out, bool same, int32_t in, int32_t taps, int32_t stride)
{
	*out = same ? (in + stride - 1) / stride : (in - taps) / stride + 1;
	int32_t total = (*out - 1) * stride + taps - in;
	return same && total > 0 ? total / 2 : 0;
}

static struct pool draw_pool(void)
{
	struct window v = {.in_h = draw_in(1, 12),
		.in_w = draw_in(1, 12),
		.h = draw_in(1, 5),
		.w = draw_in(1, 5),
		.stride_h = draw_in(1, 3),
		.stride_w = draw_in(1, 3),
		.dilation_h = 1,
		.dilation_w = 1};
	if (one_of(4)) { // the whole picture
		v.in_h = v.h = draw_in(1, 30);
		v.in_w = v.w = draw_in(1, 30);
	}
	if (one_of(200)) { // thousands of taps
		v.in_h = v.h = draw_in(50, 90);
		v.in_w = v.w = draw_in(50, 90);
	}
	bool same = one_of(2) || v.h > v.in_h || v.w > v.in_w;
	v.before_h = before_of(&v.out_h, same, v.in_h, v.h, v.stride_h);
	v.before_w = before_of(&v.out_w, same, v.in_w, v.w, v.stride_w);
	bool many = v.h * v.w >= 2500;
	struct pool pool = {v, draw_in(1, many ? 40 : one_of(4) ? 300 : 70), -128, 127};
	if (one_of(2)) {
		pool.min = draw_in(-128, 127);
		pool.max = draw_in(pool.min, 127);
	}
	return pool;
}

// Engine paper 1.7, in 64 bits; or the maximum.
static int8_t expected_of(
	const int8_t *in, const struct pool *pool, bool maximum, int32_t y, int32_t x, int32_t c)
{
	const struct window *v = &pool->window;
	int64_t sum = 0, taps = 0, most = INT64_MIN;
	for (int32_t i = 0; i < v->h; i++)
		for (int32_t j = 0; j < v->w; j++) {
			int32_t in_y = y * v->stride_h - v->before_h + i;
			int32_t in_x = x * v->stride_w - v->before_w + j;
			if (in_y < 0 || in_y >= v->in_h || in_x < 0 || in_x >= v->in_w)
				continue;
			int64_t a = in[(in_y * v->in_w + in_x) * pool->depth + c];
			sum += a;
			taps++;
			most = a > most ? a : most;
		}
	int64_t half = sum > 0 ? taps / 2 : -(taps / 2);
	int64_t result = maximum ? most : (sum + half) / taps;
	return (int8_t)(result < pool->min ? pool->min : result > pool->max ? pool->max : result);
}

static bool run(const struct kernels *table, const struct pool *pool, bool maximum,
	const int8_t *codes, size_t in_count, const int8_t *expected, size_t out_count,
	enum guard_side side)
{
	const int8_t *in = guard_copy(&of_in, codes, in_count, 1, side);
	int8_t *out = guard_place(&of_out, out_count, 1, side);
	trial_describe_as(table->name, maximum ? "MAX_POOL" : "AVERAGE_POOL");
	(maximum ? table->max_pool : table->average_pool)(out, in, pool);
	trial_describe_as(NULL, NULL);
	if (memcmp(out, expected, out_count) == 0 && guard_intact(&of_out))
		return true;
	const struct window *v = &pool->window;
	printf("# %s, %s pool: in %dx%dx%d window %dx%d stride %dx%d before %dx%d, %d..%d\n",
		table->name, maximum ? "max" : "average", v->in_h, v->in_w, pool->depth, v->h, v->w,
		v->stride_h, v->stride_w, v->before_h, v->before_w, pool->min, pool->max);
	difference();
	return false;
}

static void draw_input(int8_t *codes, size_t count)
{
	int flavour = draw_in(0, 5);
	for (size_t i = 0; i < count; i++)
		codes[i] = flavour == 0   ? INT8_MIN
			   : flavour == 1 ? INT8_MAX
			   : flavour == 2 ? (int8_t)draw_in(-2, 2) // sums around 0: ties
					  : (int8_t)draw_in(-128, 127);
}

void check_pool(const struct tables *tables, const struct settings *settings)
{
	int rounds = settings->quick ? 1500 : 20000;
	long long wrong[MAX_TABLES] = {0};
	for (int round = 0; round < rounds; round++) {
		struct arena arena = {0};
		struct pool pool = draw_pool();
		const struct window *v = &pool.window;
		bool maximum = one_of(3);
		size_t in_count = (size_t)v->in_h * (size_t)v->in_w * (size_t)pool.depth;
		size_t out_count = (size_t)v->out_h * (size_t)v->out_w * (size_t)pool.depth;
		int8_t *in = arena_array(&arena, int8_t, in_count);
		int8_t *expected = arena_array(&arena, int8_t, out_count), *to = expected;
		draw_input(in, in_count);
		for (int32_t y = 0; y < v->out_h; y++)
			for (int32_t x = 0; x < v->out_w; x++)
				for (int32_t c = 0; c < pool.depth; c++)
					*to++ = expected_of(in, &pool, maximum, y, x, c);
		for (int t = 0; t < tables->count; t++)
			for (int side = 0; side < 2 && wrong[t] < 5; side++)
				wrong[t] += !run(tables->at[t], &pool, maximum, in, in_count,
					expected, out_count, (enum guard_side)side);
		arena_release(&arena);
	}
	for (int t = 0; t < tables->count; t++)
		report(wrong[t] == 0, "%s: %d random poolings, %lld wrong", tables->at[t]->name,
			rounds, wrong[t]);
}

static long long lookup(const struct kernels *table, size_t count, enum guard_side side)
{
	uint8_t *in = guard_place(&of_in, count, 1, side);
	const uint8_t *codes = guard_place(&of_table, 256, 1, side);
	uint8_t *out = guard_place(&of_out, count, 1, side);
	if (count >= 256)
		for (size_t i = 0; i < 256; i++)
			in[i] = (uint8_t)i;
	trial_describe_as(table->name, "lookup");
	table->lookup(out, in, count, codes);
	trial_describe_as(NULL, NULL);
	long long wrong = !guard_intact(&of_out);
	for (size_t i = 0; i < count; i++)
		wrong += out[i] != codes[in[i]];
	if (wrong)
		difference();
	return wrong;
}

void check_lookup(const struct tables *tables, const struct settings *settings)
{
	size_t most = settings->quick ? 400 : 2000;
	for (int t = 0; t < tables->count; t++) {
		long long wrong = 0;
		for (size_t count = 0; count <= most; count++)
			for (int side = 0; side < 2; side++)
				wrong += lookup(tables->at[t], count, (enum guard_side)side);
		report(wrong == 0, "%s: lookups of 0 to %zu codes, %lld wrong", tables->at[t]->name,
			most, wrong);
	}
}
