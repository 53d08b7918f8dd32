// SPDX-License-Identifier: Apache-2.0
/*
 * Depthwise convolution, what every Arm table does alike.
 *
 * The rows of the picture that a row of outputs reads are taken in groups, and brought
 * together column by column into a line, eight channels of one panel at a time; borders are in
 * it as zero_in.  Then each output reads one entry of every group for each column of its
 * window.  The line holds each column once, whatever the stride, the dilation and the padding,
 * so what computes outputs knows none of them.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_DEPTHWISE_H
#define ENGINE_KERNELS_ARM_NEON_DEPTHWISE_H

#include "engine/kernels/arm/neon_panel.h"

enum { NEON_CHANNELS = 8 }; // of a panel

// A row of the picture as a line reads it: eight channels of each column.
struct neon_tap_row {
	const int8_t *at; // of the first column
	ptrdiff_t step;   // from a column to the next; 0: outside, zero_in everywhere
};

// A table's lines, [column][group] of entries.
struct neon_lines {
	int32_t group_rows;         // 8 or less
	size_t entry_nbytes;        // of a group in a column
	const unsigned char *order; // row order[d] of a group is at place d
	/*
	 * Entries of `columns` columns, `step` apart, from `taps` rows; rows[taps..group_rows-1]
	 * are outside.
	 */
	void (*fill)(int8_t *to, ptrdiff_t step, const struct neon_tap_row *rows, int32_t taps,
		int64_t columns);
};

// Where a row of outputs finds its windows in a line.
struct neon_place {
	ptrdiff_t column, output; // bytes from one to the next
	int32_t h, w;
};

// One row of outputs, channels of one panel.
typedef void neon_outputs(int8_t *out, const int8_t *line, const struct neon_place *place,
	const struct conv *conv, int32_t panel);

// The context of a struct conv_kernel whose run() is neon_depthwise().
struct neon_depthwise_way {
	const struct neon_lines *lines;
	neon_outputs *outputs;
};

void neon_depthwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch);

enum { NEON_3X3, NEON_WINDOW };

// The depthwise convolutions of a table by these names: initialises an array of struct
// conv_kernel.  slots() and scratch_nbytes() are those below, of `lines`.
#define NEON_DEPTHWISE_KERNELS(                                                               \
	group_rows, lines, slots, scratch_nbytes, outputs_3x3, outputs_window)                \
	{                                                                                     \
		[NEON_3X3] = {"3x3", NEON_GEOMETRY(NEON_CHANNELS, group_rows), (slots),       \
			(scratch_nbytes), neon_depthwise,                                     \
			&(const struct neon_depthwise_way){(lines), (outputs_3x3)}},          \
		[NEON_WINDOW] = {"window", NEON_GEOMETRY(NEON_CHANNELS, group_rows), (slots), \
			(scratch_nbytes), neon_depthwise,                                     \
			&(const struct neon_depthwise_way){(lines), (outputs_window)}},       \
	}

size_t neon_depthwise_scratch_nbytes(const struct conv *conv, const struct neon_lines *lines);
size_t neon_depthwise_slots(
	int32_t *slots, const struct conv *conv, const struct neon_lines *lines);
// False: the line is so long that nothing is gained.
bool neon_depthwise_fits(const struct conv *conv, const struct neon_lines *lines);

// Channels 0-3 and 4-7 of an output.
struct neon_sums {
	int32x4_t low, high;
};

/*
 * Adds an output's products, of the window that begins at `line`.  `weights` is what
 * neon_row_of_outputs() was given: the panel's, or those that are held in registers.
 */
typedef struct neon_sums neon_window(struct neon_sums sum, const int8_t *line, const void *weights,
	const struct neon_place *place);

// Adds the products of a group's entry with its weights; `taps` rows of the window, 1 or more,
// are left from the group's first one on.
typedef struct neon_sums neon_entry(
	struct neon_sums sum, const int8_t *entry, const int8_t *weights, int32_t taps);

// neon_window() of any shape, by `add`, which like `lines` is a constant.
KERNEL_INLINE struct neon_sums neon_add_window(struct neon_sums sum, const int8_t *line,
	const int8_t *weights, const struct neon_place *place, const struct neon_lines *lines,
	neon_entry *add)
{
	for (int32_t j = 0; j < place->w; j++, line += place->column) {
		const int8_t *entry = line;
		for (int32_t i = 0; i < place->h; i += lines->group_rows) {
			sum = add(sum, entry, weights, place->h - i);
			entry += lines->entry_nbytes;
			weights += lines->entry_nbytes;
		}
	}
	return sum;
}

// neon_outputs() by `window`, which is a constant; two at a time, so that no sum waits for itself.
KERNEL_INLINE void neon_row_of_outputs(int8_t *out, const int8_t *line,
	const struct neon_place *place, const struct conv *conv, int32_t panel, neon_window *window,
	const void *weights)
{
	struct neon_panel p = neon_panel(conv, panel, NEON_CHANNELS);
	struct neon_sums start = {vld1q_s32(p.bias), vld1q_s32(p.bias + 4)};
	// a copy, which stores of codes cannot change
	struct neon_place at = *place;
	for (int32_t x = 0; x < conv->window.out_w; x += 2) {
		int stored = x + 1 < conv->window.out_w ? 2 : 1;
		const int8_t *other = stored == 2 ? line + at.output : line;
		struct neon_sums a = window(start, line, weights, &at);
		struct neon_sums b = window(start, other, weights, &at);
		int32x4_t sum[2][8] = {{a.low, b.low}, {a.high, b.high}};
		neon_finish_8(out, conv->out_stride, sum, 2, stored, p.channels, p.form, &p.stage);
		line = other + at.output;
		out += (ptrdiff_t)2 * conv->out_stride;
	}
}

#endif
