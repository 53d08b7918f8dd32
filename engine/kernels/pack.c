// SPDX-License-Identifier: Apache-2.0
/*
 * Weights into panels of `cols` channels, `depth` consecutive k side by side, and the
 * channels' parameters into the same lanes, for every geometry.  Zeros beyond n and k
 * make a tail harmless whatever activation it meets.
 */
#include "engine/kernels/kernels.h"

static void put_weight(void *weights, size_t at, int8_t value, int weight_bytes)
{
	if (weight_bytes == 1)
		((int8_t *)weights)[at] = value;
	else
		((int16_t *)weights)[at] = value;
}

// One channel into its lane; returns the sum of its weights.
static int64_t pack_channel(void *panel, const struct kernels *kernels, int lane,
	const struct weights *weights, int32_t n)
{
	size_t cols = (size_t)kernels->cols, depth = (size_t)kernels->depth;
	int64_t sum = 0;
	for (int32_t k = 0; k < weights->k_count; k++) {
		int8_t w = weights->at[n * weights->n_stride + k * weights->k_stride];
		size_t row = (size_t)k / depth;
		put_weight(panel, (row * cols + (size_t)lane) * depth + (size_t)k % depth, w,
			kernels->weight_bytes);
		sum += w;
	}
	return sum;
}

void kernels_pack(struct packed *out, const struct kernels *kernels, const struct weights *weights,
	const struct channel *channels, int32_t zero_in, struct arena *keep)
{
	size_t cols = (size_t)kernels->cols, depth = (size_t)kernels->depth;
	size_t panels = ((size_t)weights->n_count + cols - 1) / cols;
	size_t rows = ((size_t)weights->k_count + depth - 1) / depth;
	size_t panel_nbytes = rows * cols * depth * (size_t)kernels->weight_bytes;

	unsigned char *packed = arena_alloc(keep, panels, panel_nbytes, 64);
	int32_t *bias = arena_alloc(keep, panels * cols, sizeof(*bias), 64);
	struct multiplier *multiplier = arena_alloc(keep, panels * cols, sizeof(*multiplier), 64);
	for (size_t i = 0; i < panels * cols; i++) {
		size_t lane = i % cols;
		size_t n = i - lane + (kernels->lanes ? kernels->lanes[lane] : lane);
		if (n >= (size_t)weights->n_count)
			continue;
		int64_t sum = pack_channel(
			packed + i / cols * panel_nbytes, kernels, (int)lane, weights, (int32_t)n);
		int64_t folded = channels[n].bias - sum * ((int64_t)zero_in + kernels->a_bias);
		bias[i] = (int32_t)(uint32_t)(uint64_t)folded; // modulo 2^32: see kernels.h
		multiplier[i] = channels[n].multiplier;
	}
	*out = (struct packed){
		.panel_count = (int32_t)panels,
		.panel_stride = rows * cols * depth,
		.weights = packed,
		.bias = bias,
		.multiplier = multiplier,
	};
}
