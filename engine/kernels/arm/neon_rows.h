// SPDX-License-Identifier: Apache-2.0
/*
 * Dense convolutions as matrix products: from a picture to rows of activations, which is the
 * same for all Arm tables.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_ROWS_H
#define ENGINE_KERNELS_ARM_NEON_ROWS_H

#include "engine/kernels/kernels.h"

/*
 * Rows of k_count activations, a_stride apart, against all panels of conv.  Up to 15 bytes
 * behind a row may be read.  `own` is what neon_pointwise() or neon_gather() was given.
 */
typedef void neon_gemm(int8_t *out, const int8_t *a, ptrdiff_t a_stride, int32_t rows,
	const struct conv *conv, void *own);

// Products of one output.
int64_t neon_k_count(const struct conv *conv);
// Rows of a block: as many as stay in the L1 cache while all panels pass; a multiple of 8.
int32_t neon_block_rows(const struct conv *conv);
// From one row of a block to the next: a multiple of 16.
size_t neon_row_nbytes(const struct conv *conv);

/*
 * Both call `gemm` for one block of output pixels after the other: neon_pointwise() with the
 * picture's own rows, which takes window_is_pointwise(); neon_gather() with rows that are put
 * together in scratch, for any window.
 */
void neon_pointwise(
	int8_t *out, const int8_t *in, const struct conv *conv, neon_gemm *gemm, void *own);
void neon_gather(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch,
	neon_gemm *gemm, void *own);
size_t neon_pointwise_scratch_nbytes(const struct conv *conv);
size_t neon_gather_scratch_nbytes(const struct conv *conv);

#endif
