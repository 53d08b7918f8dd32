// SPDX-License-Identifier: Apache-2.0
/*
 * Weights into panels of `cols` channels, `depth` consecutive places side by side, and the
 * channels' parameters into the same lanes, for every geometry.  Zeros beyond n and k
 * make a tail harmless whatever activation it meets.
 */
#include "engine/kernels/inline.h"
#include "engine/kernels/kernels.h"

#include <string.h>

size_t kernels_plain_slots(int32_t *slots, int64_t k_count, int depth)
{
	size_t count = ((size_t)k_count + (size_t)depth - 1) / (size_t)depth * (size_t)depth;
	for (size_t i = 0; slots && i < count; i++)
		slots[i] = (int64_t)i < k_count ? (int32_t)i : -1;
	return count;
}

static size_t panel_count(const struct geometry *geometry, const struct weights *weights)
{
	return ((size_t)weights->n_count + (size_t)geometry->cols - 1) / (size_t)geometry->cols;
}

size_t kernels_packed_nbytes(
	const struct conv_kernel *kernel, const struct conv *conv, const struct weights *weights)
{
	const struct geometry *g = &kernel->geometry;
	// the bias, the multiplier, and the eight arrays of struct forms that have lanes
	enum { LANE_NBYTES = sizeof(int32_t) + sizeof(struct multiplier) + 8 * sizeof(int32_t) };
	// n_count * k_count is below 2^31, and slots pad k by a small factor: these products fit
	size_t lane_nbytes = kernel->slots(NULL, conv) * (size_t)g->weight_bytes + LANE_NBYTES;
	return panel_count(g, weights) * (size_t)g->cols * lane_nbytes;
}

/* ---- weights ---- */

// What the places of a panel hold, and room for those of one channel.
struct places {
	int32_t *slots;
	size_t count;
	bool plain; // slots are 0, 1, 2, ...
	int8_t *row;
};

static struct places make_places(
	const struct conv_kernel *kernel, const struct conv *conv, struct arena *scratch)
{
	struct places p = {.count = kernel->slots(NULL, conv), .plain = true};
	p.slots = arena_array(scratch, int32_t, p.count);
	p.row = arena_array(scratch, int8_t, p.count);
	kernel->slots(p.slots, conv);
	for (size_t i = 0; i < p.count; i++)
		p.plain = p.plain && (p.slots[i] == (int32_t)i || p.slots[i] < 0);
	return p;
}

// Channel n's weights in the order of the places; returns their sum.
static int64_t gather(const struct places *p, const struct weights *weights, size_t n)
{
	const int8_t *from = weights->at + (ptrdiff_t)n * weights->n_stride;
	int64_t sum = 0;
	if (p->plain && weights->k_stride == 1) {
		memcpy(p->row, from, (size_t)weights->k_count); // zeros behind it stay
		for (int32_t k = 0; k < weights->k_count; k++)
			sum += from[k];
		return sum;
	}
	for (size_t i = 0; i < p->count; i++) {
		int32_t k = p->slots[i];
		p->row[i] = k < 0 ? 0 : from[k * weights->k_stride];
		sum += p->row[i];
	}
	return sum;
}

/*
 * One lane of a panel, `depth` places at each step of `step` elements.  Inlined where the
 * depth is known, so that moving it takes one instruction.
 */
KERNEL_INLINE void put_bytes(int8_t *to, size_t step, const int8_t *row, size_t count, size_t depth)
{
	for (size_t i = 0; i < count; i += depth, to += step)
		memcpy(to, row + i, depth);
}

KERNEL_INLINE void put_words(
	int16_t *to, size_t step, const int8_t *row, size_t count, size_t depth)
{
	for (size_t i = 0; i < count; i += depth, to += step)
		for (size_t d = 0; d < depth; d++)
			to[d] = row[i + d];
}

static void put_weights(void *panel, const struct geometry *g, size_t lane, const struct places *p)
{
	size_t depth = (size_t)g->depth, step = (size_t)g->cols * depth;
	if (g->weight_bytes == 1) {
		int8_t *to = (int8_t *)panel + lane * depth;
		if (depth == 4)
			put_bytes(to, step, p->row, p->count, 4);
		else if (depth == 8)
			put_bytes(to, step, p->row, p->count, 8);
		else
			put_bytes(to, step, p->row, p->count, depth);
		return;
	}
	int16_t *to = (int16_t *)panel + lane * depth;
	if (depth == 2)
		put_words(to, step, p->row, p->count, 2);
	else
		put_words(to, step, p->row, p->count, depth);
}

/* ---- parameters ---- */

// The panels' arrays, while they are filled in.
struct arrays {
	int32_t *bias;
	struct multiplier *multiplier;
	unsigned char *form;
	int16_t *zero;
	float *factor, *offset;
	int32_t *exception, *q31, *nudge, *negative, *half, *shift;
};

static int32_t *lanes_of(size_t count, struct arena *keep)
{
	return arena_alloc(keep, count, sizeof(int32_t), 64);
}

static struct arrays make_arrays(size_t panels, size_t cols, struct arena *keep)
{
	size_t lanes = panels * cols;
	return (struct arrays){
		.bias = lanes_of(lanes, keep),
		.multiplier = arena_alloc(keep, lanes, sizeof(struct multiplier), 64),
		.form = arena_array(keep, unsigned char, panels),
		.zero = arena_array(keep, int16_t, panels),
		.factor = arena_alloc(keep, lanes, sizeof(float), 64),
		.offset = arena_alloc(keep, lanes, sizeof(float), 64),
		.exception = lanes_of(lanes, keep),
		.q31 = lanes_of(lanes, keep),
		.nudge = lanes_of(lanes, keep),
		.negative = lanes_of(lanes, keep),
		.half = lanes_of(lanes, keep),
		.shift = lanes_of(lanes, keep),
	};
}

