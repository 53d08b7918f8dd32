// SPDX-License-Identifier: Apache-2.0
/*
 * Names of models as in ARM-software/ML-zoo@aec70be, @8bb350c and @fec0bb5 (README.md of the
 * models).  That MicroNets measured on val2014: C. Banbury et al., arXiv:2010.11267.
 */
#include "zoo/import/proposal.h"

#include <string.h>

static const struct proposal proposals[] = {
	{
		.dataset = "speech_commands",
		.task = "keyword_spotting",
		.doubt = "the card names no split",
		.protocols = {{"MicroNet", "kws-micronet"}, {"Hello Edge", "kws-hello-edge"}},
	},
	{
		.dataset = "dcase2020_task2_slider",
		.task = "anomaly_detection",
		.protocols = {{"MicroNet", "ad-micronet"}},
	},
	{
		.dataset = "visual_wake_words",
		.task = "visual_wake_words",
		.doubt = "the card names no split; val2014 is that of the MicroNets paper",
		.protocols = {{"MicroNet", "vww-micronet"}},
	},
	{
		.dataset = "imagenet",
		.task = "image_classification",
		.doubt = "the card names no split; validation is the one whose labels are public",
		.protocols = {{"MobileNet", "imagenet-squash"}},
	},
};

const struct proposal *proposal_find(const char *printed, const struct known_dataset **set)
{
	const struct known_dataset *named = known_dataset(printed);
	for (size_t i = 0; i < sizeof(proposals) / sizeof(proposals[0]); i++)
		if (named && named->dataset && strcmp(proposals[i].dataset, named->dataset) == 0) {
			*set = named;
			return &proposals[i];
		}
	*set = NULL;
	return NULL;
}

const char *proposal_protocol(
	const struct proposal *proposal, const struct published *published, const char **word)
{
	for (int i = 0; proposal->protocols[i].word; i++) {
		*word = proposal->protocols[i].word;
		if (strcasestr(published->title.text, *word) ||
			strcasestr(published->description.text, *word))
			return proposal->protocols[i].protocol;
	}
	*word = NULL;
	return proposal->protocols[0].protocol;
}
