// SPDX-License-Identifier: Apache-2.0
/*
 * Weights, biases and multipliers of the convolution family, and the step that runs them all:
 * one convolution for each group and batch.
 *
 * What an output is: tensorflow/tflite-micro:tensorflow/lite/kernels/internal/reference/
 * integer_ops/conv.h; how its multiplier comes about: tensorflow/lite/kernels/kernel_util.cc.
 */
#ifndef ENGINE_OPS_CHANNELS_H
#define ENGINE_OPS_CHANNELS_H

#include "engine/ops/check.h"

// Input and output are int8, weights int8 and constant; ranks as given, 0 for any.  The
// rest may be looked at afterwards.
bool check_conv_types(const struct op_context *x, int input_rank, int weights_rank);

/*
 * Weights have zero point 0 and one scale, or one for each output channel along `axis`;
 * the bias is absent or a constant int32 for each output channel.
 */
bool check_conv_operands(const struct op_context *x, int axis, int32_t channels);

/*
 * Bias, multiplier and bounds of each output channel, in `keep`.  NULL and a refusal if
 * some input could bring an accumulator out of int32.  `float_product`: a single scale's
 * product with the input's is formed in float32.
 */
const struct channel *op_channels(
	const struct op_context *x, const struct weights *weights, bool float_product);

enum conv_kind { CONV_DENSE, CONV_DEPTHWISE, CONV_FULLY_CONNECTED };

/*
 * Fill in a step, or refuse.  `conv` holds what all groups share; `weights` those of all
 * groups, group g beginning at output channel g * n_count / groups.  Of CONV_FULLY_CONNECTED
 * the rows are the batches, and neither window nor input is looked at.
 */
bool conv_step(struct step *out, const struct op_context *x, const struct conv *conv,
	const struct weights *weights, enum conv_kind kind, int32_t batches, int32_t groups);

#endif
