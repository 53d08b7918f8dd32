// SPDX-License-Identifier: Apache-2.0
/*
 * Checks that many operators share, each with one wording.  Shapes in messages are
 * written 1x49x10x64.
 */
#include "engine/ops/check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

bool op_fail(const struct op_context *x, const char *format, ...)
{
	char what[STATUS_MESSAGE_NBYTES - 128];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	char name[24];
	return status_fail(x->st, STATUS_FORMAT, "op #%d %s: %s", x->index,
		op_code_name(x->op->code, name), what);
}

const struct tensor *op_input(const struct op_context *x, int i)
{
	if (i >= x->op->input_count || x->op->inputs[i] == TENSOR_ABSENT)
		return NULL;
	return &x->model->tensors[x->op->inputs[i]];
}

const struct tensor *op_output(const struct op_context *x)
{
	return &x->model->tensors[x->op->outputs[0]];
}

bool check_type(
	const struct op_context *x, const struct tensor *t, const char *name, enum tensor_type type)
{
	if (!t)
		return op_fail(x, "%s is absent", name);
	if (t->type != type)
		return op_fail(x, "%s \"%s\" has type %s (must be %s)", name, t->name,
			tensor_type_name(t->type), tensor_type_name(type));
	return true;
}

bool check_per_tensor(const struct op_context *x, const struct tensor *t, const char *name)
{
	if (t->quantisation.count != 1)
		return op_fail(x, "%s \"%s\" has %d scales (must be 1)", name, t->name,
			t->quantisation.count);
	float scale = t->quantisation.scale[0];
	if (!(scale > 0) || isinf(scale))
		return op_fail(x, "%s \"%s\": scale is %g (must be finite and above 0)", name,
			t->name, (double)scale);
	bool wide = t->type == TENSOR_INT16;
	int32_t low = wide ? INT16_MIN : t->type == TENSOR_UINT8 ? 0 : INT8_MIN;
	int32_t high = low + (wide ? UINT16_MAX : UINT8_MAX);
	int32_t zero = t->quantisation.zero[0];
	if (zero < low || zero > high)
		return op_fail(x, "%s \"%s\": zero point is %d (must be %d..%d)", name, t->name,
			zero, low, high);
	return true;
}

bool check_int8(const struct op_context *x, const struct tensor *t, const char *name)
{
	return check_type(x, t, name, TENSOR_INT8) && check_per_tensor(x, t, name);
}

bool check_rank(const struct op_context *x, const struct tensor *t, const char *name, int rank)
{
	if (t->rank != rank)
		return op_fail(
			x, "%s \"%s\" has rank %d (must be %d)", name, t->name, t->rank, rank);
	return true;
}

bool check_constant(const struct op_context *x, const struct tensor *t, const char *name)
{
	if (!t->constant.data)
		return op_fail(
			x, "%s \"%s\" is computed at run time (must be a constant)", name, t->name);
	return true;
}

bool check_range(
	const struct op_context *x, const char *field, int64_t value, int64_t min, int64_t max)
{
	if (value < min || value > max)
		return op_fail(x, "%s is %lld (must be %lld..%lld)", field, (long long)value,
			(long long)min, (long long)max);
	return true;
}

enum { SHAPE_NBYTES = 12 * MODEL_MAX_RANK + 8 };

static const char *shape_text(char out[static SHAPE_NBYTES], const int32_t *shape, int rank)
{
	size_t used = 0;
	if (rank == 0)
		snprintf(out, SHAPE_NBYTES, "scalar");
	for (int i = 0; i < rank; i++)
		used += (size_t)snprintf(
			out + used, SHAPE_NBYTES - used, "%s%d", i ? "x" : "", shape[i]);
	return out;
}

