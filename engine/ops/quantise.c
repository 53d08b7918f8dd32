// SPDX-License-Identifier: Apache-2.0
/*
 * QUANTIZE and DEQUANTIZE, the only operators that see another type than int8: what stands
 * between a network and the real numbers, bytes or words that it is given (tensorflow/
 * tflite-micro:tensorflow/lite/kernels/internal/reference/quantize.h, requantize.h,
 * dequantize.h).  QUANTIZE runs between the types between which LiteRT or TFLite Micro does
 * (google-ai-edge/LiteRT:tflite/kernels/quantize.cc, tensorflow/tflite-micro:tensorflow/
 * lite/micro/kernels/quantize_common.cc), but for int32: all pairs of float32, int8, uint8
 * and int16 but int16 to uint8.
 *
 * From codes of 8 bits there are 256 cases, so they are a table, made with the plan.
 * ROUNDING_FP32 requantises as ROUNDING_SINGLE does.
 *
 * Where the reference is undefined, float32 that is no number or whose code leaves
 * int32: the zero point, and the nearest code.
 */
#include "engine/ops/check.h"

#include <string.h>

struct from_float_state {
	size_t count;
	enum tensor_type type;
	float scale;
	int32_t zero, low, high;
};

struct to_float_state {
	size_t count;
	double scale;
	int32_t zero;
	float value[256]; // of each byte; not used for int16
};

struct requantise_state {
	const struct kernels *kernels;
	size_t count;
	enum tensor_type type; // of the output
	struct multiplier multiplier;
	enum rounding rounding;
	int32_t zero_in, zero_out;
	int32_t low, high; // codes of the output
	uint8_t code[256]; // 8 bits to 8 bits
	int16_t word[256]; // 8 bits to int16
};

static int32_t lowest_code(enum tensor_type type)
{
	return type == TENSOR_UINT8 ? 0 : type == TENSOR_INT8 ? INT8_MIN : INT16_MIN;
}

static int32_t highest_code(enum tensor_type type)
{
	return type == TENSOR_UINT8 ? UINT8_MAX : type == TENSOR_INT8 ? INT8_MAX : INT16_MAX;
}

// What a byte means as a code of type `type`.
static int32_t code_of(int byte, enum tensor_type type)
{
	return type == TENSOR_INT8 && byte > INT8_MAX ? byte - 256 : byte;
}

static void from_float_run(const void *state, const struct operands *operands)
{
	const struct from_float_state *s = state;
	const float *in = operands->in[0];
	int8_t *bytes = operands->out;
	int16_t *words = operands->out;
	for (size_t i = 0; i < s->count; i++) {
		int32_t code = quantise_float(in[i], s->scale, s->zero, s->low, s->high);
		if (s->type == TENSOR_INT16)
			words[i] = (int16_t)code;
		else
			bytes[i] = (int8_t)code;
	}
}

static void bytes_to_float_run(const void *state, const struct operands *operands)
{
	const struct to_float_state *s = state;
	const uint8_t *in = operands->in[0];
	float *out = operands->out;
	for (size_t i = 0; i < s->count; i++)
		out[i] = s->value[in[i]];
}

static void words_to_float_run(const void *state, const struct operands *operands)
{
	const struct to_float_state *s = state;
	const int16_t *in = operands->in[0];
	float *out = operands->out;
	for (size_t i = 0; i < s->count; i++)
		out[i] = (float)(s->scale * (in[i] - s->zero));
}

static int32_t requantise_code(const struct requantise_state *s, int32_t code)
{
	int32_t moved = multiply(code - s->zero_in, s->multiplier, s->rounding);
	return clamp_int32(moved, s->low - s->zero_out, s->high - s->zero_out) + s->zero_out;
}

static void bytes_to_bytes_run(const void *state, const struct operands *operands)
{
	const struct requantise_state *s = state;
	s->kernels->lookup(operands->out, operands->in[0], s->count, s->code);
}

static void bytes_to_words_run(const void *state, const struct operands *operands)
{
	const struct requantise_state *s = state;
	const uint8_t *in = operands->in[0];
	int16_t *out = operands->out;
	for (size_t i = 0; i < s->count; i++)
		out[i] = s->word[in[i]];
}

static void from_words_run(const void *state, const struct operands *operands)
{
	const struct requantise_state *s = state;
	const int16_t *in = operands->in[0];
	int8_t *bytes = operands->out;
	int16_t *words = operands->out;
	for (size_t i = 0; i < s->count; i++) {
		int32_t code = requantise_code(s, in[i]);
		if (s->type == TENSOR_INT16)
			words[i] = (int16_t)code;
		else
			bytes[i] = (int8_t)code;
	}
}

static bool check_codes(const struct op_context *x, const struct tensor *t, const char *name)
{
	if (t->type != TENSOR_INT8 && t->type != TENSOR_UINT8 && t->type != TENSOR_INT16)
		return op_fail(x, "%s \"%s\" has type %s (must be int8, uint8 or int16)", name,
			t->name, tensor_type_name(t->type));
	return check_per_tensor(x, t, name);
}

static bool requantise_create(struct step *out, const struct op_context *x)
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	if (!check_codes(x, in, "input") || !check_codes(x, result, "output"))
		return false;
	if (in->type == TENSOR_INT16 && result->type == TENSOR_UINT8)
		return op_fail(x, "input is int16 and output uint8 (one must be int8)");
	struct multiplier m;
	double factor = (double)in->quantisation.scale[0] / (double)result->quantisation.scale[0];
	if (!op_multiplier(&m, x, factor, "factor"))
		return false;
	bool words_in = in->type == TENSOR_INT16;
	int shift_max = words_in ? 15 : 22; // 65535 * 2^16 and 255 * 2^23 leave int32
	if (m.shift > shift_max)
		return op_fail(x, "factor is %g (must be below 2^%d)", factor, shift_max);

	struct requantise_state *state = arena_new(x->keep, struct requantise_state);
	*state = (struct requantise_state){.kernels = x->kernels,
		.count = in->count,
		.type = result->type,
		.multiplier = m,
		.rounding = x->rounding == ROUNDING_DOUBLE ? ROUNDING_DOUBLE : ROUNDING_SINGLE,
		.zero_in = in->quantisation.zero[0],
		.zero_out = result->quantisation.zero[0],
		.low = lowest_code(result->type),
		.high = highest_code(result->type)};
	for (int byte = 0; !words_in && byte < 256; byte++) {
		int32_t code = requantise_code(state, code_of(byte, in->type));
		state->code[byte] = (uint8_t)code;
		state->word[byte] = (int16_t)code;
	}
	out->run = words_in                       ? from_words_run
		   : result->type == TENSOR_INT16 ? bytes_to_words_run
						  : bytes_to_bytes_run;
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
		return requantise_create(out, x);
	if (!check_codes(x, result, "output"))
		return false;
	struct from_float_state *state = arena_new(x->keep, struct from_float_state);
	*state = (struct from_float_state){in->count, result->type, result->quantisation.scale[0],
		result->quantisation.zero[0], lowest_code(result->type),
		highest_code(result->type)};
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
	state->scale = in->quantisation.scale[0];
	state->zero = in->quantisation.zero[0];
	for (int byte = 0; byte < 256; byte++)
		state->value[byte] =
			(float)(state->scale * (code_of(byte, in->type) - state->zero));
	step_init(out, x, 1);
	out->run = in->type == TENSOR_INT16 ? words_to_float_run : bytes_to_float_run;
	out->state = state;
	out->work = 8 * (int64_t)in->count;
	return true;
}