static void put_lane(struct arrays *to, size_t at, const struct lane_form *lane)
{
	to->factor[at] = lane->factor;
	to->offset[at] = lane->offset;
	to->exception[at] = lane->exception;
	to->q31[at] = lane->q31;
	to->nudge[at] = lane->nudge;
	to->negative[at] = lane->negative;
	to->half[at] = lane->half;
	to->shift[at] = lane->shift;
}

// The channel in a lane of a panel; NULL beyond the last.
static const struct channel *channel_in(const struct channel *channels, int32_t n_count,
	const struct geometry *g, size_t panel, size_t lane)
{
	size_t n = panel * (size_t)g->cols + (g->lanes ? g->lanes[lane] : lane);
	return n < (size_t)n_count ? &channels[n] : NULL;
}

/*
 * The best form that holds for all lanes of a panel, and the lanes' parameters.  Returns
 * FORM_FIXED or FORM_SCALAR if the finder's float form does not.
 */
static enum form find_panel(struct lane_form *lanes, const struct form_finder *finder,
	const struct channel *channels, int32_t n_count, const struct geometry *g, size_t panel)
{
	bool floats = true, fixed = true, except = false;
	for (size_t lane = 0; lane < (size_t)g->cols; lane++) {
		const struct channel *c = channel_in(channels, n_count, g, panel, lane);
		lanes[lane] = (struct lane_form){0};
		if (!c)
			continue;
		forms_find(&lanes[lane], finder, c->multiplier, c->low, c->high);
		floats &= lanes[lane].linear || lanes[lane].is_signed;
		fixed &= lanes[lane].fixed;
		except |= lanes[lane].exception != INT32_MIN;
	}
	if (!floats)
		return fixed ? FORM_FIXED : FORM_SCALAR;
	if (finder->mirrored)
		return except ? FORM_SIGNED_EXCEPT : FORM_SIGNED;
	return except ? FORM_LINEAR_EXCEPT : FORM_LINEAR;
}

// The stage's finders, the better one first, and room for the lanes of a panel.
struct finders {
	struct form_finder at[2];
	int count; // made; the second not before a panel needs it
	bool both;
	struct lane_form *lanes;
};

static void make_finders(struct finders *out, const struct output_stage *stage,
	const struct geometry *g, struct arena *scratch)
{
	out->both = form_linear_suits(stage);
	out->count = 1;
	out->lanes = arena_array(scratch, struct lane_form, g->cols);
	form_finder_init(&out->at[0], stage, !out->both);
}

static void put_panel(struct arrays *to, struct finders *finders, const struct channel *channels,
	int32_t n_count, const struct geometry *g, size_t panel)
{
	struct lane_form *lanes = finders->lanes;
	enum form form = find_panel(lanes, &finders->at[0], channels, n_count, g, panel);
	if (form == FORM_FIXED && finders->both) { // it cannot help FORM_SCALAR
		if (finders->count == 1)
			form_finder_init(
				&finders->at[finders->count++], &finders->at[0].stage, true);
		form = find_panel(lanes, &finders->at[1], channels, n_count, g, panel);
	}
	to->form[panel] = (unsigned char)form;
	to->zero[panel] = (int16_t)form_zero(form, &finders->at[0].stage);
	for (size_t lane = 0; lane < (size_t)g->cols; lane++)
		put_lane(to, panel * (size_t)g->cols + lane, &lanes[lane]);
}

void kernels_pack(struct conv *conv, const struct conv_kernel *kernel,
	const struct weights *weights, const struct channel *channels, struct arena *keep)
{
	const struct geometry *g = &kernel->geometry;
	size_t cols = (size_t)g->cols, panels = panel_count(g, weights);
	struct arena scratch = {0};
	struct places places = make_places(kernel, conv, &scratch);
	struct finders finders;
	make_finders(&finders, &conv->stage, g, &scratch);

	size_t panel_nbytes = places.count * cols * (size_t)g->weight_bytes;
	unsigned char *packed = arena_alloc(keep, panels, panel_nbytes, 64);
	struct arrays to = make_arrays(panels, cols, keep);
	for (size_t p = 0; p < panels; p++) {
		for (size_t lane = 0; lane < cols; lane++) {
			const struct channel *channel =
				channel_in(channels, weights->n_count, g, p, lane);
			if (!channel)
				continue;
			int64_t sum = gather(&places, weights, (size_t)(channel - channels));
			int64_t folded = channel->bias - sum * ((int64_t)conv->zero_in + g->a_bias);
			put_weights(packed + p * panel_nbytes, g, lane, &places);
			to.bias[p * cols + lane] =
				(int32_t)(uint32_t)(uint64_t)folded; // modulo 2^32
			to.multiplier[p * cols + lane] = channel->multiplier;
		}
		put_panel(&to, &finders, channels, weights->n_count, g, p);
	}
	arena_release(&scratch);
	conv->packed = (struct packed){
		.panel_count = (int32_t)panels,
		.panel_nbytes = panel_nbytes,
		.weights = packed,
		.bias = to.bias,
		.multiplier = to.multiplier,
		.forms = {to.form, to.zero, to.factor, to.offset, to.exception, to.q31, to.nudge,
			to.negative, to.half, to.shift},
		.context = kernel->context,
	};
}
