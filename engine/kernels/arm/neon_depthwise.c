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
#include "engine/kernels/arm/neon_requant.h"
#include "engine/kernels/scalar.h"

enum { CHANNELS = 8, GROUP_ROWS = 2, ENTRY_NBYTES = 16 };

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

// Channels 0-3 and 4-7 of an output.
struct sums {
	int32x4_t low, high;
};

NEON_INLINE struct sums add_pair(struct sums sum, int8x16_t a, int8x16_t w)
{
	sum.low = vpadalq_s16(sum.low, vmull_s8(vget_low_s8(a), vget_low_s8(w)));
	sum.high = vpadalq_s16(sum.high, vmull_high_s8(a, w));
	return sum;
}

NEON_INLINE struct sums add_single(struct sums sum, int8x16_t a, int16x8_t w)
{
	int16x8_t x = vreinterpretq_s16_s8(a);
	sum.low = vmlal_s16(sum.low, vget_low_s16(x), vget_low_s16(w));
	sum.high = vmlal_high_s16(sum.high, x, w);
	return sum;
}

// Weights of a row without a partner, from pairs with 0.
NEON_INLINE int16x8_t single_weights(const int8_t *w)
{
	return vshrq_n_s16(vshlq_n_s16(vreinterpretq_s16_s8(vld1q_s8(w)), 8), 8);
}

struct place {
	ptrdiff_t column, output; // bytes from one to the next in the line
	int32_t h, w, groups;
};

static struct place place_of(const struct conv *conv)
{
	const struct window *v = &conv->window;
	ptrdiff_t step = (ptrdiff_t)neon_group_count(conv, GROUP_ROWS) * ENTRY_NBYTES;
	return (struct place){.column = step * v->dilation_w,
		.output = step * v->stride_w,
		.h = v->h,
		.w = v->w,
		.groups = neon_group_count(conv, GROUP_ROWS)};
}

static struct sums any_sums(
	const int8_t *line, const int8_t *w, const struct place *place, struct sums sum)
{
	for (int32_t j = 0; j < place->w; j++, line += place->column) {
		const int8_t *a = line;
		for (int32_t i = 0; i < place->h; i += 2, a += ENTRY_NBYTES, w += ENTRY_NBYTES) {
			if (i + 1 < place->h)
				sum = add_pair(sum, vld1q_s8(a), vld1q_s8(w));
			else
				sum = add_single(sum, vld1q_s8(a), single_weights(w));
		}
	}
	return sum;
}

// Weights of 3x3.
struct held {
	int8x16_t pair[3];
	int16x8_t single[3];
};

NEON_INLINE struct sums sums_3x3(
	const int8_t *line, const struct held *held, ptrdiff_t column, struct sums sum)
{
	NEON_UNROLL
	for (int j = 0; j < 3; j++) {
		sum = add_pair(sum, vld1q_s8(line + j * column), held->pair[j]);
		sum = add_single(sum, vld1q_s8(line + j * column + ENTRY_NBYTES), held->single[j]);
	}
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
		struct sums a = held ? sums_3x3(line, held, place.column, start)
				     : any_sums(line, w, &place, start);
		struct sums b = held ? sums_3x3(other, held, place.column, start)
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
	if (conv->window.h != 3 || conv->window.w != 3) {
		row_of_outputs(out, line, conv, panel, w, NULL);
		return;
	}
	struct held held;
	NEON_UNROLL
	for (int j = 0; j < 3; j++) {
		held.pair[j] = vld1q_s8(w + j * 2 * ENTRY_NBYTES);
		held.single[j] = single_weights(w + (j * 2 + 1) * ENTRY_NBYTES);
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
	static const unsigned char order[GROUP_ROWS] = {0, 1};
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

const struct conv_kernel *neon_choose_depthwise(const struct conv *conv)
{
	return neon_depthwise_fits(conv, &lines) ? &lines_kernel : scalar_choose_depthwise(conv);
}
