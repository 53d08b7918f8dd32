// SPDX-License-Identifier: Apache-2.0
/*
 * Vectors of doubles, for loops that are compiled twice from one text: see loops.h.  A source
 * that says WIDE_DOUBLES first gets four at a time, for an x86-64 with AVX2; every other one
 * gets two, which every CPU of the architectures in use has.
 */
#ifndef ZOO_FEATURES_VEC_H
#define ZOO_FEATURES_VEC_H

#if defined(WIDE_DOUBLES) && defined(__x86_64__)
#define VEC_TARGET __attribute__((target("avx2")))
enum { VEC_COUNT = 4 };
typedef double vec __attribute__((vector_size(32)));
typedef double vec_in_memory __attribute__((vector_size(32), aligned(8), may_alias));

#else
#define VEC_TARGET
enum { VEC_COUNT = 2 };
typedef double vec __attribute__((vector_size(16)));
typedef double vec_in_memory __attribute__((vector_size(16), aligned(8), may_alias));
#endif

// Inlined always, as sizes are constants only there.
#define VEC_FUNCTION static inline VEC_TARGET __attribute__((always_inline))

VEC_FUNCTION vec vec_load(const double *from)
{
	return *(const vec_in_memory *)from;
}

VEC_FUNCTION void vec_store(double *to, vec v)
{
	*(vec_in_memory *)to = v;
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define VEC_PICK __builtin_shufflevector
#endif
#endif
#ifndef VEC_PICK // GCC before 12
typedef long long vec_places __attribute__((vector_size(sizeof(vec))));
#define VEC_PICK(a, b, ...) __builtin_shuffle(a, b, (vec_places){__VA_ARGS__})
#endif

#if defined(WIDE_DOUBLES) && defined(__x86_64__)

VEC_FUNCTION vec vec_all(double x)
{
	return (vec){x, x, x, x};
}

// Of each half, the first and the second elements of both: a0 b0 a2 b2, a1 b1 a3 b3.
VEC_FUNCTION vec vec_firsts(vec a, vec b)
{
	return VEC_PICK(a, b, 0, 4, 2, 6);
}

VEC_FUNCTION vec vec_seconds(vec a, vec b)
{
	return VEC_PICK(a, b, 1, 5, 3, 7);
}

VEC_FUNCTION vec vec_reversed(vec a)
{
	return VEC_PICK(a, a, 3, 2, 1, 0);
}

#else

VEC_FUNCTION vec vec_all(double x)
{
	return (vec){x, x};
}

VEC_FUNCTION vec vec_firsts(vec a, vec b)
{
	return VEC_PICK(a, b, 0, 2);
}

VEC_FUNCTION vec vec_seconds(vec a, vec b)
{
	return VEC_PICK(a, b, 1, 3);
}

VEC_FUNCTION vec vec_reversed(vec a)
{
	return VEC_PICK(a, a, 1, 0);
}

#endif

#endif