bool check_output_shape(const struct op_context *x, const int32_t *shape, int rank)
{
	const struct tensor *out = op_output(x);
	bool same = out->rank == rank;
	for (int i = 0; i < rank && same; i++)
		same = out->shape[i] == shape[i];
	if (same)
		return true;
	char declared[SHAPE_NBYTES], computed[SHAPE_NBYTES];
	return op_fail(x, "output \"%s\" has shape %s (must be %s)", out->name,
		shape_text(declared, out->shape, out->rank), shape_text(computed, shape, rank));
}

bool check_same_shape(const struct op_context *x, const struct tensor *in)
{
	return check_output_shape(x, in->shape, in->rank);
}

bool check_same_quantisation(const struct op_context *x, const struct tensor *in)
{
	const struct quantisation *a = &in->quantisation, *b = &op_output(x)->quantisation;
	if (a->scale[0] != b->scale[0])
		return op_fail(x, "output \"%s\": scale is %.9g (must be the input's %.9g)",
			op_output(x)->name, (double)b->scale[0], (double)a->scale[0]);
	if (a->zero[0] != b->zero[0])
		return op_fail(x, "output \"%s\": zero point is %d (must be the input's %d)",
			op_output(x)->name, b->zero[0], a->zero[0]);
	return true;
}

bool op_multiplier(
	struct multiplier *out, const struct op_context *x, double factor, const char *name)
{
	if (!(factor > 0) || isinf(factor) || !quantise_multiplier(out, factor, x->rounding))
		return op_fail(x, "%s is %g: its shift is outside -31..30", name, factor);
	return true;
}

// zero + nearest(value / scale), if that fits int32.
static bool activation_code(
	int32_t *out, const struct op_context *x, float value, const struct tensor *tensor)
{
	float scale = tensor->quantisation.scale[0];
	*out = quantise_float(value, scale, tensor->quantisation.zero[0], INT32_MIN, INT32_MAX);
	if (*out == INT32_MIN || *out == INT32_MAX)
		return op_fail(x,
			"output \"%s\": scale %g puts the activation's bound %g beyond int32",
			tensor->name, (double)scale, (double)value);
	return true;
}

bool op_activation(int32_t *min, int32_t *max, const struct op_context *x, const struct tensor *out)
{
	int32_t low = INT8_MIN, high = INT8_MAX;
	enum activation activation = x->op->options.activation;
	switch (activation) {
	case ACTIVATION_NONE:
		break;
	case ACTIVATION_RELU:
		low = out->quantisation.zero[0];
		break;
	case ACTIVATION_RELU6:
		low = out->quantisation.zero[0];
		if (!activation_code(&high, x, 6, out))
			return false;
		break;
	case ACTIVATION_RELU_N1_TO_1:
		if (!activation_code(&low, x, -1, out) || !activation_code(&high, x, 1, out))
			return false;
		break;
	default:
		return op_fail(x, "fused activation is %d (must be 0..3)", (int)activation);
	}
	*min = clamp_int32(low, INT8_MIN, INT8_MAX);
	*max = clamp_int32(high, INT8_MIN, INT8_MAX);
	return true;
}

bool op_output_stage(
	struct output_stage *out, const struct op_context *x, const struct tensor *tensor)
{
	out->rounding = x->rounding;
	out->zero = tensor->quantisation.zero[0];
	return op_activation(&out->min, &out->max, x, tensor);
}

int64_t work_product(int64_t a, int64_t b, int64_t c, int64_t d)
{
	int64_t product;
	if (__builtin_mul_overflow(a, b, &product) ||
		__builtin_mul_overflow(product, c, &product) ||
		__builtin_mul_overflow(product, d, &product))
		return INT64_MAX;
	return product;
}

void step_init(struct step *out, const struct op_context *x, int input_count)
{
	*out = (struct step){.input_count = input_count, .output = x->op->outputs[0]};
	for (int i = 0; i < input_count; i++)
		out->inputs[i] = x->op->inputs[i];
	if (x->border)
		out->inputs[0] = x->border->input;
}
