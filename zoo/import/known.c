// SPDX-License-Identifier: Apache-2.0
/*
 * Names as in ARM-software/ML-zoo@aec70be, @8bb350c and @fec0bb5 (README.md of the models).
 * Sizes: the official test archive of Speech Commands v0.02 (P. Warden, arXiv:1804.03209);
 * the development set's test part of DCASE 2020 task 2, slide rail (Y. Koizumi et al.,
 * arXiv:2006.05822); COCO val2014 (T.-Y. Lin et al., arXiv:1405.0312), on which MicroNets
 * measured (C. Banbury et al., arXiv:2010.11267); ILSVRC 2012 (O. Russakovsky et al.,
 * arXiv:1409.0575).
 */
#include "zoo/import/known.h"

#include <string.h>

static const struct known_dataset sets[] = {
	{
		.name = "Google Speech Commands test set",
		.dataset = "speech_commands",
		.split = "test",
		.task = "keyword_spotting",
		.sample_count = 4890,
		.protocols = {{"MicroNet", "kws-micronet"}, {"Hello Edge", "kws-hello-edge"}},
	},
	{
		.name = "Google Speech Commands",
		.dataset = "speech_commands",
		.split = "test",
		.task = "keyword_spotting",
		.sample_count = 4890,
		.doubt = "the card names no split",
		.protocols = {{"MicroNet", "kws-micronet"}, {"Hello Edge", "kws-hello-edge"}},
	},
	{
		.name = "Dcase 2020 Task 2 Slide Rail",
		.dataset = "dcase2020_task2_slider",
		.split = "test",
		.task = "anomaly_detection",
		.sample_count = 1290,
		.protocols = {{"MicroNet", "ad-micronet"}},
	},
	{
		.name = "Visual Wake Words",
		.dataset = "visual_wake_words",
		.split = "val2014",
		.task = "visual_wake_words",
		.sample_count = 40504,
		.doubt = "the card names no split; val2014 is that of the MicroNets paper",
		.protocols = {{"MicroNet", "vww-micronet"}},
	},
	{
		.name = "ILSVRC 2012",
		.dataset = "imagenet",
		.split = "validation",
		.task = "image_classification",
		.sample_count = 50000,
		.doubt = "the card names no split; validation is the one whose labels are public",
		.protocols = {{"MobileNet", "imagenet-squash"}},
	},
};

const struct known_dataset *known_dataset_find(const char *printed)
{
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (published_same_name(sets[i].name, printed))
			return &sets[i];
	return NULL;
}

const char *known_protocol(
	const struct known_dataset *known, const struct published *published, const char **word)
{
	for (int i = 0; known->protocols[i].word; i++) {
		*word = known->protocols[i].word;
		if (strcasestr(published->title.text, *word) ||
			strcasestr(published->description.text, *word))
			return known->protocols[i].protocol;
	}
	*word = NULL;
	return known->protocols[0].protocol;
}
