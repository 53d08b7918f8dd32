// SPDX-License-Identifier: Apache-2.0
/*
 * DCASE 2020 challenge, task 2 (anomalous sounds of machines), slide rail: the test clips of
 * the development set.  1,290 of ten seconds at 16 kHz, of four machines, named
 * normal_id_00_00000000.wav or anomaly_id_00_00000000.wav, in slider/test/.
 *
 * Counts: daisukelab/dcase2020_task2_variants:file_info.csv.  Machines 01, 03 and 05 are those
 * of the "additional training" and the evaluation set.
 * BASE is the one folder that holds most clips; a slider/test before all others.
 */
#include "zoo/dataset.h"

#include "engine/base/words.h"
#include "zoo/sets/downloads.h"
#include "zoo/sets/dcase_clips.h"
#include "zoo/datasets/faults.h"
#include "zoo/datasets/folders.h"
#include "zoo/datasets/source.h"

#include <string.h>

enum { MACHINE_COUNT = 4 };

static const struct dataset_class classes[DCASE_CLASS_COUNT] = {{"normal", 400}, {"anomaly", 890}};
static const char *const groups[MACHINE_COUNT] = {"id_00", "id_02", "id_04", "id_06"};
static const int64_t expected_counts[MACHINE_COUNT][DCASE_CLASS_COUNT] = {
	{100, 356}, {100, 267}, {100, 178}, {100, 89}};

// Ten seconds of 16 bit; a header comes on top.
enum { LEAST_SAMPLE_NBYTES = 2 * 160000 };

static int group_of(int id)
{
	return id % 2 == 0 && id / 2 < MACHINE_COUNT ? id / 2 : -1;
}

static bool same_folder(const char *path, const char *other, size_t length)
{
	return dcase_folder_length(path) == length && memcmp(path, other, length) == 0;
}

// A path in the base, NULL if there is none.  Most files of one folder stand together.
static const char *find_base(const struct listing *l)
{
	const char *best = NULL, *here = NULL;
	enum dcase_place best_place = DCASE_ANYWHERE;
	int64_t best_count = 0, count = 0;
	for (int64_t i = 0; i < l->count; i++) {
		const char *path = l->files[i].path;
		struct dcase_clip clip = dcase_clip_of_path(path);
		if (clip.id < 0 || clip.class_index < 0)
			continue;
		enum dcase_place place = dcase_place_of(path);
		if (place < DCASE_ANYWHERE)
			continue;
		if (!here || !same_folder(path, here, dcase_folder_length(here))) {
			here = path;
			count = 0;
		}
		count++;
		if (place > best_place || (place == best_place && count > best_count)) {
			best = path;
			best_place = place;
			best_count = count;
		}
	}
	return best;
}

/* ---- what is there instead ---- */

static const char *const looks_like_training =
	"clips for training, which are all normal, not the test set";

// What the files are, if they are not the set; NULL if that is not known.
static const char *find_lookalike(const struct listing *l)
{
	for (int64_t i = 0; i < l->count; i++) {
		const char *path = l->files[i].path;
		struct dcase_clip clip = dcase_clip_of_path(path);
		if (clip.id >= 0 && clip.class_index < 0)
			return "the challenge's evaluation set, which does not say what is an anomaly";
		if (clip.id >= 0 && dcase_place_of(path) == DCASE_TRAIN)
			return looks_like_training;
		if (clip.id >= 0)
			return "another kind of machine";
		if (dcase_folder_is(path, "abnormal/"))
			return "MIMII itself, not the clips of it that the challenge selected";
	}
	return NULL;
}

static bool fail_nothing_there(
	const struct dataset *set, const struct listing *l, struct status *st)
{
	const char *lookalike = find_lookalike(l);
	status_fail(st, STATUS_UNMEASURABLE,
		"%s: nothing of dataset %s is there: expected slider/test/ with clips like "
		"normal_id_00_00000000.wav%s%s",
		set->where, set->kind->name, lookalike ? "; this looks like " : "",
		lookalike ? lookalike : "");
	return status_hint(st, "%s", set->kind->how);
}

