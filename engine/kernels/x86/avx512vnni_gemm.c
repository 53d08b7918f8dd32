// SPDX-License-Identifier: Apache-2.0
/*
 * Matrix product in tiles of up to eight rows by two panels: sixteen sums in registers.  A
 * step is four k: two loads of weights, eight broadcasts of four activations, sixteen
 * vpdpbusd, so that the multipliers and not the loads are busy, on cores with one 512 bit
 * multiplier and on those with two; more rows gain nothing, and fewer hide latency still.
 *
 * Last panels are not computed in vain: a pair of panels, a single one, and the half of
 * one, with registers of 256 bits, are three widths of a column.  A number of rows that eight
 * does not divide is spread evenly over its tiles, so that none is nearly empty.
 */
#include "engine/kernels/x86/avx512vnni.h"

enum { MAX_ROWS = 8, AHEAD_NBYTES = 16 * VNNI_STEP }; // 16 steps

// Of a column of tiles, in channels.
enum width { PAIR = 32, SINGLE = 16, HALF = 8 };

// What the tiles of a column have in common.
struct column {
	const struct conv *conv;
	const struct vnni_rows *a;
	ptrdiff_t panel;       // the first
	const int8_t *weights; // of `panel`
	ptrdiff_t panel_nbytes;
	__mmask32 valid; // of a row's codes, which are channels
	enum avx512_form form[2];
	struct avx512_end end;
};

// The sums of a tile; half of HALF.
struct sums {
	__m512i of[2 * MAX_ROWS]; // [row][panel]
	__m256i half[MAX_ROWS];
};

KERNEL_INLINE void begin(
	struct sums *s, const struct column *c, const int rows, const enum width width)
{
	const int32_t *bias = c->conv->packed.bias + c->panel * AVX512_COLS;
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++) {
		if (width == HALF) {
			s->half[r] = _mm256_load_si256((const __m256i *)bias);
		} else if (width == SINGLE) {
			s->of[r] = avx512_lanes(bias, 0);
		} else {
			s->of[2 * r] = avx512_lanes(bias, 0);
			s->of[2 * r + 1] = avx512_lanes(bias, 1);
		}
	}
}

// Four activations of row r.  Three pointers are enough: a row is 0, 1 or 2 strides from one.
KERNEL_INLINE int32_t four_of(const uint8_t *const at[3], int r, ptrdiff_t stride)
{
	int32_t four;
	memcpy(&four, at[r / 3] + r % 3 * stride, sizeof(four));
	return four;
}

KERNEL_INLINE void step(struct sums *s, const uint8_t *const at[3], ptrdiff_t stride,
	const int8_t *w, const int8_t *next, const int rows, const enum width width)
{
	if (width == HALF) {
		__m256i weights = _mm256_load_si256((const __m256i *)w);
		KERNEL_UNROLL
		for (int r = 0; r < rows; r++)
			s->half[r] = _mm256_dpbusd_epi32(
				s->half[r], _mm256_set1_epi32(four_of(at, r, stride)), weights);
		return;
	}
	__m512i w0 = _mm512_load_si512(w), w1 = w0;
	if (width == PAIR)
		w1 = _mm512_load_si512(next);
	if (rows == 1) { // then weights are all that is waited for
		_mm_prefetch((const char *)w + AHEAD_NBYTES, _MM_HINT_T0);
		if (width == PAIR)
			_mm_prefetch((const char *)next + AHEAD_NBYTES, _MM_HINT_T0);
	}
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++) {
		__m512i four = _mm512_set1_epi32(four_of(at, r, stride));
		if (width == SINGLE) {
			s->of[r] = _mm512_dpbusd_epi32(s->of[r], four, w0);
		} else {
			s->of[2 * r] = _mm512_dpbusd_epi32(s->of[2 * r], four, w0);
			s->of[2 * r + 1] = _mm512_dpbusd_epi32(s->of[2 * r + 1], four, w1);
		}
	}
}

