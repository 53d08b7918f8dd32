// SPDX-License-Identifier: Apache-2.0
/*
 * Convolutions: every small pointwise shape and deep ones; every depthwise window of 3x3; and of
 * both kinds windows that are drawn, pictures that fit no cache, windows that no picture has.
 */
#include "tests/kernels/trial.h"

enum { ROWS = 34, CHANNELS = 40, DEPTH = 40 };

struct run {
	struct seen seen[MAX_TABLES];
	const struct tables *tables;
};

// The trial of a shape on all tables; a window that does not fit is none.
static void run_shape(struct run *run, const struct shape *shape)
{
	struct arena arena = {0};
	struct trial trial;
	if (trial_make(&trial, shape, &arena))
		trial_run_all(run->seen, &trial, run->tables);
	arena_release(&arena);
}

// Sometimes there are other groups' codes between pixels.
static void draw_gaps(struct shape *shape)
{
	shape->in_gap = one_of(3) ? draw_in(1, 70) : 0;
	shape->out_gap = one_of(3) ? draw_in(1, 70) : 0;
}

static struct shape square(
	int32_t in_h, int32_t in_w, int32_t in_depth, int32_t out_depth, int32_t taps)
{
	return (struct shape){.in_h = in_h,
		.in_w = in_w,
		.in_depth = in_depth,
		.out_depth = out_depth,
		.h = taps,
		.w = taps,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1};
}

/* ---- dense, pointwise ---- */

static struct shape pointwise(int32_t rows, int32_t out_depth, int32_t in_depth)
{
	return square(1, rows, in_depth, out_depth, 1);
}

// Every shape, or one of `each`.
static void pointwise_grid(struct run *run, int each)
{
	for (int32_t rows = 1; rows <= ROWS; rows++)
		for (int32_t out_depth = 1; out_depth <= CHANNELS; out_depth++)
			for (int32_t in_depth = 1; in_depth <= DEPTH; in_depth++) {
				if (each > 1 && !one_of(each))
					continue;
				struct shape shape = pointwise(rows, out_depth, in_depth);
				if (one_of(8))
					draw_gaps(&shape);
				run_shape(run, &shape);
			}
}

static void deep(struct run *run, int count)
{
	for (int i = 0; i < count; i++) {
		int32_t rows = one_of(3) ? 1 : draw_in(1, 70);
		struct shape shape = pointwise(rows, draw_in(1, 300), draw_in(41, 400));
		if (one_of(6))
			shape = pointwise(draw_in(1, 9), draw_in(1, 40), draw_in(400, 3000));
		if (one_of(6))
			shape = pointwise(draw_in(200, 900), draw_in(1, 40), draw_in(1, 60));
		if (one_of(2)) {
			shape.in_h = draw_in(1, 9);
			shape.in_w = draw_in(1, 9);
		}
		if (one_of(4))
			draw_gaps(&shape);
		run_shape(run, &shape);
	}
}

/* ---- depthwise, 3x3 ---- */

// Every picture of up to 9x12, or one of `each`.
static void threes(struct run *run, int each)
{
	for (int32_t in_h = 1; in_h <= 9; in_h++)
		for (int32_t in_w = 1; in_w <= 12; in_w++)
			for (int32_t stride = 1; stride <= 2; stride++)
				for (int same = 0; same < 2; same++)
					for (int32_t depth = 1; depth <= 40; depth++) {
						if (each > 1 && !one_of(each))
							continue;
						struct shape shape =
							square(in_h, in_w, depth, depth, 3);
						shape.depthwise = true;
						shape.stride_h = shape.stride_w = stride;
						shape.same = same;
						if (one_of(6))
							draw_gaps(&shape);
						run_shape(run, &shape);
					}
}

/* ---- of both kinds ---- */

// One of 1..5 a side, or 3x3, or 10x4.
static void draw_window(struct shape *shape)
{
	shape->h = draw_in(1, 5);
	shape->w = one_of(2) ? shape->h : draw_in(1, 5);
	if (one_of(8)) {
		shape->h = 10;
		shape->w = 4;
	}
	if (one_of(4))
		shape->h = shape->w = 3;
	shape->stride_h = one_of(4) ? 3 : draw_in(1, 2);
	shape->stride_w = one_of(3) ? draw_in(1, 3) : shape->stride_h;
	if (one_of(6)) {
		shape->dilation_h = draw_in(1, 3);
		shape->dilation_w = draw_in(1, 3);
	}
	shape->same = !one_of(3);
}

