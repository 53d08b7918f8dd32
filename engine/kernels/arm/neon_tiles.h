// SPDX-License-Identifier: Apache-2.0
/*
 * How a panel is multiplied with any number of rows, by tiles of a few rows whose sums stay in
 * registers; the tiles themselves are a table's own.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_TILES_H
#define ENGINE_KERNELS_ARM_NEON_TILES_H

#include "engine/kernels/arm/neon_panel.h"

/*
 * `rows` outputs, out_stride apart, of the panel's channels, from as many rows of activations.
 * `rows` and `way` are constants; what `way` tells is up to the tile.
 */
typedef void neon_tile(int8_t *out, const int8_t *a, ptrdiff_t a_stride, ptrdiff_t out_stride,
	const struct neon_panel *p, int rows, int way);

// By tiles of `most` rows, 4 or 8, and then by one of half as many after the other.
KERNEL_INLINE void neon_tiles(int8_t *out, const int8_t *a, ptrdiff_t a_stride,
	ptrdiff_t out_stride, const struct neon_panel *p, int32_t rows, neon_tile *tile, int most,
	int way)
{
	int32_t r = 0;
	for (; r + most <= rows; r += most)
		tile(out + r * out_stride, a + r * a_stride, a_stride, out_stride, p, most, way);
	if (most > 4 && r + 4 <= rows) {
		tile(out + r * out_stride, a + r * a_stride, a_stride, out_stride, p, 4, way);
		r += 4;
	}
	if (r + 2 <= rows) {
		tile(out + r * out_stride, a + r * a_stride, a_stride, out_stride, p, 2, way);
		r += 2;
	}
	if (r < rows)
		tile(out + r * out_stride, a + r * a_stride, a_stride, out_stride, p, 1, way);
}

#endif
