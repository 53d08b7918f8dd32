// SPDX-License-Identifier: Apache-2.0
/*
 * Spellings are those of the 42 definitions and their READMEs, ARM-software/ML-zoo@fec0bb5
 * and its history.  Sizes of test sets:
 *
 *	Speech Commands  4,890    tensorflow/datasets:tensorflow_datasets/audio/speech_commands.py,
 *	                          the 12-class test set; every four-digit accuracy that ML-zoo
 *	                          published for this set is a count of 4,890
 *	ILSVRC 2012      50,000   the validation set
 *	Visual Wake Words         40,504 of COCO val2014, or 8,059 of the minival list of
 *	                          tensorflow/models:research/slim/datasets
 *	DCASE slide rail 1,290    daisukelab/dcase2020_task2_variants:file_info.csv
 *	COCO 2017        5,000    the validation set
 */
#include "zoo/lint/known.h"

#include "zoo/published.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct known_metric metrics[] = {
	{"accuracy", "accuracy", MEASURE_COUNT, 0, 0, NULL, NAMES("accuracy")},
	{"top_1_accuracy", "accuracy", MEASURE_COUNT, 0, 0, NULL, NAMES("top 1 accuracy", "top 1")},
	{"top_5_accuracy", "top-5", MEASURE_COUNT, 0, 0, NULL, NAMES("top 5 accuracy", "top 5")},
	{"AUC", "auc", MEASURE_SHARE, 0, 0, NULL, NAMES("AUC", "ROC AUC")},
	{"mAP", "map", MEASURE_SHARE, 0, 0, NULL, NAMES("mAP")},
	{"mAP50", "map50", MEASURE_SHARE, 0, 0, NULL, NAMES("mAP50")},
	{"LER", "ler", MEASURE_RATE, 0, 0, NULL, NAMES("LER")},
	{"WER", "wer", MEASURE_RATE, 0, 0, NULL, NAMES("WER")},
	{"PSNR", "psnr", MEASURE_OTHER, 0, 100, "dB", NAMES("PSNR")},
	// ITU-T P.862: raw scores lie between -0.5 and 4.5
	{"PESQ", "pesq", MEASURE_OTHER, -0.5, 4.5, NULL, NAMES("PESQ", "average PESQ")},
};

static const struct known_dataset datasets[] = {
	{"Google Speech Commands test set", "speech_commands", {4890},
		NAMES("Google Speech Commands test set", "Google Speech Commands",
			"Speech Commands", "Speech Commands test set")},
	{"ILSVRC 2012", "imagenet", {50000}, NAMES("ILSVRC 2012", "ImageNet", "ImageNet 2012")},
	{"Visual Wake Words", "visual_wake_words", {40504, 8059},
		NAMES("Visual Wake Words", "VWW")},
	{"DCASE 2020 Task 2 Slide rail", "dcase2020_task2_slider", {1290},
		NAMES("DCASE 2020 Task 2 Slide rail")},
	{"COCO 2017 Validation", NULL, {5000},
		NAMES("COCO 2017 Validation", "COCO validation 2017", "MS COCO Validation 2017")},
	{"MS COCO Validation", NULL, {0}, NAMES("MS COCO Validation")},
	{"Microsoft Coco 2014", NULL, {40504},
		NAMES("Microsoft Coco 2014", "coco val 2014", "COCO 2014 Validation")},
	{"LibriSpeech", NULL, {0}, NAMES("LibriSpeech")},
	{"Fluent speech", NULL, {0}, NAMES("Fluent speech")},
	{"DIV2K", NULL, {0}, NAMES("DIV2K")},
};

// ARM-software/ML-KWS-for-MCU:Pretrained_models/labels.txt@e9cf319
static const char *const hello_edge_words[] = {"_silence_", "_unknown_", "yes", "no", "up", "down",
	"left", "right", "on", "off", "stop", "go", NULL};

// tensorflow/datasets:tensorflow_datasets/audio/speech_commands.py@2734b20
const char *const micronet_words[] = {"down", "go", "left", "no", "off", "on", "right", "stop",
	"up", "yes", "_silence_", "_unknown_", NULL};

static const struct known_labels label_lists[] = {
	{"ML-KWS-for-MCU", "the labels of Hello Edge's models", hello_edge_words},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_one_of(const char *const *words, const char *name)
{
	for (; *words; words++)
		if (published_same_name(*words, name))
			return true;
	return false;
}

const struct known_metric *known_metric(const char *name)
{
	for (size_t i = 0; i < COUNT(metrics); i++)
		if (is_one_of(metrics[i].spellings, name))
			return &metrics[i];
	return NULL;
}

const struct known_dataset *known_dataset(const char *name)
{
	for (size_t i = 0; i < COUNT(datasets); i++)
		if (is_one_of(datasets[i].spellings, name))
			return &datasets[i];
	return NULL;
}

const struct known_dataset *known_dataset_of_kind(const char *kind)
{
	for (size_t i = 0; i < COUNT(datasets); i++)
		if (datasets[i].dataset && strcmp(datasets[i].dataset, kind) == 0)
			return &datasets[i];
	return NULL;
}

const struct known_labels *known_labels(const char *address)
{
	for (size_t i = 0; i < COUNT(label_lists); i++)
		if (strstr(address, label_lists[i].address))
			return &label_lists[i];
	return NULL;
}

const char *known_type(const char *type)
{
	for (const char *const *word = NAMES("fp32", "float", "f32"); *word; word++)
		if (strcasecmp(type, *word) == 0)
			return "float32";
	return type;
}
