// SPDX-License-Identifier: Apache-2.0
/*
 * Multipliers and bounds from the files' own numbers: what op_channels() computes, once more.
 */
#include "tests/kernels/layers.h"

#include "engine/base/file.h"
#include "tests/unit/oracle.h"

#include <stdio.h>

static const struct {
	const char *name, *path; // below ml-zoo/models/
} networks[LAYERS_MODEL_COUNT] = {
	{"kws-medium", "keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite"},
	{"ad-small", "anomaly_detection/micronet_small/tflite_int8/ad_small_int8.tflite"},
	{"vww2", "visual_wake_words/micronet_vww2/tflite_int8/vww2_50_50_INT8.tflite"},
	{"mobilenet-v2", "image_classification/mobilenet_v2_1.0_224/tflite_int8/"
			 "mobilenet_v2_1.0_224_INT8.tflite"},
	{"ds-cnn-large", "keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/"
			 "tflite_int8/ds_cnn_l_quantized.tflite"},
};

static struct channel channel_of(
	const struct model *model, const struct op *op, int32_t n, int32_t channels, bool by_k)
{
	const struct tensor *in = &model->tensors[op->inputs[0]];
	const struct tensor *w = &model->tensors[op->inputs[1]];
	const struct tensor *out = &model->tensors[op->outputs[0]];
	bool has_bias = op->input_count > 2 && op->inputs[2] != TENSOR_ABSENT;
	int64_t low = 0, high = 0;
	if (has_bias)
		low = high = ((const int32_t *)(const void *)model->tensors[op->inputs[2]]
				      .constant.data)[n];
	int32_t products = (int32_t)(w->count / (size_t)channels);
	for (int32_t k = 0; k < products; k++) {
		int32_t at = by_k ? k * channels + n : n * products + k;
		int64_t code = (signed char)w->constant.data[at];
		int64_t x = code * (-128 - in->quantisation.zero[0]);
		int64_t y = code * (127 - in->quantisation.zero[0]);
		low += x < y ? x : y;
		high += x < y ? y : x;
	}
	float scale_in = in->quantisation.scale[0], scale_out = out->quantisation.scale[0];
	float scale_w = w->quantisation.scale[w->quantisation.count > 1 ? n : 0];
	volatile float product = scale_in * scale_w;
	bool in_float = op->code == OP_FULLY_CONNECTED && w->quantisation.count == 1;
	struct oracle_factor f =
		oracle_factor(in_float ? (double)product / (double)scale_out
				       : (double)scale_in * (double)scale_w / (double)scale_out);
	return (struct channel){.multiplier = {(int32_t)f.m, f.s, product / scale_out},
		.low = (int32_t)low,
		.high = (int32_t)high};
}

static struct layer layer_of(const struct model *model, const struct op *op, struct arena *arena)
{
	const struct tensor *w = &model->tensors[op->inputs[1]];
	const struct tensor *out = &model->tensors[op->outputs[0]];
	bool depthwise = op->code == OP_DEPTHWISE_CONV_2D;
	int32_t count = w->shape[depthwise ? 3 : 0];
	struct channel *channels = arena_array(arena, struct channel, count);
	for (int32_t n = 0; n < count; n++)
		channels[n] = channel_of(model, op, n, count, depthwise);
	int64_t min, max;
	int32_t zero = out->quantisation.zero[0];
	oracle_activation(
		&min, &max, (int)op->options.activation, out->quantisation.scale[0], zero);
	return (struct layer){.stage = {ROUNDING_DOUBLE, zero, (int32_t)min, (int32_t)max},
		.channels = channels,
		.count = count};
}

bool layers_read(struct layers *out, int i, const char *shared, struct arena *arena)
{
	struct status st = {0};
	struct bytes file;
	struct model *model;
	char *path = arena_printf(arena, "%s/ml-zoo/models/%s", shared, networks[i].path);
	if (!file_read(&file, path, MODEL_MAX_FILE_NBYTES, arena, &st) ||
		!model_parse(&model, file, networks[i].name, arena, &st)) {
		printf("# %s\n", st.message);
		return false;
	}
	*out = (struct layers){
		networks[i].name, arena_array(arena, struct layer, model->op_count), 0};
	for (int o = 0; o < model->op_count; o++) {
		const struct op *op = &model->ops[o];
		if (op->code == OP_CONV_2D || op->code == OP_DEPTHWISE_CONV_2D ||
			op->code == OP_FULLY_CONNECTED)
			out->at[out->count++] = layer_of(model, op, arena);
	}
	return out->count > 0;
}
