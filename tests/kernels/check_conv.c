// SPDX-License-Identifier: Apache-2.0
/*
 * Dense convolutions: every small pointwise shape, windows of all kinds, groups, deep ones.
 */
#include "tests/kernels/trial.h"

#include <string.h>

enum { ROWS = 34, CHANNELS = 40, DEPTH = 40 };

static struct shape pointwise(int32_t rows, int32_t out_depth, int32_t in_depth)
{
	return (struct shape){.in_h = 1,
		.in_w = rows,
		.in_depth = in_depth,
		.out_depth = out_depth,
		.h = 1,
		.w = 1,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1};
}

// Every shape, or one of `each`.
static void pointwise_grid(struct seen seen[MAX_TABLES], const struct tables *tables, int each)
{
	for (int32_t rows = 1; rows <= ROWS; rows++)
		for (int32_t out_depth = 1; out_depth <= CHANNELS; out_depth++)
			for (int32_t in_depth = 1; in_depth <= DEPTH; in_depth++) {
				if (each > 1 && !one_of(each))
					continue;
				struct shape shape = pointwise(rows, out_depth, in_depth);
				if (one_of(8))
					shape_draw_gaps(&shape);
				shape_run(seen, &shape, tables);
			}
}

static void deep(struct seen seen[MAX_TABLES], const struct tables *tables, int count)
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
			shape_draw_gaps(&shape);
		shape_run(seen, &shape, tables);
	}
}

// One of 1..5 a side, or 10x4, or as long as the picture.
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
	shape->stride_h = draw_in(1, 2);
	shape->stride_w = one_of(3) ? draw_in(1, 3) : shape->stride_h;
	shape->dilation_h = shape->dilation_w = 1;
	if (one_of(6)) {
		shape->dilation_h = draw_in(1, 3);
		shape->dilation_w = draw_in(1, 3);
	}
	shape->same = !one_of(3);
}

static void windows(struct seen seen[MAX_TABLES], const struct tables *tables, int count)
{
	for (int i = 0; i < count; i++) {
		struct shape shape = {.in_h = draw_in(1, 13),
			.in_w = one_of(4) ? draw_in(14, 50) : draw_in(1, 13),
			.in_depth = one_of(3) ? draw_in(1, 4) : draw_in(1, 40),
			.out_depth = draw_in(1, 40)};
		draw_window(&shape);
		if (one_of(3))
			shape_draw_gaps(&shape);
		shape_run(seen, &shape, tables);
	}
}

// More than fits a cache, so that every kernel works in parts; and windows that no picture has.
static void large(struct seen seen[MAX_TABLES], const struct tables *tables, int count)
{
	for (int i = 0; i < count; i++) {
		struct shape shape = {.in_h = draw_in(1, 40),
			.in_w = draw_in(20, 260),
			.in_depth = draw_in(1, 24),
			.out_depth = draw_in(1, 20)};
		draw_window(&shape);
		if (one_of(2)) {
			shape.in_h = draw_in(1, 9);
			shape.in_w = draw_in(1, 9);
			shape_draw_extremes(&shape);
		}
		if (one_of(5))
			shape_draw_gaps(&shape);
		shape_run(seen, &shape, tables);
	}
}

void check_conv(const struct tables *tables, const struct settings *settings)
{
	struct seen seen[MAX_TABLES];
	memset(seen, 0, sizeof(seen));
	pointwise_grid(seen, tables, settings->quick ? 40 : 1);
	windows(seen, tables, settings->quick ? 1500 : 20000);
	deep(seen, tables, settings->quick ? 60 : 1000);
	large(seen, tables, settings->quick ? 60 : 1500);
	seen_report(seen, tables, "dense convolutions");
}
