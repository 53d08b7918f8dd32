// SPDX-License-Identifier: Apache-2.0
/*
 * ADD: both inputs, scaled by 2^20, are brought to twice the larger scale, added, and
 * brought to the output's (tensorflow/tflite-micro:tensorflow/lite/kernels/internal/
 * reference/integer_ops/add.h, micro/kernels/add_common.cc).  ROUNDING_FP32 adds as
 * ROUNDING_SINGLE does.  An input with another shape than the output is first
 * written out in full.
 *
 * |a - zero| <= 255 and factors of at most 1/2 keep every sum below 2^28.
 */
#include "engine/ops/check.h"

struct broadcast {
	bool needed;
	int rank;
	int32_t shape[MODEL_MAX_RANK]; // of the output
	size_t stride[MODEL_MAX_RANK]; // of the input, 0 where it repeats
};

struct add_state {
	const struct kernels *kernels;
	struct add add;
	size_t count;
	struct broadcast broadcast[2];
};

// The input's code for each index of the output.
static void write_out(int8_t *out, const int8_t *in, const struct broadcast *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t rest = i, at = 0;
		for (int d = b->rank - 1; d >= 0; d--) {
			at += rest % (size_t)b->shape[d] * b->stride[d];
			rest /= (size_t)b->shape[d];
		}
		out[i] = in[at];
	}
}

static void add_run(const void *state, const struct operands *operands)
{
	const struct add_state *s = state;
	const int8_t *in[2] = {operands->in[0], operands->in[1]};
	int8_t *scratch = operands->scratch;
	for (int i = 0; i < 2; i++) {
		if (!s->broadcast[i].needed)
			continue;
		write_out(scratch, in[i], &s->broadcast[i], s->count);
		in[i] = scratch;
		scratch += s->count;
	}
	s->kernels->add(operands->out, in[0], in[1], s->count, &s->add);
}

// Extent of dimension `d` of `rank`, shapes being aligned at their innermost dimension.
static int32_t extent(const struct tensor *t, int rank, int d)
{
	int own = d - (rank - t->rank);
	return own < 0 ? 1 : t->shape[own];
}

static bool check_shapes(const struct op_context *x, const struct tensor *a, const struct tensor *b)
{
	int rank = a->rank > b->rank ? a->rank : b->rank;
	int32_t shape[MODEL_MAX_RANK];
	for (int d = 0; d < rank; d++) {
		int32_t of_a = extent(a, rank, d), of_b = extent(b, rank, d);
		if (of_a != of_b && of_a != 1 && of_b != 1)
			return op_fail(x,
				"inputs' dimension %d is %d and %d (must be equal, or one of them 1)",
				d, of_a, of_b);
		shape[d] = of_a > of_b ? of_a : of_b;
	}
	return check_output_shape(x, shape, rank);
}

static struct broadcast broadcast_of(const struct tensor *in, const struct tensor *out)
{
	struct broadcast b = {.needed = in->count != out->count, .rank = out->rank};
	size_t stride = 1;
	for (int d = out->rank - 1; d >= 0; d--) {
		int32_t own = extent(in, out->rank, d);
		b.shape[d] = out->shape[d];
		b.stride[d] = own == 1 ? 0 : stride;
		stride *= (size_t)own;
	}
	return b;
}

static bool add_multiplier(
	struct multiplier *out, const struct op_context *x, double factor, const char *name)
{
	if (!op_multiplier(out, x, factor, name))
		return false;
	if (out->shift > 0)
		return op_fail(x, "%s is %g (must be below 1)", name, factor);
	return true;
}

bool op_add_create(struct step *out, const struct op_context *x)
{
	const struct tensor *a = op_input(x, 0), *b = op_input(x, 1), *sum = op_output(x);
	if (!check_int8(x, a, "input 0") || !check_int8(x, b, "input 1") ||
		!check_int8(x, sum, "output") || !check_shapes(x, a, b))
		return false;

	double scale_a = a->quantisation.scale[0], scale_b = b->quantisation.scale[0];
	double twice = 2 * (scale_a > scale_b ? scale_a : scale_b);
	struct add_state *state = arena_new(x->keep, struct add_state);
	struct add *add = &state->add;
	add->zero_a = a->quantisation.zero[0];
	add->zero_b = b->quantisation.zero[0];
	if (!add_multiplier(&add->a, x, scale_a / twice, "factor of input 0") ||
		!add_multiplier(&add->b, x, scale_b / twice, "factor of input 1") ||
		!add_multiplier(&add->out, x,
			twice / ((1 << 20) * (double)sum->quantisation.scale[0]),
			"factor of the output") ||
		!op_output_stage(&add->stage, x, sum))
		return false;
	if (add->stage.rounding == ROUNDING_FP32)
		add->stage.rounding = ROUNDING_SINGLE;
	forms_find_add(add);

	state->kernels = x->kernels;
	state->count = sum->count;
	state->broadcast[0] = broadcast_of(a, sum);
	state->broadcast[1] = broadcast_of(b, sum);
	step_init(out, x, 2);
	out->run = add_run;
	out->state = state;
	for (int i = 0; i < 2; i++)
		if (state->broadcast[i].needed &&
			!size_add(&out->scratch_nbytes, out->scratch_nbytes, sum->count))
			return op_fail(x, "scratch does not fit size_t");
	out->work = 16 * (int64_t)sum->count;
	return true;
}
