// SPDX-License-Identifier: Apache-2.0
/*
 * The types that models have at their boundary, and what each needs.
 */
#include "zoo/features/encode.h"

#include <string.h>

static bool codes_of(enum quantise_codes *out, enum tensor_type type)
{
	switch (type) {
	case TENSOR_INT8:
		*out = QUANTISE_INT8;
		return true;
	case TENSOR_UINT8:
		*out = QUANTISE_UINT8;
		return true;
	case TENSOR_INT16:
		*out = QUANTISE_INT16;
		return true;
	default:
		return false;
	}
}

static bool check_type(
	const char *who, const struct tensor *tensor, struct quantise *quantise, struct status *st)
{
	if (tensor->type == TENSOR_FLOAT32)
		return true;
	if (!codes_of(&quantise->codes, tensor->type))
		return status_fail(st, STATUS_FORMAT,
			"%s: input %s: expected int8, uint8, int16 or float32, got %s", who,
			tensor->name, tensor_type_name(tensor->type));
	if (tensor->quantisation.count != 1)
		return status_fail(st, STATUS_FORMAT, "%s: input %s: expected one scale, got %d",
			who, tensor->name, tensor->quantisation.count);
	quantise->scale = (double)tensor->quantisation.scale[0];
	quantise->zero = tensor->quantisation.zero[0];
	return true;
}

bool encoder_create(struct encoder *out, const char *who, const struct tensor *tensor,
	const struct quantise *rules, size_t count, const char *what, struct status *st)
{
	struct quantise quantise = rules ? *rules : (struct quantise){.round = QUANTISE_NEAREST};
	if (!check_type(who, tensor, &quantise, st))
		return false;
	if (count > 0 && tensor->count != count)
		return status_fail(st, STATUS_FORMAT,
			"%s: input %s: expected %zu values%s%s%s, got %zu", who, tensor->name,
			count, what ? " (" : "", what ? what : "", what ? ")" : "", tensor->count);
	*out = (struct encoder){tensor->type, quantise};
	return true;
}

void encode(const struct encoder *encoder, void *out, const double *in, size_t count)
{
	if (encoder->type != TENSOR_FLOAT32) {
		quantise_codes(&encoder->quantise, out, in, count);
		return;
	}
	float *elements = out;
	for (size_t i = 0; i < count; i++)
		elements[i] = (float)in[i];
}

void encode_floats(const struct encoder *encoder, void *out, const float *in, size_t count)
{
	if (encoder->type == TENSOR_FLOAT32)
		memcpy(out, in, count * sizeof(*in));
	else
		quantise_floats(&encoder->quantise, out, in, count);
}

double decode(const struct tensor *tensor, const void *elements, size_t i)
{
	const struct quantisation *q = &tensor->quantisation;
	double element = tensor_element(tensor, elements, i);
	return q->count == 1 ? (double)q->scale[0] * (element - q->zero[0]) : element;
}