/* ---- the list ---- */

// Clips in another folder than the base.
struct aside {
	const char *folder; // without the slash
	enum dcase_place place;
	int64_t count;
	struct aside *next;
};

struct walk {
	struct dataset *set;
	struct arena *scratch;
	int64_t counts[MACHINE_COUNT][DCASE_CLASS_COUNT];
	int64_t foreign_counts[DCASE_ID_COUNT]; // of ids that are no machine of the set
	struct aside *first, **end;
	struct aside *last;
	struct dataset_faults single; // about one file each
};

static void note_aside(struct walk *walk, const char *path)
{
	size_t length = dcase_folder_length(path);
	size_t shown = length ? length - 1 : 0;
	struct aside *last = walk->last;
	if (!last || strlen(last->folder) != shown || memcmp(last->folder, path, shown) != 0) {
		last = arena_new(walk->scratch, struct aside);
		last->folder = arena_strndup(walk->scratch, path, shown);
		last->place = dcase_place_of(path);
		*walk->end = last;
		walk->end = &last->next;
		walk->last = last;
	}
	last->count++;
}

// A file of the base that has a clip's name or should have one.
static void take_clip(struct walk *walk, struct dataset_sample *samples, int64_t *count,
	const struct listed_file *file, const char *name)
{
	struct dcase_clip clip = dcase_clip_of_name(name);
	if (clip.id < 0 || clip.class_index < 0) {
		dataset_faults_add(&walk->single,
			"%s: not named like a clip of the set (normal_id_00_00000000.wav)", name);
		return;
	}
	int group = group_of(clip.id);
	if (group < 0) {
		walk->foreign_counts[clip.id]++;
		return;
	}
	if (*count && strcmp(samples[*count - 1].path, name) == 0) {
		dataset_faults_add(&walk->single, "%s: there more than once", name);
		return;
	}
	if (file->nbytes < LEAST_SAMPLE_NBYTES)
		dataset_faults_add(&walk->single, "%s: expected at least %d bytes, got %lld", name,
			(int)LEAST_SAMPLE_NBYTES, (long long)file->nbytes);
	samples[(*count)++] = (struct dataset_sample){.path = name,
		.class_index = clip.class_index,
		.group_index = group,
		.nbytes = file->nbytes};
	walk->counts[group][clip.class_index]++;
}

static void take_clips(struct walk *walk, const struct listing *l, struct arena *keep)
{
	struct dataset *set = walk->set;
	struct dataset_sample *samples = arena_array(keep, struct dataset_sample, l->count);
	size_t base_length = strlen(set->base);
	for (int64_t i = 0; i < l->count; i++) {
		const struct listed_file *file = &l->files[i];
		if (dataset_path_is_hidden(file->path) || !word_ends_with(file->path, ".wav"))
			continue;
		if (same_folder(file->path, set->base, base_length))
			take_clip(
				walk, samples, &set->sample_count, file, file->path + base_length);
		else if (dcase_clip_of_path(file->path).id >= 0)
			note_aside(walk, file->path);
	}
	set->samples = samples;
}

/* ---- faults and notes ---- */

static void add_lookalike_line(struct dataset_faults *faults, const struct walk *walk)
{
	int64_t normal = 0, anomaly = 0;
	for (int m = 0; m < MACHINE_COUNT; m++) {
		normal += walk->counts[m][DCASE_NORMAL];
		anomaly += walk->counts[m][DCASE_ANOMALY];
	}
	if (anomaly == 0 && normal > classes[DCASE_NORMAL].sample_count)
		dataset_faults_add(faults, "this looks like %s", looks_like_training);
}

