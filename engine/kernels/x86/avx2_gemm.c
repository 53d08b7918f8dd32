// SPDX-License-Identifier: Apache-2.0
/*
 * Pairs of int16 through vpmaddwd.
 *
 * A tile is six pixels by sixteen channels: twelve sums, two registers of weights, one pair
 * of activations in every lane, and one product are the sixteen registers of AVX2.  A pair
 * of k then takes eight loads for twelve products, half of what the load ports can do.
 * Four pixels by 24 channels would need a register more.  No pair of products overflows:
 * it is at most 2 * 128 * 128.
 *
 * The last panel often has few channels.  If they are eight or fewer, a tile is eight
 * pixels by the first eight channels: nine loads for eight products, which the ports
 * can just do, and half the work.
 */
#include "engine/kernels/x86/avx2_gemm.h"
#include "engine/kernels/x86/avx2_requant.h"

enum {
	COLS = 16,
	HALF = 8,
	TILE_ROWS = AVX2_TILE,
	HALF_TILE_ROWS = AVX2_HALF_TILE,
	PAIR = 2,
	PAIR_NBYTES = 4
};

/*
 * One panel of a block.  The stage is read from memory where it is needed: as stores of codes
 * may change it, for all that a compiler knows, none of it takes a register from the sums.
 */
struct panel {
	const char *a;
	const ptrdiff_t *at;
	ptrdiff_t line, at_step; // to the next pixel, in a and in at; one of them is 0
	int32_t rows, segments;
	ptrdiff_t run, step;   // bytes of a run, and from its start to the next one's
	ptrdiff_t run_weights; // int16 for a run
	const int16_t *weights;
	size_t weights_nbytes;
	const int32_t *bias;
	int8_t *out; // the first pixel's first channel of this panel
	ptrdiff_t out_stride;
	size_t count; // channels
	struct avx2_stage stage;
};

AVX2_INLINE __m256i load_weights(const int16_t *w)
{
	return _mm256_load_si256((const __m256i *)w);
}

