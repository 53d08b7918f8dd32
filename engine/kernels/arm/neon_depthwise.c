// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolution for CPUs without a dot product of bytes, two rows at a time.
 *
 * Of two rows a column's entry holds the taps of a channel side by side, so that smull
 * and sadalp make sums of pairs, each in a pipeline of its own on a Cortex-A72; of a last
 * row without a partner it holds codes widened to 16 bits, for smlal.  3x3 is three columns of a
 * pair and a single: 18 instructions for 72 products, with weights in registers, and two
 * outputs at a time so that no sum waits for itself.
 */
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/arm/neon_depthwise.h"
#include "engine/kernels/scalar.h"

enum { GROUP_ROWS = 2, ENTRY_NBYTES = NEON_CHANNELS * GROUP_ROWS };

static void fill(
	int8_t *to, ptrdiff_t step, const struct neon_tap_row *rows, int32_t taps, int64_t columns)
{
	const int8_t *first = rows[0].at, *second = rows[1].at;
	// copies, which stores of codes cannot change
	ptrdiff_t first_step = rows[0].step, second_step = rows[1].step;
	if (taps == 1) {
		for (int64_t x = 0; x < columns; x++, to += step, first += first_step)
			vst1q_s8(to, vreinterpretq_s8_s16(vmovl_s8(vld1_s8(first))));
		return;
	}
	for (int64_t x = 0; x < columns; x++, to += step) {
		int8x8x2_t pairs = vzip_s8(vld1_s8(first), vld1_s8(second));
		vst1q_s8(to, vcombine_s8(pairs.val[0], pairs.val[1]));
		first += first_step;
		second += second_step;
	}
}

static const struct neon_lines lines = {
	.group_rows = GROUP_ROWS,
	.entry_nbytes = ENTRY_NBYTES,
	.order = (const unsigned char[GROUP_ROWS]){0, 1},
	.fill = fill,
};

KERNEL_INLINE struct neon_sums add_pair(struct neon_sums sum, int8x16_t a, int8x16_t w)
{
	sum.low = vpadalq_s16(sum.low, vmull_s8(vget_low_s8(a), vget_low_s8(w)));
	sum.high = vpadalq_s16(sum.high, vmull_high_s8(a, w));
	return sum;
}

KERNEL_INLINE struct neon_sums add_single(struct neon_sums sum, int8x16_t a, int16x8_t w)
{
	int16x8_t x = vreinterpretq_s16_s8(a);
	sum.low = vmlal_s16(sum.low, vget_low_s16(x), vget_low_s16(w));
	sum.high = vmlal_high_s16(sum.high, x, w);
	return sum;
}

// Weights of a row without a partner, from pairs with 0.
KERNEL_INLINE int16x8_t single_weights(const int8_t *w)
{
	return vshrq_n_s16(vshlq_n_s16(vreinterpretq_s16_s8(vld1q_s8(w)), 8), 8);
}

KERNEL_INLINE struct neon_sums add_entry(
	struct neon_sums sum, const int8_t *entry, const int8_t *weights, int32_t taps)
{
	if (taps > 1)
		return add_pair(sum, vld1q_s8(entry), vld1q_s8(weights));
	return add_single(sum, vld1q_s8(entry), single_weights(weights));
}

static struct neon_sums sums_window(struct neon_sums sum, const int8_t *line, const void *weights,
	const struct neon_place *place)
{
	return neon_add_window(sum, line, weights, place, &lines, add_entry);
}

// Weights of 3x3.
struct held {
	int8x16_t pair[3];
	int16x8_t single[3];
};

KERNEL_INLINE struct neon_sums sums_3x3(struct neon_sums sum, const int8_t *line,
	const void *weights, const struct neon_place *place)
{
	const struct held *held = weights;
	KERNEL_UNROLL
	for (int j = 0; j < 3; j++) {
		const int8_t *a = line + j * place->column;
		sum = add_pair(sum, vld1q_s8(a), held->pair[j]);
		sum = add_single(sum, vld1q_s8(a + ENTRY_NBYTES), held->single[j]);
	}
	return sum;
}

static void outputs_3x3(int8_t *out, const int8_t *line, const struct neon_place *place,
	const struct conv *conv, int32_t panel)
{
	const int8_t *w = neon_panel(conv, panel, NEON_CHANNELS).weights;
	struct held held;
	KERNEL_UNROLL
	for (int j = 0; j < 3; j++) {
		held.pair[j] = vld1q_s8(w + j * 2 * ENTRY_NBYTES);
		held.single[j] = single_weights(w + (j * 2 + 1) * ENTRY_NBYTES);
	}
	neon_row_of_outputs(out, line, place, conv, panel, sums_3x3, &held);
}

static void outputs_window(int8_t *out, const int8_t *line, const struct neon_place *place,
	const struct conv *conv, int32_t panel)
{
	const int8_t *w = neon_panel(conv, panel, NEON_CHANNELS).weights;
	neon_row_of_outputs(out, line, place, conv, panel, sums_window, w);
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return neon_depthwise_slots(slots, conv, &lines);
}

static size_t scratch_nbytes(const struct conv *conv)
{
	return neon_depthwise_scratch_nbytes(conv, &lines);
}

static const struct conv_kernel kernels[] = NEON_DEPTHWISE_KERNELS(
	GROUP_ROWS, &lines, slots, scratch_nbytes, outputs_3x3, outputs_window);

const struct conv_kernel *neon_choose_depthwise(const struct conv *conv)
{
	if (!neon_depthwise_fits(conv, &lines))
		return scalar_choose_depthwise(conv);
	bool is_3x3 = conv->window.h == 3 && conv->window.w == 3;
	return &kernels[is_3x3 ? NEON_3X3 : NEON_WINDOW];
}
