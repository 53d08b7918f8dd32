// SPDX-License-Identifier: Apache-2.0
/*
 * What operators ask of their operands.  A check that fails sets the status of the
 * context, with "op #4 CONV_2D: " in front, and returns false.
 */
#ifndef ENGINE_OPS_CHECK_H
#define ENGINE_OPS_CHECK_H

#include "engine/ops/ops.h"

// Refuse.  Returns false, so that a create() can return it.
__attribute__((format(printf, 2, 3))) bool op_fail(
	const struct op_context *x, const char *format, ...);

// NULL if the operand is absent or beyond the operator's last.
const struct tensor *op_input(const struct op_context *x, int i);
const struct tensor *op_output(const struct op_context *x);

// `name` is the operand's role: "input", "weights".
bool check_type(const struct op_context *x, const struct tensor *t, const char *name,
	enum tensor_type type);
// int8 with one scale and a zero point that int8 holds.
bool check_int8(const struct op_context *x, const struct tensor *t, const char *name);
bool check_per_tensor(const struct op_context *x, const struct tensor *t, const char *name);
bool check_rank(const struct op_context *x, const struct tensor *t, const char *name, int rank);
bool check_constant(const struct op_context *x, const struct tensor *t, const char *name);
bool check_range(
	const struct op_context *x, const char *field, int64_t value, int64_t min, int64_t max);
// The output is declared with the shape that the operator computes.
bool check_output_shape(const struct op_context *x, const int32_t *shape, int rank);
bool check_same_shape(const struct op_context *x, const struct tensor *in);
// Input and output have the same scale and zero point.
bool check_same_quantisation(const struct op_context *x, const struct tensor *in);

// The quantised form of `factor`; refuses a shift outside -31..30.
bool op_multiplier(
	struct multiplier *out, const struct op_context *x, double factor, const char *name);

// The codes that the fused activation allows.
bool op_activation(
	int32_t *min, int32_t *max, const struct op_context *x, const struct tensor *out);
// The same with rounding and zero point.
bool op_output_stage(
	struct output_stage *out, const struct op_context *x, const struct tensor *tensor);

/*
 * Padding and output size of a window over `in`, whose `depth` channels the output has, as
 * engine/ops/window.c cites them; checks strides, dilations and the declared shape of the
 * output.  With the context's border, if any, the window stands on the picture without it.
 */
bool op_window(struct window *out, const struct op_context *x, const struct tensor *in,
	int32_t window_h, int32_t window_w, int32_t depth);

// a * b * c * d, or INT64_MAX.
int64_t work_product(int64_t a, int64_t b, int64_t c, int64_t d);

// A step that reads the operator's first `input_count` inputs, or what the context's border says.
void step_init(struct step *out, const struct op_context *x, int input_count);

#endif
