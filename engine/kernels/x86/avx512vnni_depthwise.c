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
 *
 * Interleaving is two rounds of vpunpck within quarters of 128 bits.  A line's sixteen dwords of
 * four channels are transposed before it, so that afterwards every register is a panel in
 * plain order; for the last panels, where fewer remain, that is why none is computed in vain.
 *
 * Outside the picture a line is one of zero_in at which the pointer stands still.
 */
#include "engine/kernels/x86/avx512vnni.h"

enum { TAPS = 3, PANELS = 4, BLOCK = PANELS * AVX512_COLS };

// The least that the forms of a block's panels allow.
enum mode { MODE_LINEAR, MODE_EXCEPT, MODE_ANY, MODE_SCALAR };

// One block of channels of one convolution.
struct block {
	const struct conv *conv;
	ptrdiff_t panel; // its first
	int32_t channels;
	enum avx512_way way[PANELS];
};

// What a line of outputs needs, in registers.
struct stage {
	__m512i weights[TAPS][PANELS], bias[PANELS], outside;
	struct avx512_float form[PANELS];
	struct avx512_end end;
	__mmask64 valid; // of a pixel's codes, which are channels
};

AVX512_INLINE void load_stage(struct stage *s, const struct block *b, const int panels)
{
	AVX512_UNROLL
	for (int p = 0; p < panels; p++) {
		const struct avx512_params params = {&b->conv->packed.forms, b->panel + p, false};
		const int8_t *w = (const int8_t *)b->conv->packed.weights +
				  (size_t)(b->panel + p) * b->conv->packed.panel_nbytes;
		s->form[p] = avx512_float(&params);
		s->bias[p] = avx512_lanes(b->conv->packed.bias, b->panel + p);
		AVX512_UNROLL
		for (int tap = 0; tap < TAPS; tap++)
			s->weights[tap][p] = _mm512_load_si512(w + tap * VNNI_STEP);
	}
	s->outside = _mm512_set1_epi8((char)vnni_outside(b->conv));
	s->end = avx512_end(b->conv, b->panel, b->panel + (panels > 1),
		b->panel + (panels > 2 ? 2 : 0), b->panel + (panels > 3 ? 3 : 0));
	s->valid = ~(__mmask64)0 >> (BLOCK - b->channels);
}

// Codes of 64 biased channels of a pixel; those of missing panels may be anything.
AVX512_INLINE __m512i load_channels(const int8_t *at, const __m512i order, const int panels)
{
	__m512i a = panels > 2   ? _mm512_loadu_si512(at)
		    : panels > 1 ? _mm512_castsi256_si512(_mm256_loadu_si256((const void *)at))
				 : _mm512_castsi128_si512(_mm_loadu_si128((const void *)at));
	a = _mm512_permutexvar_epi32(order, a);
	return _mm512_xor_si512(a, _mm512_set1_epi8(-128));
}

// [panel]: sixteen channels of lines 0, 1, 2 and 2 again.
AVX512_INLINE void interleave(
	__m512i group[PANELS], const int8_t *const at[TAPS], const __m512i order, const int panels)
{
	__m512i a = load_channels(at[0], order, panels);
	__m512i b = load_channels(at[1], order, panels);
	__m512i c = load_channels(at[2], order, panels);
	__m512i ab = _mm512_unpacklo_epi8(a, b), cc = _mm512_unpacklo_epi8(c, c);
	group[0] = _mm512_unpacklo_epi16(ab, cc);
	if (panels > 1)
		group[1] = _mm512_unpackhi_epi16(ab, cc);
	if (panels > 2) {
		ab = _mm512_unpackhi_epi8(a, b);
		cc = _mm512_unpackhi_epi8(c, c);
		group[2] = _mm512_unpacklo_epi16(ab, cc);
		if (panels > 3)
			group[3] = _mm512_unpackhi_epi16(ab, cc);
	}
}

AVX512_INLINE void finish(int8_t *out, __m512i sum[PANELS], const struct block *b,
	const struct stage *s, const int panels, const enum mode mode)
{
	if (mode == MODE_SCALAR) {
		int32_t sums[BLOCK];
		AVX512_UNROLL
		for (int p = 0; p < panels; p++)
			_mm512_storeu_si512(sums + p * AVX512_COLS, sum[p]);
		avx512_store_scalar(
			out, sums, 1, b->channels, b->conv, (int32_t)b->panel * AVX512_COLS);
		return;
	}
	AVX512_UNROLL
	for (int p = 0; p < panels; p++) {
		const struct avx512_params params = {&b->conv->packed.forms, b->panel + p, false};
		if (mode == MODE_LINEAR)
			sum[p] = avx512_linear(sum[p], &s->form[p]);
		else if (mode == MODE_EXCEPT)
			sum[p] = avx512_linear_except(sum[p], &s->form[p]);
		else
			avx512_forms(&sum[p], 1, 1, b->way[p], &params);
	}
	AVX512_UNROLL
	for (int p = panels; p < PANELS; p++)
		sum[p] = sum[0];
	_mm512_mask_storeu_epi8(out, s->valid, avx512_codes(sum, &s->end));
}

