// SPDX-License-Identifier: Apache-2.0
/*
 * What the tables share that multiply through vpdpbusd, of 512 and of 256 bits.
 *
 * The instruction multiplies unsigned by signed bytes, so activations are read as a ^ 0x80,
 * which is a + 128: A_BIAS.  Panels are sixteen channels of four k; four products of at
 * most 255 * 128 stay far below int32, into which it adds modulo 2^32.
 */
#ifndef ENGINE_KERNELS_X86_VNNI_H
#define ENGINE_KERNELS_X86_VNNI_H

#include "engine/kernels/kernels.h"

enum { VNNI_A_BIAS = 128, VNNI_COLS = 16, VNNI_DEPTH = 4, VNNI_STEP = VNNI_COLS * VNNI_DEPTH };

#define VNNI_GEOMETRY                                       \
	{                                                   \
		VNNI_COLS, VNNI_DEPTH, 1, VNNI_A_BIAS, NULL \
	}

/*
 * Rows of activations + A_BIAS as the tiles read them.  A row's k are run_count runs of
 * run_steps steps each, run_stride apart.
 */
struct vnni_rows {
	const uint8_t *at;
	ptrdiff_t stride; // from a row to the next
	ptrdiff_t run_steps, run_stride;
	int32_t run_count;
};

// What differs between the tables.
struct vnni {
	// to[i] = from[i] + A_BIAS
	void (*bias)(uint8_t *to, const int8_t *from, size_t count);
	// out[r] = row r against all panels, out_stride apart
	void (*gemm)(int8_t *out, const struct vnni_rows *rows, int32_t row_count,
		const struct conv *conv);
};

// How activations are laid out for a convolution: see vnni_conv.c.
enum vnni_layout { VNNI_POINTWISE, VNNI_LINES, VNNI_GATHER };

enum vnni_layout vnni_layout_of(const struct conv *conv);

// The entries of a struct conv_kernel whose context is a struct vnni: rows_ is for pointwise and
// gather.
size_t vnni_rows_slots(int32_t *slots, const struct conv *conv);
size_t vnni_rows_scratch_nbytes(const struct conv *conv);
size_t vnni_lines_slots(int32_t *slots, const struct conv *conv);
size_t vnni_lines_scratch_nbytes(const struct conv *conv);
void vnni_run_pointwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch);
void vnni_run_gather(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch);
void vnni_run_lines(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch);

// The dense convolutions of a table by layout: initialises an array of struct conv_kernel.
#define VNNI_KERNELS(vnni)                                                       \
	{                                                                        \
		[VNNI_POINTWISE] = {"pointwise", VNNI_GEOMETRY, vnni_rows_slots, \
			vnni_rows_scratch_nbytes, vnni_run_pointwise, (vnni)},   \
		[VNNI_LINES] = {"lines", VNNI_GEOMETRY, vnni_lines_slots,        \
			vnni_lines_scratch_nbytes, vnni_run_lines, (vnni)},      \
		[VNNI_GATHER] = {"gather", VNNI_GEOMETRY, vnni_rows_slots,       \
			vnni_rows_scratch_nbytes, vnni_run_gather, (vnni)},      \
	}

// What a tap outside the picture reads.
static inline uint8_t vnni_outside(const struct conv *conv)
{
	return (uint8_t)(conv->zero_in + VNNI_A_BIAS);
}

#endif
