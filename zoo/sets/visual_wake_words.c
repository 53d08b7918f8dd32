// SPDX-License-Identifier: Apache-2.0
/*
 * Visual Wake Words (arXiv:1906.05721): pictures of COCO, labelled by whether a person
 * fills at least 0.5 % of them.  The set is made from COCO's pictures and its file of
 * annotations; which pictures, and on which side of 0.5 % a person begins, are knobs.
 *
 * - val2014: 40,504 images, as in tensorflow/models:research/slim/datasets/
 *   visualwakewords.py (_SPLITS_TO_SIZES); a person if area / (width x height) >= 0.005
 *   (build_visualwakewords_data_lib.py there: small if below).
 * - minival: the 8,059 images of minival.h; a person if above 0.005 for
 *   Mxbonn/visualwakewords:scripts/create_visualwakewords_annotations.py.
 */
#include "zoo/sets/coco.h"
#include "zoo/sets/coco_match.h"
#include "zoo/datasets/faults.h"
#include "zoo/datasets/folders.h"
#include "zoo/sets/minival.h"
#include "zoo/sets/person_folders.h"
#include "zoo/sets/pictures.h"
#include "zoo/datasets/source.h"

#include "engine/base/words.h"

#include <string.h>

enum { KNOB_SPLIT, KNOB_PERSON, KNOB_COUNT };
enum { SPLIT_VAL2014, SPLIT_MINIVAL };
enum { PERSON_GE, PERSON_GT };

// The order of the values is that of the enums.
static const char *const split_values[] = {"val2014", "minival", NULL};
static const char *const person_values[] = {"ge", "gt", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_SPLIT] = {.name = "split",
		.about = "which pictures of COCO: val2014 (MicroNets, slim), or the 8,059 of the "
			 "minival list (pyvww)",
		.values = split_values,
		.fixed = true},
	[KNOB_PERSON] = {.name = "person",
		.about = "who fills exactly 0.5 % of the picture is a person (ge: slim) or is not "
			 "(gt: pyvww)",
		.values = person_values,
		.fixed = true},
};

static const struct dataset_class classes[] = {{"not_person", -1}, {"person", -1}};

static const int64_t split_counts[] = {40504, MINIVAL_COUNT};

static const double person_share = 0.005;

static int choice_of(const struct dataset *set, int knob)
{
	return set->choice.value[knob];
}

struct walk {
	struct dataset *set;
	const struct dataset_source *source;
	struct arena *keep, *scratch;
	struct dataset_faults general, single, notes;
	struct pictures pictures;
	struct coco coco;
	struct coco_matches matches;
};

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static bool is_annotations(const char *path)
{
	const char *name = name_of(path);
	return strncmp(name, "instances_", 10) == 0 && word_ends_with(name, ".json") &&
	       !dataset_path_is_hidden(path);
}

// The smaller, the rather.
static int rank_of(const struct dataset *set, const char *path)
{
	const char *name = name_of(path);
	if (strcmp(name, "instances_val2014.json") == 0)
		return 0;
	if (strcmp(name, "instances_minival.json") == 0) // as pyvww calls what it makes
		return choice_of(set, KNOB_SPLIT) == SPLIT_MINIVAL ? 1 : 3;
	return strcmp(name, "instances_val2017.json") == 0 ? 2 : 3;
}

// The file of annotations to be read; NULL: there is none.
static const char *choose_annotations(struct walk *walk)
{
	const struct listing *l = &walk->source->listing;
	const char *best = NULL;
	for (int64_t i = 0; i < l->count; i++) {
		const char *path = l->files[i].path;
		if (is_annotations(path) &&
			(!best || rank_of(walk->set, path) < rank_of(walk->set, best)))
			best = path;
	}
	for (int64_t i = 0; i < l->count; i++)
		if (is_annotations(l->files[i].path) && l->files[i].path != best)
			dataset_faults_add(&walk->notes, "%s: not read", l->files[i].path);
	return best;
}

static bool is_person(const struct dataset *set, const struct coco_image *image)
{
	return choice_of(set, KNOB_PERSON) == PERSON_GT ? image->person_share > person_share
							: image->person_share >= person_share;
}