// Taps, strides and dilations far beyond the picture.
static void draw_extremes(struct shape *shape)
{
	int32_t *const taps[] = {&shape->h, &shape->w};
	int32_t *const strides[] = {&shape->stride_h, &shape->stride_w};
	int32_t *const dilations[] = {&shape->dilation_h, &shape->dilation_w};
	for (int i = 0; i < 2; i++) {
		*taps[i] = draw_in(1, one_of(3) ? 40 : 7);
		*strides[i] = one_of(3) ? draw_in(1, 65535) : draw_in(1, 9);
		*dilations[i] = one_of(2) ? 1 : draw_in(1, one_of(2) ? 32767 : 40);
	}
	shape->same = !one_of(4);
}

static void windows(struct run *run, bool depthwise, int count)
{
	for (int i = 0; i < count; i++) {
		int32_t in_h = draw_in(1, 13), in_w = one_of(4) ? draw_in(14, 60) : draw_in(1, 13);
		int32_t depth = draw_in(1, 40), few = one_of(3) ? draw_in(1, 4) : draw_in(1, 40);
		if (depthwise && one_of(3))
			depth = one_of(2) ? draw_in(41, 200) : 1 << draw_in(0, 3);
		struct shape shape = square(in_h, in_w, depthwise ? depth : few, depth, 1);
		shape.depthwise = depthwise;
		draw_window(&shape);
		if (one_of(3))
			draw_gaps(&shape);
		run_shape(run, &shape);
	}
}

// More than fits a cache, so that every kernel works in parts; and windows that no picture has.
static void large(struct run *run, bool depthwise, int count)
{
	for (int i = 0; i < count; i++) {
		int32_t in_h = draw_in(1, depthwise ? 60 : 40), in_w = draw_in(20, 260);
		int32_t in_depth = draw_in(1, depthwise ? 70 : 24);
		int32_t out_depth = depthwise ? in_depth : draw_in(1, 20);
		struct shape shape = square(in_h, in_w, in_depth, out_depth, 1);
		shape.depthwise = depthwise;
		draw_window(&shape);
		if (one_of(2)) {
			shape.in_h = draw_in(1, 9);
			shape.in_w = draw_in(1, 9);
			draw_extremes(&shape);
		}
		if (one_of(5))
			draw_gaps(&shape);
		run_shape(run, &shape);
	}
}

/*
 * Windows full of holes, and strides larger than a window, in pictures of all sizes: a way that
 * prepares what lies between taps would need megabytes of scratch for a few products.
 */
static void holes(struct run *run, bool depthwise)
{
	static const int32_t sides[][2] = {{1, 1}, {6, 7}, {3, 600}};
	static const struct {
		int32_t h, w, stride_h, stride_w, dilation_h, dilation_w;
	} windows[] = {
		{2, 1, 1, 1, 32767, 1},
		{2, 1, 1, 1, 4000, 1},
		{2, 2, 1, 252, 250, 250},
		{5, 5, 1, 1, 30000, 30000},
		{1, 3, 1, 100, 1, 1},
		{3, 3, 40, 40, 1, 1},
	};
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
		for (int j = 0; j < 3; j++)
			for (int32_t depth = 1; depth <= 16; depth *= 2) {
				struct shape shape =
					square(sides[j][0], sides[j][1], depth, depth, 1);
				shape.depthwise = depthwise;
				shape.same = true;
				shape.h = windows[i].h;
				shape.w = windows[i].w;
				shape.stride_h = windows[i].stride_h;
				shape.stride_w = windows[i].stride_w;
				shape.dilation_h = windows[i].dilation_h;
				shape.dilation_w = windows[i].dilation_w;
				run_shape(run, &shape);
			}
}

void check_conv(const struct tables *tables, const struct settings *settings)
{
	struct run run = {.tables = tables};
	pointwise_grid(&run, settings->quick ? 40 : 1);
	windows(&run, false, settings->quick ? 1500 : 20000);
	deep(&run, settings->quick ? 60 : 1000);
	large(&run, false, settings->quick ? 60 : 1500);
	holes(&run, false);
	seen_report(run.seen, tables, "dense convolutions");
	seen_report_ways(run.seen, tables, false);
}

void check_depthwise(const struct tables *tables, const struct settings *settings)
{
	struct run run = {.tables = tables};
	threes(&run, settings->quick ? 12 : 1);
	windows(&run, true, settings->quick ? 1000 : 15000);
	large(&run, true, settings->quick ? 60 : 1500);
	holes(&run, true);
	seen_report(run.seen, tables, "depthwise convolutions");
	seen_report_ways(run.seen, tables, true);
}
