// SPDX-License-Identifier: Apache-2.0
/*
 * What the Arm tables share: entries of `neon` that the others do not speed up further,
 * and the way from a picture to rows of activations, which is the same for all of them.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_H
#define ENGINE_KERNELS_ARM_NEON_H

#include "engine/kernels/kernels.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NEON_INLINE static inline __attribute__((always_inline))

// Before a loop over an array of registers, which must become straight code.
#if defined(__clang__)
#define NEON_UNROLL _Pragma("clang loop unroll(full)")
#else
#define NEON_UNROLL _Pragma("GCC unroll 16")
#endif

/*
 * Rows of k_count activations, a_stride apart, against all panels of conv.  Up to 15 bytes
 * behind a row may be read.  `own` is what neon_rows() was given.
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
 * Calls `gemm` for one block of output pixels after the other: with the picture's own rows
 * where a pixel is all that an output reads, else with rows that are put together in scratch.
 */
void neon_rows(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch,
	neon_gemm *gemm, void *own);
size_t neon_rows_scratch_nbytes(const struct conv *conv);

// A row of the picture as a depthwise kernel reads it: eight channels of each column.
struct neon_tap_row {
	const int8_t *at; // of the first column
	ptrdiff_t step;   // from a column to the next; 0: outside, zero_in everywhere
};

/*
 * A depthwise kernel.  The rows that a row of outputs reads are taken in groups of
 * group_rows, and brought together column by column into a line, eight channels of one
 * panel at a time; borders are in it as zero_in.  Then each output reads group_count()
 * entries of group_nbytes for each column of its window.
 */
struct neon_lines {
	int32_t group_rows;
	size_t group_nbytes;
	/*
	 * Entries of `columns` columns, `step` apart, from `taps` rows; rows[taps..group_rows-1]
	 * are outside.
	 */
	void (*fill)(int8_t *to, ptrdiff_t step, const struct neon_tap_row *rows, int32_t taps,
		int64_t columns);
	// One row of outputs, channels of one panel; line is [columns][groups].
	void (*outputs)(int8_t *out, const int8_t *line, const struct conv *conv, int32_t panel);
};

int32_t neon_group_count(const struct conv *conv, int32_t group_rows);
// Slots [column][group][group_rows], row order[d] of a group at place d.
size_t neon_line_slots(
	int32_t *slots, const struct conv *conv, int32_t group_rows, const unsigned char *order);
void neon_depthwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch,
	const struct neon_lines *lines);
size_t neon_depthwise_scratch_nbytes(const struct conv *conv, const struct neon_lines *lines);
// False: the line is so long that nothing is gained.
bool neon_depthwise_fits(const struct conv *conv, const struct neon_lines *lines);

// What a table without a faster one uses.
extern const struct conv_kernel neon_conv_kernel;
const struct conv_kernel *neon_choose_depthwise(const struct conv *conv);
void neon_average_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void neon_max_pool(int8_t *out, const int8_t *in, const struct pool *pool);
void neon_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add);
void neon_lookup(uint8_t *out, const uint8_t *in, size_t count, const uint8_t table[256]);

#endif
