// SPDX-License-Identifier: Apache-2.0
/*
 * Dense convolutions as matrix products: from a picture to rows of activations, which is the
 * same for all Arm tables.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_ROWS_H
#define ENGINE_KERNELS_ARM_NEON_ROWS_H

#include "engine/kernels/arm/neon_panel.h"

/*
 * Rows of k_count activations, a_stride apart, against all panels of conv.  Up to 15 bytes
 * behind a row may be read.  `narrow` is what is_narrow() said, `own` scratch behind that which
 * neon_pointwise() or neon_gather() needs.
 */
typedef void neon_gemm(int8_t *out, const int8_t *a, ptrdiff_t a_stride, int32_t rows,
	const struct conv *conv, bool narrow, void *own);

// What differs between the tables.
struct neon_product {
	neon_gemm *gemm;
	// Whether no weight is -128: asked once a run.  NULL: that does not matter, it says false.
	bool (*is_narrow)(const struct conv *conv);
};

// Products of one output.
int64_t neon_k_count(const struct conv *conv);
// Rows of a block: as many as stay in the L1 cache while all panels pass; a multiple of 8.
int32_t neon_block_rows(const struct conv *conv);
// From one row of a block to the next: a multiple of 16.
size_t neon_row_nbytes(const struct conv *conv);

/*
 * The entries of a struct conv_kernel whose context is a struct neon_product.  Both multiply one
 * block of output pixels after the other: neon_pointwise() with the picture's own rows, which
 * takes window_is_pointwise(); neon_gather() with rows that are put together in scratch, for any
 * window.  What they need of scratch is a multiple of 64.
 */
void neon_pointwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch);
void neon_gather(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch);
size_t neon_pointwise_scratch_nbytes(const struct conv *conv);
size_t neon_gather_scratch_nbytes(const struct conv *conv);

enum { NEON_POINTWISE, NEON_GATHER };

// The dense convolutions of a table by these names: initialises an array of struct conv_kernel
// from COLS and DEPTH of its panels, slots(), what the two need of scratch, and its product.
#define NEON_CONV_KERNELS(cols, depth, slots, pointwise_nbytes, gather_nbytes, product)          \
	{                                                                                        \
		[NEON_POINTWISE] = {"pointwise", NEON_GEOMETRY(cols, depth), (slots),            \
			(pointwise_nbytes), neon_pointwise, (product)},                          \
		[NEON_GATHER] = {"gather", NEON_GEOMETRY(cols, depth), (slots), (gather_nbytes), \
			neon_gather, (product)},                                                 \
	}

// Which of them a convolution needs.
static inline int neon_kernel_of(const struct conv *conv)
{
	return window_is_pointwise(&conv->window) ? NEON_POINTWISE : NEON_GATHER;
}

#endif
