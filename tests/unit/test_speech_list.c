// SPDX-License-Identifier: Apache-2.0
/*
 * The list of Speech Commands v0.02 from end to end: from a made-up whole set that has every
 * clip by name, from sets with something wrong, and from the official test archive.
 */
#include "zoo/dataset.h"

#include "zoo/sets/speech_names.h"
#include "zoo/decode/audio.h"
#include "zoo/digest.h"

#include "tests/unit/check.h"
#include "tests/unit/shell.h"

#include <sys/stat.h>

// SHA-1 over the sorted lines WORD/FILE of the clips of other words, published for each draw.
static const char arm_sorted[] = "ce1ce08e55ee0110fc007c32c4a637ade57fe094";
static const char tensorflow_sorted[] = "4a268d1b855d2aff0604c48cf029a00c217877f1";

static const struct dataset_kind *kind(void)
{
	struct status st = {0};
	return dataset_kind_find("speech_commands_v0.02", &st);
}

static struct dataset *open_set(const char *path, const char *first_setting,
	const char *second_setting, struct arena *arena, struct status *st)
{
	struct dataset *set = NULL;
	struct knob_choice choice = {{0}, {0}};
	struct knobs knobs = dataset_knobs(kind());
	const char *settings[] = {first_setting, second_setting};
	for (int i = 0; i < 2; i++)
		if (settings[i] && !knobs_set(&knobs, &choice, settings[i], st))
			return NULL;
	return dataset_open(&set, kind(), &choice, path, NULL, arena, st) ? set : NULL;
}

