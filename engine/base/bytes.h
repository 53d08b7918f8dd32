// SPDX-License-Identifier: Apache-2.0
/*
 * A run of bytes that somebody else owns, and arithmetic on sizes that come
 * from files.  Nothing here allocates.
 */
#ifndef ENGINE_BASE_BYTES_H
#define ENGINE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const unsigned char *data; // NULL: absent, as opposed to empty
	size_t nbytes;
};

// *out = a * b or a + b; false, and *out untouched, if that does not fit.
static inline bool size_mul(size_t *out, size_t a, size_t b)
{
	size_t product;
	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*out = product;
	return true;
}

static inline bool size_add(size_t *out, size_t a, size_t b)
{
	size_t sum;
	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

// The next multiple of `alignment`, a power of two.  The caller knows that it fits.
static inline size_t size_align(size_t n, size_t alignment)
{
	return (n + alignment - 1) & ~(alignment - 1);
}

#endif
