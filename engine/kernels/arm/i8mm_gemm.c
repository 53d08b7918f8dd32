// SPDX-License-Identifier: Apache-2.0
/*
 * Convolutions as matrix products with smmla: two rows by eight k times eight k by two
 * channels, 32 products for one instruction, twice those of sdot.
 *
 * The rows of a block are first brought together two by two, eight bytes of one and eight
 * of the other, as the instruction wants them: done once, where all panels read it.  A tile is
 * 8 outputs by 8 channels: 16 registers of sums, and 4 loads of activations and 4 of weights
 * for 16 smmla.  Sums are two outputs by two channels; at the end the halves of two of them
 * make the four channels of one output.
 */
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/arm/neon_panel.h"
#include "engine/kernels/arm/neon_rows.h"

enum {
	COLS = 8,
	DEPTH = 8,
	GROUP_NBYTES = COLS * DEPTH, // of a panel's weights
	PAIR_NBYTES = 2 * DEPTH,     // of two rows
	ROWS = 8,
	PAIRS = ROWS / 2
};

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, neon_k_count(conv), DEPTH);
}

// [rows / 2][slots / 8][2][8]; the last row of an odd count is its own partner.
static void interleave(
	int8_t *to, const int8_t *a, ptrdiff_t a_stride, int32_t rows, size_t slot_count)
{
	for (int32_t r = 0; r < rows; r += 2) {
		const int8_t *row0 = a + r * a_stride;
		const int8_t *row1 = r + 1 < rows ? row0 + a_stride : row0;
		for (size_t k = 0; k < slot_count; k += DEPTH, to += PAIR_NBYTES)
			vst1q_s8(to, vcombine_s8(vld1_s8(row0 + k), vld1_s8(row1 + k)));
	}
}

KERNEL_INLINE void multiply_tile(int32x4_t sum[PAIRS][4], const int8_t *a, const int8_t *w,
	size_t slot_count, int pairs, int halves)
{
	size_t pair_stride = slot_count * 2;
	for (size_t k = 0; k < slot_count; k += DEPTH, a += PAIR_NBYTES, w += GROUP_NBYTES) {
		int8x16_t x[PAIRS];
		KERNEL_UNROLL
		for (int p = 0; p < pairs; p++)
			x[p] = vld1q_s8(a + (size_t)p * pair_stride);
		KERNEL_UNROLL
		for (int c = 0; c < 2 * halves; c++) {
			int8x16_t channels = vld1q_s8(w + c * 16);
			KERNEL_UNROLL
			for (int p = 0; p < pairs; p++)
				sum[p][c] = vmmlaq_s32(sum[p][c], x[p], channels);
		}
	}
}

// Channels 0 and 1, and 2 and 3, of two outputs, to channels 0-3 of each.
KERNEL_INLINE void unzip(int32x4_t *first, int32x4_t *second, int32x4_t a, int32x4_t b)
{
	int64x2_t x = vreinterpretq_s64_s32(a), y = vreinterpretq_s64_s32(b);
	*first = vreinterpretq_s32_s64(vtrn1q_s64(x, y));
	*second = vreinterpretq_s32_s64(vtrn2q_s64(x, y));
}

// Of the tile's outputs the first `stored` exist.
KERNEL_INLINE void tile(int8_t *out, ptrdiff_t out_stride, const int8_t *a,
	const struct neon_panel *p, int pairs, int stored, int halves)
{
	int32x4_t sum[PAIRS][4], x[2][ROWS];
	KERNEL_UNROLL
	for (int c = 0; c < 4; c++) {
		int32x2_t bias = vld1_s32(p->bias + (ptrdiff_t)c * 2);
		KERNEL_UNROLL
		for (int i = 0; i < pairs; i++)
			sum[i][c] = vcombine_s32(bias, bias);
	}
	multiply_tile(sum, a, p->weights, p->slots, pairs, halves);
	KERNEL_UNROLL
	for (int i = 0; i < pairs; i++) {
		unzip(&x[0][2 * i], &x[0][2 * i + 1], sum[i][0], sum[i][1]);
		unzip(&x[1][2 * i], &x[1][2 * i + 1], sum[i][2], sum[i][3]);
	}
	neon_finish_8(out, out_stride, x, 2 * pairs, stored, p->channels, p->form, &p->stage);
}

KERNEL_INLINE void panel_rows(int8_t *out, ptrdiff_t out_stride, const int8_t *a,
	const struct neon_panel *p, int32_t rows, int halves)
{
	ptrdiff_t row_nbytes = (ptrdiff_t)p->slots;
	int32_t r = 0;
	for (; r + 6 < rows; r += ROWS)
		tile(out + r * out_stride, out_stride, a + r * row_nbytes, p, PAIRS,
			rows - r < ROWS ? rows - r : ROWS, halves);
	if (r + 2 < rows) {
		tile(out + r * out_stride, out_stride, a + r * row_nbytes, p, 2,
			rows - r < 4 ? rows - r : 4, halves);
		r += 4;
	}
	if (r < rows)
		tile(out + r * out_stride, out_stride, a + r * row_nbytes, p, 1, rows - r, halves);
}

static void gemm(int8_t *out, const int8_t *a, ptrdiff_t a_stride, int32_t rows,
	const struct conv *conv, bool narrow, void *own)
{
	(void)narrow;
	int8_t *pairs = own;
	interleave(pairs, a, a_stride, rows, conv->packed.panel_nbytes / COLS);
	for (int32_t i = 0; i < conv->packed.panel_count; i++) {
		int8_t *to = out + (ptrdiff_t)i * COLS;
		struct neon_panel p = neon_panel(conv, i, COLS);
		if (p.channels > 4)
			panel_rows(to, conv->out_stride, pairs, &p, rows, 2);
		else
			panel_rows(to, conv->out_stride, pairs, &p, rows, 1);
	}
}

static size_t pairs_nbytes(const struct conv *conv)
{
	return (size_t)neon_block_rows(conv) * neon_row_nbytes(conv);
}

static size_t pointwise_nbytes(const struct conv *conv)
{
	return neon_pointwise_scratch_nbytes(conv) + pairs_nbytes(conv);
}

static size_t gather_nbytes(const struct conv *conv)
{
	return neon_gather_scratch_nbytes(conv) + pairs_nbytes(conv);
}

static const struct neon_product product = {.gemm = gemm};

static const struct conv_kernel kernels[] =
	NEON_CONV_KERNELS(COLS, DEPTH, slots, pointwise_nbytes, gather_nbytes, &product);

// A single output has no partner: sdot reads its weights as fast, and copies nothing.
const struct conv_kernel *i8mm_choose_conv(const struct conv *conv)
{
	if (conv->window.out_h == 1 && conv->window.out_w == 1)
		return dotprod_choose_conv(conv);
	return &kernels[neon_kernel_of(conv)];
}
