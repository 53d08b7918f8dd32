// SPDX-License-Identifier: Apache-2.0
/*
 * The step that runs the convolution family: one convolution for each group and batch,
 * with the kernel that the instruction set has for its shape.  A product of few rows and
 * many weights can take the rows of several samples.
 */
#include "engine/ops/channels.h"

// Weights in more groups are no network but an attempt to exhaust memory.
enum { MAX_GROUPS = 65536 };
// From so many rows on a sample keeps the multipliers busy by itself.
enum { MAX_JOINT_ROWS = 4 };

static const struct conv_kernel *kernel_for(
	const struct op_context *x, const struct conv *conv, enum conv_kind kind)
{
	return kind == CONV_DEPTHWISE ? x->kernels->depthwise(conv) : x->kernels->conv(conv);
}

// Before anything is made for these weights: take what they will need off what is left.
static bool spend_packed(const struct op_context *x, const struct conv_kernel *kernel,
	const struct conv *conv, const struct weights *weights, int32_t groups)
{
	struct weights part = *weights;
	part.n_count /= groups;
	size_t group_nbytes = kernels_packed_nbytes(kernel, conv, &part);
	// n_count * k_count and groups are below 2^31: these products fit
	size_t needed = (size_t)groups * (sizeof(struct conv) + group_nbytes) +
			(size_t)weights->n_count * sizeof(struct channel);
	if (needed > *x->packed_left_nbytes)
		return op_fail(x, "packed weights take %zu bytes (%zu are left to them)", needed,
			*x->packed_left_nbytes);
	*x->packed_left_nbytes -= needed;
	return true;
}

struct conv_state {
	const struct conv_kernel *kernel;
	int32_t batches, groups;
	size_t in_nbytes, out_nbytes; // of one batch
	const struct conv *group;     // groups of them
};

static void conv_run(const void *state, const struct operands *operands)
{
	const struct conv_state *s = state;
	const int8_t *in = operands->in[0];
	int8_t *out = operands->out;
	for (int32_t b = 0; b < s->batches; b++, in += s->in_nbytes, out += s->out_nbytes) {
		for (int32_t g = 0; g < s->groups; g++) {
			const struct conv *conv = &s->group[g];
			ptrdiff_t first_in = (ptrdiff_t)g * conv->in_depth;
			ptrdiff_t first_out = (ptrdiff_t)g * conv->out_depth;
			s->kernel->run(out + first_out, in + first_in, conv, operands->scratch);
		}
	}
}

// The usual case: nothing to loop over.
static void conv_run_one(const void *state, const struct operands *operands)
{
	const struct conv_state *s = state;
	s->kernel->run(operands->out, operands->in[0], s->group, operands->scratch);
}

// Rows of all samples as if they were one sample's.
static void conv_run_rows(const void *state, const struct operands *operands, int count)
{
	const struct conv_state *s = state;
	struct conv conv = *s->group;
	conv.window.in_w = conv.window.out_w *= count;
	s->kernel->run(operands->out, operands->in[0], &conv, operands->scratch);
}

// A convolution whose window takes in its whole picture is a product of rows and weights.
static bool is_product(const struct conv *conv, enum conv_kind kind, int32_t groups)
{
	const struct window *v = &conv->window;
	bool whole = v->h == v->in_h && v->w == v->in_w && v->before_h == 0 && v->before_w == 0 &&
		     v->out_h == 1 && v->out_w == 1 && (v->h == 1 || v->dilation_h == 1) &&
		     (v->w == 1 || v->dilation_w == 1);
	return kind == CONV_FULLY_CONNECTED || (kind == CONV_DENSE && groups == 1 && whole);
}

// The same as one line of pixels, a row each.
static void make_product(struct conv *conv, int32_t rows, int32_t depth)
{
	conv->window = (struct window){.in_h = 1,
		.in_w = rows,
		.out_h = 1,
		.out_w = rows,
		.h = 1,
		.w = 1,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1};
	conv->in_depth = conv->in_stride = depth;
}

