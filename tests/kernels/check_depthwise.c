// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolutions: 3x3 of every width, stride and padding, and windows of all kinds.
 */
#include "tests/kernels/trial.h"

#include <string.h>

static struct shape square(int32_t in_h, int32_t in_w, int32_t depth, int32_t taps, int32_t stride)
{
	return (struct shape){.depthwise = true,
		.in_h = in_h,
		.in_w = in_w,
		.in_depth = depth,
		.out_depth = depth,
		.h = taps,
		.w = taps,
		.stride_h = stride,
		.stride_w = stride,
		.dilation_h = 1,
		.dilation_w = 1};
}

// Every picture of up to 9x12 with windows of 3x3, or one of `each`.
static void threes(struct seen seen[MAX_TABLES], const struct tables *tables, int each)
{
	for (int32_t in_h = 1; in_h <= 9; in_h++)
		for (int32_t in_w = 1; in_w <= 12; in_w++)
			for (int32_t stride = 1; stride <= 2; stride++)
				for (int same = 0; same < 2; same++)
					for (int32_t depth = 1; depth <= 40; depth++) {
						if (each > 1 && !one_of(each))
							continue;
						struct shape shape =
							square(in_h, in_w, depth, 3, stride);
						shape.same = same;
						if (one_of(6))
							shape_draw_gaps(&shape);
						shape_run(seen, &shape, tables);
					}
}

static void windows(struct seen seen[MAX_TABLES], const struct tables *tables, int count)
{
	for (int i = 0; i < count; i++) {
		int32_t in_w = one_of(4) ? draw_in(14, 60) : draw_in(1, 13);
		struct shape shape =
			square(draw_in(1, 13), in_w, one_of(3) ? draw_in(41, 200) : draw_in(1, 40),
				draw_in(1, 5), draw_in(1, 3));
		if (one_of(2))
			shape.w = draw_in(1, 5);
		if (one_of(8)) {
			shape.h = 10;
			shape.w = 4;
		}
		if (one_of(4))
			shape.stride_w = draw_in(1, 3);
		if (one_of(6)) {
			shape.dilation_h = draw_in(1, 3);
			shape.dilation_w = draw_in(1, 3);
		}
		shape.same = !one_of(3);
		if (one_of(3))
			shape_draw_gaps(&shape);
		shape_run(seen, &shape, tables);
	}
}

// More than fits a cache, so that every kernel works in parts; and windows that no picture has.
static void large(struct seen seen[MAX_TABLES], const struct tables *tables, int count)
{
	for (int i = 0; i < count; i++) {
		struct shape shape = square(draw_in(1, 60), draw_in(60, 260), draw_in(1, 70),
			one_of(2) ? 3 : draw_in(1, 5), draw_in(1, 2));
		shape.same = !one_of(3);
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

void check_depthwise(const struct tables *tables, const struct settings *settings)
{
	struct seen seen[MAX_TABLES];
	memset(seen, 0, sizeof(seen));
	threes(seen, tables, settings->quick ? 12 : 1);
	windows(seen, tables, settings->quick ? 1000 : 15000);
	large(seen, tables, settings->quick ? 60 : 1500);
	seen_report(seen, tables, "depthwise convolutions");
}
