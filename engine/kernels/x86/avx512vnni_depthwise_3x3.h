// SPDX-License-Identifier: Apache-2.0
/*
 * What avx512vnni_depthwise_3x3.c keeps in registers of a block of 64 channels, four panels, and
 * how the columns of three lines of its activations are brought there.
 *
 * Interleaving is two rounds of vpunpck within quarters of 128 bits.  A line's sixteen dwords of
 * four channels are transposed before it, so that afterwards every register is a panel in
 * plain order; for the last panels, where fewer remain, that is why none is computed in vain.
 *
 * Outside the picture a line is one of zero_in at which the pointer stands still.
 */
#ifndef ENGINE_KERNELS_X86_AVX512VNNI_DEPTHWISE_3X3_H
#define ENGINE_KERNELS_X86_AVX512VNNI_DEPTHWISE_3X3_H

#include "engine/kernels/x86/avx512vnni.h"

enum { TAPS = 3, PANELS = 4, BLOCK = PANELS * AVX512_COLS };

// One block of channels of one convolution.
struct block {
	const struct conv *conv;
	ptrdiff_t panel; // its first
	int32_t channels;
	enum avx512_form form[PANELS];
};

// What a line of outputs needs, in registers.
struct stage {
	__m512i weights[TAPS][PANELS], bias[PANELS], outside;
	struct avx512_float floats[PANELS];
	struct avx512_end end;
	__mmask64 valid; // of a pixel's codes, which are channels
};

KERNEL_INLINE void load_stage(struct stage *s, const struct block *b, const int panels)
{
	KERNEL_UNROLL
	for (int p = 0; p < panels; p++) {
		const struct avx512_params params = {&b->conv->packed.forms, b->panel + p, false};
		const int8_t *w = (const int8_t *)b->conv->packed.weights +
				  (size_t)(b->panel + p) * b->conv->packed.panel_nbytes;
		s->floats[p] = avx512_float(&params);
		s->bias[p] = avx512_lanes(b->conv->packed.bias, b->panel + p);
		KERNEL_UNROLL
		for (int tap = 0; tap < TAPS; tap++)
			s->weights[tap][p] = _mm512_load_si512(w + tap * VNNI_STEP);
	}
	s->outside = _mm512_set1_epi8((char)vnni_outside(b->conv));
	s->end = avx512_end(b->conv, b->panel, b->panel + (panels > 1),
		b->panel + (panels > 2 ? 2 : 0), b->panel + (panels > 3 ? 3 : 0));
	s->valid = ~(__mmask64)0 >> (BLOCK - b->channels);
}

// Codes of 64 biased channels of a pixel; those of missing panels may be anything.
KERNEL_INLINE __m512i load_channels(const int8_t *at, const __m512i order, const int panels)
{
	__m512i a = panels > 2   ? _mm512_loadu_si512(at)
		    : panels > 1 ? _mm512_castsi256_si512(_mm256_loadu_si256((const void *)at))
				 : _mm512_castsi128_si512(_mm_loadu_si128((const void *)at));
	a = _mm512_permutexvar_epi32(order, a);
	return _mm512_xor_si512(a, _mm512_set1_epi8(-128));
}

// [panel]: sixteen channels of lines 0, 1, 2 and 2 again.
KERNEL_INLINE void interleave(
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

// The columns of the input under a line of outputs, one after the other.
struct cursor {
	const int8_t *at[TAPS];
	ptrdiff_t step[TAPS]; // to the next pixel
	int32_t x, in_w;
};

// Where those of output line y begin.
KERNEL_INLINE struct cursor first_column(
	const int8_t *in, const int8_t *outside, const struct conv *conv, int32_t y)
{
	const struct window *v = &conv->window;
	struct cursor c = {.x = -v->before_w, .in_w = v->in_w};
	KERNEL_UNROLL
	for (int i = 0; i < TAPS; i++) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h + i;
		bool inside = in_y >= 0 && in_y < v->in_h;
		c.step[i] = inside ? conv->in_stride : 0;
		c.at[i] = (inside ? in + in_y * v->in_w * conv->in_stride : outside) +
			  c.x * c.step[i];
	}
	return c;
}

KERNEL_INLINE void next_column(
	__m512i group[PANELS], struct cursor *c, const struct stage *s, const int panels)
{
	if (c->x >= 0 && c->x < c->in_w) {
		interleave(group, c->at, s->end.order, panels);
	} else {
		KERNEL_UNROLL
		for (int p = 0; p < panels; p++)
			group[p] = s->outside;
	}
	c->x++;
	KERNEL_UNROLL
	for (int i = 0; i < TAPS; i++) {
		c->at[i] += c->step[i];
		__asm__("" : "+r"(c->at[i])); // three addresses are no vector
	}
}

#endif