// The folder that holds annotations/ and all samples; "" if none does.
static const char *find_base(const struct walk *walk, const char *annotations)
{
	static const char folder[] = "annotations/";
	const char *name = name_of(annotations);
	size_t length = (size_t)(name - annotations), nbytes = sizeof(folder) - 1;
	if (length >= nbytes && memcmp(name - nbytes, folder, nbytes) == 0)
		length -= nbytes;
	const struct coco_matches *m = &walk->matches;
	for (int64_t i = 0; i < m->found_count; i++)
		if (strncmp(m->found[i].file->path, annotations, length) != 0)
			return "";
	return arena_strndup(walk->keep, annotations, length);
}

static void take_samples(struct walk *walk, const char *annotations)
{
	struct dataset *set = walk->set;
	const struct coco_matches *m = &walk->matches;
	set->base = find_base(walk, annotations);
	size_t base_length = strlen(set->base);
	struct dataset_sample *samples =
		arena_array(walk->keep, struct dataset_sample, m->found_count);
	for (int64_t i = 0; i < m->found_count; i++)
		samples[i] = (struct dataset_sample){.path = m->found[i].file->path + base_length,
			.class_index = is_person(set, m->found[i].image),
			.group_index = -1,
			.nbytes = m->found[i].file->nbytes};
	set->samples = samples;
	set->sample_count = m->found_count;
}

// How much of the split this is, as far as can be known.
static void add_split_lines(struct walk *walk)
{
	const struct coco_matches *m = &walk->matches;
	struct dataset_faults *faults = &walk->general;
	const struct dataset *set = walk->set;
	long long found = m->found_count, certain = m->certain_count;
	long long expected = set->expected_count;
	if (choice_of(set, KNOB_SPLIT) == SPLIT_MINIVAL)
		certain = found;
	if (certain < found)
		dataset_faults_add(faults, "between %lld and %lld of the %lld images of %s",
			certain, found, expected, set->split);
	else if (found < expected)
		dataset_faults_add(
			faults, "%lld of the %lld images of %s", found, expected, set->split);
	else if (found > expected)
		dataset_faults_add(faults, "%lld images, expected the %lld of %s", found, expected,
			set->split);
	if (certain == found)
		return;
	if (m->origin_counts[COCO_VAL2017])
		dataset_faults_add(faults, "%lld images of val2017, which is a part of val2014",
			(long long)m->origin_counts[COCO_VAL2017]);
	if (m->origin_counts[COCO_TRAIN2017])
		dataset_faults_add(faults,
			"%lld images of train2017, which has images of train2014 and of val2014",
			(long long)m->origin_counts[COCO_TRAIN2017]);
	if (m->origin_counts[COCO_UNKNOWN])
		dataset_faults_add(faults, "%lld images of which no name tells the part of COCO",
			(long long)m->origin_counts[COCO_UNKNOWN]);
	if (m->minival_count)
		dataset_faults_add(faults,
			"%lld of these are on the list of minival, which is a part of val2014",
			(long long)m->minival_count);
}

static void add_missing_line(struct walk *walk, const char *annotations)
{
	const struct coco_matches *m = &walk->matches;
	if (m->found_count < m->wanted_count)
		dataset_faults_add(&walk->general,
			"%lld of %lld images that %s lists are not there",
			(long long)(m->wanted_count - m->found_count), (long long)m->wanted_count,
			annotations);
}

static void add_notes(struct walk *walk, const char *annotations)
{
	const struct coco_matches *m = &walk->matches;
	struct dataset_faults *notes = &walk->notes;
	dataset_faults_add(notes, "labels are from %s: %lld images, %lld annotations", annotations,
		(long long)walk->coco.image_count, (long long)walk->coco.annotation_count);
	if (m->left_out_count)
		dataset_faults_add(notes, "%lld listed images are not of %s and are left out",
			(long long)m->left_out_count, walk->set->split);
	if (m->renamed_count)
		dataset_faults_add(notes, "%lld images have their names of another year",
			(long long)m->renamed_count);
	if (m->moved_count)
		dataset_faults_add(notes,
			"%lld images lie in a folder of another part of COCO than their coco_url says",
			(long long)m->moved_count);
	if (m->unlisted_count)
		dataset_faults_add(notes, "%lld pictures are not listed; the first is %s",
			(long long)m->unlisted_count, m->first_unlisted);
}

