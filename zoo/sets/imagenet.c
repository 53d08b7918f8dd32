// SPDX-License-Identifier: Apache-2.0
/*
 * ILSVRC 2012 ("ImageNet"), the 50,000 validation images, 50 of each of 1,000 classes, in
 * one folder or in a folder for each class.  What an image shows is known by its name
 * (imagenet_truth.h), so nothing else is needed; folders and lists of labels that are there
 * are held against that.
 *
 * BASE is the folder that holds most images of the set, or most folders named like
 * classes.  Images in such folders that are called otherwise are another set of the same
 * classes: they can be measured, but no figure is published for them.
 */
#include "zoo/dataset.h"

#include "zoo/datasets/faults.h"
#include "zoo/datasets/folders.h"
#include "zoo/datasets/source.h"
#include "zoo/sets/imagenet_lists.h"
#include "zoo/sets/imagenet_places.h"
#include "zoo/sets/imagenet_truth.h"

#include <string.h>

enum { KNOB_LABELS, KNOB_COUNT };
enum { LABELS_WORDNET, LABELS_AS_IS };

static const char *const labels_values[] = {"wordnet+1", "as-is", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_LABELS] = {.name = "labels",
		.about =
			"what is right: the place of the image's class in the order of WordNet ids, "
			"with the background first, or the number in a list of labels that lies "
			"with the images, as it stands",
		.values = labels_values,
		.fixed = true},
};

struct walk {
	struct dataset *set;
	const struct imagenet_truth *truth;
	const struct listing *listing;
	struct arena *keep;
	struct imagenet_bases bases;
	const struct imagenet_base *base; // the chosen one
	bool *seen;                       // [number]
	int64_t seen_count;
	int64_t foreign_count;     // images of the base that are not the set's
	const char *foreign;       // the first of them
	bool in_folders;           // of classes, at least one image
	int64_t disagreeing_count; // images whose folder or name says another class
	struct dataset_faults general, single, notes;
	struct imagenet_list numbers; // the list that labels=as-is takes
};

/* ---- the images ---- */

// The class of an image of the base; whatever says what it shows must agree.
static int find_class(struct walk *walk, const char *path, const struct imagenet_place *place)
{
	const struct imagenet_truth *truth = walk->truth;
	if (place->name.number == 0)
		return place->class_index;
	int right = truth->class_of[place->name.number];
	const int said[] = {place->class_index, place->name.class_index};
	for (int i = 0; i < 2; i++) {
		if (said[i] < 0 || said[i] == right)
			continue;
		walk->disagreeing_count++;
		dataset_faults_add(&walk->single,
			"%s: image %d is %s there, but %s in the pinned list", path,
			place->name.number, truth->ids[said[i]], truth->ids[right]);
	}
	return place->class_index >= 0 ? place->class_index : right;
}

static void take_image(struct walk *walk, struct dataset_sample *samples,
	const struct listed_file *file, const struct imagenet_place *place)
{
	struct dataset *set = walk->set;
	const char *path = file->path + place->base_length;
	int number = place->name.number;
	if ((number > 0 && walk->seen[number]) ||
		(set->sample_count && strcmp(samples[set->sample_count - 1].path, path) == 0)) {
		dataset_faults_add(&walk->single, "%s: there more than once", path);
		return;
	}
	if (number > 0) {
		walk->seen[number] = true;
		walk->seen_count++;
	}
	if (file->nbytes == 0)
		dataset_faults_add(&walk->single, "%s: 0 bytes", path);
	walk->in_folders |= place->class_index >= 0;
	samples[set->sample_count++] = (struct dataset_sample){.path = path,
		.class_index = find_class(walk, path, place),
		.group_index = -1,
		.nbytes = file->nbytes};
}

static bool is_of_base(
	const struct walk *walk, const char *path, const struct imagenet_place *place)
{
	return place->base_length == walk->base->length &&
	       memcmp(path, walk->base->path, place->base_length) == 0;
}

static bool lies_below_base(const struct walk *walk, const char *path)
{
	return strncmp(path, walk->base->path, walk->base->length) == 0;
}

static void take_images(struct walk *walk)
{
	const struct listing *l = walk->listing;
	int64_t room = walk->base->known_count + walk->base->other_count;
	struct dataset_sample *samples = arena_array(walk->keep, struct dataset_sample, room);
	bool is_the_set = walk->base->known_count > 0;
	for (int64_t i = 0; i < l->count; i++) {
		const char *path = l->files[i].path;
		struct imagenet_place place = imagenet_place_of(walk->truth, path);
		if (!place.is_picture || !lies_below_base(walk, path))
			continue;
		if (is_of_base(walk, path, &place) && place.is_candidate &&
			(place.name.number > 0 || !is_the_set)) {
			take_image(walk, samples, &l->files[i], &place);
		} else {
			walk->foreign = walk->foreign ? walk->foreign : path + walk->base->length;
			walk->foreign_count++;
		}
	}
	walk->set->samples = samples;
}

