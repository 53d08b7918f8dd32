// SPDX-License-Identifier: Apache-2.0
/*
 * The specification of every kernel, in plain C.  Written so that a compiler turns the
 * inner loops into vector code even at -O2: sixteen output channels side by side, a trip
 * count that is a constant, int16 products.  No sum overflows (kernels.h says why), so
 * signed arithmetic is defined throughout.
 */
#include "engine/kernels/scalar.h"

#include <string.h>

enum {
	COLS = 16,      // sums that fill four vector registers of SSE2 or NEON, and int16 two
	BLOCK_ROWS = 16 // outputs that pass over a panel while it is in the L1 cache: fetching
			// it costs each a sixteenth
};

static bool scalar_runnable(void)
{
	return true;
}

static void store(
	int8_t *out, const int32_t accumulator[COLS], const struct conv *conv, int32_t panel)
{
	const struct multiplier *m = conv->packed.multiplier + (ptrdiff_t)panel * COLS;
	int32_t rest = conv->out_depth - panel * COLS;
	for (int32_t c = 0; c < COLS && c < rest; c++)
		out[(ptrdiff_t)panel * COLS + c] = requantise(accumulator[c], m[c], &conv->stage);
}

static const int16_t *panel_weights(const struct conv *conv, int32_t panel)
{
	return (const int16_t *)conv->packed.weights +
	       (size_t)panel * (conv->packed.panel_nbytes / sizeof(int16_t));
}

// One output pixel, sixteen channels of it.  Two k at a time halve the traffic of the sums.
static void dot_panel(
	int8_t *out, const int8_t *a, int32_t k_count, const struct conv *conv, int32_t panel)
{
	const int16_t *w = panel_weights(conv, panel);
	int32_t sum[COLS];
	memcpy(sum, conv->packed.bias + (ptrdiff_t)panel * COLS, sizeof(sum));
	int32_t k = 0;
	for (; k + 1 < k_count; k += 2, w += 2 * COLS) {
		int32_t a0 = a[k], a1 = a[k + 1];
		for (int c = 0; c < COLS; c++)
			sum[c] += a0 * w[c] + a1 * w[COLS + c];
	}
	if (k < k_count)
		for (int c = 0; c < COLS; c++)
			sum[c] += a[k] * w[c];
	store(out, sum, conv, panel);
}

// Rows of k_count activations, a_stride apart, against all panels.
static void gemm(int8_t *out, const int8_t *a, ptrdiff_t a_stride, int32_t rows, int32_t k_count,
	const struct conv *conv)
{
	for (int32_t panel = 0; panel < conv->packed.panel_count; panel++)
		for (int32_t r = 0; r < rows; r++)
			dot_panel(out + (ptrdiff_t)r * conv->out_stride, a + r * a_stride, k_count,
				conv, panel);
}

// The activations of one output pixel, [h][w][in_depth]; zero_in outside the picture.
static void gather(int8_t *row, const int8_t *in, const struct conv *conv, int32_t y, int32_t x)
{
	const struct window *v = &conv->window;
	size_t depth = (size_t)conv->in_depth;
	for (int32_t i = 0; i < v->h; i++) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h + (int64_t)i * v->dilation_h;
		for (int32_t j = 0; j < v->w; j++, row += depth) {
			int64_t in_x =
				(int64_t)x * v->stride_w - v->before_w + (int64_t)j * v->dilation_w;
			if (in_y < 0 || in_y >= v->in_h || in_x < 0 || in_x >= v->in_w)
				memset(row, conv->zero_in, depth);
			else
				memcpy(row, in + (in_y * v->in_w + in_x) * conv->in_stride, depth);
		}
	}
}

static size_t scalar_conv_scratch_nbytes(const struct conv *conv)
{
	const struct window *v = &conv->window;
	if (window_is_pointwise(v))
		return 0;
	return (size_t)v->h * (size_t)v->w * (size_t)conv->in_depth * BLOCK_ROWS;
}

static void scalar_conv(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct window *v = &conv->window;
	int32_t k_count = v->h * v->w * conv->in_depth;
	int64_t pixels = (int64_t)v->out_h * v->out_w;
	bool pointwise = window_is_pointwise(v);
	for (int64_t at = 0; at < pixels; at += BLOCK_ROWS) {
		int32_t rows = pixels - at < BLOCK_ROWS ? (int32_t)(pixels - at) : BLOCK_ROWS;
		int8_t *block_out = out + at * conv->out_stride;
		if (pointwise) {
			gemm(block_out, in + at * conv->in_stride, conv->in_stride, rows, k_count,
				conv);
			continue;
		}
		int8_t *block = scratch;
		for (int32_t r = 0; r < rows; r++)
			gather(block + (ptrdiff_t)r * k_count, in, conv,
				(int32_t)((at + r) / v->out_w), (int32_t)((at + r) % v->out_w));
		gemm(block_out, block, k_count, rows, k_count, conv);
	}
}

