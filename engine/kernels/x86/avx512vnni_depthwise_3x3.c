// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolution of 3x3 at a stride of 1 or 2 along the line: 64 channels, four
 * panels, pass over a line of outputs at a time.
 *
 * A column of the window is one step: three activations of a channel, one from each line, and
 * a fourth of weight 0 beside them.  So each input column is interleaved once, and meets the
 * three columns of weights while it stands in registers: as the right one it completes an
 * output, as the middle one it continues the next, as the left one it begins the one after
 * that.  At a stride of 2 every other column is both right and left, the rest are middle ones.
 */
#include "engine/kernels/x86/avx512vnni_depthwise_3x3.h"

// The least that the forms of a block's panels allow.
enum mode { MODE_LINEAR, MODE_EXCEPT, MODE_ANY, MODE_SCALAR };

KERNEL_INLINE void finish(int8_t *out, __m512i sum[PANELS], const struct block *b,
	const struct stage *s, const int panels, const enum mode mode)
{
	if (mode == MODE_SCALAR) {
		int32_t sums[BLOCK];
		KERNEL_UNROLL
		for (int p = 0; p < panels; p++)
			_mm512_storeu_si512(sums + p * AVX512_COLS, sum[p]);
		avx512_store_scalar(
			out, sums, 1, b->channels, b->conv, (int32_t)b->panel * AVX512_COLS);
		return;
	}
	KERNEL_UNROLL
	for (int p = 0; p < panels; p++) {
		const struct avx512_params params = {&b->conv->packed.forms, b->panel + p, false};
		if (mode == MODE_LINEAR)
			sum[p] = avx512_linear(sum[p], &s->floats[p]);
		else if (mode == MODE_EXCEPT)
			sum[p] = avx512_linear_except(sum[p], &s->floats[p]);
		else
			avx512_forms(&sum[p], 1, 1, b->form[p], &params);
	}
	KERNEL_UNROLL
	for (int p = panels; p < PANELS; p++)
		sum[p] = sum[0];
	_mm512_mask_storeu_epi8(out, s->valid, avx512_codes(sum, &s->end));
}

// to = from + the column that `group` is, under the weights of column `tap`
KERNEL_INLINE void add_column(__m512i *to, const __m512i *from, const __m512i *group,
	const struct stage *s, const int tap, const int panels)
{
	KERNEL_UNROLL
	for (int p = 0; p < panels; p++)
		to[p] = _mm512_dpbusd_epi32(from[p], group[p], s->weights[tap][p]);
}

KERNEL_INLINE void run_line(int8_t *out, struct cursor c, const struct block *b,
	const struct stage *s, const int stride, const int panels, const enum mode mode)
{
	const ptrdiff_t out_stride = b->conv->out_stride;
	__m512i group[PANELS], begun[PANELS], half[PANELS], done[PANELS];
	next_column(group, &c, s, panels);
	add_column(begun, s->bias, group, s, 0, panels);
	if (stride == 1) {
		next_column(group, &c, s, panels);
		add_column(half, begun, group, s, 1, panels);
		add_column(begun, s->bias, group, s, 0, panels);
	}
	for (int32_t left = b->conv->window.out_w; left > 0; left--, out += out_stride) {
		if (stride == 2) {
			next_column(group, &c, s, panels);
			add_column(half, begun, group, s, 1, panels);
		}
		next_column(group, &c, s, panels);
		add_column(done, half, group, s, 2, panels);
		if (stride == 1)
			add_column(half, begun, group, s, 1, panels);
		add_column(begun, s->bias, group, s, 0, panels);
		finish(out, done, b, s, panels, mode);
	}
}

KERNEL_INLINE void run_lines(int8_t *out, const int8_t *in, const struct block *b, const int stride,
	const int panels, const enum mode mode)
{
	const struct window *v = &b->conv->window;
	int8_t outside[BLOCK];
	memset(outside, b->conv->zero_in, sizeof(outside));
	struct stage s;
	load_stage(&s, b, panels);
	for (int32_t y = 0; y < v->out_h; y++) {
		struct cursor c = first_column(in, outside, b->conv, y);
		run_line(out, c, b, &s, stride, panels, mode);
		out += (ptrdiff_t)v->out_w * b->conv->out_stride;
	}
}

