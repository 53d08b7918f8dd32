// SPDX-License-Identifier: Apache-2.0
/*
 * The list that Hello Edge keyword spotters are measured on: of Google's Speech Commands,
 * version 0.02, the 4,074 testing clips of ten words, with 408 clips of other words that a
 * script draws (seeded_list.h) and 408 of silence that are nothing but zeros.
 *
 * Which clips are on the list is known without having the set (speech_names.h), so every
 * one that is missing can be named.  The official test archive has the ten words, too, but
 * other clips of other words; what can be measured with it is list=archive.
 */
#include "zoo/dataset.h"

#include "engine/base/words.h"
#include "zoo/datasets/folders.h"
#include "zoo/datasets/gathering.h"
#include "zoo/sets/downloads.h"
#include "zoo/sets/seeded_list.h"
#include "zoo/datasets/source.h"
#include "zoo/sets/speech_names.h"

#include <stdlib.h>
#include <string.h>

enum { KNOB_LIST, KNOB_SILENCE, KNOB_COUNT };
enum { LIST_ARM, LIST_TENSORFLOW, LIST_ARCHIVE };
enum { SILENCE_ZEROS, SILENCE_NOISE };

// The order of the values is that of the enums.
static const char *const list_values[] = {"arm-2023-sorted", "tf-canonical", "archive", NULL};
static const char *const list_spellings[] = {"test-archive", "archive", NULL};
static const char *const silence_values[] = {"zeros", "noise", NULL};

static const struct knob knobs[KNOB_COUNT] = {
	[KNOB_LIST] = {.name = "list",
		.about = "which clips of other words: as Arm's script draws them, as TensorFlow's "
			 "does, or those of the official test archive",
		.values = list_values,
		.spellings = list_spellings},
	[KNOB_SILENCE] = {.name = "silence",
		.about = "what silence is: zeros, or the noise of the official test archive",
		.values = silence_values},
};

enum { CLASS_SILENCE, CLASS_UNKNOWN, CLASS_FIRST_WORD, CLASS_COUNT = 12 };
enum { DRAWN_COUNT = 408, CLIP_HEADER_NBYTES = 44, CLIP_NBYTES = CLIP_HEADER_NBYTES + 2 * 16000 };

// In the order of the scripts; the words' counts are those of testing_list.txt.
static const struct dataset_class classes[CLASS_COUNT] = {
	{"_silence_", DRAWN_COUNT},
	{"_unknown_", DRAWN_COUNT},
	{"yes", 419},
	{"no", 405},
	{"up", 425},
	{"down", 406},
	{"left", 412},
	{"right", 396},
	{"on", 396},
	{"off", 402},
	{"stop", 411},
	{"go", 402},
};

// Clips of the validation set, which is drawn from first (validation_list.txt).
enum { VALIDATION_KNOWN_COUNT = 3703, VALIDATION_OTHER_COUNT = 6278 };

// Folders of the whole set, and the two more that the official test archive has.
static const struct dataset_class folders[] = {{"_silence_", -1}, {"_unknown_", -1},
	{"backward", -1}, {"bed", -1}, {"bird", -1}, {"cat", -1}, {"dog", -1}, {"down", -1},
	{"eight", -1}, {"five", -1}, {"follow", -1}, {"forward", -1}, {"four", -1}, {"go", -1},
	{"happy", -1}, {"house", -1}, {"learn", -1}, {"left", -1}, {"marvin", -1}, {"nine", -1},
	{"no", -1}, {"off", -1}, {"on", -1}, {"one", -1}, {"right", -1}, {"seven", -1},
	{"sheila", -1}, {"six", -1}, {"stop", -1}, {"three", -1}, {"tree", -1}, {"two", -1},
	{"up", -1}, {"visual", -1}, {"wow", -1}, {"yes", -1}, {"zero", -1}};
static const struct class_folders layout = {.classes = folders,
	.class_count = sizeof(folders) / sizeof(folders[0]),
	.sample_suffix = ".wav"};

// The list under way.
struct listing_up {
	struct gathering gathered;
	int64_t class_counts[CLASS_COUNT];
	bool is_test_archive; // it has a folder of clips of other words
	struct dataset_sample *missing;
	int64_t missing_count;
};

// A clip of the list by its name, wherever it lies.
static void take_clip(struct listing_up *l, const char *name, int class_index)
{
	if (gathering_take_file(&l->gathered, name, class_index))
		return;
	// three/9a69672b_nohash_0.wav is _unknown_/three_9a69672b_nohash_0.wav.wav there
	const char *slash = strchr(name, '/');
	const char *there = arena_printf(
		l->gathered.scratch, "_unknown_/%.*s_%s.wav", (int)(slash - name), name, slash + 1);
	if (class_index == CLASS_UNKNOWN && gathering_take_file(&l->gathered, there, class_index))
		return;
	l->missing[l->missing_count++] =
		(struct dataset_sample){.path = name, .class_index = class_index};
}