// to = from + the column that `group` is, under the weights of column `tap`
AVX512_INLINE void add_column(__m512i *to, const __m512i *from, const __m512i *group,
	const struct stage *s, const int tap, const int panels)
{
	AVX512_UNROLL
	for (int p = 0; p < panels; p++)
		to[p] = _mm512_dpbusd_epi32(from[p], group[p], s->weights[tap][p]);
}

// The columns of the input under a line of outputs, one after the other.
struct cursor {
	const int8_t *at[TAPS];
	ptrdiff_t step[TAPS]; // to the next pixel
	int32_t x, in_w;
};

// Where those of output line y begin.
AVX512_INLINE struct cursor first_column(
	const int8_t *in, const int8_t *outside, const struct conv *conv, int32_t y)
{
	const struct window *v = &conv->window;
	struct cursor c = {.x = -v->before_w, .in_w = v->in_w};
	AVX512_UNROLL
	for (int i = 0; i < TAPS; i++) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h + i;
		bool inside = in_y >= 0 && in_y < v->in_h;
		c.step[i] = inside ? conv->in_stride : 0;
		c.at[i] = (inside ? in + in_y * v->in_w * conv->in_stride : outside) +
			  c.x * c.step[i];
	}
	return c;
}

AVX512_INLINE void next_column(
	__m512i group[PANELS], struct cursor *c, const struct stage *s, const int panels)
{
	if (c->x >= 0 && c->x < c->in_w) {
		interleave(group, c->at, s->end.order, panels);
	} else {
		AVX512_UNROLL
		for (int p = 0; p < panels; p++)
			group[p] = s->outside;
	}
	c->x++;
	AVX512_UNROLL
	for (int i = 0; i < TAPS; i++) {
		c->at[i] += c->step[i];
		__asm__("" : "+r"(c->at[i])); // three addresses are no vector
	}
}

AVX512_INLINE void run_line(int8_t *out, struct cursor c, const struct block *b,
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

AVX512_INLINE void run_lines(int8_t *out, const int8_t *in, const struct block *b, const int stride,
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

AVX512_INLINE void run_mode(int8_t *out, const int8_t *in, const struct block *b, const int stride,
	const int panels, enum mode mode)
{
	if (mode == MODE_LINEAR)
		run_lines(out, in, b, stride, panels, MODE_LINEAR);
	else if (mode == MODE_EXCEPT)
		run_lines(out, in, b, stride, panels, MODE_EXCEPT);
	else if (mode == MODE_ANY)
		run_lines(out, in, b, stride, panels, MODE_ANY);
	else
		run_lines(out, in, b, stride, panels, MODE_SCALAR);
}

AVX512_INLINE void run_stride(int8_t *out, const int8_t *in, const struct block *b,
	const int stride, int panels, enum mode mode)
{
	if (panels == 1)
		run_mode(out, in, b, stride, 1, mode);
	else if (panels == 2)
		run_mode(out, in, b, stride, 2, mode);
	else if (panels == 3)
		run_mode(out, in, b, stride, 3, mode);
	else
		run_mode(out, in, b, stride, 4, mode);
}

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
		mode = mode < modes[b->way[p]] ? modes[b->way[p]] : mode;
	return mode;
}

static void run_block(int8_t *out, const int8_t *in, const struct conv *conv, ptrdiff_t panel)
{
	int32_t rest = conv->out_depth - (int32_t)panel * AVX512_COLS;
	rest = rest < BLOCK ? rest : BLOCK;
	int panels = (rest + AVX512_COLS - 1) / AVX512_COLS;
	struct block b = {.conv = conv, .panel = panel, .channels = rest};
	for (int p = 0; p < panels; p++)
		b.way[p] = avx512_way(conv, panel + p);
	if (conv->window.stride_w == 1)
		run_stride(out, in, &b, 1, panels, mode_of(&b, panels));
	else
		run_stride(out, in, &b, 2, panels, mode_of(&b, panels));
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

static const struct conv_kernel columns = {
	.name = "columns",
	.geometry = VNNI_GEOMETRY,
	.slots = slots,
	.scratch_nbytes = no_scratch,
	.run = run,
};

const struct conv_kernel *avx512vnni_depthwise(const struct conv *conv)
{
	const struct window *v = &conv->window;
	bool fits = v->h == TAPS && v->w == TAPS && v->dilation_h == 1 && v->dilation_w == 1 &&
		    v->stride_w <= 2;
	return fits ? &columns : avx512vnni_taps(conv);
}
