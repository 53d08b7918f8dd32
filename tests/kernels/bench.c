// SPDX-License-Identifier: Apache-2.0
/*
 * What a table's kernels take, as a share of its own peak and against scalar: short windows,
 * the least of many, all tables in turn.
 */
#include "tests/kernels/trial.h"

#include <stdio.h>
#include <time.h>

enum { WINDOWS = 40 };
static const double window_ns = 2e6;

static double now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// Multiply-accumulates a nanosecond.
static double peak_of(const struct kernels *table)
{
	double best = 0;
	for (int i = 0; i < WINDOWS; i++) {
		double start = now_ns();
		int64_t macs = table->peak(20000);
		double rate = (double)macs / (now_ns() - start);
		best = rate > best ? rate : best;
	}
	return best;
}

struct timed {
	struct conv conv;
	const struct conv_kernel *kernel;
	void *scratch;
	int8_t *out;
	double best_ns; // of one run
};

static void time_once(struct timed *t, const int8_t *in)
{
	double start = now_ns(), end = start;
	int runs = 0;
	do {
		t->kernel->run(t->out, in, &t->conv, t->scratch);
		runs++;
		end = now_ns();
	} while (end - start < window_ns / 10);
	double ns = (end - start) / runs;
	t->best_ns = t->best_ns == 0 || ns < t->best_ns ? ns : t->best_ns;
}

static void bench_shape(const struct tables *tables, const double *peak, const struct shape *shape)
{
	struct arena arena = {0};
	struct trial trial;
	if (!trial_make(&trial, shape, &arena))
		return;
	// RELU, and factors as a network has them
	trial.conv.stage = (struct output_stage){ROUNDING_DOUBLE, -128, -128, 127};
	struct channel *channels = arena_array(&arena, struct channel, shape->out_depth);
	for (int32_t n = 0; n < shape->out_depth; n++)
		channels[n] = (struct channel){.multiplier = {(1 << 30) + 123457 * n, -8, 0},
			.low = -(1 << 20),
			.high = 1 << 20};
	const struct window *v = &trial.conv.window;
	size_t in_nbytes = (size_t)v->in_h * (size_t)v->in_w * (size_t)shape->in_depth;
	size_t out_nbytes = (size_t)v->out_h * (size_t)v->out_w * (size_t)shape->out_depth;
	int8_t *in = arena_array(&arena, int8_t, in_nbytes + KERNELS_SLACK_NBYTES);
	for (size_t i = 0; i < in_nbytes; i++)
		in[i] = trial.in[i];
	struct timed timed[MAX_TABLES] = {0};
	for (int i = 0; i < tables->count; i++) {
		struct timed *t = &timed[i];
		t->conv = trial.conv;
		t->kernel = (shape->depthwise ? tables->at[i]->depthwise : tables->at[i]->conv)(
			&t->conv);
		kernels_pack(&t->conv, t->kernel, &trial.weights, channels, &arena);
		t->scratch = arena_alloc(&arena, t->kernel->scratch_nbytes(&t->conv), 1, 64);
		t->out = arena_array(&arena, int8_t, out_nbytes);
	}
	for (int round = 0; round < WINDOWS; round++)
		for (int i = 0; i < tables->count; i++)
			time_once(&timed[i], in);
	double macs = (double)out_nbytes * trial.weights.k_count;
	const struct timed *last = &timed[tables->count - 1];
	for (int i = 0; i < tables->count; i++)
		printf("%s %3dx%-3d %4d -> %-4d %2dx%-2d/%d  %-10s %-12s %9.1f us %7.2f GMAC/s %5.1f %% of "
		       "peak %6.2fx %s\n",
			shape->depthwise ? "depthwise" : "conv     ", v->in_h, v->in_w,
			shape->in_depth, shape->out_depth, v->h, v->w, v->stride_w,
			tables->at[i]->name, timed[i].kernel->name, timed[i].best_ns / 1e3,
			macs / timed[i].best_ns, 100 * macs / timed[i].best_ns / peak[i],
			last->best_ns / timed[i].best_ns, tables->at[tables->count - 1]->name);
	arena_release(&arena);
}

static struct shape layer(bool depthwise, int32_t side_h, int32_t side_w, int32_t in_depth,
	int32_t out_depth, int32_t h, int32_t w, int32_t stride)
{
	return (struct shape){.depthwise = depthwise,
		.in_h = side_h,
		.in_w = side_w,
		.in_depth = in_depth,
		.out_depth = out_depth,
		.h = h,
		.w = w,
		.stride_h = stride,
		.stride_w = stride,
		.dilation_h = 1,
		.dilation_w = 1,
		.same = true};
}

// Layers of the published networks, one of each kind.
void bench(const struct tables *tables)
{
	double peak[MAX_TABLES];
	for (int i = 0; i < tables->count; i++) {
		peak[i] = peak_of(tables->at[i]);
		printf("peak %-10s %7.2f GMAC/s\n", tables->at[i]->name, peak[i]);
	}
	const struct shape shapes[] = {
		layer(false, 112, 112, 32, 16, 1, 1, 1),
		layer(false, 56, 56, 24, 144, 1, 1, 1),
		layer(false, 14, 14, 96, 576, 1, 1, 1),
		layer(false, 14, 14, 576, 96, 1, 1, 1),
		layer(false, 7, 7, 960, 160, 1, 1, 1),
		layer(false, 1, 1, 1280, 1001, 1, 1, 1),
		layer(false, 25, 5, 196, 196, 1, 1, 1),
		layer(false, 49, 10, 1, 84, 10, 4, 1),
		layer(false, 224, 224, 3, 32, 3, 3, 2),
		layer(false, 32, 32, 1, 72, 3, 3, 1),
		layer(false, 16, 16, 32, 32, 3, 3, 1),
		layer(true, 112, 112, 32, 32, 3, 3, 1),
		layer(true, 56, 56, 144, 144, 3, 3, 2),
		layer(true, 14, 14, 576, 576, 3, 3, 1),
		layer(true, 25, 5, 196, 196, 3, 3, 1),
		layer(true, 25, 25, 20, 20, 5, 5, 1),
	};
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		bench_shape(tables, peak, &shapes[i]);
}
