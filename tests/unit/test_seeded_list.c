// SPDX-License-Identifier: Apache-2.0
/*
 * The draw of keyword spotting lists: both programs' procedure on a made-up tree of names,
 * and the lists that published figures stand on.
 *
 * What is expected of the made-up tree was worked out once by CPython 3.11 and its random,
 * hashlib and math modules, with the procedure written down in Python from the two programs
 * that seeded_list.h names: names into six lists by word and by which_set(), then for each
 * set silence_percentage and unknown_percentage of 10, with random.shuffle().
 */
#include "zoo/sets/seeded_list.h"

#include "engine/base/file.h"
#include "zoo/datasets/source.h"
#include "zoo/sets/speech_names.h"
#include "zoo/digest.h"

#include "tests/unit/check.h"

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// SHA-1 over the lines, each with a newline behind it.
static void check_lines(
	const char *const *lines, int64_t count, const char *expected, const char *what)
{
	struct digest *digest = digest_create();
	struct digests digests;
	for (int64_t i = 0; i < count; i++) {
		digest_add(digest, lines[i], strlen(lines[i]));
		digest_add(digest, "\n", 1);
	}
	digest_finish(digest, &digests);
	CHECK_TEXT(digests.sha1, expected, "%s", what);
}

/* ---- the procedure on made-up names ---- */

static const char *const all_words[] = {"backward", "bed", "bird", "cat", "dog", "down", "eight",
	"five", "follow", "forward", "four", "go", "happy", "house", "learn", "left", "marvin",
	"nine", "no", "off", "on", "one", "right", "seven", "sheila", "six", "stop", "three",
	"tree", "two", "up", "visual", "wow", "yes", "zero"};
enum { WORD_COUNT = 35, SPEAKER_COUNT = 600, NAME_COUNT = 20000, SET_COUNT = 3 };

static uint32_t generator = 1;

// 16 bits of x = (1103515245 x + 12345) mod 2^31
static unsigned int next_bits(void)
{
	generator = (1103515245U * generator + 12345U) & 0x7fffffffU;
	return generator >> 15 & 0xffff;
}

struct names {
	const char *const *names;
	int32_t count;
};

static struct names make_names(struct arena *arena)
{
	static char speakers[SPEAKER_COUNT][9];
	const char **names = arena_array(arena, const char *, NAME_COUNT);
	for (int i = 0; i < SPEAKER_COUNT; i++) {
		unsigned int high = next_bits(), low = next_bits();
		snprintf(speakers[i], sizeof(speakers[i]), "%04x%04x", high, low);
	}
	for (int i = 0; i < NAME_COUNT; i++) {
		const char *word = all_words[next_bits() % WORD_COUNT];
		const char *speaker = speakers[next_bits() % SPEAKER_COUNT];
		names[i] =
			arena_printf(arena, "%s/%s_nohash_%u.wav", word, speaker, next_bits() % 5);
	}
	qsort(names, NAME_COUNT, sizeof(*names), compare_texts);
	int32_t count = 0;
	for (int i = 0; i < NAME_COUNT; i++)
		if (count == 0 || strcmp(names[i], names[count - 1]) != 0)
			names[count++] = names[i];
	return (struct names){names, count};
}

// Clips of one set, those of wanted words first.
struct split {
	const char **names;
	int32_t known_count, other_count;
};

static void split_names(
	struct split splits[SET_COUNT], const struct names *names, struct arena *arena)
{
	for (int s = 0; s < SET_COUNT; s++) {
		struct split *split = &splits[s];
		*split = (struct split){.names = arena_array(arena, const char *, names->count)};
		for (int others = 0; others < 2; others++)
			for (int32_t i = 0; i < names->count; i++) {
				const char *name = names->names[i], *slash = strchr(name, '/');
				bool known = speech_wanted_word(name, (size_t)(slash - name)) >= 0;
				if (known == (others == 1) || (int)speech_set_of(slash + 1) != s)
					continue;
				split->names[split->known_count + split->other_count] = name;
				*(known ? &split->known_count : &split->other_count) += 1;
			}
	}
}