// Two int16, at any address, in every lane.
AVX2_INLINE __m256i load_pair(const char *a)
{
	int32_t pair;
	memcpy(&pair, a, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

/*
 * Nothing but a wall: sums stay where they are, and the products of a pixel are added before
 * those of the next one are made.  A compiler that schedules otherwise runs out of registers.
 */
AVX2_INLINE void keep(__m256i *sum)
{
	__asm__("" : "+x"(*sum));
}

AVX2_INLINE void add_products(__m256i sum[2], int halves, __m256i pair, __m256i w0, __m256i w1)
{
	__m256i product_0 = _mm256_madd_epi16(pair, w0);
	__m256i product_1 = _mm256_madd_epi16(pair, w1);
	sum[0] = _mm256_add_epi32(sum[0], product_0);
	keep(&sum[0]);
	if (halves > 1) {
		sum[1] = _mm256_add_epi32(sum[1], product_1);
		keep(&sum[1]);
	}
}

/*
 * sum[r][h]: pixel r of the tile, channels 8h to 8h + 7.  The first tile fetches the next
 * panel's weights into the L2 cache, where the tiles of this one leave them alone.
 */
AVX2_INLINE void tile_sums(__m256i (*sum)[2], int rows, int halves, bool first,
	const struct panel *p, const char *a, const ptrdiff_t *at)
{
	ptrdiff_t from[HALF_TILE_ROWS];
#pragma GCC unroll 8
	for (int r = 0; r < rows; r++) {
		from[r] = at[r];
		sum[r][0] = avx2_load(p->bias);
		if (halves > 1)
			sum[r][1] = avx2_load(p->bias + HALF);
	}
	const int16_t *weights = p->weights;
	int32_t segments = p->segments;
	do {
		const int16_t *w = weights;
		const char *k = a, *end = a + p->run;
		do {
			if (first)
				_mm_prefetch((const char *)w + p->weights_nbytes, _MM_HINT_T1);
			__m256i w0 = load_weights(w);
			__m256i w1 = halves > 1 ? load_weights(w + PAIR * HALF) : w0;
#pragma GCC unroll 8
			for (int r = 0; r < rows; r++)
				add_products(sum[r], halves, load_pair(k + from[r]), w0, w1);
			k += PAIR_NBYTES;
			w += PAIR * COLS;
		} while (k < end);
		weights += p->run_weights;
		a += p->step;
	} while (--segments > 0);
}

// The first `count` of up to sixteen codes; copies of a constant size are single moves.
AVX2_INLINE void copy_part(int8_t *out, const int8_t *codes, size_t count)
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

// The first `rows` pixels' first `count` channels of codes [rows][width].
static __attribute__((noinline)) void store_part(int8_t *out, ptrdiff_t out_stride,
	const int8_t *codes, size_t width, int32_t rows, size_t count)
{
	if (count == 4) {
		for (int32_t r = 0; r < rows; r++, out += out_stride, codes += width)
			memcpy(out, codes, 4);
		return;
	}
	for (int32_t r = 0; r < rows; r++, out += out_stride, codes += width)
		copy_part(out, codes, count);
}

// The first `rows` of a tile: tile_rows of them, but for the last one.
AVX2_INLINE void tile_16(enum form form, int tile_rows, int32_t rows, bool first,
	const struct panel *p, const char *a, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[TILE_ROWS][2], codes[TILE_ROWS / 2];
	tile_sums(sum, tile_rows, 2, first, p, a, at);
#pragma GCC unroll 3
	for (int r = 0; r < tile_rows; r += 2)
		codes[r / 2] = avx2_codes_16_plain(form, sum[r], sum[r + 1], &p->stage);
	ptrdiff_t stride = p->out_stride;
	if (rows < tile_rows || p->count < COLS) {
		int8_t part[TILE_ROWS * COLS];
#pragma GCC unroll 3
		for (int r = 0; r < tile_rows; r += 2)
			_mm256_storeu_si256((__m256i *)(part + r * COLS), codes[r / 2]);
		store_part(out, stride, part, COLS, rows < tile_rows ? rows : tile_rows, p->count);
		return;
	}
#pragma GCC unroll 3
	for (int r = 0; r < tile_rows; r += 2, out += 2 * stride) {
		_mm_storeu_si128((__m128i *)out, _mm256_castsi256_si128(codes[r / 2]));
		_mm_storeu_si128(
			(__m128i *)(out + stride), _mm256_extracti128_si256(codes[r / 2], 1));
	}
}

// Row tails compute pixels that nobody stores.
AVX2_INLINE void panel_16(enum form form, const struct panel *p)
{
	const char *a = p->a;
	const ptrdiff_t *at = p->at;
	int8_t *out = p->out;
	int32_t rows = p->rows;
	if (rows > 4) {
		tile_16(form, TILE_ROWS, rows, true, p, a, at, out);
		rows -= TILE_ROWS;
		a += TILE_ROWS * p->line;
		at += TILE_ROWS * p->at_step;
		out += TILE_ROWS * p->out_stride;
	}
	for (; rows > 4; rows -= TILE_ROWS) {
		tile_16(form, TILE_ROWS, rows, false, p, a, at, out);
		a += TILE_ROWS * p->line;
		at += TILE_ROWS * p->at_step;
		out += TILE_ROWS * p->out_stride;
	}
	if (rows > 2)
		tile_16(form, 4, rows, false, p, a, at, out);
	else if (rows > 0)
		tile_16(form, 2, rows, false, p, a, at, out);
}

AVX2_INLINE void tile_8(enum form form, int tile_rows, int32_t rows, const struct panel *p,
	const char *a, const ptrdiff_t *at, int8_t *out)
{
	__m256i sum[HALF_TILE_ROWS][2], codes[HALF_TILE_ROWS / 4];
	tile_sums(sum, tile_rows, 1, false, p, a, at);
#pragma GCC unroll 2
	for (int r = 0; r < tile_rows; r += 4) {
		const __m256i x[4] = {sum[r][0], sum[r + 1][0], sum[r + 2][0], sum[r + 3][0]};
		codes[r / 4] = avx2_codes_8(form, x, &p->stage);
	}
	ptrdiff_t stride = p->out_stride;
	if (rows < tile_rows || p->count < HALF) {
		int8_t part[HALF_TILE_ROWS * HALF];
#pragma GCC unroll 2
		for (int r = 0; r < tile_rows; r += 4)
			_mm256_storeu_si256((__m256i *)(part + r * HALF), codes[r / 4]);
		store_part(out, stride, part, HALF, rows < tile_rows ? rows : tile_rows, p->count);
		return;
	}
#pragma GCC unroll 2
	for (int r = 0; r < tile_rows; r += 4, out += 4 * stride) {
		__m128i low = _mm256_castsi256_si128(codes[r / 4]);
		__m128i high = _mm256_extracti128_si256(codes[r / 4], 1);
		_mm_storel_epi64((__m128i *)out, low);
		_mm_storeh_pd((double *)(out + stride), _mm_castsi128_pd(low));
		_mm_storel_epi64((__m128i *)(out + 2 * stride), high);
		_mm_storeh_pd((double *)(out + 3 * stride), _mm_castsi128_pd(high));
	}
}

AVX2_INLINE void panel_8(enum form form, const struct panel *p)
{
	const char *a = p->a;
	const ptrdiff_t *at = p->at;
	int8_t *out = p->out;
	int32_t rows = p->rows;
	for (; rows > 4; rows -= HALF_TILE_ROWS) {
		tile_8(form, HALF_TILE_ROWS, rows, p, a, at, out);
		a += HALF_TILE_ROWS * p->line;
		at += HALF_TILE_ROWS * p->at_step;
		out += HALF_TILE_ROWS * p->out_stride;
	}
	if (rows > 0)
		tile_8(form, 4, rows, p, a, at, out);
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
