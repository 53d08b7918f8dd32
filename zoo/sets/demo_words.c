// SPDX-License-Identifier: Apache-2.0
/*
 * The set that comes with this program, so that everything can be tried without a
 * download: synthetic speech in the classes of Speech Commands, small enough to be kept
 * beside the model that was trained for it (models/keyword_spotting/demo_words/).
 * Every clip is one second, 16 kHz, mono, in FLAC, so sizes differ.
 */
#include "zoo/datasets/folders.h"

static const struct dataset_class classes[] = {
	{"down", 34},
	{"go", 34},
	{"left", 34},
	{"no", 34},
	{"off", 34},
	{"on", 34},
	{"right", 34},
	{"stop", 34},
	{"up", 34},
	{"yes", 34},
	{"_silence_", 30},
	{"_unknown_", 38},
};

static const char *const usual_names[] = {
	"demo_words_test.tar",
	"demo_words_test",
	"demo_words",
	NULL,
};

static const struct class_folders layout = {
	.classes = classes,
	.class_count = sizeof(classes) / sizeof(classes[0]),
	.sample_suffix = ".flac",
};

const struct dataset_kind dataset_demo_words = {
	.name = "demo_words",
	.family = "demo_words",
	.title = "Demo words, synthetic speech",
	.split = "test",
	.licence = "Apache-2.0",
	.home = "models/keyword_spotting/demo_words in the source tree",
	.how = "it comes with the program: "
	       "models/keyword_spotting/demo_words/demo_words_test.tar of the source tree",
	.usual_names = usual_names,
	.sample_count = 408,
	.content_sha256 = "7cc312ccbf239afa243a6cbe6549a7ebad8f8a36897e09ce804251263524b997",
	.sample_noun = "clips",
	.list = dataset_list_folders,
	.layout = &layout,
};
