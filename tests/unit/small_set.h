// SPDX-License-Identifier: Apache-2.0
/*
 * A small made-up kind of dataset, six clips in three classes, and sets of it in the test's
 * folder (see shell.h) as directory and in every packing.
 */
#ifndef TESTS_UNIT_SMALL_SET_H
#define TESTS_UNIT_SMALL_SET_H

#include "zoo/datasets/folders.h"

#include "tests/unit/shell.h"

static const struct dataset_class small_classes[] = {{"yes", 3}, {"no", 2}, {"_silence_", 1}};
static const char *const small_names[] = {"small.tar", "small", NULL};
static const char *const small_ignored[] = {"_background_noise_", NULL};
static const struct dataset_lookalike small_lookalikes[] = {
	{"maybe", "the larger set"}, {NULL, NULL}};
static const struct class_folders small_layout = {.classes = small_classes,
	.class_count = 3,
	.sample_nbytes = 10,
	.sample_suffix = ".wav",
	.ignored_folders = small_ignored,
	.lookalikes = small_lookalikes};
static const struct dataset_kind small = {.name = "small",
	.family = "small",
	.title = "Small",
	.how = "make it",
	.usual_names = small_names,
	.sample_count = 6,
	.sample_noun = "clips",
	.list = dataset_list_folders,
	.layout = &small_layout};

// NULL if it is refused.
__attribute__((unused)) static struct dataset *open_small(
	const char *name, struct arena *arena, struct status *st)
{
	struct dataset *set = NULL;
	return dataset_open(&set, &small, NULL, in_folder(name), NULL, arena, st) ? set : NULL;
}

// Good ones: the folder `good`, the same one down in `nested`, and archives of both; and
// `twice.tar`, which has a clip two times.
__attribute__((unused)) static bool make_sets(void)
{
	return shell("mkdir -p good/yes good/no good/_silence_ good/_background_noise_ &&"
		     "for f in yes/A yes/a yes/b no/a no/b.wav _silence_/7; do"
		     " echo \"$f-123456789\" | cut -c1-9 > good/$f.wav; done &&"
		     "echo noise > good/_background_noise_/n.wav && echo x > good/README.md &&"
		     "echo x > good/yes/list.txt && echo x > good/LICENSE && echo x > good/.hidden &&"
		     "echo x > good/yes/._a.wav") &&
	       shell("mkdir nested && cp -r good nested/some_set && echo x > nested/notes.txt") &&
	       shell("tar -cf good.tar -C good . && tar -czf good.tar.gz -C good . &&"
		     "tar -cJf nested.tar.xz -C nested ./some_set && tar -cf nested.tar nested") &&
	       shell("cp good.tar twice.tar && tar -rf twice.tar -C good ./no/a.wav");
}

#endif
