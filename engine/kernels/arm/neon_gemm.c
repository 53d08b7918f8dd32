// SPDX-License-Identifier: Apache-2.0
/*
 * Convolutions as matrix products, for CPUs without a dot product of bytes.
 *
 * smull makes eight products of 16 bits, sadalp adds neighbours of them to four sums of 32.
 * On a Cortex-A72 each of the two has a pipeline of its own (Arm's Software Optimization
 * Guides), where smlal of widened lanes has one for 4 products.  Two products of
 * a place fit 16 bits unless both are -128 * -128, so where no weight is -128 smlal adds a
 * second one before sadalp: 16 products for three instructions, which is what an
 * in-order Cortex-A53 counts.  Weights are looked at once per run for that, when the
 * outputs are so many that it costs nothing.
 *
 * A tile is 4 outputs by 4 channels, each with four partial sums of its own that are added
 * up at the end: 16 registers of sums, and 8-byte loads, which a Cortex-A53 does in one
 * cycle, 16 for 48 multiplications and additions.
 */
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/arm/neon_rows.h"
#include "engine/kernels/arm/neon_tiles.h"

enum {
	COLS = 4,
	DEPTH = 8,
	GROUP_NBYTES = COLS * DEPTH, // of a panel's weights
	ROWS = 4,
	SCAN_ROWS = 32 // fewer outputs are not worth a look at the weights
};

// Four sums for every pixel and channel of a tile.
KERNEL_INLINE void multiply_tile(int32x4_t sum[ROWS][COLS], const int8_t *a, ptrdiff_t a_stride,
	const int8_t *w, size_t slots, int rows, bool narrow)
{
	size_t k = 0;
	for (; k + 2 * DEPTH <= slots; k += 2 * DEPTH, w += 2 * GROUP_NBYTES) {
		int8x8_t w0[COLS], w1[COLS];
		KERNEL_UNROLL
		for (int c = 0; c < COLS; c++) {
			w0[c] = vld1_s8(w + c * DEPTH);
			w1[c] = vld1_s8(w + GROUP_NBYTES + c * DEPTH);
		}
		int8x8_t a0 = vld1_s8(a + k), a1 = vld1_s8(a + k + DEPTH);
		KERNEL_UNROLL
		for (int r = 0; r < rows; r++) {
			int8x8_t x0 = a0, x1 = a1;
			if (r + 1 < rows) {
				a0 = vld1_s8(a + (r + 1) * a_stride + k);
				a1 = vld1_s8(a + (r + 1) * a_stride + k + DEPTH);
			}
			KERNEL_UNROLL
			for (int c = 0; c < COLS; c++) {
				int16x8_t product = vmull_s8(x0, w0[c]);
				if (narrow) {
					product = vmlal_s8(product, x1, w1[c]);
				} else {
					sum[r][c] = vpadalq_s16(sum[r][c], product);
					product = vmull_s8(x1, w1[c]);
				}
				sum[r][c] = vpadalq_s16(sum[r][c], product);
			}
			// With more than one row at a time registers would not suffice.
			__asm__ volatile("");
		}
	}
	if (k < slots) {
		KERNEL_UNROLL
		for (int r = 0; r < rows; r++) {
			int8x8_t a0 = vld1_s8(a + r * a_stride + k);
			KERNEL_UNROLL
			for (int c = 0; c < COLS; c++)
				sum[r][c] = vpadalq_s16(
					sum[r][c], vmull_s8(a0, vld1_s8(w + c * DEPTH)));
		}
	}
}

KERNEL_INLINE void tile(int8_t *out, const int8_t *a, ptrdiff_t a_stride, ptrdiff_t out_stride,
	const struct neon_panel *p, int rows, int narrow)
{
	int32x4_t sum[ROWS][COLS], x[ROWS];
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++) {
		KERNEL_UNROLL
		for (int c = 0; c < COLS; c++)
			sum[r][c] = vdupq_n_s32(0);
	}
	multiply_tile(sum, a, a_stride, p->weights, p->slots, rows, narrow);
	int32x4_t bias = vld1q_s32(p->bias);
	KERNEL_UNROLL
	for (int r = 0; r < ROWS; r++) {
		const int32x4_t *s = sum[r < rows ? r : 0];
		x[r] = vaddq_s32(vpaddq_s32(vpaddq_s32(s[0], s[1]), vpaddq_s32(s[2], s[3])), bias);
	}
	neon_form(x, rows, p->form, &p->stage, 0);
	int8_t codes[ROWS * COLS];
	vst1q_s8(codes, neon_narrow(x[0], x[1], x[2], x[3], &p->stage));
	for (int r = 0; r < rows; r++) {
		if (p->channels >= COLS)
			memcpy(out + r * out_stride, codes + r * COLS, COLS);
		else
			memcpy(out + r * out_stride, codes + r * COLS, p->channels);
	}
}

static void gemm(int8_t *out, const int8_t *a, ptrdiff_t a_stride, int32_t rows,
	const struct conv *conv, bool narrow, void *own)
{
	(void)own;
	for (int32_t i = 0; i < conv->packed.panel_count; i++) {
		int8_t *to = out + (ptrdiff_t)i * COLS;
		struct neon_panel p = neon_panel(conv, i, COLS);
		if (narrow)
			neon_tiles(to, a, a_stride, conv->out_stride, &p, rows, tile, ROWS, true);
		else
			neon_tiles(to, a, a_stride, conv->out_stride, &p, rows, tile, ROWS, false);
	}
}

// No weight is -128; false also where that is not worth a look.
static bool is_narrow(const struct conv *conv)
{
	const struct packed *packed = &conv->packed;
	if ((int64_t)conv->window.out_h * conv->window.out_w < SCAN_ROWS)
		return false;
	const int8_t *w = packed->weights;
	size_t nbytes = packed->panel_nbytes * (size_t)packed->panel_count;
	int8x16_t least = vdupq_n_s8(INT8_MAX);
	for (size_t i = 0; i < nbytes; i += GROUP_NBYTES)
		least = vminq_s8(least, vminq_s8(vld1q_s8(w + i), vld1q_s8(w + i + 16)));
	return vminvq_s8(least) > INT8_MIN;
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, neon_k_count(conv), DEPTH);
}

static const struct neon_product product = {.gemm = gemm, .is_narrow = is_narrow};

static const struct conv_kernel kernels[] = NEON_CONV_KERNELS(
	COLS, DEPTH, slots, neon_pointwise_scratch_nbytes, neon_gather_scratch_nbytes, &product);

const struct conv_kernel *neon_choose_conv(const struct conv *conv)
{
	return &kernels[neon_kernel_of(conv)];
}
