// SPDX-License-Identifier: Apache-2.0
/*
 * Which rows and columns of the picture a line of a depthwise convolution holds, and which
 * weights it meets.
 */
#include "engine/kernels/arm/neon_depthwise.h"

#include <string.h>

enum {
	OUTSIDE_NBYTES = 64,
	MAX_LINE_NBYTES = 1 << 20 // a picture's line needs a few KB
};

static size_t round_up(size_t nbytes)
{
	return (nbytes + 63) / 64 * 64;
}

// Of a column.
static int32_t group_count(const struct conv *conv, const struct neon_lines *lines)
{
	int64_t rows = lines->group_rows;
	return (int32_t)((conv->window.h + rows - 1) / rows);
}

// Places [column][group][group_rows].
size_t neon_depthwise_slots(int32_t *slots, const struct conv *conv, const struct neon_lines *lines)
{
	const struct window *v = &conv->window;
	int32_t groups = group_count(conv, lines);
	size_t count = 0;
	for (int32_t j = 0; j < v->w; j++)
		for (int32_t g = 0; g < groups; g++)
			for (int32_t d = 0; d < lines->group_rows; d++, count++) {
				int32_t i = g * lines->group_rows + lines->order[d];
				if (slots)
					slots[count] = i < v->h ? i * v->w + j : -1;
			}
	return count;
}

// From the window's first column at the first output to its last at the last one.
static int64_t column_count(const struct window *v)
{
	return (int64_t)(v->out_w - 1) * v->stride_w + (int64_t)(v->w - 1) * v->dilation_w + 1;
}

// Rows, with those that fill up the last group.
static size_t row_count(const struct conv *conv, const struct neon_lines *lines)
{
	return (size_t)group_count(conv, lines) * (size_t)lines->group_rows;
}

static size_t rows_nbytes(const struct conv *conv, const struct neon_lines *lines)
{
	return round_up(row_count(conv, lines) * sizeof(struct neon_tap_row));
}

static size_t column_nbytes(const struct conv *conv, const struct neon_lines *lines)
{
	return (size_t)group_count(conv, lines) * lines->entry_nbytes;
}

bool neon_depthwise_fits(const struct conv *conv, const struct neon_lines *lines)
{
	size_t columns = (size_t)column_count(&conv->window);
	return columns <= MAX_LINE_NBYTES / column_nbytes(conv, lines);
}

size_t neon_depthwise_scratch_nbytes(const struct conv *conv, const struct neon_lines *lines)
{
	size_t columns = (size_t)column_count(&conv->window);
	return rows_nbytes(conv, lines) + OUTSIDE_NBYTES + columns * column_nbytes(conv, lines);
}

static void find_rows(struct neon_tap_row *rows, size_t count, const int8_t *outside,
	const int8_t *in, const struct conv *conv, int32_t y)
{
	const struct window *v = &conv->window;
	ptrdiff_t row_nbytes = (ptrdiff_t)v->in_w * conv->in_stride;
	for (size_t i = 0; i < count; i++) {
		int64_t in_y = (int64_t)y * v->stride_h - v->before_h + (int64_t)i * v->dilation_h;
		bool inside = (int64_t)i < v->h && in_y >= 0 && in_y < v->in_h;
		rows[i] = inside ? (struct neon_tap_row){in + in_y * row_nbytes, conv->in_stride}
				 : (struct neon_tap_row){outside, 0};
	}
}

static int64_t clamp_columns(int64_t x, int64_t low, int64_t high)
{
	return x < low ? low : x > high ? high : x;
}

// All columns of one group of rows.
static void fill_group(int8_t *line, const struct conv *conv, const struct neon_lines *lines,
	const struct neon_tap_row *rows, const struct neon_tap_row *outside, int32_t taps)
{
	const struct window *v = &conv->window;
	ptrdiff_t step = (ptrdiff_t)column_nbytes(conv, lines);
	int64_t columns = column_count(v);
	int64_t first = clamp_columns(v->before_w, 0, columns);
	int64_t end = clamp_columns((int64_t)v->before_w + v->in_w, first, columns);
	lines->fill(line, step, outside, taps, first);
	lines->fill(line + first * step, step, rows, taps, end - first);
	lines->fill(line + end * step, step, outside, taps, columns - end);
}

static void fill_line(int8_t *line, const struct conv *conv, const struct neon_lines *lines,
	const struct neon_tap_row *rows, const int8_t *outside)
{
	struct neon_tap_row border[8];
	for (int32_t d = 0; d < lines->group_rows; d++)
		border[d] = (struct neon_tap_row){outside, 0};
	for (int32_t i = 0; i < conv->window.h; i += lines->group_rows) {
		int32_t rest = conv->window.h - i;
		fill_group(line, conv, lines, rows + i, border,
			rest < lines->group_rows ? rest : lines->group_rows);
		line += lines->entry_nbytes;
	}
}

void neon_depthwise(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch)
{
	const struct neon_depthwise_way *way = conv->packed.context;
	const struct neon_lines *lines = way->lines;
	const struct window *v = &conv->window;
	ptrdiff_t step = (ptrdiff_t)column_nbytes(conv, lines);
	struct neon_place place = {step * v->dilation_w, step * v->stride_w, v->h, v->w};
	struct neon_tap_row *rows = scratch;
	size_t count = row_count(conv, lines);
	int8_t *outside = (int8_t *)scratch + rows_nbytes(conv, lines);
	int8_t *line = outside + OUTSIDE_NBYTES;
	memset(outside, conv->zero_in, OUTSIDE_NBYTES);
	for (int32_t y = 0; y < v->out_h; y++) {
		find_rows(rows, count, outside, in, conv, y);
		int8_t *at = out + (ptrdiff_t)y * v->out_w * conv->out_stride;
		for (int32_t p = 0; p < conv->packed.panel_count; p++, at += NEON_CHANNELS) {
			fill_line(line, conv, lines, rows, outside);
			way->outputs(at, line, &place, conv, p);
			for (size_t i = 0; i < count; i++)
				rows[i].at += rows[i].step ? NEON_CHANNELS : 0;
		}
	}
}
