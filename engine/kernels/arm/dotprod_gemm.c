// SPDX-License-Identifier: Apache-2.0
/*
 * Convolutions as matrix products with sdot: four products of codes for each of four sums.
 *
 * A tile is 8 outputs by 8 channels: 16 registers of sums, 8 of activations, 2 of weights.
 * Sixteen k take 64 sdot for 8 loads of activations and 8 of weights, so a CPU that does
 * two sdot a cycle (Cortex-A76 and later, Apple's) needs half a load a cycle, and one that does
 * one (Cortex-A55) a quarter.  An activation is a lane of the register it was loaded with,
 * so nothing is broadcast, and rows are read where they stand.
 */
#include "engine/kernels/arm/neon.h"
#include "engine/kernels/arm/neon_rows.h"
#include "engine/kernels/arm/neon_tiles.h"

enum {
	COLS = 8,
	DEPTH = 4,
	STEP = 16,                   // k in a register of activations
	GROUP_NBYTES = COLS * DEPTH, // of a panel's weights
	ROWS = 8
};

// Four k, those of a lane; `halves` of the panel's weights are looked at.
#define DOT_LANE(sum, a, w, rows, halves, lane)                                               \
	do {                                                                                  \
		int8x16_t w0 = vld1q_s8((w) + (lane)*GROUP_NBYTES);                           \
		int8x16_t w1 = vld1q_s8((w) + (lane)*GROUP_NBYTES + ((halves) > 1 ? 16 : 0)); \
		KERNEL_UNROLL                                                                 \
		for (int r = 0; r < (rows); r++) {                                            \
			(sum)[0][r] = vdotq_laneq_s32((sum)[0][r], w0, (a)[r], lane);         \
			if ((halves) > 1)                                                     \
				(sum)[1][r] = vdotq_laneq_s32((sum)[1][r], w1, (a)[r], lane); \
		}                                                                             \
	} while (0)

KERNEL_INLINE void multiply_tile(int32x4_t sum[2][ROWS], const int8_t *a, ptrdiff_t a_stride,
	const int8_t *w, size_t slots, int rows, int halves)
{
	int8x16_t x[ROWS];
	size_t k = 0;
	for (; k + STEP <= slots; k += STEP, w += STEP / DEPTH * GROUP_NBYTES) {
		KERNEL_UNROLL
		for (int r = 0; r < rows; r++)
			x[r] = vld1q_s8(a + r * a_stride + k);
		DOT_LANE(sum, x, w, rows, halves, 0);
		DOT_LANE(sum, x, w, rows, halves, 1);
		DOT_LANE(sum, x, w, rows, halves, 2);
		DOT_LANE(sum, x, w, rows, halves, 3);
	}
	if (k == slots)
		return;
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++)
		x[r] = vld1q_s8(a + r * a_stride + k);
	DOT_LANE(sum, x, w, rows, halves, 0);
	if (k + DEPTH < slots)
		DOT_LANE(sum, x, w, rows, halves, 1);
	if (k + 2 * DEPTH < slots)
		DOT_LANE(sum, x, w, rows, halves, 2);
}

KERNEL_INLINE void tile(int8_t *out, const int8_t *a, ptrdiff_t a_stride, ptrdiff_t out_stride,
	const struct neon_panel *p, int rows, int halves)
{
	int32x4_t sum[2][ROWS];
	int32x4_t bias0 = vld1q_s32(p->bias), bias1 = vld1q_s32(p->bias + 4);
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++) {
		sum[0][r] = bias0;
		sum[1][r] = bias1;
	}
	multiply_tile(sum, a, a_stride, p->weights, p->slots, rows, halves);
	neon_finish_8(out, out_stride, sum, rows, rows, p->channels, p->form, &p->stage);
}

static void gemm(int8_t *out, const int8_t *a, ptrdiff_t a_stride, int32_t rows,
	const struct conv *conv, bool narrow, void *own)
{
	(void)narrow, (void)own;
	for (int32_t i = 0; i < conv->packed.panel_count; i++) {
		int8_t *to = out + (ptrdiff_t)i * COLS;
		struct neon_panel p = neon_panel(conv, i, COLS);
		if (p.channels > 4)
			neon_tiles(to, a, a_stride, conv->out_stride, &p, rows, tile, ROWS, 2);
		else
			neon_tiles(to, a, a_stride, conv->out_stride, &p, rows, tile, ROWS, 1);
	}
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, neon_k_count(conv), DEPTH);
}

static const struct neon_product product = {.gemm = gemm};

static const struct conv_kernel kernels[] = NEON_CONV_KERNELS(
	COLS, DEPTH, slots, neon_pointwise_scratch_nbytes, neon_gather_scratch_nbytes, &product);

const struct conv_kernel *dotprod_choose_conv(const struct conv *conv)
{
	return &kernels[neon_kernel_of(conv)];
}
