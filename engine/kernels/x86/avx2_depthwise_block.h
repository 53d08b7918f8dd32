// SPDX-License-Identifier: Apache-2.0
/*
 * How a picture is cut into tiles for depthwise convolutions, and a tile's input as a block of
 * int16, [rows][cols][16], with zero_in where it leaves the picture: kernels meet no
 * borders, and their steps are constants.
 */
#ifndef ENGINE_KERNELS_X86_AVX2_DEPTHWISE_BLOCK_H
#define ENGINE_KERNELS_X86_AVX2_DEPTHWISE_BLOCK_H

#include "engine/kernels/kernels.h"

enum {
	AVX2_DEPTHWISE_COLS = 16,
	AVX2_DEPTHWISE_BEHIND = 1 // columns behind the last window that may be read
};

// Tiles of at most h x w outputs, blocks of rows x cols pixels.
struct avx2_depthwise_cut {
	int32_t h, w;
	int64_t rows, cols;
};

// False if a window is so large that a block would be.
bool avx2_depthwise_cut(struct avx2_depthwise_cut *out, const struct window *window);

// Rows or columns of a block that lie in the picture: from `first`, `count` of them.
struct avx2_depthwise_inside {
	int32_t first, count;
	int32_t in; // the picture's first; 0 if there is none
};

struct avx2_depthwise_block {
	int16_t *at; // at a multiple of 32
	const struct avx2_depthwise_cut *cut;
	struct avx2_depthwise_inside rows, cols;
};

// For the tile whose first output is (y, x): everything but what lies in the picture.
void avx2_depthwise_block_begin(
	struct avx2_depthwise_block *block, const struct conv *conv, int32_t y, int32_t x);

// What lies in the picture, of the channels from `in` on; fifteen codes behind the last pixel
// may be read.
void avx2_depthwise_block_widen(
	const struct avx2_depthwise_block *block, const int8_t *in, const struct conv *conv);

#endif
