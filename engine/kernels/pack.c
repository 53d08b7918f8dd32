// SPDX-License-Identifier: Apache-2.0
/*
 * Weights into panels of `cols` channels, `depth` consecutive places side by side, and the
 * channels' parameters into the same lanes, for every geometry.  Zeros beyond n and k
 * make a tail harmless whatever activation it meets.
 */
#include "engine/kernels/kernels.h"

size_t kernels_plain_slots(int32_t *slots, int64_t k_count, int depth)
{
	size_t count = ((size_t)k_count + (size_t)depth - 1) / (size_t)depth * (size_t)depth;
	for (size_t i = 0; slots && i < count; i++)
		slots[i] = (int64_t)i < k_count ? (int32_t)i : -1;
	return count;
}

static size_t panel_count(const struct geometry *geometry, const struct weights *weights)
{
	return ((size_t)weights->n_count + (size_t)geometry->cols - 1) / (size_t)geometry->cols;
}

size_t kernels_packed_nbytes(
	const struct conv_kernel *kernel, const struct conv *conv, const struct weights *weights)
{
	const struct geometry *g = &kernel->geometry;
	enum { LANE_NBYTES = sizeof(int32_t) + sizeof(struct multiplier) + 8 * sizeof(int32_t) };
	// n_count * k_count is below 2^31, and slots pad k by a small factor: these products fit
	size_t lane_nbytes = kernel->slots(NULL, conv) * (size_t)g->weight_bytes + LANE_NBYTES;
	return panel_count(g, weights) * (size_t)g->cols * lane_nbytes;
}

// Lane `lane` of a panel; returns the sum of the channel's weights.
static int64_t pack_lane(void *panel, const struct geometry *g, int lane, const int32_t *slots,
	size_t slot_count, const struct weights *weights, size_t n)
{
	size_t cols = (size_t)g->cols, depth = (size_t)g->depth;
	const int8_t *from = weights->at + (ptrdiff_t)n * weights->n_stride;
	int64_t sum = 0;
	for (size_t i = 0; i < slot_count; i += depth) {
		size_t at = (i * cols) + (size_t)lane * depth;
		for (size_t d = 0; d < depth; d++) {
			int32_t k = slots[i + d];
			int8_t w = k < 0 ? 0 : from[k * weights->k_stride];
			if (g->weight_bytes == 1)
				((int8_t *)panel)[at + d] = w;
			else
				((int16_t *)panel)[at + d] = w;
			sum += w;
		}
	}
	return sum;
}

// The panels' arrays, while they are filled in.
struct arrays {
	int32_t *bias;
	struct multiplier *multiplier;
	unsigned char *form;
	int16_t *zero;
	float *factor, *offset;
	int32_t *exception, *q31, *nudge, *negative, *half, *shift;
};

static int32_t *lanes_of(size_t count, struct arena *keep)
{
	return arena_alloc(keep, count, sizeof(int32_t), 64);
}

static struct arrays make_arrays(size_t panels, size_t cols, struct arena *keep)
{
	size_t lanes = panels * cols;
	return (struct arrays){
		.bias = lanes_of(lanes, keep),
		.multiplier = arena_alloc(keep, lanes, sizeof(struct multiplier), 64),
		.form = arena_array(keep, unsigned char, panels),
		.zero = arena_array(keep, int16_t, panels),
		.factor = arena_alloc(keep, lanes, sizeof(float), 64),
		.offset = arena_alloc(keep, lanes, sizeof(float), 64),
		.exception = lanes_of(lanes, keep),
		.q31 = lanes_of(lanes, keep),
		.nudge = lanes_of(lanes, keep),
		.negative = lanes_of(lanes, keep),
		.half = lanes_of(lanes, keep),
		.shift = lanes_of(lanes, keep),
	};
}

// Whether a form holds for all lanes of a panel, and whether one of them has an exception.
struct common {
	bool linear, is_signed, fixed, exception;
};

static void put_lane(struct arrays *to, size_t at, const struct lane_form *lane)
{
	to->factor[at] = lane->factor;
	to->offset[at] = lane->offset;
	to->exception[at] = lane->exception;
	to->q31[at] = lane->q31;
	to->nudge[at] = lane->nudge;
	to->negative[at] = lane->negative;
	to->half[at] = lane->half;
	to->shift[at] = lane->shift;
}

static void narrow(struct common *common, const struct lane_form *lane)
{
	common->linear &= lane->linear;
	common->is_signed &= lane->is_signed;
	common->fixed &= lane->fixed;
	common->exception |= lane->exception != INT32_MIN;
}

static enum form common_form(const struct common *common)
{
	if (common->linear)
		return common->exception ? FORM_LINEAR_EXCEPT : FORM_LINEAR;
	if (common->is_signed)
		return common->exception ? FORM_SIGNED_EXCEPT : FORM_SIGNED;
	return common->fixed ? FORM_FIXED : FORM_SCALAR;
}

void kernels_pack(struct conv *conv, const struct conv_kernel *kernel,
	const struct weights *weights, const struct channel *channels, struct arena *keep)
{
	const struct geometry *g = &kernel->geometry;
	size_t cols = (size_t)g->cols, panels = panel_count(g, weights);
	size_t slot_count = kernel->slots(NULL, conv);
	size_t panel_nbytes = slot_count * cols * (size_t)g->weight_bytes;

	struct arena scratch = {0};
	int32_t *slots = arena_array(&scratch, int32_t, slot_count);
	kernel->slots(slots, conv);
	unsigned char *packed = arena_alloc(keep, panels, panel_nbytes, 64);
	struct arrays to = make_arrays(panels, cols, keep);
	for (size_t p = 0; p < panels; p++) {
		struct common common = {true, true, true, false};
		for (size_t lane = 0; lane < cols; lane++) {
			size_t n = p * cols + (g->lanes ? g->lanes[lane] : lane);
			if (n >= (size_t)weights->n_count)
				continue;
			int64_t sum = pack_lane(packed + p * panel_nbytes, g, (int)lane, slots,
				slot_count, weights, n);
			const struct channel *channel = &channels[n];
			int64_t folded = channel->bias - sum * ((int64_t)conv->zero_in + g->a_bias);
			to.bias[p * cols + lane] =
				(int32_t)(uint32_t)(uint64_t)folded; // modulo 2^32
			to.multiplier[p * cols + lane] = channel->multiplier;
			struct lane_form form;
			forms_find(&form, channel->multiplier, channel->low, channel->high,
				&conv->stage);
			put_lane(&to, p * cols + lane, &form);
			narrow(&common, &form);
		}
		to.form[p] = (unsigned char)common_form(&common);
		to.zero[p] = (int16_t)form_zero(to.form[p], &conv->stage);
	}
	arena_release(&scratch);
	conv->packed = (struct packed){
		.panel_count = (int32_t)panels,
		.panel_nbytes = panel_nbytes,
		.weights = packed,
		.bias = to.bias,
		.multiplier = to.multiplier,
		.forms = {to.form, to.zero, to.factor, to.offset, to.exception, to.q31, to.nudge,
			to.negative, to.half, to.shift},
	};
}
