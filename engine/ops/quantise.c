// SPDX-License-Identifier: Apache-2.0
/*
 * QUANTIZE (float32 to int8, int8 to int8, int8 from or to uint8) and DEQUANTIZE: the
 * only operators that see another type than int8.  From codes there are 256 cases, so
 * they are a table, made with the plan (tensorflow/tflite-micro:tensorflow/lite/kernels/
 * internal/reference/quantize.h, requantize.h, dequantize.h).  ROUNDING_FP32 requantises
 * as ROUNDING_SINGLE does.
 *
 * Where the reference is undefined, float32 that is no number or whose code leaves
 * int32: the zero point, and the nearest code.
 */
#include "engine/ops/check.h"

#include <string.h>

struct table_state {
	const struct kernels *kernels;
	size_t count;
	uint8_t code[256];
};

struct from_float_state {
	size_t count;
	float scale;
	int32_t zero;
};

struct to_float_state {
	size_t count;
	float value[256];
};

static void table_run(const void *state, const struct operands *operands)
{
	const struct table_state *s = state;
	s->kernels->lookup(operands->out, operands->in[0], s->count, s->code);
}

static void from_float_run(const void *state, const struct operands *operands)
{
	const struct from_float_state *s = state;
	const float *in = operands->in[0];
	int8_t *out = operands->out;
	for (size_t i = 0; i < s->count; i++)
		out[i] = (int8_t)quantise_float(in[i], s->scale, s->zero, INT8_MIN, INT8_MAX);
}

static void to_float_run(const void *state, const struct operands *operands)
{
	const struct to_float_state *s = state;
	const uint8_t *in = operands->in[0];
	float *out = operands->out;
	for (size_t i = 0; i < s->count; i++)
		out[i] = s->value[in[i]];
}

// What a byte means as a code of type `type`.
static int32_t code_of(int byte, enum tensor_type type)
{
	return type == TENSOR_INT8 && byte > INT8_MAX ? byte - 256 : byte;
}

static bool check_codes(const struct op_context *x, const struct tensor *t, const char *name)
{
	if (t->type != TENSOR_INT8 && t->type != TENSOR_UINT8)
		return op_fail(x, "%s \"%s\" has type %s (must be int8 or uint8)", name, t->name,
			tensor_type_name(t->type));
	return check_per_tensor(x, t, name);
}

static bool table_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	if (!check_codes(x, in, "input") || !check_codes(x, result, "output"))
		return false;
	if (in->type == TENSOR_UINT8 && result->type == TENSOR_UINT8)
		return op_fail(x, "input and output are both uint8 (one must be int8)");
	struct multiplier m;
	double factor = (double)in->quantisation.scale[0] / (double)result->quantisation.scale[0];
	if (!op_multiplier(&m, x, factor, "factor"))
		return false;
	if (m.shift > 22) // 255 * 2^23 leaves int32
		return op_fail(x, "factor is %g (must be below 2^22)", factor);

	struct table_state *state = arena_new(x->keep, struct table_state);
	enum rounding rounding = x->rounding == ROUNDING_DOUBLE ? ROUNDING_DOUBLE : ROUNDING_SINGLE;
	int32_t low = result->type == TENSOR_INT8 ? INT8_MIN : 0;
	int32_t zero = result->quantisation.zero[0];
	for (int byte = 0; byte < 256; byte++) {
		int32_t a = code_of(byte, in->type) - in->quantisation.zero[0];
		int32_t code = clamp_int32(multiply(a, m, rounding), low - zero, low + 255 - zero);
		state->code[byte] = (uint8_t)(code + zero);
	}
	state->kernels = x->kernels;
	state->count = in->count;
	out->run = table_run;
	out->state = state;
	return true;
}

bool op_quantise_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	if (!in)
		return op_fail(x, "input is absent");
	if (!check_same_shape(x, in))
		return false;
	step_init(out, x, 1);
	out->work = 8 * (int64_t)in->count;
	if (in->type != TENSOR_FLOAT32)
		return table_create(out, x);
	if (!check_int8(x, result, "output"))
		return false;
	struct from_float_state *state = arena_new(x->keep, struct from_float_state);
	*state = (struct from_float_state){
		in->count, result->quantisation.scale[0], result->quantisation.zero[0]};
	out->run = from_float_run;
	out->state = state;
	return true;
}

bool op_dequantise_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	if (!in)
		return op_fail(x, "input is absent");
	if (!check_codes(x, in, "input") || !check_type(x, result, "output", TENSOR_FLOAT32) ||
		!check_same_shape(x, in))
		return false;
	struct to_float_state *state = arena_new(x->keep, struct to_float_state);
	state->count = in->count;
	double scale = in->quantisation.scale[0];
	for (int byte = 0; byte < 256; byte++)
		state->value[byte] =
			(float)(scale * (code_of(byte, in->type) - in->quantisation.zero[0]));
	step_init(out, x, 1);
	out->run = to_float_run;
	out->state = state;
	out->work = 8 * (int64_t)in->count;
	return true;
}
