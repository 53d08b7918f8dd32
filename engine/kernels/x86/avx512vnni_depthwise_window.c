// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolution of any window: four taps are a step.  Of each output pixel, the
 * addresses of its taps are listed once, and sixteen channels after sixteen pass over the
 * list; a tap outside the picture is a line of zero_in.
 *
 * Sixteen activations of a tap come as four copies of 16 bytes, from which vpshufb takes four
 * channels for each quarter and puts them into the tap's place in their dwords.
 */
#include "engine/kernels/x86/avx512vnni.h"

static size_t tap_count(const struct conv *conv)
{
	return kernels_plain_slots(NULL, (int64_t)conv->window.h * conv->window.w, VNNI_DEPTH);
}

static size_t slots(int32_t *slots, const struct conv *conv)
{
	return kernels_plain_slots(slots, (int64_t)conv->window.h * conv->window.w, VNNI_DEPTH);
}

// The line of zero_in is as long as whatever is read of a pixel.
static size_t outside_nbytes(const struct conv *conv)
{
	return (size_t)conv->out_depth + AVX512_COLS;
}

static size_t scratch_nbytes(const struct conv *conv)
{
	return tap_count(conv) * sizeof(const int8_t *) + outside_nbytes(conv);
}

// The pixels under the taps of output (y, x).
static void list_taps(const int8_t **tap, const int8_t *in, const int8_t *outside,
	const struct conv *conv, int32_t y, int32_t x)
{
	const struct window *v = &conv->window;
	for (int32_t i = 0; i < v->h; i++) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h + (int64_t)i * v->dilation_h;
		for (int32_t j = 0; j < v->w; j++, tap++) {
			int64_t in_x =
				(int64_t)x * v->stride_w - v->before_w + (int64_t)j * v->dilation_w;
			bool inside = in_y >= 0 && in_y < v->in_h && in_x >= 0 && in_x < v->in_w;
			*tap = inside ? in + (in_y * v->in_w + in_x) * conv->in_stride : outside;
		}
	}
}

// place[t]: quarter L takes channels 4 L.. of a tap to byte t of its dwords, and 0 elsewhere.
static void make_places(__m512i place[VNNI_DEPTH])
{
	int8_t byte[64];
	for (int t = 0; t < VNNI_DEPTH; t++) {
		for (int i = 0; i < 64; i++)
			byte[i] = (int8_t)(i % 4 == t ? i / 4 : -1);
		place[t] = _mm512_loadu_si512(byte);
	}
}

KERNEL_INLINE __m512i place_tap(const int8_t *at, __m512i place)
{
	__m512i copies = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)at));
	return _mm512_shuffle_epi8(copies, place);
}

static __m512i sum_panel(const int8_t *const *tap, size_t taps, const struct conv *conv,
	ptrdiff_t panel, const __m512i place[VNNI_DEPTH])
{
	const int8_t *w =
		(const int8_t *)conv->packed.weights + (size_t)panel * conv->packed.panel_nbytes;
	ptrdiff_t channel = panel * AVX512_COLS;
	__m512i sum = avx512_lanes(conv->packed.bias, panel);
	for (size_t t = 0; t < taps; t += VNNI_DEPTH, w += 64) {
		__m512i ab = _mm512_or_si512(place_tap(tap[t] + channel, place[0]),
			place_tap(tap[t + 1] + channel, place[1]));
		__m512i cd = _mm512_or_si512(place_tap(tap[t + 2] + channel, place[2]),
			place_tap(tap[t + 3] + channel, place[3]));
		__m512i group = _mm512_xor_si512(_mm512_or_si512(ab, cd), _mm512_set1_epi8(-128));
		sum = _mm512_dpbusd_epi32(sum, group, _mm512_load_si512(w));
	}
	return sum;
}

static void run_pixel(int8_t *out, const int8_t *const *tap, size_t taps, const struct conv *conv,
	const __m512i place[VNNI_DEPTH])
{
	for (ptrdiff_t panel = 0; panel < conv->packed.panel_count; panel++) {
		__m512i sum = sum_panel(tap, taps, conv, panel, place);
		int32_t channel = (int32_t)panel * AVX512_COLS, rest = conv->out_depth - channel;
		rest = rest < AVX512_COLS ? rest : AVX512_COLS;
		enum avx512_form form = avx512_form_of(conv, panel);
		if (form == AVX512_SCALAR) {
			int32_t sums[AVX512_COLS];
			_mm512_storeu_si512(sums, sum);
			avx512_store_scalar(out + channel, sums, 1, AVX512_COLS, conv, channel);
			continue;
		}
		const struct avx512_params params = {&conv->packed.forms, panel, false};
		avx512_forms(&sum, 1, 1, form, &params);
		const struct avx512_end end = avx512_end(conv, panel, panel, panel, panel);
		const __m512i results[] = {sum, sum, sum, sum};
		__m512i codes = avx512_codes(results, &end);
		_mm_mask_storeu_epi8(out + channel, (__mmask16)(0xffff >> (AVX512_COLS - rest)),
			_mm512_castsi512_si128(codes));
	}
}

static void run(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct window *v = &conv->window;
	size_t taps = tap_count(conv);
	const int8_t **tap = scratch;
	int8_t *outside = (int8_t *)(tap + taps);
	memset(outside, conv->zero_in, outside_nbytes(conv));
	for (size_t t = 0; t < taps; t++)
		tap[t] = outside;
	__m512i place[VNNI_DEPTH];
	make_places(place);
	for (int32_t y = 0; y < v->out_h; y++) {
		for (int32_t x = 0; x < v->out_w; x++, out += conv->out_stride) {
			list_taps(tap, in, outside, conv, y, x);
			run_pixel(out, tap, taps, conv, place);
		}
	}
}

const struct conv_kernel avx512vnni_depthwise_window = {
	.name = "window",
	.geometry = VNNI_GEOMETRY,
	.slots = slots,
	.scratch_nbytes = scratch_nbytes,
	.run = run,
};