static const char **name_items(const struct split *split, const int32_t *items, int32_t count,
	int32_t offset, struct arena *arena)
{
	const char **names = arena_array(arena, const char *, count);
	for (int32_t i = 0; i < count; i++)
		names[i] =
			items[i] == SEEDED_SILENCE ? "_silence_" : split->names[items[i] + offset];
	return names;
}

struct expected_set {
	const char *name;
	int32_t item_count, chosen_count;
	const char *chosen, *items; // SHA-1
};

static void check_draw(const struct split splits[SET_COUNT], enum seeded_program program,
	const struct expected_set expected[SET_COUNT], struct arena *arena)
{
	struct seeded_set sets[SET_COUNT] = {{0}};
	for (int s = 0; s < SET_COUNT; s++) {
		sets[s].known_count = splits[s].known_count;
		sets[s].other_count = splits[s].other_count;
	}
	seeded_list_draw(sets, SET_COUNT, program, arena);
	for (int s = 0; s < SET_COUNT; s++) {
		const struct seeded_set *set = &sets[s];
		const struct expected_set *e = &expected[s];
		char what[64];
		snprintf(what, sizeof(what), "program %d, %s: drawn", (int)program, e->name);
		CHECK_INT(set->item_count, e->item_count, "%s, all", what);
		CHECK_INT(set->chosen_count, e->chosen_count, "%s, count", what);
		check_lines(name_items(&splits[s], set->chosen, set->chosen_count, set->known_count,
				    arena),
			set->chosen_count, e->chosen, what);
		snprintf(what, sizeof(what), "program %d, %s: whole list", (int)program, e->name);
		check_lines(name_items(&splits[s], set->items, set->item_count, 0, arena),
			set->item_count, e->items, what);
	}
}

static void check_made_up(void)
{
	static const struct expected_set arm[] = {
		{"validation", 631, 53, "c44b50bd35de93a3f4bbd399781785ac9e51d1a9",
			"2f9404a0b3502465aa396f19b0bc5353ad06e558"},
		{"testing", 507, 43, "27fd65ed9a85b80c0f32263cd64592dd611f53c9",
			"b03e79d75fd2d21db1b0558fdaf6a24ec9338b5a"},
		{"training", 5060, 422, "329fe5a2da4745ed0cbe35130624416ad4ca68da",
			"743261ef5f6a6d2e9891ca17f2f2de9b261b32e4"}};
	static const struct expected_set tensorflow[] = {
		{"validation", 631, 53, "c44b50bd35de93a3f4bbd399781785ac9e51d1a9",
			"013e815f3b3530c9da58f6d105ec1598fc5117e9"},
		{"testing", 507, 43, "16db973ca6dfc092e44efe796344552c8ae8f6a4",
			"68bb9ccf2f4a12ad2ef67bc5d883be9558cb81bb"},
		{"training", 5060, 422, "775735af4a37673016f40f6867d6ebd23b7022e1",
			"f547aaf02672387631fc59f25a39d0caa83f2428"}};
	struct arena arena = {0};
	struct split splits[SET_COUNT];
	struct names names = make_names(&arena);
	CHECK_INT(names.count, 18199, "made-up names");
	check_lines(names.names, names.count, "0c0a79f336c8a8fb1e66c7cf766e36cef8eca81d",
		"the made-up names");
	split_names(splits, &names, &arena);
	check_draw(splits, SEEDED_ARM, arm, &arena);
	check_draw(splits, SEEDED_TENSORFLOW, tensorflow, &arena);
	arena_release(&arena);
}

static void check_few(void)
{
	struct arena arena = {0};
	struct seeded_set sets[] = {{.known_count = 11, .other_count = 1}, {0}, {.other_count = 5}};
	seeded_list_draw(sets, SET_COUNT, SEEDED_ARM, &arena);
	CHECK_INT(sets[0].silence_count, 2, "a tenth of 11, rounded up");
	CHECK_INT(sets[0].chosen_count, 1, "there is but one clip of another word");
	CHECK_INT(sets[0].item_count, 14, "all of them");
	CHECK_INT(sets[1].item_count, 0, "nothing of nothing");
	CHECK_INT(sets[2].item_count, 0, "without wanted words nothing is drawn");
	arena_release(&arena);
}

