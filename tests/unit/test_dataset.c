// SPDX-License-Identifier: Apache-2.0
/*
 * Whole sets, sets with something wrong, and readers of both: a small made-up kind as
 * directory and in every packing, and the real Speech Commands test set if it is here.
 */
#include "zoo/datasets/folders.h"

#include "engine/base/file.h"

#include "tests/unit/check.h"
#include "tests/unit/shell.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

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

static struct dataset *open_small(const char *name, struct arena *arena, struct status *st)
{
	struct dataset *set = NULL;
	return dataset_open(&set, &small, NULL, in_folder(name), arena, st) ? set : NULL;
}

static void check_complete(const char *name)
{
	static const char *const paths[] = {"_silence_/7.wav", "no/a.wav", "no/b.wav.wav",
		"yes/A.wav", "yes/a.wav", "yes/b.wav"};
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_small(name, &arena, &st);
	if (!CHECK(set != NULL, "%s opens: %s", name, st.message))
		return;
	CHECK(set->complete, "%s is complete: %s", name, set->faults[0] ? set->faults[0] : "");
	CHECK(set->faults[0] == NULL, "%s has no faults", name);
	CHECK_INT(set->sample_count, 6, "%s: samples", name);
	bool same = set->sample_count == 6;
	for (int i = 0; same && i < 6; i++)
		same = strcmp(set->samples[i].path, paths[i]) == 0 && set->samples[i].nbytes == 10;
	CHECK(same, "%s: sorted by bytes, without the top folder", name);
	CHECK(same && set->samples[0].class_index == 2 && set->samples[1].class_index == 1 &&
			set->samples[5].class_index == 0,
		"%s: classes", name);
	arena_release(&arena);
}