static void add_count_lines(struct dataset_faults *faults, const struct walk *walk)
{
	for (int m = 0; m < MACHINE_COUNT; m++)
		for (int c = 0; c < DCASE_CLASS_COUNT; c++) {
			long long got = walk->counts[m][c], expected = expected_counts[m][c];
			if (got < expected)
				dataset_faults_add(faults, "%s %s: %lld of %lld clips", groups[m],
					classes[c].label, got, expected);
			else if (got > expected)
				dataset_faults_add(faults, "%s %s: %lld clips, expected %lld",
					groups[m], classes[c].label, got, expected);
		}
}

static void add_foreign_lines(struct dataset_faults *faults, const struct walk *walk)
{
	for (int id = 0; id < DCASE_ID_COUNT; id++)
		if (walk->foreign_counts[id])
			dataset_faults_add(faults,
				"id_%02d: %lld clips that do not belong to the set: %s", id,
				(long long)walk->foreign_counts[id],
				id == 1 || id == 3 || id == 5
					? "a machine of the additional training set"
					: "no machine of this kind has that id");
}

static void add_aside_lines(struct dataset_faults *faults, const struct walk *walk)
{
	for (const struct aside *a = walk->first; a; a = a->next)
		if (a->place >= DCASE_ANYWHERE)
			dataset_faults_add(faults, "%s: %lld clips that do not belong to the set",
				a->folder[0] ? a->folder : "top folder", (long long)a->count);
}

static const char *const *find_notes(const struct walk *walk, struct arena *keep)
{
	// Capped like faults; what is left out here does not touch the figure.
	struct dataset_faults notes = {.keep = keep};
	for (const struct aside *a = walk->first; a; a = a->next)
		if (a->place < DCASE_ANYWHERE)
			dataset_faults_add(&notes, "%s: %lld clips %s are not looked at", a->folder,
				(long long)a->count,
				a->place == DCASE_TRAIN ? "for training" : "of another machine");
	return notes.line_count ? dataset_faults_finish(&notes, NULL) : NULL;
}

static bool list(
	struct dataset *set, struct dataset_source *source, struct arena *keep, struct status *st)
{
	const struct listing *l = &source->listing;
	const char *in_base = find_base(l);
	if (!in_base)
		return fail_nothing_there(set, l, st);
	set->base = arena_strndup(keep, in_base, dcase_folder_length(in_base));
	set->classes = classes;
	set->class_count = DCASE_CLASS_COUNT;
	set->groups = groups;
	set->group_count = MACHINE_COUNT;

	struct arena scratch = {0};
	struct walk walk = {.set = set, .scratch = &scratch, .single = {.keep = keep}};
	walk.end = &walk.first;
	take_clips(&walk, l, keep);
	struct dataset_faults general = {.keep = keep};
	add_lookalike_line(&general, &walk);
	add_count_lines(&general, &walk);
	add_foreign_lines(&general, &walk);
	add_aside_lines(&general, &walk);
	set->faults = dataset_faults_finish(&general, &walk.single);
	set->notes = find_notes(&walk, keep);
	arena_release(&scratch);
	return true;
}

static const char *const usual_names[] = {
	"dev_data_slider.zip",
	"dev_data_slider",
	"dcase2020_task2_slider.zip",
	"dcase2020_task2_slider.tar",
	"dcase2020_task2_slider.tar.gz",
	"dcase2020_task2_slider",
	"slider",
	NULL,
};

const struct dataset_kind dataset_dcase2020_task2_slider = {
	.name = "dcase2020_task2_slider",
	.family = "dcase2020_task2_slider",
	.title = "DCASE 2020 task 2, slide rail, development set",
	.split = "test",
	.licence = "CC-BY-NC-SA-4.0",
	.home = "https://zenodo.org/record/3678171",
	.how = "zoo fetch --dataset dcase2020_task2_slider; or download https://zenodo.org/record/3678171/files/dev_data_slider.zip and put it, as it "
	       "is, into the directory that ZOO_DATA names",
	.usual_names = usual_names,
	.downloads = downloads_dcase_slider,
	.sample_count = 1290,
	.sample_noun = "clips",
	.list = list,
};
