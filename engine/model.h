// SPDX-License-Identifier: Apache-2.0
/*
 * A .tflite file as plain C data: tensors, operators, constants.
 *
 * model_parse() is the only way to get one, and what it returns has been checked
 * as far as that is possible without knowing what an operator computes:
 *  - the FlatBuffer verifies, is TFLite version 3 and holds exactly one subgraph;
 *  - every tensor, buffer and operator index is in range, -1 only where an operand
 *    may be absent;
 *  - ranks are at most MODEL_MAX_RANK, dimensions at least 1, and neither element
 *    count nor size overflows; a constant has exactly as many bytes as its shape says;
 *  - scales are finite and above 0, zero points fit the type, there are 0, 1 or
 *    shape[axis] scales and as many zero points;
 *  - operators stand in an order that can run: an input is a constant, an input of
 *    the model, or the output of an earlier operator; each tensor has one producer;
 *  - the model has inputs and outputs, none twice, and operators compute the outputs.
 * Refused as unsupported, even where no operator uses them: tensors of other types than
 * enum tensor_type, sparse and variable ones, custom quantisation, and data that lie
 * outside of the FlatBuffer.  Operators that the engine does not run are let through.
 * What an operator asks of its operands is checked by plan_create() (engine.h).
 *
 * Everything lives in the arena that was given; nothing points into the file's bytes.
 * A model is never changed afterwards and may be shared between threads.
 */
#ifndef ENGINE_MODEL_H
#define ENGINE_MODEL_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MODEL_MAX_RANK = 8,
	MODEL_MAX_FILE_NBYTES = 256 * 1024 * 1024,
	MODEL_SLACK_NBYTES = 64, // behind a constant; may be read, holds nothing
	TENSOR_ABSENT = -1       // an optional operand that is not there
};

// Element types, numbered as in TFLite's schema (TensorType).
enum tensor_type {
	TENSOR_FLOAT32 = 0,
	TENSOR_INT32 = 2,
	TENSOR_UINT8 = 3,
	TENSOR_INT64 = 4,
	TENSOR_BOOL = 6,
	TENSOR_INT16 = 7,
	TENSOR_INT8 = 9
};

// "int8", "float32", ...
const char *tensor_type_name(enum tensor_type type);
size_t tensor_type_nbytes(enum tensor_type type);

// real = scale * (code - zero); one pair for the whole tensor or one for each index of `axis`.
struct quantisation {
	int count; // 0: not quantised
	int axis;  // meaningful if count > 1
	const float *scale;
	const int32_t *zero;
};

struct tensor {
	const char *name; // printable UTF-8; "#7" if the file gives none
	enum tensor_type type;
	int rank;
	int32_t shape[MODEL_MAX_RANK]; // outermost first; NHWC for pictures
	size_t count;                  // product of shape, 1 for a scalar
	size_t nbytes;
	struct quantisation quantisation;
	struct bytes constant; // data NULL: computed or given at run time; else 16-byte aligned
};

// The i-th of a tensor's elements as it stands in memory, not dequantised; any alignment.
double tensor_element(const struct tensor *tensor, const void *elements, size_t i);

// TFLite's BuiltinOperator numbers, of the operators that the engine runs.
enum op_code {
	OP_ADD = 0,
	OP_AVERAGE_POOL_2D = 1,
	OP_CONV_2D = 3,
	OP_DEPTHWISE_CONV_2D = 4,
	OP_DEQUANTIZE = 6,
	OP_FULLY_CONNECTED = 9,
	OP_MAX_POOL_2D = 17,
	OP_RESHAPE = 22,
	OP_SOFTMAX = 25,
	OP_PAD = 34,
	OP_MEAN = 40,
	OP_PADV2 = 60,
	OP_QUANTIZE = 114
};

// "CONV_2D", "CUSTOM"; for another number that the engine does not run, "BUILTIN_123".
const char *op_code_name(int code, char buffer[static 24]);

enum padding { PADDING_SAME = 0, PADDING_VALID = 1 };
enum activation {
	ACTIVATION_NONE = 0,
	ACTIVATION_RELU = 1,
	ACTIVATION_RELU_N1_TO_1 = 2,
	ACTIVATION_RELU6 = 3
};

// What the file says beside the operands; which member of the union holds, op_code tells.
struct op_options {
	enum activation activation; // every operator that has one
	union {
		struct {
			enum padding padding;
			int32_t stride_h, stride_w;
			int32_t dilation_h, dilation_w; // 1 for pooling
			int32_t window_h, window_w;     // pooling only
			int32_t depth_multiplier;       // DEPTHWISE_CONV_2D only, as in the file
		} window;                               // CONV_2D, DEPTHWISE_CONV_2D, *_POOL_2D
		struct {
			bool keep_num_dims;
			bool shuffled_weights; // not run by the engine
		} fully_connected;
		struct {
			float beta;
		} softmax;
		struct {
			bool keep_dims;
		} mean;
		struct {
			int rank; // -1: no options, the shape is operand 1
			int32_t shape[MODEL_MAX_RANK];
		} reshape;
	};
};

struct op {
	int code;    // enum op_code, or another of TFLite's numbers: plan_create() refuses those
	int version; // of the operator's definition, 1 and up
	const char *custom_code; // NULL unless TFLite's CUSTOM
	int input_count, output_count;
	const int32_t *inputs; // tensor indices, or TENSOR_ABSENT
	const int32_t *outputs;
	struct op_options options;
};

// A row of the file's operator table; some are used by no operator.
struct op_table_row {
	int code;
	int version;
	int use_count;
};

struct model {
	const char *name;        // as given to model_parse(), for messages
	const char *description; // from the file, printable, may be ""
	int tensor_count, op_count, input_count, output_count, op_table_count;
	const struct tensor *tensors;
	const struct op *ops; // in the order in which they run
	const int32_t *inputs, *outputs;
	const struct op_table_row *op_table;
	size_t constant_nbytes; // of all constants; bytes that several share count once
};

/*
 * Parse the file's bytes.  `name` is put in front of every message.  On malformed
 * input: false, STATUS_FORMAT, one line that names the operator or tensor, the field,
 * its value and what is allowed.  No input whatever crashes it.
 */
bool model_parse(struct model **out, struct bytes file, const char *name, struct arena *keep,
	struct status *st);

#endif