KERNEL_INLINE void multiply_tile(struct sums *s, const uint8_t *a, const struct column *c,
	const int rows, const enum width width)
{
	const ptrdiff_t stride = c->a->stride, panel_nbytes = c->panel_nbytes;
	const int8_t *w = c->weights;
	for (int32_t run = 0; run < c->a->run_count; run++, a += c->a->run_stride) {
		const uint8_t *at[3] = {a, a + 3 * stride, a + 6 * stride};
		for (const int8_t *end = w + c->a->run_steps * VNNI_STEP; w < end;) {
			step(s, at, stride, w, w + panel_nbytes, rows, width);
			at[0] += VNNI_DEPTH;
			at[1] += VNNI_DEPTH;
			at[2] += VNNI_DEPTH;
			w += VNNI_STEP;
			// Eight pointers instead of three are more than there are registers for.
			__asm__("" : "+r"(at[0]), "+r"(at[1]), "+r"(at[2]), "+r"(w));
		}
	}
}

// Row r of those whose codes lie one behind the other; r * width is below 64.
KERNEL_INLINE void store_row(
	int8_t *out, __m512i codes, int r, const struct column *c, const enum width width)
{
	const int at = r * (int)width;
	__m256i half =
		at < 32 ? _mm512_castsi512_si256(codes) : _mm512_extracti64x4_epi64(codes, 1);
	if (width == PAIR) {
		_mm256_mask_storeu_epi8(out, c->valid, half);
		return;
	}
	__m128i quarter =
		at % 32 < 16 ? _mm256_castsi256_si128(half) : _mm256_extracti128_si256(half, 1);
	if (at % 16)
		quarter = _mm_unpackhi_epi64(quarter, quarter);
	_mm_mask_storeu_epi8(out, (__mmask16)c->valid, quarter);
}

// The registers of sums, all of sixteen, as if rows lay one behind the other.
KERNEL_INLINE __m512i sums_at(const struct sums *s, int i, const int rows, const enum width width)
{
	if (width != HALF) {
		const int last = width == PAIR ? 2 * rows - 1 : rows - 1;
		return s->of[i < last ? i : last];
	}
	const int low = 2 * i < rows ? 2 * i : rows - 1, high = low + 1 < rows ? low + 1 : low;
	return _mm512_inserti64x4(_mm512_castsi256_si512(s->half[low]), s->half[high], 1);
}

// Four registers of results are 64 codes: two rows of PAIR, four of SINGLE, eight of HALF.
KERNEL_INLINE void finish_tile(int8_t *out, const struct sums *s, const struct column *c,
	const int rows, const enum width width)
{
	const struct forms *forms = &c->conv->packed.forms;
	const struct avx512_params params[] = {
		{forms, c->panel, width == HALF}, {forms, c->panel + 1, false}};
	const int registers = (rows * (int)width + 15) / 16, rows_at_once = 64 / (int)width;
	__m512i x[2 * MAX_ROWS + 2];
	KERNEL_UNROLL
	for (int i = 0; i < (registers + 3) / 4 * 4; i++)
		x[i] = sums_at(s, i, rows, width);
	if (width == PAIR) {
		avx512_forms(x, 2, rows, c->form[0], &params[0]);
		avx512_forms(x + 1, 2, rows, c->form[1], &params[1]);
	} else {
		avx512_forms(x, 1, registers, c->form[0], &params[0]);
	}
	const ptrdiff_t stride = c->conv->out_stride;
	__m512i codes = x[0];
	KERNEL_UNROLL
	for (int r = 0; r < rows; r++) {
		if (r % rows_at_once == 0)
			codes = avx512_codes(x + r * (int)width / 16, &c->end);
		store_row(out + r * stride, codes, r % rows_at_once, c, width);
	}
}

