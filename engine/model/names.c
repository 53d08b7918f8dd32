// SPDX-License-Identifier: Apache-2.0
/*
 * Names, sizes and values of the format's numbers.
 */
#include "engine/model.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const char *tensor_type_name(enum tensor_type type)
{
	switch (type) {
	case TENSOR_FLOAT32:
		return "float32";
	case TENSOR_INT32:
		return "int32";
	case TENSOR_UINT8:
		return "uint8";
	case TENSOR_INT64:
		return "int64";
	case TENSOR_BOOL:
		return "bool";
	case TENSOR_INT16:
		return "int16";
	case TENSOR_INT8:
		return "int8";
	}
	return "unknown";
}

size_t tensor_type_nbytes(enum tensor_type type)
{
	switch (type) {
	case TENSOR_INT64:
		return 8;
	case TENSOR_FLOAT32:
	case TENSOR_INT32:
		return 4;
	case TENSOR_INT16:
		return 2;
	case TENSOR_UINT8:
	case TENSOR_BOOL:
	case TENSOR_INT8:
		return 1;
	}
	return 0;
}

double tensor_element(const struct tensor *tensor, const void *elements, size_t i)
{
	const unsigned char *at =
		(const unsigned char *)elements + i * tensor_type_nbytes(tensor->type);
	union {
		int8_t i8;
		int16_t i16;
		int32_t i32;
		int64_t i64;
		float f32;
	} u;
	memcpy(&u, at, tensor_type_nbytes(tensor->type));
	switch (tensor->type) {
	case TENSOR_INT8:
		return u.i8;
	case TENSOR_INT16:
		return u.i16;
	case TENSOR_INT32:
		return u.i32;
	case TENSOR_INT64:
		return (double)u.i64;
	case TENSOR_FLOAT32:
		return (double)u.f32;
	case TENSOR_UINT8:
	case TENSOR_BOOL:
		break;
	}
	return *at;
}

// Of the numbers that are no enum op_code, the one that says that the name is elsewhere.
enum { CODE_CUSTOM = 32 };

const char *op_code_name(int code, char buffer[static 24])
{
	switch (code) {
	case OP_ADD:
		return "ADD";
	case OP_AVERAGE_POOL_2D:
		return "AVERAGE_POOL_2D";
	case OP_CONV_2D:
		return "CONV_2D";
	case OP_DEPTHWISE_CONV_2D:
		return "DEPTHWISE_CONV_2D";
	case OP_DEQUANTIZE:
		return "DEQUANTIZE";
	case OP_FULLY_CONNECTED:
		return "FULLY_CONNECTED";
	case OP_MAX_POOL_2D:
		return "MAX_POOL_2D";
	case OP_RESHAPE:
		return "RESHAPE";
	case CODE_CUSTOM:
		return "CUSTOM";
	case OP_SOFTMAX:
		return "SOFTMAX";
	case OP_PAD:
		return "PAD";
	case OP_MEAN:
		return "MEAN";
	case OP_PADV2:
		return "PADV2";
	case OP_QUANTIZE:
		return "QUANTIZE";
	default:
		snprintf(buffer, 24, "BUILTIN_%d", code);
		return buffer;
	}
}
