// SPDX-License-Identifier: Apache-2.0
/*
 * The net: pictures, depths and windows that networks have, and those that none has.  What a
 * trial runs and the net lacks is a failure too (seen.c), so it cannot become too coarse.
 */
#include "tests/kernels/ways.h"

#include "tests/kernels/trial.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const int32_t sides[][2] = {{1, 1}, {1, 15}, {7, 7}, {3, 600}, {25, 5}, {224, 224}};
static const int32_t depths[] = {1, 2, 3, 4, 7, 8, 16, 24, 40, 200, 1280};
static const int32_t taps[][2] = {
	{1, 1}, {2, 1}, {1, 3}, {2, 2}, {3, 3}, {5, 5}, {10, 4}, {40, 40}};
static const int32_t strides[][2] = {
	{1, 1}, {2, 2}, {1, 2}, {2, 1}, {3, 3}, {1, 252}, {65535, 65535}};
static const int32_t dilations[][2] = {{1, 1}, {2, 2}, {1, 250}, {250, 1}, {32767, 32767}};

static void add(struct ways *ways, const struct conv_kernel *kernel)
{
	for (int i = 0; i < ways->count && i < MAX_WAYS; i++)
		if (ways->at[i] == kernel)
			return;
	if (ways->count < MAX_WAYS)
		ways->at[ways->count] = kernel;
	ways->count++;
}

// One shape, with and without other groups' codes between pixels.
static void ask(struct ways *ways, const struct kernels *table, const struct shape *shape)
{
	struct conv conv = {.in_depth = shape->in_depth,
		.out_depth = shape->out_depth,
		.stage = {ROUNDING_DOUBLE, 0, -128, 127}};
	if (!trial_window(&conv.window, shape))
		return;
	for (int gaps = 0; gaps < 4; gaps++) {
		conv.in_stride = conv.in_depth + (gaps & 1);
		conv.out_stride = conv.out_depth + (gaps >> 1);
		add(ways, (shape->depthwise ? table->depthwise : table->conv)(&conv));
	}
}

static void ask_depths(struct ways *ways, const struct kernels *table, struct shape *shape)
{
	for (int i = 0; i < COUNT(depths); i++)
		for (int o = 0; o < COUNT(depths); o++) {
			if (shape->depthwise && o != i)
				continue;
			shape->in_depth = depths[i];
			shape->out_depth = depths[o];
			ask(ways, table, shape);
		}
}

static void ask_windows(struct ways *ways, const struct kernels *table, struct shape *shape)
{
	for (int t = 0; t < COUNT(taps); t++)
		for (int s = 0; s < COUNT(strides); s++)
			for (int d = 0; d < COUNT(dilations); d++) {
				shape->h = taps[t][0];
				shape->w = taps[t][1];
				shape->stride_h = strides[s][0];
				shape->stride_w = strides[s][1];
				shape->dilation_h = dilations[d][0];
				shape->dilation_w = dilations[d][1];
				ask_depths(ways, table, shape);
			}
}

void ways_find(struct ways *out, const struct kernels *table, bool depthwise)
{
	*out = (struct ways){.count = 0};
	for (int i = 0; i < COUNT(sides); i++)
		for (int same = 0; same < 2; same++) {
			struct shape shape = {.depthwise = depthwise,
				.in_h = sides[i][0],
				.in_w = sides[i][1],
				.same = same};
			ask_windows(out, table, &shape);
		}
}