/* ---- the published lists ---- */

// Published for this draw, as SHA-1 over the lines; the counts of the validation set are
// those of validation_list.txt.
struct published {
	enum seeded_program program;
	const char *chosen, *sorted, *first, *second;
};

static void check_published(
	const struct split *testing, const struct published *p, struct arena *arena)
{
	struct seeded_set sets[] = {{.known_count = 3703, .other_count = 6278},
		{.known_count = testing->known_count, .other_count = testing->other_count}};
	seeded_list_draw(sets, 2, p->program, arena);
	const struct seeded_set *set = &sets[1];
	CHECK_INT(sets[0].chosen_count, 371, "validation: other words drawn");
	CHECK_INT(set->chosen_count, 408, "testing: other words drawn");
	CHECK_INT(set->item_count, 4890, "testing: the whole list");
	const char **names =
		name_items(testing, set->chosen, set->chosen_count, set->known_count, arena);
	CHECK_TEXT(names[0], p->first, "the first");
	CHECK_TEXT(names[1], p->second, "the second");
	check_lines(names, set->chosen_count, p->chosen, "as drawn");
	qsort(names, (size_t)set->chosen_count, sizeof(*names), compare_texts);
	check_lines(names, set->chosen_count, p->sorted, "sorted");
	if (p->program == SEEDED_ARM)
		check_lines(name_items(testing, set->items, set->item_count, 0, arena),
			set->item_count, "e46ae87d06086d9d356d7c4aef5bce2e0fe1f396",
			"the whole shuffled list");
}

static void check_testing_list(void)
{
	static const struct published published[] = {
		{SEEDED_ARM, "fecbca12f5390564f1f1296d90ade95516b47bd8",
			"ce1ce08e55ee0110fc007c32c4a637ade57fe094", "three/9a69672b_nohash_0.wav",
			"three/d7467392_nohash_0.wav"},
		{SEEDED_TENSORFLOW, "7fa1aef2f2b4f5b208abfc29213dbbf5454df705",
			"4a268d1b855d2aff0604c48cf029a00c217877f1", "six/94de6a6a_nohash_1.wav",
			"learn/db24628d_nohash_2.wav"}};
	struct arena arena = {0};
	struct status st = {0};
	struct speech_names names;
	if (!CHECK(speech_testing_names(&names, &arena, &st), "testing list: %s", st.message))
		return;
	CHECK_INT(names.count, 11005, "names of the testing list");
	check_lines(names.names, names.count, "f3523828d9bd40d653505658c6fc115987e4a596",
		"testing_list.txt in byte order");
	struct split splits[SET_COUNT];
	split_names(splits, &(struct names){names.names, names.count}, &arena);
	CHECK_INT(splits[SPEECH_TESTING].known_count, 4074, "of wanted words");
	CHECK_INT(splits[SPEECH_TESTING].other_count, 6931, "of other words");
	for (int p = 0; p < 2; p++)
		check_published(&splits[SPEECH_TESTING], &published[p], &arena);
	arena_release(&arena);
}

// The full set, if it is here; from it comes validation_list.txt, which is not carried.
static bool find_full_set(struct dataset_source *out, struct arena *arena)
{
	static const char *const names[] = {"speech_commands_v0.02.tar.gz",
		"speech_commands_v0.02.tar", "speech_commands_v0.02"};
	const char *shared = check_shared();
	const char *folders[] = {
		getenv("ZOO_DATA"), shared ? arena_printf(arena, "%s/datasets", shared) : NULL};
	struct status st = {0};
	for (int f = 0; f < 2; f++)
		for (int n = 0; folders[f] && n < 3; n++)
			if (dataset_source_open(out,
				    arena_printf(arena, "%s/%s", folders[f], names[n]), NULL, arena,
				    &st))
				return true;
	return false;
}

