// SPDX-License-Identifier: Apache-2.0
/*
 * vpdpbusd and AVX-512 on a CPU that has AVX2 and FMA: included in front of the sources of
 * engine/kernels/x86 that need more, which then are what they are, but slow.
 *
 * SIMDe emulates them.  What its release 0.7.4 lacks stands below, made of halves of 256 bits
 * or byte by byte; and its fused multiply-add, which rounds twice.  All are functions that
 * are called: inlined, a tile would keep a compiler busy for minutes.
 */
#ifndef TESTS_SIMDE_VNNI_H
#define TESTS_SIMDE_VNNI_H

#define SIMDE_NO_INLINE
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

#include <stdint.h>
#include <string.h>

#define EMULATED static __attribute__((noinline, unused))

union emulated_512 {
	simde__m512i i;
	simde__m512 f;
	__m256i i_half[2];
	__m256 f_half[2];
	uint8_t byte[64];
};

EMULATED simde__m512 emulated_fmadd(simde__m512 a, simde__m512 b, simde__m512 c)
{
	union emulated_512 x = {.f = a}, y = {.f = b}, z = {.f = c};
	for (int i = 0; i < 2; i++)
		x.f_half[i] = _mm256_fmadd_ps(x.f_half[i], y.f_half[i], z.f_half[i]);
	return x.f;
}

EMULATED simde__m512 emulated_to_float(simde__m512i a)
{
	union emulated_512 x = {.i = a}, r;
	for (int i = 0; i < 2; i++)
		r.f_half[i] = _mm256_cvtepi32_ps(x.i_half[i]);
	return r.f;
}

EMULATED simde__m512i emulated_to_nearest(simde__m512 a)
{
	union emulated_512 x = {.f = a}, r;
	for (int i = 0; i < 2; i++)
		r.i_half[i] = _mm256_cvtps_epi32(x.f_half[i]);
	return r.i;
}

EMULATED simde__m512i emulated_shift(simde__m512i a, simde__m512i count)
{
	union emulated_512 x = {.i = a}, y = {.i = count};
	for (int i = 0; i < 2; i++)
		x.i_half[i] = _mm256_srav_epi32(x.i_half[i], y.i_half[i]);
	return x.i;
}

// Bytes whose bit is 0 are not touched.
static inline void emulated_move(void *to, uint64_t mask, const void *from, int count)
{
	for (int i = 0; i < count; i++)
		if (mask >> i & 1)
			memcpy((char *)to + i, (const char *)from + i, 1);
}

EMULATED simde__m512i emulated_load(uint64_t mask, const void *from)
{
	union emulated_512 x = {.byte = {0}};
	emulated_move(x.byte, mask, from, 64);
	return x.i;
}

EMULATED void emulated_store_512(void *to, uint64_t mask, simde__m512i a)
{
	emulated_move(to, mask, &a, 64);
}

EMULATED void emulated_store_256(void *to, uint64_t mask, __m256i a)
{
	emulated_move(to, mask, &a, 32);
}

EMULATED void emulated_store_128(void *to, uint64_t mask, __m128i a)
{
	emulated_move(to, mask, &a, 16);
}

#undef _mm512_fmadd_ps
#define _mm512_fmadd_ps(a, b, c) emulated_fmadd(a, b, c)
#define _mm512_cvtepi32_ps(a) emulated_to_float(a)
#define _mm512_cvtps_epi32(a) emulated_to_nearest(a)
#define _mm512_srav_epi32(a, count) emulated_shift(a, count)
#define _mm512_maskz_loadu_epi8(mask, from) emulated_load(mask, from)
#define _mm512_mask_storeu_epi8(to, mask, a) emulated_store_512(to, mask, a)
#define _mm256_mask_storeu_epi8(to, mask, a) emulated_store_256(to, mask, a)
#define _mm_mask_storeu_epi8(to, mask, a) emulated_store_128(to, mask, a)
#define _mm256_dpbusd_avx_epi32(sum, a, w) simde_mm256_dpbusd_epi32(sum, a, w)

#endif
