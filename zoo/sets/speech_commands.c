// SPDX-License-Identifier: Apache-2.0
/*
 * Google's Speech Commands, the official test archive of version 0.02: 4,890 clips of one
 * second, ten words, noise ("_silence_") and other words ("_unknown_").
 *
 * Counts are those of the archive; tensorflow/datasets:
 * tensorflow_datasets/audio/speech_commands.py gives the same total for its split "test"
 * and this order of classes.  Every clip is 16,000 samples of 16 bit behind a header of 44
 * bytes.  The whole version 0.02 has 35 word folders, of which "backward", "follow",
 * "forward", "learn" and "visual" are not in version 0.01, which has 30.
 */
#include "zoo/datasets/folders.h"
#include "zoo/sets/downloads.h"

static const struct dataset_class classes[] = {
	{"down", 406},
	{"go", 402},
	{"left", 412},
	{"no", 405},
	{"off", 402},
	{"on", 396},
	{"right", 396},
	{"stop", 411},
	{"up", 425},
	{"yes", 419},
	{"_silence_", 408},
	{"_unknown_", 408},
};

static const char *const usual_names[] = {
	"speech_commands_test_set_v0.02.tar.gz",
	"speech_commands_test_set_v0.02.tar",
	"speech_commands_test_set_v0.02",
	"speech_commands_test_set",
	"speech_commands",
	NULL,
};

static const char *const ignored_folders[] = {"_background_noise_", NULL};

static const struct dataset_lookalike lookalikes[] = {
	{"backward", "the whole Speech Commands v0.02 (35 words), not its test set"},
	{"bed", "the whole Speech Commands v0.01 (30 words), not the test set of v0.02"},
	{NULL, NULL},
};

static const struct class_folders layout = {
	.classes = classes,
	.class_count = sizeof(classes) / sizeof(classes[0]),
	.sample_nbytes = 44 + 2 * 16000,
	.sample_suffix = ".wav",
	.ignored_folders = ignored_folders,
	.lookalikes = lookalikes,
};

const struct dataset_kind dataset_speech_commands = {
	.name = "speech_commands",
	.family = "speech_commands",
	.title = "Speech Commands v0.02, official test set",
	.split = "test",
	.licence = "CC-BY-4.0",
	.home = "https://www.tensorflow.org/datasets/catalog/speech_commands",
	.how = "zoo fetch --dataset speech_commands; or download http://download.tensorflow.org/data/"
	       "speech_commands_test_set_v0.02.tar.gz (112,563,277 bytes) and put it, as it is, "
	       "into the directory that ZOO_DATA names",
	.usual_names = usual_names,
	.downloads = downloads_speech_commands_test,
	.sample_count = 4890,
	.content_sha256 = "4ca158a7d70d784eca9d70c6b5c8688c679123c093c5f30a3e5f92da7f02f0f8",
	.sample_noun = "clips",
	.list = dataset_list_folders,
	.layout = &layout,
};
