// SPDX-License-Identifier: Apache-2.0
/*
 * Checks of validation images of ILSVRC 2012 as they lie in the test's folder (see shell.h).
 * Images are single bytes: only their names are looked at.
 */
#ifndef TESTS_UNIT_IMAGENET_SET_H
#define TESTS_UNIT_IMAGENET_SET_H

#include "zoo/dataset.h"

#include "tests/unit/check.h"
#include "tests/unit/shell.h"

// NULL if it is refused.
static struct dataset *open_set(
	const char *name, const char *setting, struct arena *arena, struct status *st)
{
	const struct dataset_kind *kind = dataset_kind_find("imagenet", st);
	struct knobs knobs = dataset_knobs(kind);
	struct knob_choice choice = {.value = {0}};
	struct dataset *set = NULL;
	if (setting && !knobs_set(&knobs, &choice, setting, st))
		return NULL;
	return dataset_open(&set, kind, &choice, in_folder(name), NULL, arena, st) ? set : NULL;
}

static const char *join(const char *const *lines)
{
	static char text[8192];
	*text = '\0';
	for (int i = 0; lines && lines[i]; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\n", lines[i]);
	return text;
}

#define MISSING(count, names) count " of 50000 images are missing: " names ", ...\n"
#define BY_NAME "labels: the pinned list, by the images' names\n"

// `samples`: "path=class " of each.
__attribute__((unused)) static void check_set(const char *name, const char *setting,
	const char *samples, const char *faults, const char *notes)
{
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_set(name, setting, &arena, &st);
	if (!CHECK(set != NULL, "%s opens: %s", name, st.message))
		return;
	char got[1024] = "";
	for (int64_t i = 0; i < set->sample_count && i < 10; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s=%s ",
			set->samples[i].path, set->classes[set->samples[i].class_index].label);
	CHECK_TEXT(got, samples, "%s: samples", name);
	CHECK_TEXT(join(set->faults), faults, "%s: faults", name);
	CHECK_TEXT(join(set->notes), notes, "%s: notes", name);
	CHECK(set->complete == !*faults, "%s: complete", name);
	CHECK(set->classes_by_place, "%s: outputs are found by place", name);
	arena_release(&arena);
}

__attribute__((unused)) static void check_refused(
	const char *name, const char *setting, enum status_code code, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	CHECK(open_set(name, setting, &arena, &st) == NULL, "%s is refused", name);
	CHECK_INT(st.code, code, "%s: code", name);
	CHECK(strstr(st.message, expected) != NULL, "%s: says \"%s\": %s", name, expected,
		st.message);
	arena_release(&arena);
}

// Three images in the folder `flat`.
__attribute__((unused)) static void make_flat(void)
{
	shell("mkdir -p flat && for i in 1 2 3; do echo x >flat/ILSVRC2012_val_0000000$i.JPEG; done");
}

#endif
