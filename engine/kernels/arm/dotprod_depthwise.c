// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolution with sdot, four rows at a time.
 *
 * A column's entry holds the four taps of a channel side by side, 32 bytes for eight
 * channels: four zips make it, once for all outputs that read the column.  3x3 is three entries,
 * with weights of 0 for the row that it does not have: 6 sdot for 72 products, against
 * 18 instructions without sdot, and weights in registers.  The zips leave the rows in the order
 * 0, 2, 1, 3.
 */
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/arm/neon_depthwise.h"
#include "engine/kernels/scalar.h"

enum { GROUP_ROWS = 4, ENTRY_NBYTES = NEON_CHANNELS * GROUP_ROWS };

// Eight bytes of one row, then eight of another.
KERNEL_INLINE int8x16_t load_two(const int8_t *first, const int8_t *second)
{
	return vcombine_s8(vld1_s8(first), vld1_s8(second));
}

static void fill(
	int8_t *to, ptrdiff_t step, const struct neon_tap_row *rows, int32_t taps, int64_t columns)
{
	(void)taps;
	const int8_t *at[GROUP_ROWS] = {rows[0].at, rows[1].at, rows[2].at, rows[3].at};
	// copies, which stores of codes cannot change
	ptrdiff_t steps[GROUP_ROWS] = {rows[0].step, rows[1].step, rows[2].step, rows[3].step};
	for (int64_t x = 0; x < columns; x++, to += step) {
		int8x16_t a = load_two(at[0], at[1]), b = load_two(at[2], at[3]);
		int16x8_t even = vreinterpretq_s16_s8(vzip1q_s8(a, b));
		int16x8_t odd = vreinterpretq_s16_s8(vzip2q_s8(a, b));
		vst1q_s8(to, vreinterpretq_s8_s16(vzip1q_s16(even, odd)));
		vst1q_s8(to + 16, vreinterpretq_s8_s16(vzip2q_s16(even, odd)));
		KERNEL_UNROLL
		for (int i = 0; i < GROUP_ROWS; i++)
			at[i] += steps[i];
	}
}

static const struct neon_lines lines = {
	.group_rows = GROUP_ROWS,
	.entry_nbytes = ENTRY_NBYTES,
	.order = (const unsigned char[GROUP_ROWS]){0, 2, 1, 3},
	.fill = fill,
};

KERNEL_INLINE struct neon_sums add_four(
	struct neon_sums sum, const int8_t *a, int8x16_t low, int8x16_t high)
{
	sum.low = vdotq_s32(sum.low, vld1q_s8(a), low);
	sum.high = vdotq_s32(sum.high, vld1q_s8(a + 16), high);
	return sum;
}

KERNEL_INLINE struct neon_sums add_entry(
	struct neon_sums sum, const int8_t *entry, const int8_t *weights, int32_t taps)
{
	(void)taps; // weights are 0 for the others
	return add_four(sum, entry, vld1q_s8(weights), vld1q_s8(weights + 16));
}

static struct neon_sums sums_window(struct neon_sums sum, const int8_t *line, const void *weights,
	const struct neon_place *place)
{
	return neon_add_window(sum, line, weights, place, &lines, add_entry);
}

// Weights of three columns of at most four rows.
struct held {
	int8x16_t low[3], high[3];
};

KERNEL_INLINE struct neon_sums sums_3x3(struct neon_sums sum, const int8_t *line,
	const void *weights, const struct neon_place *place)
{
	const struct held *held = weights;
	KERNEL_UNROLL
	for (int j = 0; j < 3; j++)
		sum = add_four(sum, line + j * place->column, held->low[j], held->high[j]);
	return sum;
}

static void outputs_3x3(int8_t *out, const int8_t *line, const struct neon_place *place,
	const struct conv *conv, int32_t panel)
{
	const int8_t *w = neon_panel(conv, panel, NEON_CHANNELS).weights;
	struct held held;
	KERNEL_UNROLL
	for (int j = 0; j < 3; j++) {
		held.low[j] = vld1q_s8(w + j * ENTRY_NBYTES);
		held.high[j] = vld1q_s8(w + j * ENTRY_NBYTES + 16);
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

// To the kernel for 3x3 any three columns of one group are the same.
const struct conv_kernel *dotprod_choose_depthwise(const struct conv *conv)
{
	if (!neon_depthwise_fits(conv, &lines))
		return scalar_choose_depthwise(conv);
	bool is_3x3 = conv->window.h <= GROUP_ROWS && conv->window.w == 3;
	return &kernels[is_3x3 ? NEON_3X3 : NEON_WINDOW];
}
