// SPDX-License-Identifier: Apache-2.0
/*
 * The step that runs the convolution family: one convolution for each group and batch,
 * with the kernel that the instruction set has for its shape.
 */
#include "engine/ops/channels.h"

// Weights in more groups are no network but an attempt to exhaust memory.
enum { MAX_GROUPS = 65536 };

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

bool conv_step(struct step *out, const struct op_context *x, const struct conv *conv,
	const struct weights *weights, enum conv_kind kind, int32_t batches, int32_t groups)
{
	const struct conv_kernel *kernel = kernel_for(x, conv, kind);
	if (!check_range(x, "groups", groups, 1, MAX_GROUPS) ||
		!spend_packed(x, kernel, conv, weights, groups))
		return false;
	const struct channel *channels = op_channels(x, weights, kind == CONV_FULLY_CONNECTED);
	if (!channels)
		return false;
	struct conv *group = arena_array(x->keep, struct conv, groups);
	struct weights part = *weights;
	part.n_count = weights->n_count / groups;
	for (int32_t g = 0; g < groups; g++) {
		group[g] = *conv;
		part.at = weights->at + (ptrdiff_t)g * part.n_count * weights->n_stride;
		kernels_pack(
			&group[g], kernel, &part, channels + (ptrdiff_t)g * part.n_count, x->keep);
	}
	const struct window *v = &conv->window;
	struct conv_state *state = arena_new(x->keep, struct conv_state);
	*state = (struct conv_state){
		.kernel = kernel,
		.batches = batches,
		.groups = groups,
		.in_nbytes = (size_t)v->in_h * (size_t)v->in_w * (size_t)conv->in_stride,
		.out_nbytes = (size_t)v->out_h * (size_t)v->out_w * (size_t)conv->out_stride,
		.group = group,
	};
	step_init(out, x, 1);
	out->run = conv_run;
	out->state = state;
	out->scratch_nbytes = kernel->scratch_nbytes(group);
	out->macs = work_product(work_product(batches, v->out_h, v->out_w, 1), weights->n_count,
		weights->k_count, 1);
	// every lane of a panel is computed, and storing a code takes about as long as 8 products
	int64_t lanes = (int64_t)group->packed.panel_count * kernel->geometry.cols;
	out->work = work_product(work_product(batches, v->out_h, v->out_w, groups), lanes,
		(int64_t)weights->k_count + 8, 1);
	return true;
}