// Testing clips: of wanted words to the samples, of others to `others`.
static int32_t take_words(
	struct listing_up *l, const char **others, const struct speech_names *testing)
{
	int32_t other_count = 0;
	for (int32_t i = 0; i < testing->count; i++) {
		const char *name = testing->names[i];
		int word = speech_wanted_word(name, strcspn(name, "/"));
		if (word >= 0)
			take_clip(l, name, CLASS_FIRST_WORD + word);
		else
			others[other_count++] = name;
	}
	return other_count;
}

static void take_drawn(struct listing_up *l, const char *const *others, int32_t other_count,
	int32_t known_count, enum seeded_program program)
{
	struct seeded_set sets[] = {
		{.known_count = VALIDATION_KNOWN_COUNT, .other_count = VALIDATION_OTHER_COUNT},
		{.known_count = known_count, .other_count = other_count}};
	seeded_list_draw(sets, 2, program, l->gathered.scratch);
	for (int32_t i = 0; i < sets[1].chosen_count; i++)
		take_clip(l, others[sets[1].chosen[i]], CLASS_UNKNOWN);
}

// One second of zeros, 16 kHz, mono, 16 bit.
static struct bytes make_silent_clip(struct arena *keep)
{
	static const unsigned char header[CLIP_HEADER_NBYTES] = {'R', 'I', 'F', 'F', 0x24, 0x7d, 0,
		0, 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ', 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3e, 0,
		0, 0, 0x7d, 0, 0, 2, 0, 16, 0, 'd', 'a', 't', 'a', 0, 0x7d, 0, 0};
	unsigned char *clip = arena_array(keep, unsigned char, CLIP_NBYTES);
	memcpy(clip, header, sizeof(header));
	return (struct bytes){clip, CLIP_NBYTES};
}

