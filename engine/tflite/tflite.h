// SPDX-License-Identifier: Apache-2.0
/*
 * A .tflite file as it is written, before anybody has asked whether it makes sense.
 *
 * tflite_read() vouches for memory and for nothing else: every pointer here is NULL or
 * points to as many elements as its count says, aligned for its type unless it is a
 * byte pointer, and every string is terminated.  All of it points into the file's bytes
 * or into the arena.  Numbers are the file's own: any value may turn up.
 *
 * This is the C face of model.cc, the one file that knows FlatBuffers and C++.
 */
#ifndef ENGINE_TFLITE_TFLITE_H
#define ENGINE_TFLITE_TFLITE_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct tflite_ints {
	const int32_t *data; // NULL: absent
	uint32_t count;
};

struct tflite_tensor {
	const char *name; // NULL: none
	int type;
	uint32_t buffer;
	struct tflite_ints shape;
	struct tflite_ints shape_signature;
	const float *scale;
	uint32_t scale_count;
	uint32_t zero_count;
	const unsigned char *zero; // int64_t each, little-endian, not aligned
	int32_t axis;
	int quantisation_details; // number in the union, 0: none
	bool is_variable;
	bool is_sparse;
};

struct tflite_buffer {
	struct bytes data;
	uint64_t offset; // above 1: the data lie outside of the FlatBuffer
};

struct tflite_op_code {
	int old_code; // the byte that came first
	int32_t code;
	int32_t version;
	const char *custom_code; // NULL: none
};

// Numbers of the union BuiltinOptions.
enum tflite_options_kind {
	TFLITE_NO_OPTIONS = 0,
	TFLITE_CONV_2D_OPTIONS = 1,
	TFLITE_DEPTHWISE_CONV_2D_OPTIONS = 2,
	TFLITE_POOL_2D_OPTIONS = 5,
	TFLITE_FULLY_CONNECTED_OPTIONS = 8,
	TFLITE_SOFTMAX_OPTIONS = 9,
	TFLITE_ADD_OPTIONS = 11,
	TFLITE_RESHAPE_OPTIONS = 17,
	TFLITE_PAD_OPTIONS = 22,
	TFLITE_REDUCER_OPTIONS = 27,
	TFLITE_DEQUANTIZE_OPTIONS = 38,
	TFLITE_PADV2_OPTIONS = 43,
	TFLITE_QUANTIZE_OPTIONS = 89
};

// What the table of that kind has; the rest is zero.
struct tflite_options {
	int kind;        // enum tflite_options_kind, or any other number up to 255
	bool is_present; // false: no table, whatever the kind
	int activation, padding;
	int32_t stride_h, stride_w;
	int32_t dilation_h, dilation_w;
	int32_t window_h, window_w;
	int32_t depth_multiplier;
	int weights_format;
	bool keep_num_dims;
	bool keep_dims;
	float beta;
	struct tflite_ints new_shape;
};

struct tflite_op {
	uint32_t op_code; // index in op_codes
	struct tflite_ints inputs, outputs;
	struct tflite_options options;
	uint32_t custom_options_nbytes;
	uint64_t large_custom_options_offset; // above 1: outside of the FlatBuffer
};

struct tflite_file {
	uint32_t version;
	const char *description; // NULL: none
	uint32_t subgraph_count; // what follows is of the first, and empty if there is none
	uint32_t tensor_count, op_count, op_code_count, buffer_count;
	const struct tflite_tensor *tensors;
	const struct tflite_op *ops;
	const struct tflite_op_code *op_codes;
	const struct tflite_buffer *buffers;
	struct tflite_ints inputs, outputs;
};

/*
 * `file` must be at a multiple of 16 bytes and shorter than 2^31, and must live as long
 * as what comes out.  A file that is not a sound FlatBuffer is STATUS_FORMAT.
 */
bool tflite_read(struct tflite_file *out, struct bytes file, struct arena *keep, struct status *st);

#endif