// `lines`: all fault lines, each with a newline behind it.
static void check_faults(const char *name, int64_t count, const char *lines)
{
	struct arena arena = {0};
	struct status st = {0};
	char got[2048] = "";
	const struct dataset *set = open_small(name, &arena, &st);
	if (!CHECK(set != NULL, "%s opens: %s", name, st.message))
		return;
	CHECK(!set->complete, "%s is not complete", name);
	CHECK_INT(set->sample_count, count, "%s: samples", name);
	for (int i = 0; set->faults[i]; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s\n", set->faults[i]);
	CHECK_TEXT(got, lines, "%s: faults", name);
	arena_release(&arena);
}

static void check_refused(const char *name, enum status_code code, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	CHECK(open_small(name, &arena, &st) == NULL, "%s is refused", name);
	CHECK_INT(st.code, code, "%s: code", name);
	CHECK(strstr(st.message, expected) != NULL, "%s: says \"%s\": %s", name, expected,
		st.message);
	arena_release(&arena);
}

static bool make_sets(void)
{
	return shell("mkdir -p good/yes good/no good/_silence_ good/_background_noise_ &&"
		     "for f in yes/A yes/a yes/b no/a no/b.wav _silence_/7; do"
		     " echo \"$f-123456789\" | cut -c1-9 > good/$f.wav; done &&"
		     "echo noise > good/_background_noise_/n.wav && echo x > good/README.md &&"
		     "echo x > good/yes/list.txt && echo x > good/LICENSE && echo x > good/.hidden &&"
		     "echo x > good/yes/._a.wav") &&
	       shell("mkdir nested && cp -r good nested/some_set && echo x > nested/notes.txt") &&
	       shell("tar -cf good.tar -C good . && tar -czf good.tar.gz -C good . &&"
		     "tar -cJf nested.tar.xz -C nested ./some_set && tar -cf nested.tar nested");
}

static void check_kinds_of_places(void)
{
	check_complete("good");
	check_complete("good/");
	check_complete("nested");
	check_complete("good.tar");
	check_complete("good.tar.gz");
	check_complete("nested.tar.xz");
	shell("cp -r nested mostly && mkdir mostly/yes && cp good/yes/a.wav mostly/yes");
	check_complete("mostly"); // the folder that holds most of it is the set
	shell("tar -cf one.tar good");
	check_complete("one.tar");
	if (shell("cd nested && zip -qr ../nested.zip some_set"))
		check_complete("nested.zip");
	else
		check_skip("zip", "no zip program here");
	check_refused("nested.tar", STATUS_UNMEASURABLE, "nothing of dataset small"); // two down
	check_refused("missing", STATUS_UNMEASURABLE, "No such file");
	check_refused("good/README.md", STATUS_FORMAT, "expected a whole .tar");
	check_refused("good/no", STATUS_UNMEASURABLE, "yes, no, _silence_");
	shell("head -c 5000 good.tar > cut.tar; mkdir hollow");
	check_refused("cut.tar", STATUS_FORMAT, "cut.tar: damaged or cut short");
	check_refused("hollow", STATUS_UNMEASURABLE, "nothing of dataset small");
}

static void check_broken(void)
{
	shell("cp -r good no-no && rm -r no-no/no; cp -r good one-less && rm one-less/yes/A.wav");
	check_faults("no-no", 4, "no: 0 of 2 clips\n");
	check_faults("one-less", 5, "yes: 2 of 3 clips\n");
	shell("cp -r good short && printf 12345 > short/yes/b.wav && : > short/no/a.wav");
	check_faults("short", 6,
		"no/a.wav: expected 10 bytes, got 0\nyes/b.wav: expected 10 bytes, got 5\n");
	shell("cp -r good extra && cp extra/yes/a.wav extra/yes/c.wav");
	check_faults("extra", 7, "yes: 4 clips, expected 3\n");
	shell("cp -r good other && cp -r other/no other/perhaps && cp -r good/no other/no/no &&"
	      "cp other/no/a.wav other/");
	check_faults("other", 6,
		"top folder: 1 clips that do not belong to the set\n"
		"no/no: 2 clips that do not belong to the set\n"
		"perhaps: 2 clips that do not belong to the set\n");
	shell("cp -r good larger && cp -r larger/no larger/maybe");
	check_faults("larger", 6,
		"this looks like the larger set\n"
		"maybe: 2 clips that do not belong to the set\n");
	shell("cp good.tar twice.tar && tar -rf twice.tar -C good ./no/a.wav");
	check_faults("twice.tar", 6, "no/a.wav: there more than once\n");
	shell("cp -r good many && for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27;"
	      "do for c in yes no; do echo x > many/$c/$i.wav; done; done");
	check_faults("many", 42,
		"yes: 21 clips, expected 3\nno: 20 clips, expected 2\n"
		"no/10.wav: expected 10 bytes, got 2\nno/11.wav: expected 10 bytes, got 2\n"
		"no/12.wav: expected 10 bytes, got 2\nno/13.wav: expected 10 bytes, got 2\n"
		"no/14.wav: expected 10 bytes, got 2\nno/15.wav: expected 10 bytes, got 2\n"
		"no/16.wav: expected 10 bytes, got 2\nno/17.wav: expected 10 bytes, got 2\n"
		"no/18.wav: expected 10 bytes, got 2\nno/19.wav: expected 10 bytes, got 2\n"
		"no/20.wav: expected 10 bytes, got 2\nno/21.wav: expected 10 bytes, got 2\n"
		"no/22.wav: expected 10 bytes, got 2\nno/23.wav: expected 10 bytes, got 2\n"
		"no/24.wav: expected 10 bytes, got 2\nno/25.wav: expected 10 bytes, got 2\n"
		"no/26.wav: expected 10 bytes, got 2\nno/27.wav: expected 10 bytes, got 2\n"
		"and 18 more\n");
	shell("cp -r good names && mv names/yes/a.wav \"names/yes/$(printf 'a\\033[31m').wav\" &&"
	      "echo xx > \"names/yes/$(printf 'a\033[31m').wav\"");
	check_faults("names", 6, "yes/a\\x1b[31m.wav: expected 10 bytes, got 3\n");
}

/* ---- readers ---- */

struct reading {
	struct dataset_reader *reader;
	const struct dataset *set;
	pthread_mutex_t lock;
	int *times;     // [sample] how often it came
	uint64_t *sums; // [sample] of its bytes
	int failed_count;
};

static uint64_t checksum(struct bytes b) // FNV-1a
{
	uint64_t sum = 14695981039346656037u;
	for (size_t i = 0; i < b.nbytes; i++)
		sum = (sum ^ b.data[i]) * 1099511628211u;
	return sum;
}

static void *read_until_end(void *context)
{
	struct reading *r = context;
	for (bool more = true; more;) {
		struct arena arena = {0};
		struct status st = {0};
		struct dataset_item item;
		bool ok = dataset_reader_next(r->reader, &item, &arena, &st);
		pthread_mutex_lock(&r->lock);
		if (!ok) {
			r->failed_count++;
			more = item.index >= 0;
		} else if (!item.content.data) {
			more = false;
		} else {
			r->times[item.index]++;
			r->sums[item.index] = checksum(item.content);
		}
		pthread_mutex_unlock(&r->lock);
		arena_release(&arena);
	}
	return NULL;
}

// Reads with that many threads; sums of what came and 0 elsewhere, or NULL.
static uint64_t *read_with(const struct dataset *set, const int64_t *chosen, int64_t chosen_count,
	int thread_count, struct arena *keep)
{
	struct status st = {0};
	struct reading r = {.set = set};
	if (!CHECK(dataset_reader_open(&r.reader, set, chosen, chosen_count, &st), "reader: %s",
		    st.message))
		return NULL;
	pthread_mutex_init(&r.lock, NULL);
	r.times = arena_array(keep, int, set->sample_count);
	r.sums = arena_array(keep, uint64_t, set->sample_count);
	pthread_t threads[8];
	for (int t = 0; t < thread_count; t++)
		pthread_create(&threads[t], NULL, read_until_end, &r);
	for (int t = 0; t < thread_count; t++)
		pthread_join(threads[t], NULL);
	int64_t wrong = 0;
	for (int64_t i = 0; i < set->sample_count; i++) {
		int expected = !chosen;
		for (int64_t k = 0; chosen && k < chosen_count; k++)
			expected |= chosen[k] == i;
		wrong += r.times[i] != expected;
	}
	CHECK_INT(wrong, 0, "%s, %d threads: every chosen sample once", set->where, thread_count);
	CHECK_INT(r.failed_count, 0, "%s, %d threads: failures", set->where, thread_count);
	pthread_mutex_destroy(&r.lock);
	dataset_reader_close(r.reader);
	return r.sums;
}

// The same bytes whatever the threads and the packing.
static void check_same(const struct dataset *a, const struct dataset *b, const int64_t *chosen,
	int64_t chosen_count)
{
	struct arena arena = {0};
	static const int thread_counts[] = {1, 2, 8};
	const uint64_t *first = read_with(a, chosen, chosen_count, 1, &arena);
	CHECK_INT(a->sample_count, b->sample_count, "%s and %s: samples", a->where, b->where);
	for (int i = 0; i < 3 && first && a->sample_count == b->sample_count; i++) {
		const struct dataset *sets[] = {a, b};
		for (int s = 0; s < 2; s++) {
			const uint64_t *sums =
				read_with(sets[s], chosen, chosen_count, thread_counts[i], &arena);
			CHECK(sums && memcmp(first, sums,
					      (size_t)a->sample_count * sizeof(*sums)) == 0,
				"%s, %d threads: the same bytes", sets[s]->where, thread_counts[i]);
		}
	}
	arena_release(&arena);
}

static void check_readers(void)
{
	static const char *const places[] = {"nested", "good.tar", "good.tar.gz", "nested.tar.xz"};
	static const int64_t chosen[] = {0, 2, 5};
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *good = open_small("good", &arena, &st);
	for (int i = 0; good && i < 4; i++) {
		const struct dataset *other = open_small(places[i], &arena, &st);
		if (!CHECK(other != NULL, "%s: %s", places[i], st.message))
			continue;
		check_same(good, other, NULL, 0);
		check_same(good, other, chosen, 3);
		check_same(good, other, chosen, 0);
	}
	const struct dataset *twice = open_small("twice.tar", &arena, &st);
	if (good && twice)
		check_same(good, twice, NULL, 0);
	arena_release(&arena);
}

// How a reader of `name` ends if `command` is run between listing and reading.
static void check_changed(const char *name, const char *command, enum status_code code,
	bool goes_on, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	struct dataset_reader *reader;
	struct dataset_item item;
	const struct dataset *set = open_small(name, &arena, &st);
	shell(command);
	if (!set ||
		!CHECK(dataset_reader_open(&reader, set, NULL, 0, &st), "%s: %s", name, st.message))
		return;
	int good = 0;
	bool ok;
	while ((ok = dataset_reader_next(reader, &item, &arena, &st)) && item.content.data)
		good++;
	CHECK(!ok, "%s: the change is noticed", name);
	CHECK_INT(st.code, code, "%s: code", name);
	CHECK(strstr(st.message, expected) != NULL, "%s: says \"%s\": %s", name, expected,
		st.message);
	CHECK_INT(item.index >= 0, goes_on, "%s: one sample or all", name);
	while ((ok = dataset_reader_next(reader, &item, &arena, &st)) && item.content.data)
		good++;
	CHECK_INT(ok, goes_on, "%s: afterwards", name);
	if (goes_on)
		CHECK_INT(good, 5, "%s: the others come", name);
	else
		CHECK(strstr(st.message, expected) != NULL, "%s: says the same again", name);
	dataset_reader_close(reader);
	arena_release(&arena);
}

static void check_changes(void)
{
	shell("for i in 1 2; do cp -r good change$i; cp good.tar change$i.tar; done;"
	      "cp good.tar change3.tar");
	check_changed("change1", "echo more >> change1/yes/b.wav", STATUS_FORMAT, true,
		"yes/b.wav: changed since it was listed: expected 10 bytes, got 15");
	check_changed("change2", "rm change2/no/a.wav", STATUS_IO, true, "no/a.wav: No such file");
	check_changed("change1.tar", "tar -cf change1.tar -C change1 .", STATUS_FORMAT, true,
		"yes/b.wav: changed since it was listed: expected 10 bytes, got 15");
	check_changed("change2.tar", "tar -cf change2.tar -C change2 .", STATUS_IO, false,
		"1 clips are no longer there, the first is no/a.wav");
	check_changed("change3.tar", "head -c 3000 good.tar > change3.tar", STATUS_FORMAT, false,
		"damaged or cut short");
}

static void check_locate(void)
{
	struct arena arena = {0};
	const char *const *tried;
	char data[128], home[128], expected[256];
	snprintf(data, sizeof(data), "%s/data", folder);
	snprintf(home, sizeof(home), "%s/home", folder);
	CHECK(dataset_locate(&small, data, home, &tried, &arena) == NULL, "nowhere");
	int count = 0;
	while (tried[count])
		count++;
	CHECK_INT(count, 8, "two names in four places were tried");
	snprintf(expected, sizeof(expected), "%s/datasets/small.tar", home);
	CHECK_TEXT(tried[2], expected, "the store comes after the data directory");
	CHECK_TEXT(tried[5], ZOO_PREFIX "/share/zoo/datasets/small", "then the program's own");
	CHECK_TEXT(tried[7], "./small", "the current directory is last");

	shell("mkdir -p home/datasets/small");
	const char *found = dataset_locate(&small, data, home, &tried, &arena);
	snprintf(expected, sizeof(expected), "%s/datasets/small", home);
	CHECK_TEXT(found ? found : "", expected, "in the store");
	shell("mkdir -p data/small && : > data/small.tar");
	found = dataset_locate(&small, data, home, NULL, &arena);
	snprintf(expected, sizeof(expected), "%s/small.tar", data);
	CHECK_TEXT(found ? found : "", expected, "data directory first, names in their order");
	found = dataset_locate(&small, NULL, home, &tried, &arena);
	snprintf(expected, sizeof(expected), "%s/datasets/small", home);
	CHECK_TEXT(found ? found : "", expected, "no data directory");
	int here = open(".", O_RDONLY | O_DIRECTORY);
	CHECK(here >= 0 && chdir(data) == 0, "into a directory that holds the set");
	found = dataset_locate(&small, NULL, NULL, NULL, &arena);
	CHECK_TEXT(found ? found : "", "./small.tar", "in the current directory");
	CHECK(fchdir(here) == 0 && close(here) == 0, "and back");
	arena_release(&arena);
}

static void check_kinds(void)
{
	struct status st = {0};
	for (const struct dataset_kind *const *k = dataset_kinds(); *k; k++) {
		const struct class_folders *folders = (*k)->layout;
		int64_t sum = 0;
		for (int i = 0; (*k)->list == dataset_list_folders && i < folders->class_count; i++)
			sum += folders->classes[i].sample_count;
		if (sum)
			CHECK_INT(sum, (*k)->sample_count, "%s: classes add up", (*k)->name);
		CHECK((*k)->title && (*k)->split && (*k)->licence && (*k)->home && (*k)->how &&
				(*k)->usual_names[0] && (*k)->sample_noun && (*k)->family &&
				(*k)->list,
			"%s says what it is", (*k)->name);
		CHECK(dataset_kind_find((*k)->name, &st) == *k, "%s is found", (*k)->name);
	}
	CHECK(!dataset_kind_find("imagenet-22k", &st), "unknown name");
	CHECK_INT(st.code, STATUS_UNKNOWN, "its code");
}

// The published set, as it is and unpacked.
static void check_speech_commands(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("Speech Commands test set", "no shared test data");
		return;
	}
	struct arena arena = {0};
	struct status st = {0};
	char command[1024], cwd[512];
	struct dataset *packed, *unpacked;
	const struct dataset_kind *kind = dataset_kind_find("speech_commands", &st);
	const char *path = arena_printf(&arena, "%s/datasets", shared);
	path = dataset_locate(kind, path, NULL, NULL, &arena);
	if (!CHECK(path != NULL, "the archive is found by its usual name") ||
		!CHECK(dataset_open(&packed, kind, NULL, path, &arena, &st), "opens: %s",
			st.message))
		return;
	CHECK(packed->complete, "complete: %s", packed->faults[0] ? packed->faults[0] : "");
	CHECK_INT(packed->sample_count, 4890, "samples");
	CHECK_TEXT(packed->samples[0].path, "_silence_/1024.wav", "the first sample");

	if (!getcwd(cwd, sizeof(cwd)))
		return;
	snprintf(command, sizeof(command), "mkdir sc && tar -xzf '%s%s%s' -C sc",
		*path == '/' ? "" : cwd, *path == '/' ? "" : "/", path);
	CHECK(shell(command), "unpacked");
	if (!CHECK(dataset_open(&unpacked, kind, NULL, in_folder("sc"), &arena, &st), "opens: %s",
		    st.message))
		return;
	CHECK(unpacked->complete, "complete");
	check_same(unpacked, packed, NULL, 0);
	shell("cd sc && mv yes backward");
	CHECK(dataset_open(&unpacked, kind, NULL, in_folder("sc"), &arena, &st) &&
			!unpacked->complete,
		"without yes it is not complete");
	CHECK_TEXT(unpacked->faults[0],
		"this looks like the whole Speech Commands v0.02 (35 words), not its test set",
		"what it looks like");
	CHECK_TEXT(unpacked->faults[1], "yes: 0 of 419 clips", "what is missing");
	arena_release(&arena);
}

int main(void)
{
	if (!folder_make() || !CHECK(make_sets(), "sets are made"))
		return check_done();
	check_kinds();
	check_kinds_of_places();
	check_broken();
	check_readers();
	check_changes();
	check_locate();
	check_speech_commands();
	folder_remove();
	return check_done();
}