// One output pixel of a depthwise convolution, sixteen channels of it.
static void depthwise_panel(
	int8_t *out, const int8_t *in, const struct conv *conv, int32_t y, int32_t x, int32_t panel)
{
	const struct window *v = &conv->window;
	const int16_t *w = panel_weights(conv, panel);
	int32_t rest = conv->out_depth - panel * COLS;
	int8_t outside[COLS], tail[COLS] = {0};
	memset(outside, conv->zero_in, sizeof(outside));

	int32_t sum[COLS];
	memcpy(sum, conv->packed.bias + (ptrdiff_t)panel * COLS, sizeof(sum));
	for (int32_t i = 0; i < v->h; i++) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h + (int64_t)i * v->dilation_h;
		for (int32_t j = 0; j < v->w; j++, w += COLS) {
			int64_t in_x =
				(int64_t)x * v->stride_w - v->before_w + (int64_t)j * v->dilation_w;
			const int8_t *a = outside;
			if (in_y >= 0 && in_y < v->in_h && in_x >= 0 && in_x < v->in_w) {
				a = in + (in_y * v->in_w + in_x) * conv->in_stride +
				    (ptrdiff_t)panel * COLS;
				if (rest < COLS)
					a = memcpy(tail, a, (size_t)rest);
			}
			for (int c = 0; c < COLS; c++)
				sum[c] += a[c] * w[c];
		}
	}
	store(out, sum, conv, panel);
}

static void scalar_depthwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	(void)scratch;
	for (int32_t y = 0; y < conv->window.out_h; y++)
		for (int32_t x = 0; x < conv->window.out_w; x++, out += conv->out_stride)
			for (int32_t panel = 0; panel < conv->packed.panel_count; panel++)
				depthwise_panel(out, in, conv, y, x, panel);
}

void scalar_add(int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add)
{
	enum rounding rounding = add->stage.rounding;
	for (size_t i = 0; i < count; i++) {
		int32_t x_a = multiply((a[i] - add->zero_a) * (1 << 20), add->a, rounding);
		int32_t x_b = multiply((b[i] - add->zero_b) * (1 << 20), add->b, rounding);
		out[i] = requantise(x_a + x_b, add->out, &add->stage);
	}
}

void scalar_lookup(uint8_t *out, const uint8_t *in, size_t count, const uint8_t table[256])
{
	for (size_t i = 0; i < count; i++)
		out[i] = table[in[i]];
}

// One product of two codes in each of eight sums, as an MCU without SIMD does it.
static int64_t scalar_peak(int64_t rounds)
{
	int32_t sum[8] = {0}, a = 1, w = 3;
	for (int64_t r = 0; r < rounds; r++) {
		__asm__("" : "+r"(a), "+r"(w)); // so that no product is known beforehand
		for (int i = 0; i < 8; i++)
			sum[i] += a * w;
	}
	volatile int32_t result = 0;
	for (int i = 0; i < 8; i++)
		result += sum[i];
	(void)result;
	return rounds * 8;
}

static size_t conv_slots(int32_t *slots, const struct conv *conv)
{
	const struct window *v = &conv->window;
	return kernels_plain_slots(slots, (int64_t)v->h * v->w * conv->in_depth, 1);
}

static size_t depthwise_slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, (int64_t)conv->window.h * conv->window.w, 1);
}

static size_t no_scratch(const struct conv *conv)
{
	(void)conv;
	return 0;
}

static const struct conv_kernel conv_kernel = {
	.name = "plain",
	.geometry = {COLS, 1, sizeof(int16_t), 0, NULL},
	.slots = conv_slots,
	.scratch_nbytes = scalar_conv_scratch_nbytes,
	.run = scalar_conv,
};

static const struct conv_kernel depthwise_kernel = {
	.name = "plain",
	.geometry = {COLS, 1, sizeof(int16_t), 0, NULL},
	.slots = depthwise_slots,
	.scratch_nbytes = no_scratch,
	.run = scalar_depthwise,
};

const struct conv_kernel *scalar_choose_conv(const struct conv *conv)
{
	(void)conv;
	return &conv_kernel;
}

const struct conv_kernel *scalar_choose_depthwise(const struct conv *conv)
{
	(void)conv;
	return &depthwise_kernel;
}

const struct kernels kernels_scalar = {
	.name = "scalar",
	.runnable = scalar_runnable,
	.conv = scalar_choose_conv,
	.depthwise = scalar_choose_depthwise,
	.average_pool = scalar_average_pool,
	.max_pool = scalar_max_pool,
	.add = scalar_add,
	.lookup = scalar_lookup,
	.peak = scalar_peak,
};