static void check_validation_list(void)
{
	struct arena arena = {0};
	struct dataset_source source;
	struct bytes text;
	struct status st = {0};
	if (!find_full_set(&source, &arena)) {
		check_skip("371 validation clips of other words",
			"the whole Speech Commands v0.02 is in neither ZOO_DATA nor "
			"ZOO_SHARED/datasets");
		arena_release(&arena);
		return;
	}
	const char *path = NULL;
	for (int64_t i = 0; i < source.listing.count; i++)
		if (strstr(source.listing.files[i].path, "validation_list.txt"))
			path = source.listing.files[i].path;
	if (!CHECK(path && dataset_source_read(&text, &source, path, 1 << 20, &arena, &st),
		    "validation_list.txt: %s", st.message))
		return;
	const char **names = arena_array(&arena, const char *, text.nbytes + 1);
	int32_t count = 0;
	char *copy = arena_strndup(&arena, (const char *)text.data, text.nbytes);
	for (char *name = strtok(copy, "\r\n"); name; name = strtok(NULL, "\r\n"))
		names[count++] = name;
	qsort(names, (size_t)count, sizeof(*names), compare_texts);
	check_lines(names, count, "5fc7a549e0f8c73e8181ff07d96afb314a79ade1",
		"validation_list.txt in byte order");
	struct split splits[SET_COUNT];
	split_names(splits, &(struct names){names, count}, &arena);
	const struct split *validation = &splits[SPEECH_VALIDATION];
	struct seeded_set set = {
		.known_count = validation->known_count, .other_count = validation->other_count};
	seeded_list_draw(&set, 1, SEEDED_ARM, &arena);
	check_lines(name_items(validation, set.chosen, set.chosen_count, set.known_count, &arena),
		set.chosen_count, "e3ce5d97ac6f1365687aa28c0f1b0d889f4a5286",
		"371 validation clips of other words");
	arena_release(&arena);
}

static void check_damaged(const char *text, const char *message)
{
	struct arena arena = {0};
	struct status st = {0};
	struct speech_names names;
	struct bytes bytes = {(const unsigned char *)text, strlen(text)};
	CHECK(!speech_names_parse(&names, bytes, "l.txt", &arena, &st), "damaged: %s", message);
	CHECK_INT(st.code, STATUS_FORMAT, "its code");
	CHECK_TEXT(st.message, message, "it says");
	arena_release(&arena);
}

static void check_parsing(void)
{
	struct arena arena = {0};
	struct status st = {0};
	struct speech_names names;
	static const char text[] = "# a comment\n\nwords no yes\n00000001 0b\n00000000 10";
	struct bytes bytes = {(const unsigned char *)text, sizeof(text) - 1};
	CHECK(speech_names_parse(&names, bytes, "l.txt", &arena, &st), "parsed: %s", st.message);
	CHECK_INT(names.count, 12, "one and eleven clips");
	CHECK_TEXT(names.names[0], "no/00000000_nohash_0.wav", "the first");
	CHECK_TEXT(names.names[3], "yes/00000001_nohash_10.wav", "in byte order");
	arena_release(&arena);
	check_damaged("", "l.txt:0: expected \"words\" and the words");
	check_damaged("00000001 1\n", "l.txt:1: expected \"words\" and the words");
	check_damaged("words yes  no\n",
		"l.txt:1: expected a word behind each blank, and no more than 64");
	check_damaged("words yes\n0000001 1\n",
		"l.txt:2: expected a speaker of eight hexadecimal digits");
	check_damaged(
		"words yes\n00000001\n", "l.txt:2: expected a speaker of eight hexadecimal digits");
	check_damaged(
		"words yes\n00000001 11\n", "l.txt:2: expected as many digits as there are words");
	check_damaged("words yes\n00000001 *\n", "l.txt:2: expected 0 to 9 or a to z for a count");
	check_damaged("words yes\n00000001 0\n", "l.txt:2: expected at least one clip");
	check_damaged("words yes\n00000001 1\n00000001 1\n",
		"l.txt: yes/00000001_nohash_0.wav: there twice");
}

int main(void)
{
	check_made_up();
	check_few();
	check_testing_list();
	check_validation_list();
	check_parsing();
	return check_done();
}
