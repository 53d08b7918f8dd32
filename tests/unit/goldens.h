// SPDX-License-Identifier: Apache-2.0
/*
 * The real models of the shared test data, and how to load and plan one.
 */
#ifndef TESTS_UNIT_GOLDENS_H
#define TESTS_UNIT_GOLDENS_H

#include "engine/base/file.h"
#include "engine/engine.h"
#include "tests/unit/check.h"
#include "zoo/npy.h"

struct golden {
	const char *name;                               // folder in goldens/
	const char *path;                               // model in ml-zoo/models/
	const char *published_input, *published_output; // beside the model; NULL: none
	int64_t macs;
	size_t live_nbytes; // most bytes of tensors alive at one step
	uint64_t xnnpack;   // FNV-1a of LiteRT 2.3.0's outputs with XNNPACK; 0: other SOFTMAX
};

static const struct golden goldens[] = {
	{"micronet-kws-medium",
		"keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite",
		"testing_input/input/0.npy", "testing_output/Identity/0.npy", 15556, 86100,
		0x18f30d821dcdd27c},
	{"micronet-ad-small", "anomaly_detection/micronet_small/tflite_int8/ad_small_int8.tflite",
		NULL, NULL, 18740, 98304, 0x6b9e7f634bcc8951},
	{"micronet-vww2", "visual_wake_words/micronet_vww2/tflite_int8/vww2_50_50_INT8.tflite",
		NULL, NULL, 3143, 27904, 0x3ff7cdc149878309},
	{"mobilenet-v2",
		"image_classification/mobilenet_v2_1.0_224/tflite_int8/"
		"mobilenet_v2_1.0_224_INT8.tflite",
		"testing_input/tfl.quantize/0.npy",
		"testing_output/MobilenetV2/Predictions/Reshape_11/0.npy", 300776, 1505280, 0},
	{"ds-cnn-large",
		"keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/tflite_int8/"
		"ds_cnn_l_quantized.tflite",
		NULL, NULL, 28328, 86940, 0xf8567b87e2624283},
};

enum { GOLDEN_COUNT = sizeof(goldens) / sizeof(goldens[0]) };

__attribute__((unused)) static struct model *golden_model(
	const struct golden *golden, const char *shared, struct arena *arena, struct status *st)
{
	char *path = arena_printf(arena, "%s/ml-zoo/models/%s", shared, golden->path);
	struct bytes file;
	struct model *model;
	if (!file_read(&file, path, MODEL_MAX_FILE_NBYTES, arena, st) ||
		!model_parse(&model, file, golden->name, arena, st))
		return NULL;
	return model;
}

#endif