static bool fail_nothing_there(const struct dataset *set, const char *what, struct status *st)
{
	status_fail(st, STATUS_UNMEASURABLE, "%s: nothing of dataset %s, split %s, is there: %s",
		set->where, set->kind->name, set->split, what);
	return status_hint(st, "%s", set->kind->how);
}

static bool list_annotated(struct walk *walk, const char *annotations, struct status *st)
{
	struct dataset *set = walk->set;
	bool minival_only = choice_of(set, KNOB_SPLIT) == SPLIT_MINIVAL;
	if (!coco_read(&walk->coco, walk->source, annotations, walk->scratch, st))
		return false;
	coco_match(&walk->matches, &walk->coco, &walk->pictures, minival_ids(walk->scratch),
		minival_only, &walk->single, walk->scratch);
	if (walk->matches.found_count == 0)
		return fail_nothing_there(set,
			arena_printf(walk->scratch,
				"of %lld images that %s lists, no picture of it",
				(long long)walk->coco.image_count, annotations),
			st);
	take_samples(walk, annotations);
	add_split_lines(walk);
	add_missing_line(walk, annotations);
	add_notes(walk, annotations);
	return true;
}

static bool list_folders(struct walk *walk, struct status *st)
{
	struct dataset *set = walk->set;
	if (!person_folders_take(set, &walk->source->listing, &walk->single, walk->keep))
		return fail_nothing_there(set,
			"expected annotations/instances_val2014.json and its pictures, or folders "
			"person and not_person",
			st);
	if (set->sample_count != set->expected_count)
		dataset_faults_add(&walk->general, "%lld of %lld images",
			(long long)set->sample_count, (long long)set->expected_count);
	set->departure = "labels are those of the folders, not made from COCO's annotations";
	return true;
}

static bool list(
	struct dataset *set, struct dataset_source *source, struct arena *keep, struct status *st)
{
	struct arena scratch = {0};
	struct walk walk = {.set = set,
		.source = source,
		.keep = keep,
		.scratch = &scratch,
		.general = {.keep = keep},
		.single = {.keep = keep},
		.notes = {.keep = keep}};
	int split = choice_of(set, KNOB_SPLIT);
	set->split = split_values[split];
	set->expected_count = split_counts[split];
	set->classes = classes;
	set->class_count = sizeof(classes) / sizeof(classes[0]);
	walk.pictures = pictures_find(&source->listing, &scratch);
	const char *annotations = choose_annotations(&walk);
	bool ok = annotations ? list_annotated(&walk, annotations, st) : list_folders(&walk, st);
	if (ok) {
		set->faults = dataset_faults_finish(&walk.general, &walk.single);
		if (walk.notes.line_count)
			set->notes = dataset_faults_finish(&walk.notes, NULL);
	}
	arena_release(&scratch);
	return ok;
}

static const char *const usual_names[] = {
	"visual_wake_words",
	"visual_wake_words.tar",
	"visual_wake_words.zip",
	"vww",
	"coco",
	"coco2014",
	"mscoco",
	NULL,
};

// Sizes: tensorflow/datasets:tensorflow_datasets/url_checksums/coco.txt.
const struct dataset_kind dataset_visual_wake_words = {
	.name = "visual_wake_words",
	.family = "visual_wake_words",
	.title = "Visual Wake Words, on COCO's val2014",
	.split = "val2014",
	.licence = "annotations CC-BY-4.0; pictures as Flickr's users chose for each",
	.home = "https://cocodataset.org/#download",
	.how = "download http://images.cocodataset.org/zips/val2014.zip (6,645,013,297 bytes) and "
	       "http://images.cocodataset.org/annotations/annotations_trainval2014.zip "
	       "(252,872,794 bytes), and unpack both into a directory visual_wake_words in the "
	       "directory that ZOO_DATA names",
	.usual_names = usual_names,
	.sample_count = 40504,
	.sample_noun = "images",
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.list = list,
};