/* ---- labels ---- */

static void make_classes(struct walk *walk)
{
	struct dataset *set = walk->set;
	bool as_is = set->choice.value[KNOB_LABELS] == LABELS_AS_IS;
	bool is_the_set = walk->base->known_count > 0;
	int count = as_is ? IMAGENET_MAX_LABEL + 1 : IMAGENET_CLASS_COUNT;
	struct dataset_class *classes = arena_array(walk->keep, struct dataset_class, count);
	for (int c = 0; c < count; c++)
		classes[c] = (struct dataset_class){
			.label = as_is ? arena_printf(walk->keep, "%d", c) : walk->truth->ids[c],
			.sample_count = as_is || !is_the_set
						? -1
						: IMAGENET_IMAGE_COUNT / IMAGENET_CLASS_COUNT};
	set->classes = classes;
	set->class_count = count;
	set->classes_by_place = true;
}

// A class is a number of the list, which stands for the output of that place.
static bool take_labels_as_is(struct walk *walk, struct status *st)
{
	struct dataset *set = walk->set;
	if (!walk->numbers.numbers) {
		status_fail(st, STATUS_UNMEASURABLE,
			"%s: labels=as-is: there is no list of labels that are numbers",
			set->where);
		return status_hint(st, "put one beside the images, such as val.txt with lines like "
				       "\"ILSVRC2012_val_00000001.JPEG 65\"");
	}
	struct dataset_sample *samples =
		arena_array(walk->keep, struct dataset_sample, set->sample_count);
	for (int64_t i = 0; i < set->sample_count; i++) {
		const char *path = set->samples[i].path;
		int number = imagenet_place_of(walk->truth, path).name.number;
		samples[i] = set->samples[i];
		samples[i].class_index = number > 0 ? walk->numbers.numbers[number] : -1;
		if (samples[i].class_index < 0)
			return status_fail(st, STATUS_FORMAT, "%s: labels=as-is: %s is not on %s",
				set->where, path, walk->numbers.name);
	}
	set->samples = samples;
	set->departure = arena_printf(walk->keep,
		"labels=as-is: the numbers of %s are taken for outputs as they stand",
		walk->numbers.name);
	return true;
}

static bool check_list(struct walk *walk, const struct dataset_source *source,
	const struct listed_file *file, struct status *st)
{
	if (file->nbytes > IMAGENET_LIST_MAX_NBYTES) {
		dataset_faults_add(&walk->general, "%s: %lld bytes, too many for a list of labels",
			file->path, (long long)file->nbytes);
		return true;
	}
	struct arena scratch = {0};
	struct bytes text;
	struct imagenet_list list;
	bool ok = dataset_source_read(
		&text, source, file->path, IMAGENET_LIST_MAX_NBYTES, &scratch, st);
	if (ok) {
		imagenet_list_check(&list, text, file->path, walk->truth, walk->keep);
		if (list.fault)
			dataset_faults_add(&walk->general, "%s", list.fault);
		if (list.note)
			dataset_faults_add(&walk->notes, "%s", list.note);
		if (list.numbers && !walk->numbers.numbers)
			walk->numbers = list;
	}
	arena_release(&scratch);
	return ok;
}

static bool check_lists(struct walk *walk, const struct dataset_source *source, struct status *st)
{
	enum { MOST = 8 }; // an archive is gone through for each
	int count = 0;
	for (int64_t i = 0; i < walk->listing->count && count < MOST; i++) {
		const struct listed_file *file = &walk->listing->files[i];
		if (dataset_path_is_hidden(file->path) || !imagenet_list_is(file->path))
			continue;
		count++;
		if (!check_list(walk, source, file, st))
			return false;
	}
	return true;
}

/* ---- faults and notes ---- */

static void add_missing_line(struct walk *walk)
{
	enum { SHOWN = 3 };
	int64_t missing_count = IMAGENET_IMAGE_COUNT - walk->seen_count;
	if (missing_count == 0)
		return;
	const char *names = "";
	for (int number = 1, shown = 0; number <= IMAGENET_IMAGE_COUNT && shown < SHOWN; number++)
		if (!walk->seen[number])
			names = arena_printf(walk->keep, "%s%sILSVRC2012_val_%08d.JPEG", names,
				shown++ ? ", " : "", number);
	dataset_faults_add(&walk->general, "%lld of %d images are missing: %s%s",
		(long long)missing_count, (int)IMAGENET_IMAGE_COUNT, names,
		missing_count > SHOWN ? ", ..." : "");
}