static void make_silence(struct gathering *gathered)
{
	struct bytes clip = make_silent_clip(gathered->keep);
	for (int i = 0; i < DRAWN_COUNT; i++)
		gathering_add(gathered,
			(struct dataset_sample){
				.path = arena_printf(gathered->keep, "_silence_/zeros_%03d.wav", i),
				.class_index = CLASS_SILENCE,
				.nbytes = (int64_t)clip.nbytes,
				.made = clip});
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

// Clips that claim by their name to be of the testing set, though its list has none such.
static void find_strays(struct gathering *gathered, const struct speech_names *testing)
{
	for (int i = 0; i < layout.class_count; i++) {
		if (folders[i].label[0] == '_')
			continue;
		const char *prefix = arena_printf(gathered->scratch, "%s/", folders[i].label);
		const char *path;
		int64_t at = gathering_first(gathered, prefix);
		for (; (path = gathering_path(gathered, at, prefix)); at++)
			if (strstr(path, "_nohash_") &&
				word_ends_with(path, layout.sample_suffix) &&
				!dataset_path_is_hidden(path) &&
				!bsearch(path, testing->names, (size_t)testing->count,
					sizeof(*testing->names), compare_names) &&
				speech_set_of(path + strlen(prefix)) == SPEECH_TESTING)
				dataset_faults_add(&gathered->single,
					"%s: a testing clip by its name, but not of version 0.02",
					path);
	}
}

// What is there instead of what was asked for.
static void add_hints(struct listing_up *l, struct dataset_faults *faults)
{
	struct gathering *gathered = &l->gathered;
	const struct knob_choice *choice = &gathered->set->choice;
	bool noise = choice->value[KNOB_SILENCE] == SILENCE_NOISE;
	bool archive = choice->value[KNOB_LIST] == LIST_ARCHIVE;
	if (l->is_test_archive && !archive)
		dataset_faults_add(faults,
			"this is the official test archive, which has other clips of other words; "
			"those it has are measured with --set list=archive");
	else if (!l->is_test_archive && (archive || noise))
		dataset_faults_add(faults,
			"%s needs the official test archive, speech_commands_test_set_v0.02.tar.gz",
			archive ? "list=archive" : "silence=noise");
	if (gathering_has_folder(gathered, "bed") && !gathering_has_folder(gathered, "backward") &&
		!gathering_has_folder(gathered, "learn"))
		dataset_faults_add(
			faults, "this looks like Speech Commands v0.01 (30 words), not v0.02");
}

static void find_faults(struct listing_up *l, const struct speech_names *testing)
{
	struct gathering *gathered = &l->gathered;
	struct dataset *set = gathered->set;
	struct dataset_faults general = {.keep = gathered->keep};
	add_hints(l, &general);
	dataset_faults_add_counts(
		&general, classes, CLASS_COUNT, l->class_counts, set->kind->sample_noun);
	// where a class is missing altogether, its clips need not be named
	for (int64_t i = 0; i < l->missing_count; i++)
		if (l->class_counts[l->missing[i].class_index] > 0)
			dataset_faults_add(&gathered->single, "%s: missing", l->missing[i].path);
	find_strays(gathered, testing);
	set->faults = dataset_faults_finish(&general, &gathered->single);
}

// What the list departs in from that of published figures; NULL: in nothing.
static const char *departure(const struct dataset *set, struct arena *keep)
{
	static const char *const of_list[] = {NULL,
		"list=tf-canonical: clips of other words as TensorFlow's script draws them",
		"list=archive: the clips of other words that the official test archive has"};
	const char *list = of_list[set->choice.value[KNOB_LIST]];
	const char *silence = set->choice.value[KNOB_SILENCE] == SILENCE_NOISE
				      ? "silence=noise: noise for silence, not zeros"
				      : NULL;
	return list && silence ? arena_printf(keep, "%s; %s", list, silence)
	       : list          ? list
			       : silence;
}

static void take_all(struct listing_up *l, const struct speech_names *testing)
{
	struct gathering *gathered = &l->gathered;
	const struct knob_choice *choice = &gathered->set->choice;
	l->missing = arena_array(gathered->scratch, struct dataset_sample, testing->count);
	const char **others = arena_array(gathered->scratch, const char *, testing->count);
	int32_t other_count = take_words(l, others, testing);
	int list = choice->value[KNOB_LIST];
	if (list == LIST_ARCHIVE)
		gathering_take_folder(gathered, "_unknown_", layout.sample_suffix, CLASS_UNKNOWN);
	else
		take_drawn(l, others, other_count, testing->count - other_count,
			list == LIST_TENSORFLOW ? SEEDED_TENSORFLOW : SEEDED_ARM);
	if (choice->value[KNOB_SILENCE] == SILENCE_NOISE)
		gathering_take_folder(gathered, "_silence_", layout.sample_suffix, CLASS_SILENCE);
	else
		make_silence(gathered);
	gathering_finish(gathered);
}

static bool list(
	struct dataset *set, struct dataset_source *source, struct arena *keep, struct status *st)
{
	if (!dataset_find_base(&set->base, &layout, &source->listing, keep)) {
		status_fail(st, STATUS_UNMEASURABLE,
			"%s: nothing of dataset %s is there: expected a folder of .wav files for "
			"each word, such as yes, no, bed, bird",
			set->where, set->kind->name);
		return status_hint(st, "%s", set->kind->how);
	}
	struct speech_names testing;
	if (!speech_testing_names(&testing, keep, st))
		return false;
	set->classes = classes;
	set->class_count = CLASS_COUNT;
	set->departure = departure(set, keep);
	struct arena scratch = {0};
	struct listing_up l = {.gathered = {.set = set,
				       .listing = &source->listing,
				       .keep = keep,
				       .scratch = &scratch,
				       .single = {.keep = keep}}};
	l.gathered.class_counts = l.class_counts;
	l.is_test_archive = gathering_has_folder(&l.gathered, "_unknown_");
	l.gathered.sample_nbytes = l.is_test_archive ? CLIP_NBYTES : 0;
	take_all(&l, &testing);
	find_faults(&l, &testing);
	arena_release(&scratch);
	return true;
}

static const char *const usual_names[] = {
	"speech_commands_v0.02.tar.gz",
	"speech_commands_v0.02.tar",
	"speech_commands_v0.02",
	// good for list=archive, and for saying what is missing:
	"speech_commands_test_set_v0.02.tar.gz",
	"speech_commands_test_set_v0.02.tar",
	"speech_commands_test_set_v0.02",
	NULL,
};

const struct dataset_kind dataset_speech_commands_v0_02 = {
	.name = "speech_commands_v0.02",
	.family = "speech_commands",
	.title = "Speech Commands v0.02, list of 12 classes drawn by Arm's script",
	.split = "test",
	.licence = "CC-BY-4.0",
	.home = "https://arxiv.org/abs/1804.03209",
	.how = "zoo fetch --dataset speech_commands_v0.02; or download http://download.tensorflow.org/data/speech_commands_v0.02.tar.gz "
	       "(2,428,923,189 bytes) and put it, as it is, into the directory that ZOO_DATA "
	       "names; for --set list=archive the test set (speech_commands) will do",
	.usual_names = usual_names,
	.downloads = downloads_speech_commands_whole,
	.sample_count = 4890,
	.sample_noun = "clips",
	.knobs = knobs,
	.knob_count = KNOB_COUNT,
	.list = list,
};
