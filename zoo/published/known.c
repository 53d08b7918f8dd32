// SPDX-License-Identifier: Apache-2.0
/*
 * Spellings are those of the 42 definitions and their READMEs, ARM-software/ML-zoo@fec0bb5
 * and its history (@aec70be, @8bb350c).  Sizes of test sets:
 *
 *	Speech Commands  4,890    the official test archive of v0.02 (P. Warden,
 *	                          arXiv:1804.03209), of which
 *	                          tensorflow/datasets:tensorflow_datasets/audio/speech_commands.py
 *	                          makes the 12-class test set; every four-digit accuracy that
 *	                          ML-zoo published for this set is a count of 4,890
 *	ILSVRC 2012      50,000   the validation set (O. Russakovsky et al., arXiv:1409.0575)
 *	Visual Wake Words         40,504 of COCO val2014 (T.-Y. Lin et al., arXiv:1405.0312), on
 *	                          which MicroNets measured (C. Banbury et al., arXiv:2010.11267),
 *	                          or 8,059 of the minival list of
 *	                          tensorflow/models:research/slim/datasets
 *	DCASE slide rail 1,290    the development set's test part of DCASE 2020 task 2
 *	                          (Y. Koizumi et al., arXiv:2006.05822), as counted in
 *	                          daisukelab/dcase2020_task2_variants:file_info.csv
 *	COCO 2017        5,000    the validation set
 */
#include "zoo/published/known.h"

#include "zoo/published.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct known_metric metrics[] = {
	{"accuracy", "accuracy", "accuracy", MEASURE_COUNT, 0, 0, NULL, NAMES("accuracy")},
	{"top_1_accuracy", "top-1", "accuracy", MEASURE_COUNT, 0, 0, NULL,
		NAMES("top 1 accuracy", "top 1")},
	{"top_5_accuracy", NULL, "top-5", MEASURE_COUNT, 0, 0, NULL,
		NAMES("top 5 accuracy", "top 5")},
	{"AUC", "auc", "auc", MEASURE_SHARE, 0, 0, NULL, NAMES("AUC", "ROC AUC")},
	{"mAP", NULL, "map", MEASURE_SHARE, 0, 0, NULL, NAMES("mAP")},
	{"mAP50", NULL, "map50", MEASURE_SHARE, 0, 0, NULL, NAMES("mAP50")},
	{"LER", NULL, "ler", MEASURE_RATE, 0, 0, NULL, NAMES("LER")},
	{"WER", NULL, "wer", MEASURE_RATE, 0, 0, NULL, NAMES("WER")},
	{"PSNR", NULL, "psnr", MEASURE_OTHER, 0, 100, "dB", NAMES("PSNR")},
	// ITU-T P.862: raw scores lie between -0.5 and 4.5
	{"PESQ", NULL, "pesq", MEASURE_OTHER, -0.5, 4.5, NULL, NAMES("PESQ", "average PESQ")},
};

static const struct known_dataset datasets[] = {
	{"Google Speech Commands test set", "speech_commands", "test", {4890},
		NAMES("Google Speech Commands test set", "Google Speech Commands",
			"Speech Commands", "Speech Commands test set")},
	{"ILSVRC 2012", "imagenet", "validation", {50000},
		NAMES("ILSVRC 2012", "ImageNet", "ImageNet 2012")},
	{"Visual Wake Words", "visual_wake_words", "val2014", {40504, 8059},
		NAMES("Visual Wake Words", "VWW")},
	{"DCASE 2020 Task 2 Slide rail", "dcase2020_task2_slider", "test", {1290},
		NAMES("DCASE 2020 Task 2 Slide rail")},
	{"COCO 2017 Validation", NULL, NULL, {5000},
		NAMES("COCO 2017 Validation", "COCO validation 2017", "MS COCO Validation 2017")},
	{"MS COCO Validation", NULL, NULL, {0}, NAMES("MS COCO Validation")},
	{"Microsoft Coco 2014", NULL, NULL, {40504},
		NAMES("Microsoft Coco 2014", "coco val 2014", "COCO 2014 Validation")},
	{"LibriSpeech", NULL, NULL, {0}, NAMES("LibriSpeech")},
	{"Fluent speech", NULL, NULL, {0}, NAMES("Fluent speech")},
	{"DIV2K", NULL, NULL, {0}, NAMES("DIV2K")},
};

static const struct {
	const char *printed, *name;
} types[] = {{"int8", "int8"}, {"uint8", "uint8"}, {"int16", "int16"}, {"int32", "int32"},
	{"int64", "int64"}, {"bool", "bool"}, {"float32", "float32"}, {"fp32", "float32"},
	{"float", "float32"}, {"f32", "float32"}};

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

const char *known_type(const char *printed)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcasecmp(types[i].printed, printed) == 0)
			return types[i].name;
	return NULL;
}

bool known_same_type(const char *a, const char *b)
{
	const char *left = known_type(a), *right = known_type(b);
	return strcasecmp(left ? left : a, right ? right : b) == 0;
}