static void add_other_places(struct walk *walk)
{
	for (int i = 0; i < walk->bases.count; i++) {
		const struct imagenet_base *base = &walk->bases.list[i];
		const char *folder =
			arena_strndup(walk->keep, base->path, base->length ? base->length - 1 : 0);
		if (base == walk->base)
			continue;
		// Other images elsewhere are another set, such as the one for training.
		if (base->known_count > 0)
			dataset_faults_add(&walk->general,
				"%s: %lld images of the set that are not in its folder",
				*folder ? folder : "top folder", (long long)base->known_count);
		else
			dataset_faults_add(&walk->notes, "%s: %lld other images are not looked at",
				*folder ? folder : "top folder", (long long)base->other_count);
	}
	if (walk->bases.unlisted_count > 0)
		dataset_faults_add(&walk->notes,
			"%lld images in more than %d folders are not looked at",
			(long long)walk->bases.unlisted_count, (int)IMAGENET_MAX_BASES);
}

static void describe(struct walk *walk)
{
	struct dataset *set = walk->set;
	bool is_the_set = walk->base->known_count > 0;
	if (walk->foreign_count > 0)
		dataset_faults_add(&walk->general,
			"%lld images that do not belong to the set, the first is %s",
			(long long)walk->foreign_count, walk->foreign);
	if (is_the_set) {
		add_missing_line(walk);
		dataset_faults_add(&walk->notes, "labels: %s",
			!walk->in_folders         ? "the pinned list, by the images' names"
			: walk->disagreeing_count ? "the names of the images' folders"
						  : "the names of the images' folders, which "
						    "agree with the pinned list");
		return;
	}
	set->departure = "the images are not called like those of ILSVRC 2012 validation "
			 "(ILSVRC2012_val_00000001.JPEG)";
	dataset_faults_add(&walk->notes, "labels: the names of the images' folders");
}

static bool list_images(struct walk *walk, const struct dataset_source *source, struct status *st)
{
	struct dataset *set = walk->set;
	if (!imagenet_truth_read(&walk->truth, walk->keep, st))
		return false;
	walk->base = imagenet_choose_base(&walk->bases, walk->truth, walk->listing);
	if (!walk->base) {
		status_fail(st, STATUS_UNMEASURABLE,
			"%s: nothing of dataset %s is there: expected images like "
			"ILSVRC2012_val_00000001.JPEG, or folders like n01440764 with images",
			set->where, set->kind->name);
		return status_hint(st, "%s", set->kind->how);
	}
	set->base = arena_strndup(walk->keep, walk->base->path, walk->base->length);
	take_images(walk);
	if (walk->base->known_count > 0 && !check_lists(walk, source, st))
		return false;
	describe(walk);
	add_other_places(walk);
	make_classes(walk);
	if (set->choice.value[KNOB_LABELS] == LABELS_AS_IS && !take_labels_as_is(walk, st))
		return false;
	set->faults = dataset_faults_finish(&walk->general, &walk->single);
	set->notes = dataset_faults_finish(&walk->notes, NULL);
	return true;
}

static bool list(
	struct dataset *set, struct dataset_source *source, struct arena *keep, struct status *st)
{
	struct arena scratch = {0};
	struct walk *walk = arena_new(&scratch, struct walk);
	walk->set = set;
	walk->listing = &source->listing;
	walk->keep = keep;
	walk->general.keep = walk->single.keep = walk->notes.keep = keep;
	walk->seen = arena_array(&scratch, bool, IMAGENET_IMAGE_COUNT + 1);
	bool ok = list_images(walk, source, st);
	arena_release(&scratch);
	return ok;
}

static const char *const usual_names[] = {
	"ILSVRC2012_img_val.tar",
	"ILSVRC2012_img_val",
	"imagenet.tar",
	"imagenet",
	"imagenet2012_val",
	"imagenet_val",
	NULL,
};

const struct dataset_kind dataset_imagenet = {
	.name = "imagenet",
	.family = "imagenet",
	.title = "ILSVRC 2012 (ImageNet), validation",
	.split = "validation",
	.licence = "for non-commercial research and education",
	.home = "https://www.image-net.org/challenges/LSVRC/2012/",
	.how = "get ILSVRC2012_img_val.tar (6,744,924,160 bytes, SHA-256 "
	       "c7e06a6c0baccf06d8dbeb6577d71efff84673a5dbdd50633ab44f8ea0456ae0) from "
	       "https://www.image-net.org/download.php, which asks for an account, and put it, as "
	       "it is, into the directory that ZOO_DATA names; labels come with this program",
	.usual_names = usual_names,
	.sample_count = IMAGENET_IMAGE_COUNT,
	.sample_noun = "images",
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.list = list,
};