KERNEL_INLINE void run_stride(int8_t *out, const int8_t *in, const struct block *b,
	const int panels, const enum mode mode)
{
	if (b->conv->window.stride_w == 1)
		run_lines(out, in, b, 1, panels, mode);
	else
		run_lines(out, in, b, 2, panels, mode);
}

KERNEL_INLINE void run_panels(
	int8_t *out, const int8_t *in, const struct block *b, int panels, const enum mode mode)
{
	if (panels == 1)
		run_stride(out, in, b, 1, mode);
	else if (panels == 2)
		run_stride(out, in, b, 2, mode);
	else if (panels == 3)
		run_stride(out, in, b, 3, mode);
	else
		run_stride(out, in, b, 4, mode);
}

// A function each, as compilers have their limits.
static void run_linear(int8_t *out, const int8_t *in, const struct block *b, int panels)
{
	run_panels(out, in, b, panels, MODE_LINEAR);
}

static void run_except(int8_t *out, const int8_t *in, const struct block *b, int panels)
{
	run_panels(out, in, b, panels, MODE_EXCEPT);
}

static void run_any(int8_t *out, const int8_t *in, const struct block *b, int panels)
{
	run_panels(out, in, b, panels, MODE_ANY);
}

static void run_scalar(int8_t *out, const int8_t *in, const struct block *b, int panels)
{
	run_panels(out, in, b, panels, MODE_SCALAR);
}

static void (*const run_mode[])(
	int8_t *out, const int8_t *in, const struct block *b, int panels) = {
	[MODE_LINEAR] = run_linear,
	[MODE_EXCEPT] = run_except,
	[MODE_ANY] = run_any,
	[MODE_SCALAR] = run_scalar,
};

static enum mode mode_of(const struct block *b, int panels)
{
	static const enum mode modes[] = {
		[AVX512_LINEAR] = MODE_LINEAR,
		[AVX512_LINEAR_EXCEPT] = MODE_EXCEPT,
		[AVX512_SIGNED] = MODE_ANY,
		[AVX512_FIXED] = MODE_ANY,
		[AVX512_SCALAR] = MODE_SCALAR,
	};
	enum mode mode = MODE_LINEAR;
	for (int p = 0; p < panels; p++)
		mode = mode < modes[b->form[p]] ? modes[b->form[p]] : mode;
	return mode;
}

static void run_block(int8_t *out, const int8_t *in, const struct conv *conv, ptrdiff_t panel)
{
	int32_t rest = conv->out_depth - (int32_t)panel * AVX512_COLS;
	rest = rest < BLOCK ? rest : BLOCK;
	int panels = (rest + AVX512_COLS - 1) / AVX512_COLS;
	struct block b = {.conv = conv, .panel = panel, .channels = rest};
	for (int p = 0; p < panels; p++)
		b.form[p] = avx512_form_of(conv, panel + p);
	run_mode[mode_of(&b, panels)](out, in, &b, panels);
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	(void)scratch;
	for (ptrdiff_t panel = 0; panel < conv->packed.panel_count; panel += PANELS)
		run_block(out + panel * AVX512_COLS, in + panel * AVX512_COLS, conv, panel);
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	(void)conv;
	for (int j = 0; slots && j < TAPS; j++)
		for (int i = 0; i < VNNI_DEPTH; i++)
			slots[j * VNNI_DEPTH + i] = i < TAPS ? i * TAPS + j : -1;
	return (size_t)TAPS * VNNI_DEPTH;
}

static size_t no_scratch(const struct conv *conv)
{
	(void)conv;
	return 0;
}

static const struct conv_kernel kernel_3x3 = {
	.name = "3x3",
	.geometry = VNNI_GEOMETRY,
	.slots = slots,
	.scratch_nbytes = no_scratch,
	.run = run,
};

const struct conv_kernel *avx512vnni_choose_depthwise(const struct conv *conv)
{
	const struct window *v = &conv->window;
	bool fits = v->h == TAPS && v->w == TAPS && v->dilation_h == 1 && v->dilation_w == 1 &&
		    v->stride_w <= 2;
	return fits ? &kernel_3x3 : &avx512vnni_depthwise_window;
}
