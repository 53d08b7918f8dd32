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
#include "engine/kernels/arm/dotprod.h"
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/arm/neon_requant.h"
#include "engine/kernels/scalar.h"

enum { CHANNELS = 8, GROUP_ROWS = 4, ENTRY_NBYTES = CHANNELS * GROUP_ROWS };

// Eight bytes of one row, then eight of another.
NEON_INLINE int8x16_t load_two(const int8_t *first, const int8_t *second)
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
		NEON_UNROLL
		for (int i = 0; i < GROUP_ROWS; i++)
			at[i] += steps[i];
	}
}

// Channels 0-3 and 4-7 of an output.
struct sums {
	int32x4_t low, high;
};

NEON_INLINE struct sums add_four(struct sums sum, const int8_t *a, int8x16_t low, int8x16_t high)
{
	sum.low = vdotq_s32(sum.low, vld1q_s8(a), low);
	sum.high = vdotq_s32(sum.high, vld1q_s8(a + 16), high);
	return sum;
}

struct place {
	ptrdiff_t column, output; // bytes from one to the next in the line
	int32_t w, groups;
};

static struct place place_of(const struct conv *conv)
{
	const struct window *v = &conv->window;
	int32_t groups = neon_group_count(conv, GROUP_ROWS);
	ptrdiff_t step = (ptrdiff_t)groups * ENTRY_NBYTES;
	return (struct place){
		.column = step * v->dilation_w,
		.output = step * v->stride_w,
		.w = v->w,
		.groups = groups,
	};
}

static struct sums any_sums(
	const int8_t *line, const int8_t *w, const struct place *place, struct sums sum)
{
	for (int32_t j = 0; j < place->w; j++, line += place->column) {
		const int8_t *a = line;
		for (int32_t g = 0; g < place->groups; g++, a += ENTRY_NBYTES, w += ENTRY_NBYTES)
			sum = add_four(sum, a, vld1q_s8(w), vld1q_s8(w + 16));
	}
	return sum;
}

// Weights of three columns of at most four rows.
struct held {
	int8x16_t low[3], high[3];
};

NEON_INLINE struct sums sums_3(
	const int8_t *line, const struct held *held, ptrdiff_t column, struct sums sum)
{
	NEON_UNROLL
	for (int j = 0; j < 3; j++)
		sum = add_four(sum, line + j * column, held->low[j], held->high[j]);
	return sum;
}

// A row of outputs; with `held` NULL of any window.
NEON_INLINE void row_of_outputs(int8_t *out, const int8_t *line, const struct conv *conv,
	int32_t panel, const int8_t *w, const struct held *held)
{
	struct place place = place_of(conv);
	size_t first = (size_t)panel * CHANNELS, rest = (size_t)conv->out_depth - first;
	size_t channels = rest < CHANNELS ? rest : CHANNELS;
	enum form form = conv->packed.forms.form[panel];
	struct neon_stage stage = neon_stage(conv, (size_t)panel, CHANNELS);
	const int32_t *bias = conv->packed.bias + first;
	struct sums start = {vld1q_s32(bias), vld1q_s32(bias + 4)};
	for (int32_t x = 0; x < conv->window.out_w; x += 2) {
		int stored = x + 1 < conv->window.out_w ? 2 : 1;
		const int8_t *other = stored == 2 ? line + place.output : line;
		struct sums a = held ? sums_3(line, held, place.column, start)
				     : any_sums(line, w, &place, start);
		struct sums b = held ? sums_3(other, held, place.column, start)
				     : any_sums(other, w, &place, start);
		int32x4_t sum[2][8] = {{a.low, b.low}, {a.high, b.high}};
		neon_finish_8(out, conv->out_stride, sum, 2, stored, channels, form, &stage);
		line += 2 * place.output;
		out += (ptrdiff_t)2 * conv->out_stride;
	}
}

static void outputs(int8_t *out, const int8_t *line, const struct conv *conv, int32_t panel)
{
	const int8_t *w =
		(const int8_t *)conv->packed.weights + (size_t)panel * conv->packed.panel_nbytes;
	if (conv->window.h > GROUP_ROWS || conv->window.w != 3) {
		row_of_outputs(out, line, conv, panel, w, NULL);
		return;
	}
	struct held held;
	NEON_UNROLL
	for (int j = 0; j < 3; j++) {
		held.low[j] = vld1q_s8(w + j * ENTRY_NBYTES);
		held.high[j] = vld1q_s8(w + j * ENTRY_NBYTES + 16);
	}
	row_of_outputs(out, line, conv, panel, w, &held);
}

static const struct neon_lines lines = {
	.group_rows = GROUP_ROWS,
	.group_nbytes = ENTRY_NBYTES,
	.fill = fill,
	.outputs = outputs,
};

static size_t slots(int32_t *slots, const struct conv *conv)
{
	static const unsigned char order[GROUP_ROWS] = {0, 2, 1, 3};
	return neon_line_slots(slots, conv, GROUP_ROWS, order);
}

static size_t scratch_nbytes(const struct conv *conv)
{
	return neon_depthwise_scratch_nbytes(conv, &lines);
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	neon_depthwise(out, in, conv, scratch, &lines);
}

static const struct conv_kernel lines_kernel = {
	.name = "lines",
	.geometry = {CHANNELS, GROUP_ROWS, sizeof(int8_t), 0, NULL},
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run,
};

const struct conv_kernel *dotprod_choose_depthwise(const struct conv *conv)
{
	return neon_depthwise_fits(conv, &lines) ? &lines_kernel : scalar_choose_depthwise(conv);
}
