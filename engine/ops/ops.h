// SPDX-License-Identifier: Apache-2.0
/*
 * Operators: checked once, then run blind.
 *
 * An operator's create() looks at everything that the file says about one operator -
 * types, shapes, quantisation, options - and either refuses with STATUS_FORMAT and a
 * message "op #4 CONV_2D: FIELD is VALUE (must be ...)", or makes a step whose run()
 * cannot fail.  A step's state lives in `keep`, is immutable and shared by all threads.
 * Where its tensors lie is the plan's business; run() is told.
 */
#ifndef ENGINE_OPS_OPS_H
#define ENGINE_OPS_OPS_H

#include "engine/base/rounding.h"
#include "engine/kernels/kernels.h"
#include "engine/model.h"

enum { STEP_MAX_INPUTS = 2 };

struct operands {
	const void *in[STEP_MAX_INPUTS];
	void *out;
	void *scratch; // scratch_nbytes of the step, at a multiple of 64
};

// What PAD does around pictures, where it writes the code that stands for zero.
struct border {
	int32_t input; // tensor: the pictures without it
	int32_t in_h, in_w;
	int32_t before_h, before_w, after_h, after_w;
};

struct step {
	// NULL: the output is input 0, byte for byte, and is to lie where that lies.
	void (*run)(const void *state, const struct operands *operands);
	// Not NULL: the same for `count` samples, each operand's standing one behind the other, and
	// faster so than one by one.  count is at most the context's batch.
	void (*run_batch)(const void *state, const struct operands *operands, int count);
	const void *state;
	int input_count; // tensors that run() reads; constants that were packed are not among them
	int32_t inputs[STEP_MAX_INPUTS];
	int32_t output;
	size_t scratch_nbytes;
	const char *way;             // a convolution: the name of its kernel
	const struct border *border; // PAD: NULL if it is of another kind
	int64_t macs;                // multiply-accumulates, taps outside the picture included
	// What takes time, in multiply-accumulates of a dense convolution: never much less than
	// the step really takes, so that a file cannot keep the program busy unnoticed.
	int64_t work;
};

struct op_context {
	const struct model *model;
	int index; // of the operator in the model
	const struct op *op;
	const struct kernels *kernels;
	enum rounding rounding;
	int batch; // samples that may be run at once
	// Of a convolution without padding: what it is to read instead of its first operand,
	// and pad by itself.  NULL: nothing.
	const struct border *border;
	size_t *packed_left_nbytes; // that packed weights may still take, of the whole plan
	struct arena *keep;
	struct status *st;
};

struct op_kind {
	int code;
	int version_max; // from 1 up
	int input_min, input_max;
	bool (*create)(struct step *out, const struct op_context *x);
};

// NULL: the engine does not run it.
const struct op_kind *op_kind_find(int code);

bool op_add_create(struct step *out, const struct op_context *x);
bool op_average_pool_create(struct step *out, const struct op_context *x);
bool op_conv_create(struct step *out, const struct op_context *x);
bool op_depthwise_create(struct step *out, const struct op_context *x);
bool op_dequantise_create(struct step *out, const struct op_context *x);
bool op_fully_connected_create(struct step *out, const struct op_context *x);
bool op_max_pool_create(struct step *out, const struct op_context *x);
bool op_mean_create(struct step *out, const struct op_context *x);
bool op_pad_create(struct step *out, const struct op_context *x);
bool op_quantise_create(struct step *out, const struct op_context *x);
bool op_reshape_create(struct step *out, const struct op_context *x);
bool op_softmax_create(struct step *out, const struct op_context *x);

#endif