// A tile of a column of which a panel has FORM_SCALAR.
KERNEL_INLINE void finish_tile_scalar(int8_t *out, const struct sums *s, const struct column *c,
	const int rows, const enum width width)
{
	int32_t sum[MAX_ROWS * PAIR];
	KERNEL_UNROLL
	for (int i = 0; i < (rows * (int)width + 15) / 16; i++)
		_mm512_storeu_si512(sum + i * AVX512_COLS, sums_at(s, i, rows, width));
	avx512_store_scalar(out, sum, rows, (int)width, c->conv, (int32_t)c->panel * AVX512_COLS);
}

KERNEL_INLINE void tile(int8_t *out, const uint8_t *a, const struct column *c, const int rows,
	const enum width width)
{
	struct sums s;
	begin(&s, c, rows, width);
	multiply_tile(&s, a, c, rows, width);
	if (c->form[0] == AVX512_SCALAR || c->form[1] == AVX512_SCALAR)
		finish_tile_scalar(out, &s, c, rows, width);
	else
		finish_tile(out, &s, c, rows, width);
}

KERNEL_INLINE void tile_of(
	int8_t *out, const uint8_t *a, const struct column *c, int rows, const enum width width)
{
	switch (rows) {
	case 1:
		tile(out, a, c, 1, width);
		break;
	case 2:
		tile(out, a, c, 2, width);
		break;
	case 3:
		tile(out, a, c, 3, width);
		break;
	case 4:
		tile(out, a, c, 4, width);
		break;
	case 5:
		tile(out, a, c, 5, width);
		break;
	case 6:
		tile(out, a, c, 6, width);
		break;
	case 7:
		tile(out, a, c, 7, width);
		break;
	default:
		tile(out, a, c, MAX_ROWS, width);
	}
}

static __attribute__((noinline)) void pair_tile(
	int8_t *out, const uint8_t *a, const struct column *c, int rows)
{
	tile_of(out, a, c, rows, PAIR);
}

static __attribute__((noinline)) void single_tile(
	int8_t *out, const uint8_t *a, const struct column *c, int rows)
{
	tile_of(out, a, c, rows, SINGLE);
}

static __attribute__((noinline)) void half_tile(
	int8_t *out, const uint8_t *a, const struct column *c, int rows)
{
	tile_of(out, a, c, rows, HALF);
}

static enum width width_of(int32_t channels)
{
	if (channels > SINGLE + HALF)
		return PAIR;
	return channels > HALF ? SINGLE : HALF;
}

static void run_column(int8_t *out, int32_t row_count, const struct column *c, enum width width)
{
	const uint8_t *a = c->a->at;
	int32_t left = (row_count + MAX_ROWS - 1) / MAX_ROWS;
	for (int32_t rest = row_count; left > 0; left--) {
		int32_t rows = (rest + left - 1) / left;
		if (width == PAIR)
			pair_tile(out, a, c, rows);
		else if (width == SINGLE)
			single_tile(out, a, c, rows);
		else
			half_tile(out, a, c, rows);
		a += rows * c->a->stride;
		out += (ptrdiff_t)rows * c->conv->out_stride;
		rest -= rows;
	}
}

void avx512vnni_gemm(
	int8_t *out, const struct vnni_rows *a, int32_t row_count, const struct conv *conv)
{
	enum width width;
	for (int32_t channel = 0; channel < conv->out_depth; channel += (int32_t)width) {
		int32_t rest = conv->out_depth - channel;
		width = width_of(rest);
		ptrdiff_t panel = channel / AVX512_COLS, next = panel + (width == PAIR);
		struct column c = {
			.conv = conv,
			.a = a,
			.panel = panel,
			.weights = (const int8_t *)conv->packed.weights +
				   (size_t)panel * conv->packed.panel_nbytes,
			.panel_nbytes = (ptrdiff_t)conv->packed.panel_nbytes,
			.valid = ~(__mmask32)0 >>
				 (32 - (rest < (int32_t)width ? rest : (int32_t)width)),
			.form = {avx512_form_of(conv, panel), avx512_form_of(conv, next)},
			.end = avx512_end(conv, panel, next, panel, next),
		};
		run_column(out + channel, row_count, &c, width);
	}
}
