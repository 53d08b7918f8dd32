// SPDX-License-Identifier: Apache-2.0
/*
 * The list of datasets: one line here and one file in zoo/sets/ for each.
 */
#include "zoo/dataset.h"

#include "engine/base/words.h"
#include "zoo/identifier.h"

#include <string.h>

extern const struct dataset_kind dataset_dcase2020_task2_slider;
extern const struct dataset_kind dataset_demo_words;
extern const struct dataset_kind dataset_imagenet;
extern const struct dataset_kind dataset_speech_commands;
extern const struct dataset_kind dataset_speech_commands_v0_02;
extern const struct dataset_kind dataset_visual_wake_words;

static const struct dataset_kind *const kinds[] = {
	&dataset_speech_commands,
	&dataset_dcase2020_task2_slider,
	&dataset_speech_commands_v0_02,
	&dataset_visual_wake_words,
	&dataset_imagenet,
	&dataset_demo_words,
	NULL,
};

const struct dataset_kind *const *dataset_kinds(void)
{
	return kinds;
}

const struct dataset_kind *dataset_kind_find(const char *name, struct status *st)
{
	char names[512] = "";
	for (int i = 0; kinds[i]; i++) {
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
		words_add(names, sizeof(names), kinds[i]->name);
	}
	identifier_fail_unknown(st, "dataset", name);
	status_hint(st, "known datasets: %s", names);
	return NULL;
}