static void pack_groups(struct conv *group, const struct conv_kernel *kernel,
	const struct weights *weights, const struct channel *channels, int32_t groups,
	struct arena *keep)
{
	struct weights part = *weights;
	part.n_count = weights->n_count / groups;
	for (int32_t g = 0; g < groups; g++) {
		part.at = weights->at + (ptrdiff_t)g * part.n_count * weights->n_stride;
		kernels_pack(
			&group[g], kernel, &part, channels + (ptrdiff_t)g * part.n_count, keep);
	}
}

// Of one sample's rows, or of as many samples' as there may be.
static size_t most_scratch_nbytes(
	const struct conv_kernel *kernel, const struct conv *one, int samples)
{
	size_t most_nbytes = 0;
	struct conv some = *one;
	for (int i = 1; i <= samples; i++) {
		some.window.in_w = one->window.in_w * i;
		some.window.out_w = one->window.out_w * i;
		size_t nbytes = kernel->scratch_nbytes(&some);
		most_nbytes = nbytes > most_nbytes ? nbytes : most_nbytes;
	}
	return most_nbytes;
}

// What the plan is to know; the first group stands for all.
static void fill_step(struct step *out, const struct op_context *x, const struct conv_state *state,
	const struct weights *weights)
{
	const struct conv *conv = state->group;
	const struct window *v = &conv->window;
	bool single = state->batches == 1 && state->groups == 1;
	step_init(out, x, 1);
	out->run = single ? conv_run_one : conv_run;
	out->state = state;
	out->way = state->kernel->name;
	out->macs = work_product(work_product(state->batches, v->out_h, v->out_w, 1),
		weights->n_count, weights->k_count, 1);
	// every lane of a panel is computed, and storing a code takes about as long as 8 products
	int64_t lanes = (int64_t)conv->packed.panel_count * state->kernel->geometry.cols;
	out->work = work_product(work_product(state->batches, v->out_h, v->out_w, state->groups),
		lanes, (int64_t)weights->k_count + 8, 1);
}

bool conv_step(struct step *out, const struct op_context *x, const struct conv *conv,
	const struct weights *weights, enum conv_kind kind, int32_t batches, int32_t groups)
{
	struct conv one = *conv;
	bool product = is_product(conv, kind, groups);
	if (product) {
		make_product(&one, batches, weights->k_count);
		batches = 1;
	}
	// The way that is good for all samples' rows does for fewer, too.
	struct conv all = one;
	bool joint = product && one.window.in_w < MAX_JOINT_ROWS;
	if (joint)
		all.window.in_w = all.window.out_w *= x->batch;
	const struct conv_kernel *kernel = kernel_for(x, &all, kind);
	if (!check_range(x, "groups", groups, 1, MAX_GROUPS) ||
		!spend_packed(x, kernel, &all, weights, groups))
		return false;
	const struct channel *channels = op_channels(x, weights, kind == CONV_FULLY_CONNECTED);
	if (!channels)
		return false;
	struct conv *group = arena_array(x->keep, struct conv, groups);
	for (int32_t g = 0; g < groups; g++)
		group[g] = one;
	pack_groups(group, kernel, weights, channels, groups, x->keep);
	const struct window *v = &one.window;
	struct conv_state *state = arena_new(x->keep, struct conv_state);
	*state = (struct conv_state){
		.kernel = kernel,
		.batches = batches,
		.groups = groups,
		.in_nbytes = (size_t)v->in_h * (size_t)v->in_w * (size_t)one.in_stride,
		.out_nbytes = (size_t)v->out_h * (size_t)v->out_w * (size_t)one.out_stride,
		.group = group,
	};
	fill_step(out, x, state, weights);
	if (joint)
		out->run_batch = conv_run_rows;
	out->scratch_nbytes = most_scratch_nbytes(kernel, group, joint ? x->batch : 1);
	return true;
}