// The fault lines of a set, each with a newline behind it.
static const char *faults_of(const struct dataset *set)
{
	static char text[8192];
	text[0] = '\0';
	for (int i = 0; set->faults[i]; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\n", set->faults[i]);
	return text;
}

static int class_of(const struct dataset *set, const char *label)
{
	for (int i = 0; i < set->class_count; i++)
		if (strcmp(set->classes[i].label, label) == 0)
			return i;
	return -1;
}

static int64_t count_class(const struct dataset *set, const char *label)
{
	int64_t count = 0;
	for (int64_t i = 0; i < set->sample_count; i++)
		count += set->samples[i].class_index == class_of(set, label);
	return count;
}

static void check_unknown(const struct dataset *set, const char *sha1, const char *what)
{
	struct digest *digest = digest_create();
	struct digests digests;
	for (int64_t i = 0; i < set->sample_count; i++)
		if (set->samples[i].class_index == class_of(set, "_unknown_")) {
			digest_add(digest, set->samples[i].path, strlen(set->samples[i].path));
			digest_add(digest, "\n", 1);
		}
	digest_finish(digest, &digests);
	CHECK_TEXT(digests.sha1, sha1, "%s: clips of other words", what);
}

// Every class has as many samples as it says, in byte order, each in its word's class.
static void check_whole(const struct dataset *set, const char *what)
{
	CHECK(set->complete, "%s: complete: %s", what, set->faults[0] ? set->faults[0] : "");
	CHECK_INT(set->sample_count, 4890, "%s: samples", what);
	CHECK_INT(set->expected_count, 4890, "%s: samples that it should have", what);
	int wrong = 0;
	for (int64_t i = 0; i < set->sample_count; i++) {
		const struct dataset_sample *s = &set->samples[i];
		const char *label = set->classes[s->class_index].label;
		size_t length = strcspn(s->path, "/");
		bool own = strncmp(s->path, label, length) == 0 && label[length] == '\0';
		wrong += own == (strcmp(label, "_unknown_") == 0 && s->path[0] != '_') ||
			 (i > 0 && strcmp(s[-1].path, s->path) >= 0) || s->group_index != -1;
	}
	CHECK_INT(wrong, 0, "%s: samples in a wrong class or place", what);
	for (int c = 0; c < set->class_count; c++)
		CHECK_INT(count_class(set, set->classes[c].label), set->classes[c].sample_count,
			"%s: %s", what, set->classes[c].label);
}

static void check_read(const struct dataset *set, const char *what)
{
	struct dataset_reader *reader;
	struct status st = {0};
	struct arena arena = {0};
	if (!CHECK(dataset_reader_open(&reader, set, NULL, 0, &st), "%s: %s", what, st.message))
		return;
	int64_t count = 0, silent = 0, wrong = 0;
	struct dataset_item item;
	while (dataset_reader_next(reader, &item, &arena, &st) && item.content.data) {
		count++;
		wrong += (int64_t)item.content.nbytes != set->samples[item.index].nbytes;
		silent += item.content.nbytes == 32044;
		arena_release(&arena);
	}
	CHECK_INT(count, set->sample_count, "%s: samples read: %s", what, st.message);
	CHECK_INT(wrong, 0, "%s: of another size", what);
	CHECK_INT(silent, 408, "%s: clips of silence", what);
	dataset_reader_close(reader);
}

static void check_silence(const struct dataset *set)
{
	struct arena arena = {0};
	struct status st = {0};
	struct audio audio;
	const struct dataset_sample *sample = &set->samples[0];
	CHECK_TEXT(sample->path, "_silence_/zeros_000.wav", "silence comes first");
	CHECK_INT(sample->nbytes, 32044, "its size");
	if (!CHECK(audio_decode(&audio, sample->made, sample->path, &arena, &st), "decoded: %s",
		    st.message))
		return;
	CHECK(audio.rate_hz == 16000 && audio.channel_count == 1, "16 kHz, mono");
	CHECK_INT(audio.frame_count, 16000, "one second");
	int different = 0;
	for (int64_t i = 0; i < audio.frame_count; i++)
		different += audio.samples[i] != 0;
	CHECK_INT(different, 0, "samples that are not zero");
	arena_release(&arena);
}

/* ---- a whole set, made up ---- */

static bool write_clip(const char *directory, const char *path)
{
	char full[512];
	snprintf(full, sizeof(full), "%s/%s", in_folder(directory), path);
	*strrchr(full, '/') = '\0';
	mkdir(full, 0755);
	full[strlen(full)] = '/';
	FILE *f = fopen(full, "w");
	return f && fputs("clip", f) >= 0 && fclose(f) == 0;
}

// Every testing clip by name, and a few that are of no interest.
static bool make_whole_set(void)
{
	struct arena arena = {0};
	struct status st = {0};
	struct speech_names names;
	bool ok = shell("mkdir whole") && speech_testing_names(&names, &arena, &st);
	for (int32_t i = 0; ok && i < names.count; i++)
		ok = write_clip("whole", names.names[i]);
	arena_release(&arena);
	return ok && write_clip("whole", "_background_noise_/pink_noise.wav") &&
	       write_clip("whole", "yes/004ae714_nohash_0.wav") && // training, by its name
	       write_clip("whole", "bed/._004ae714_nohash_0.wav") &&
	       shell("echo x > whole/README.md && mkdir nested && mv whole nested/set &&"
		     "tar -czf nested.tar.gz -C nested . && mv nested/set whole");
}

static void check_whole_set(void)
{
	struct arena arena = {0};
	struct status st = {0};
	static const char *const places[] = {"whole", "nested.tar.gz"};
	for (int i = 0; i < 2; i++) {
		const struct dataset *set = open_set(in_folder(places[i]), NULL, NULL, &arena, &st);
		if (!CHECK(set != NULL, "%s opens: %s", places[i], st.message))
			continue;
		check_whole(set, places[i]);
		check_unknown(set, arm_sorted, places[i]);
		CHECK(!set->departure, "%s: the list of published figures", places[i]);
		CHECK_TEXT(set->split, "test", "%s: its split", places[i]);
		check_read(set, places[i]);
		if (i == 0)
			check_silence(set);
	}
	const struct dataset *set =
		open_set(in_folder("whole"), "list=tf-canonical", NULL, &arena, &st);
	if (CHECK(set != NULL, "tf-canonical: %s", st.message)) {
		check_whole(set, "tf-canonical");
		check_unknown(set, tensorflow_sorted, "tf-canonical");
		CHECK_TEXT(set->departure,
			"list=tf-canonical: clips of other words as TensorFlow's script draws them",
			"tf-canonical: departure");
	}
	arena_release(&arena);
}

static void check_faults(
	const char *command, const char *setting, const char *expected, const char *what)
{
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = NULL;
	if (CHECK(shell(command), "%s: made", what) &&
		CHECK((set = open_set(in_folder("whole"), setting, NULL, &arena, &st)) != NULL,
			"%s: opens: %s", what, st.message)) {
		CHECK(!set->complete, "%s: not complete", what);
		CHECK_TEXT(faults_of(set), expected, "%s: faults", what);
	}
	arena_release(&arena);
}

static void check_broken_sets(void)
{
	check_faults("mv whole/three/9a69672b_nohash_0.wav whole/yes/022cd682_nohash_0.wav .", NULL,
		"_unknown_: 407 of 408 clips\n"
		"yes: 418 of 419 clips\n"
		"yes/022cd682_nohash_0.wav: missing\n"
		"three/9a69672b_nohash_0.wav: missing\n",
		"two clips less");
	check_faults("mv 9a69672b_nohash_0.wav whole/three && mv 022cd682_nohash_0.wav whole/yes &&"
		     "touch whole/bed/022cd682_nohash_77.wav",
		NULL,
		"bed/022cd682_nohash_77.wav: a testing clip by its name, but not of version 0.02\n",
		"a testing clip too many");
	check_faults("rm whole/bed/022cd682_nohash_77.wav && mv whole/go . ", NULL,
		"go: 0 of 402 clips\n", "a word less");
	check_faults("mv go whole", "list=archive",
		"list=archive needs the official test archive, "
		"speech_commands_test_set_v0.02.tar.gz\n"
		"_unknown_: 0 of 408 clips\n",
		"list=archive of the whole set");
	check_faults(":", "silence=noise",
		"silence=noise needs the official test archive, "
		"speech_commands_test_set_v0.02.tar.gz\n"
		"_silence_: 0 of 408 clips\n",
		"silence=noise of the whole set");

	struct arena arena = {0};
	struct status st = {0};
	CHECK(shell("cd whole && rm -r backward follow forward learn visual"), "five words less");
	const struct dataset *set = open_set(in_folder("whole"), NULL, NULL, &arena, &st);
	if (CHECK(set != NULL, "it opens: %s", st.message)) {
		const char *text = faults_of(set);
		CHECK(strncmp(text,
			      "this looks like Speech Commands v0.01 (30 words), not v0.02\n"
			      "_unknown_: 350 of 408 clips\n",
			      80) == 0,
			"the older version is known by what it lacks");
		CHECK(strstr(text, "/d5b963aa_nohash_4.wav: missing\n") != NULL,
			"its clips are named");
		CHECK(strstr(text, "\nand 40 more\n") != NULL, "and the rest counted");
	}
	CHECK(shell("mkdir hollow && touch hollow/a.wav") &&
			!open_set(in_folder("hollow"), NULL, NULL, &arena, &st),
		"nothing of it");
	CHECK_INT(st.code, STATUS_UNMEASURABLE, "its code");
	CHECK(strstr(st.hint, "speech_commands_v0.02.tar.gz") != NULL, "how to get it");
	arena_release(&arena);
}

// An archive that holds a clip twice.
static void check_doubled(void)
{
	struct arena arena = {0};
	struct status st = {0};
	CHECK(shell("tar -cf twice.tar -C whole yes no && cd whole && "
		    "tar -rf ../twice.tar yes/022cd682_nohash_0.wav"),
		"a clip twice");
	const struct dataset *set = open_set(in_folder("twice.tar"), NULL, NULL, &arena, &st);
	if (CHECK(set != NULL, "it opens: %s", st.message)) {
		CHECK(strstr(faults_of(set), "yes/022cd682_nohash_0.wav: there more than once\n") !=
				NULL,
			"it is a fault");
		CHECK_INT(set->sample_count, 419 + 405 + 408, "and counts once");
	}
	arena_release(&arena);
}

/* ---- the official test archive ---- */

static void check_archive_default(const char *path, struct arena *arena)
{
	struct status st = {0};
	const struct dataset *set = open_set(path, NULL, NULL, arena, &st);
	if (!CHECK(set != NULL, "the default list: %s", st.message))
		return;
	CHECK(!set->complete, "the archive has not the whole of it");
	CHECK_INT(count_class(set, "_unknown_"), 21, "of 408 clips of other words");
	CHECK_INT(set->sample_count, 4074 + 408 + 21, "samples that it has");
	const char *text = faults_of(set);
	CHECK(strstr(text, "this is the official test archive") == text &&
			strstr(text, "--set list=archive\n_unknown_: 21 of 408 clips\n") != NULL,
		"it says so, and what can be done");
	CHECK(strstr(text, "three/9a69672b_nohash_0.wav: missing\n") != NULL, "clips are named");
	CHECK(strstr(text, "\nand 369 more\n") != NULL, "and the rest counted");
	set = open_set(path, "list=tf-canonical", NULL, arena, &st);
	CHECK(set && count_class(set, "_unknown_") == 28, "28 of TensorFlow's draw are there");
}

static void check_archive_own(const char *path, struct arena *arena)
{
	struct status st = {0};
	const struct dataset *set = open_set(path, "list=archive", NULL, arena, &st);
	const struct dataset *noise =
		open_set(path, "list=test-archive", "silence=noise", arena, &st);
	if (!CHECK(set != NULL && noise != NULL, "list=archive: %s", st.message))
		return;
	check_whole(set, "list=archive");
	check_silence(set);
	CHECK_TEXT(set->departure,
		"list=archive: the clips of other words that the official test archive has",
		"list=archive: departure");
	check_whole(noise, "silence=noise");
	CHECK_TEXT(noise->departure,
		"list=archive: the clips of other words that the official test archive has; "
		"silence=noise: noise for silence, not zeros",
		"silence=noise: departure");
	CHECK_TEXT(noise->samples[0].path, "_silence_/1024.wav", "silence=noise: the first");
	CHECK(!noise->samples[0].made.data, "silence=noise: a file of the archive");
}

static void check_archive(void)
{
	const char *shared = check_shared();
	struct arena arena = {0};
	if (!shared) {
		check_skip("the official test archive", "there is no ../shared (or ZOO_SHARED)");
		return;
	}
	const char *path =
		arena_printf(&arena, "%s/datasets/speech_commands_test_set_v0.02.tar.gz", shared);
	check_archive_default(path, &arena);
	check_archive_own(path, &arena);
	arena_release(&arena);
}

int main(void)
{
	if (!folder_make() || !CHECK(make_whole_set(), "a whole set is made"))
		return check_done();
	check_whole_set();
	check_broken_sets();
	check_doubled();
	check_archive();
	folder_remove();
	return check_done();
}
