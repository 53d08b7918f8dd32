// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise with 1, 2, 4 or 8 channels at stride_w 1: pixels side by side fill the sixteen lanes
 * that channels do not.
 *
 * A row of pixels without gaps is a row of codes, output i of which reads the inputs i,
 * i + depth, i + 2 * depth and so on: lanes do not care that they are several pixels'.
 * They have each the weights of channel lane % depth, which is all that packing needs to
 * know.
 */
#include "engine/base/bytes.h"
#include "engine/kernels/x86/avx2_depthwise.h"

enum {
	LANES = AVX2_DEPTHWISE_COLS,
	BAND_CODES = 8192,    // widened at a time, unless a window is higher: 16 KiB, half of L1
	MOST_CODES = 1 << 20, // 2 MiB, as in avx2_depthwise_block.c
	ALIGNMENT = 64
};

/*
 * Rows of outputs that are made together, and the input's rows below their windows.  What was
 * widened is read in other pieces than it was written in, which takes long if it comes
 * right behind.
 */
struct band {
	int32_t h;
	int64_t rows, pitch; // int16 from a row to the next
	int64_t groups;      // of sixteen outputs in a row
};

static struct band make_band(const struct conv *conv)
{
	const struct window *v = &conv->window;
	int64_t reach = (int64_t)(v->w - 1) * v->dilation_w * conv->in_depth;
	int64_t window_h = (int64_t)(v->h - 1) * v->dilation_h + 1;
	struct band band = {.groups = ((int64_t)v->out_w * conv->in_depth + LANES - 1) / LANES};
	band.pitch = (band.groups * LANES + reach + LANES - 1) / LANES * LANES;
	int64_t most = BAND_CODES / band.pitch;
	int64_t h = most > window_h ? (most - window_h) / v->stride_h + 1 : 1;
	band.h = h < v->out_h ? (int32_t)h : v->out_h;
	band.rows = (int64_t)(band.h - 1) * v->stride_h + window_h;
	return band;
}

// What lies in the scratch, one behind the other; multiples of ALIGNMENT.
struct parts {
	size_t rows, lines, taps;
};

static struct parts parts_of(const struct band *band, const struct window *v)
{
	// filling a row's end may go on behind it
	return (struct parts){
		.rows = size_align(
			(size_t)(band->rows * band->pitch + LANES) * sizeof(int16_t), ALIGNMENT),
		.lines = size_align((size_t)(band->h * band->groups) * LANES, ALIGNMENT),
		.taps = size_align(((size_t)v->h * (size_t)v->w + 1) * sizeof(int32_t), ALIGNMENT),
	};
}

static size_t scratch_nbytes(const struct conv *conv)
{
	struct band band = make_band(conv);
	struct parts parts = parts_of(&band, &conv->window);
	return parts.rows + parts.lines + parts.taps;
}

// Up to fifteen more than `count`.
static void fill(int16_t *to, int64_t count, __m256i codes)
{
	for (int64_t i = 0; i < count; i += LANES)
		_mm256_storeu_si256((__m256i *)(to + i), codes);
}

/*
 * One row of the input with zero_in on both sides, or nothing else.  Up to fifteen codes
 * are read behind the row; what they become is overwritten.
 */
static void widen(
	int16_t *to, const int8_t *in, int64_t in_y, const struct conv *conv, int64_t pitch)
{
	const struct window *v = &conv->window;
	__m256i zero = _mm256_set1_epi16((int16_t)conv->zero_in);
	int64_t left = (int64_t)v->before_w * conv->in_depth;
	int64_t row = (int64_t)v->in_w * conv->in_depth;
	if (in_y < 0 || in_y >= v->in_h || left >= pitch) {
		fill(to, pitch, zero);
		return;
	}
	fill(to, left, zero);
	int64_t count = row < pitch - left ? row : pitch - left;
	const int8_t *from = in + in_y * row;
	for (int64_t i = 0; i < count; i += LANES) {
		__m128i codes = _mm_loadu_si128((const __m128i *)(from + i));
		_mm256_storeu_si256((__m256i *)(to + left + i), _mm256_cvtepi8_epi16(codes));
	}
	fill(to + left + count, pitch - left - count, zero);
}

static int32_t list_taps(int32_t *taps, const struct conv *conv, int64_t pitch)
{
	const struct window *v = &conv->window;
	int32_t count = 0;
	for (int32_t i = 0; i < v->h; i++)
		for (int32_t j = 0; j < v->w; j++)
			taps[count++] = (int32_t)(i * v->dilation_h * pitch +
						  (int64_t)j * v->dilation_w * conv->in_depth);
	if (count % 2)
		taps[count] = taps[count - 1]; // its weight is 0
	return (count + 1) / 2;
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct window *v = &conv->window;
	struct band band = make_band(conv);
	struct parts parts = parts_of(&band, v);
	unsigned char *at = scratch;
	int16_t *rows = scratch;
	int8_t *lines = (int8_t *)(at + parts.rows);
	int32_t *taps = (int32_t *)(void *)(at + parts.rows + parts.lines);
	struct avx2_depthwise_tile tile = {
		.conv = conv,
		.block = rows,
		.row = band.pitch * v->stride_h,
		.col = LANES,
		.w = (int32_t)band.groups,
		.out = lines,
		.out_row = band.groups * LANES,
		.out_col = LANES,
		.weights = conv->packed.weights,
		.bias = conv->packed.bias,
		.taps = taps,
		.pairs = list_taps(taps, conv, band.pitch),
	};
	size_t out_row = (size_t)v->out_w * (size_t)conv->out_depth;
	for (int32_t y = 0; y < v->out_h; y += band.h) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h;
		for (int64_t i = 0; i < band.rows; i++)
			widen(rows + i * band.pitch, in, in_y + i, conv, band.pitch);
		tile.h = v->out_h - y < band.h ? v->out_h - y : band.h;
		avx2_depthwise_window(&tile);
		for (int32_t i = 0; i < tile.h; i++, out += out_row)
			memcpy(out, lines + i * tile.out_row, out_row);
	}
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, (int64_t)conv->window.h * conv->window.w, 2);
}

// AVX2_LANES modulo the depth.
static const unsigned char lanes_1[LANES];
static const unsigned char lanes_2[] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
static const unsigned char lanes_4[] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
static const unsigned char lanes_8[] = {0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7};

static const struct conv_kernel kernels[] = {
	{"narrow 1", {LANES, 2, sizeof(int16_t), 0, lanes_1}, slots, scratch_nbytes, run, NULL},
	{"narrow 2", {LANES, 2, sizeof(int16_t), 0, lanes_2}, slots, scratch_nbytes, run, NULL},
	{"narrow 4", {LANES, 2, sizeof(int16_t), 0, lanes_4}, slots, scratch_nbytes, run, NULL},
	{"narrow 8", {LANES, 2, sizeof(int16_t), 0, lanes_8}, slots, scratch_nbytes, run, NULL},
};

const struct conv_kernel *avx2_depthwise_narrow(const struct conv *conv)
{
	const struct window *v = &conv->window;
	if (!window_is_compact(v) || v->stride_w != 1 || conv->in_stride != conv->in_depth ||
		conv->out_stride != conv->out_depth || conv->in_depth > 8)
		return NULL;
	struct band band = make_band(conv);
	if (band.pitch > MOST_CODES || band.rows > MOST_CODES / band.pitch)
		return NULL;
	static const signed char index[] = {-1, 0, 1, -1, 2, -1, -1, -1, 3};
	int i = index[conv->in_depth];
	return i < 0 ? NULL : &kernels[i];
}
