// SPDX-License-Identifier: Apache-2.0
/*
 * The panels of a block, one after the other, each with the copy of the tiles that is
 * made for its form.
 */
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_tile.h"

// The first `count` of up to sixteen codes; copies of a constant size are single moves.
KERNEL_INLINE void copy_part(int8_t *out, const int8_t *codes, size_t count)
{
	if (count >= COLS) {
		memcpy(out, codes, COLS);
		return;
	}
	if (count & 8) {
		memcpy(out, codes, 8);
		out += 8;
		codes += 8;
	}
	if (count & 4) {
		memcpy(out, codes, 4);
		out += 4;
		codes += 4;
	}
	if (count & 2) {
		memcpy(out, codes, 2);
		out += 2;
		codes += 2;
	}
	if (count & 1)
		*out = *codes;
}

void avx2_store_tile(int8_t *out, ptrdiff_t out_stride, const int8_t *codes, size_t width,
	int32_t rows, size_t count)
{
	if (count == 4) {
		for (int32_t r = 0; r < rows; r++, out += out_stride, codes += width)
			memcpy(out, codes, 4);
		return;
	}
	for (int32_t r = 0; r < rows; r++, out += out_stride, codes += width)
		copy_part(out, codes, count);
}

static void linear_16(const struct panel *p)
{
	panel_16(FORM_LINEAR, p);
}

static void linear_except_16(const struct panel *p)
{
	panel_16(FORM_LINEAR_EXCEPT, p);
}

static void signed_16(const struct panel *p)
{
	panel_16(FORM_SIGNED, p);
}

static void signed_except_16(const struct panel *p)
{
	panel_16(FORM_SIGNED_EXCEPT, p);
}

static void fixed_16(const struct panel *p)
{
	panel_16(FORM_FIXED, p);
}

static void scalar_16(const struct panel *p)
{
	panel_16(FORM_SCALAR, p);
}

static void linear_8(const struct panel *p)
{
	panel_8(FORM_LINEAR, p);
}

static void linear_except_8(const struct panel *p)
{
	panel_8(FORM_LINEAR_EXCEPT, p);
}

static void signed_8(const struct panel *p)
{
	panel_8(FORM_SIGNED, p);
}

static void signed_except_8(const struct panel *p)
{
	panel_8(FORM_SIGNED_EXCEPT, p);
}

static void fixed_8(const struct panel *p)
{
	panel_8(FORM_FIXED, p);
}

static void scalar_8(const struct panel *p)
{
	panel_8(FORM_SCALAR, p);
}

static void (*const run_16[])(const struct panel *p) = {
	[FORM_LINEAR] = linear_16,
	[FORM_LINEAR_EXCEPT] = linear_except_16,
	[FORM_SIGNED] = signed_16,
	[FORM_SIGNED_EXCEPT] = signed_except_16,
	[FORM_FIXED] = fixed_16,
	[FORM_SCALAR] = scalar_16,
};

static void (*const run_8[])(const struct panel *p) = {
	[FORM_LINEAR] = linear_8,
	[FORM_LINEAR_EXCEPT] = linear_except_8,
	[FORM_SIGNED] = signed_8,
	[FORM_SIGNED_EXCEPT] = signed_except_8,
	[FORM_FIXED] = fixed_8,
	[FORM_SCALAR] = scalar_8,
};

void avx2_gemm(const struct conv *conv, const struct avx2_block *block)
{
	const struct packed *packed = &conv->packed;
	struct panel p;
	p.a = (const char *)block->a;
	p.at = block->at;
	p.line = block->line;
	p.at_step = block->line == 0;
	p.rows = block->rows;
	p.segments = block->segments;
	p.run = (ptrdiff_t)block->pairs * PAIR_NBYTES;
	p.step = block->step * (ptrdiff_t)sizeof(int16_t);
	p.run_weights = (ptrdiff_t)block->pairs * PAIR * COLS;
	p.weights = packed->weights;
	p.weights_nbytes = packed->panel_nbytes;
	p.bias = packed->bias;
	p.out = block->out;
	p.out_stride = conv->out_stride;
	avx2_stage_start(&p.stage, conv);
	for (int32_t i = 0; i < packed->panel_count; i++) {
		enum form form = packed->forms.form[i];
		avx2_stage_panel(&p.stage, conv, (size_t)i, COLS);
		p.count = (size_t)conv->out_depth - (size_t)i * COLS;
		(p.count > HALF ? run_16 : run_8)[form](&p);
		p.weights += packed->panel_nbytes / sizeof(*p.weights);
		p.bias += COLS;
		p.out += COLS;
	}
}
