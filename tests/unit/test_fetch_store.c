// SPDX-License-Identifier: Apache-2.0
/*
 * What fetching does to the store: nothing where all is right, nothing where it is stopped,
 * and everything a card has otherwise.
 */
#include "tests/unit/fetch_world.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>

static void test_present(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("ok"), NULL};
	reset();
	CHECK(fetch(&result, mirrors, &st), "fetched");
	int before = httpd_count(&httpd, "GET ", NULL);
	CHECK(fetch(&result, mirrors, &st) && result.outcome == FETCH_PRESENT &&
			result.transferred_nbytes == 0,
		"there already");
	CHECK_TEXT(result.source, "store", "its source");
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "no request was made");

	scratch_flip(model_path, 123456);
	CHECK(fetch(&result, mirrors, &st) && result.outcome == FETCH_FETCHED, "damaged: again");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "right again");
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before + 1, "one request");

	struct fetch_options force = {.mirrors = mirrors, .force = true};
	CHECK(fetch_card(&result, &store, &card, &force, NULL, &arena, &st) &&
			result.outcome == FETCH_FETCHED,
		"by force");
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before + 2, "one request");

	const char *wrong[] = {url("wrong"), NULL};
	force.mirrors = wrong;
	CHECK(!fetch_card(&result, &store, &card, &force, NULL, &arena, &st) &&
			st.code == STATUS_NO,
		"by force, from a bad mirror");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "what was there is untouched");

	scratch_write(labels_path, "no\n", 3);
	CHECK(fetch(&result, mirrors, &st) && result.outcome == FETCH_FETCHED &&
			result.transferred_nbytes == 0,
		"wrong labels are written again");
	CHECK(scratch_holds(labels_path, "yes\nno\nd\xc3\xa9j\xc3\xa0 vu\n", 17), "right labels");
}

// What zoo did not make is seen before any source is asked, and stays.
static void test_name_is_taken(void)
{
	const char *const paths[] = {model_path, labels_path};
	const char *by_hand = arena_printf(&arena, "%s/by hand.bin", scratch_directory);
	scratch_write(by_hand, content, CONTENT_NBYTES);
	for (int i = 0; i < 2; i++) {
		struct fetch_result result;
		struct fetch_plan plan;
		struct status st = {0};
		const char *mirrors[] = {url("ok"), NULL};
		const struct fetch_options options = {.mirrors = mirrors, .force = true};
		int before = httpd_count(&httpd, "GET ", NULL);
		reset();
		scratch_write(paths[i], "notes", 5);
		CHECK(!fetch(&result, mirrors, &st) && st.code == STATUS_STORE &&
				result.outcome == FETCH_FAILED && strstr(st.message, paths[i]) &&
				strstr(st.message, "found a file") && st.hint[0],
			"refused: %s", st.message);
		CHECK(!fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
				st.code == STATUS_STORE,
			"by force, too: %s", st.message);
		CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "no request was made");
		CHECK(!fetch_card_plan(&plan, &store, &card, &options, &arena, &st) &&
				st.code == STATUS_STORE,
			"and none is planned: %s", st.message);
		CHECK(!fetch_from_file(&store, &card, by_hand, NULL, &arena, &st) &&
				st.code == STATUS_STORE && strstr(st.message, paths[i]),
			"nor by hand: %s", st.message);
		CHECK(scratch_holds(paths[i], "notes", 5), "it stays");
		CHECK(unlink(paths[i]) == 0 && fetch(&result, mirrors, &st),
			"fetched once it is gone %s", st.message);
	}
}

struct stopper {
	int64_t after_nbytes, seen_nbytes, total; // stops after some progress
	const char *what;
};

static void progress(void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	struct stopper *stopper = context;
	stopper->seen_nbytes = strcmp(unit, "bytes") == 0 ? done : -1;
	stopper->total = total;
	stopper->what = what;
}

static bool stopped(void *context)
{
	struct stopper *stopper = context;
	return stopper->seen_nbytes >= stopper->after_nbytes;
}

static void test_interrupted(void)
{
	const char *sources[] = {url("slow"), url("stall"), root};
	for (int i = 0; i < 3; i++) {
		struct stopper stopper = {.after_nbytes = 50000};
		struct observer observer = {
			.progress = progress, .stopped = stopped, .context = &stopper};
		struct fetch_result result;
		struct status st = {0};
		const char *mirrors[] = {sources[i], NULL};
		reset();
		CHECK(!fetch_card(&result, &store, &card,
			      &(struct fetch_options){.mirrors = mirrors}, &observer, &arena,
			      &st) &&
				st.code == STATUS_INTERRUPTED,
			"%s: interrupted: %s", sources[i], st.message);
		CHECK(stopper.seen_nbytes >= 50000 && stopper.total == CONTENT_NBYTES &&
				strcmp(stopper.what, card.id) == 0,
			"%s: progress was told", sources[i]);
		CHECK_INT(scratch_count(tmp_path), 0, "%s: nothing is left in tmp", sources[i]);
		CHECK(!store_has(&store, &card, model_name), "%s: nothing is installed",
			sources[i]);
	}
}

// The store's trouble is told as such, and no further source is asked.
static void test_no_room(void)
{
	reset();
	fflush(stdout);
	int before = httpd_count(&httpd, "GET ", NULL);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit limit = {60000, 60000};
		struct fetch_result result;
		struct status st = {0};
		const char *mirrors[] = {url("ok"), url("ok"), NULL};
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(fetch(&result, mirrors, &st)              ? 1
			: st.code != STATUS_IO                  ? 2
			: !strstr(st.message, tmp_path)         ? 3
			: !strstr(st.message, "File too large") ? 4
								: 0);
	}
	int code = -1;
	waitpid(child, &code, 0);
	CHECK_INT(
		WIFEXITED(code) ? WEXITSTATUS(code) : -1, 0, "no room: STATUS_IO, naming the file");
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before + 1, "one request");
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
}

static void test_golden(void)
{
	static const unsigned char in[] = "input vector", out[] = "output vector";
	struct card_golden golden[2] = {{.tensor = "a/in"}, {.tensor = "out"}};
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("ok"), NULL};
	struct card vectors = scratch_card(
		"with-golden", "m.tflite", "t/in/0.npy", (struct bytes){in, sizeof(in)});
	golden[0].file = vectors.file;
	golden[0].file.name = "0.npy";
	vectors = scratch_card(
		"with-golden", "m.tflite", "t/out/0.npy", (struct bytes){out, sizeof(out)});
	golden[1].file = vectors.file;
	golden[1].file.name = "0.npy";
	vectors = card;
	vectors.golden_inputs = &golden[0];
	vectors.golden_outputs = &golden[1];
	vectors.golden_input_count = vectors.golden_output_count = 1;
	scratch_write(arena_printf(&arena, "%s/t/in/0.npy", root), in, sizeof(in));
	scratch_write(arena_printf(&arena, "%s/t/out/0.npy", root), out, sizeof(out));
	reset();
	struct fetch_options options = {.mirrors = mirrors};
	CHECK(fetch_card(&result, &store, &vectors, &options, NULL, &arena, &st),
		"without vectors");
	CHECK(!store_has(&store, &vectors, "golden/input-0-a_in.npy"), "they are not there");
	options.golden = true;
	CHECK(fetch_card(&result, &store, &vectors, &options, NULL, &arena, &st) &&
			result.outcome == FETCH_FETCHED &&
			result.transferred_nbytes == sizeof(in) + sizeof(out),
		"with vectors %s", st.message);
	CHECK(scratch_holds(store_path(&store, &vectors, "golden/input-0-a_in.npy", &arena), in,
		      sizeof(in)),
		"input");
	CHECK(scratch_holds(store_path(&store, &vectors, "golden/output-0-out.npy", &arena), out,
		      sizeof(out)),
		"output");
	CHECK(fetch_card(&result, &store, &vectors, &options, NULL, &arena, &st) &&
			result.outcome == FETCH_PRESENT,
		"there already");
}

static void test_by_hand(void)
{
	struct status st = {0};
	const char *path = arena_printf(&arena, "%s/by hand.bin", scratch_directory);
	reset();
	scratch_write(path, content, CONTENT_NBYTES);
	CHECK(fetch_from_file(&store, &card, path, NULL, &arena, &st), "the right file %s",
		st.message);
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "is installed");
	CHECK(scratch_holds(labels_path, "yes\nno\nd\xc3\xa9j\xc3\xa0 vu\n", 17), "with labels");
	reset();
	scratch_flip(path, 5);
	CHECK(!fetch_from_file(&store, &card, path, NULL, &arena, &st) && st.code == STATUS_NO &&
			strstr(st.message, path) && strstr(st.message, "sha1: expected "),
		"another file: %s", st.message);
	CHECK(!store_has(&store, &card, model_name) && !store_has(&store, &card, "labels.txt"),
		"nothing is installed");
	CHECK(!fetch_from_file(&store, &card, "/nonexistent", NULL, &arena, &st) &&
			st.code == STATUS_IO,
		"no file: %s", st.message);
	CHECK(!fetch_from_file(&store, &card, scratch_directory, NULL, &arena, &st) &&
			st.code == STATUS_IO,
		"a directory: %s", st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
}

static bool stop_at_once(void *told)
{
	return *(const char *)told != '\0';
}

static void tell(void *told, const char *line)
{
	snprintf(told, 100, "%s", line);
}

static bool always(void *unused)
{
	(void)unused;
	return true;
}

// By hand, too, a store that is being cleared is waited for aloud.
static void test_by_hand_waits(void)
{
	struct status st = {0};
	char told[100] = "";
	const struct observer observer = {.remark = tell, .stopped = stop_at_once, .context = told};
	const char *path = arena_printf(&arena, "%s/by hand.bin", scratch_directory);
	reset();
	scratch_write(path, content, CONTENT_NBYTES);
	CHECK(!fetch_from_file(
		      &store, &card, path, &(struct observer){.stopped = always}, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped at once: %s", st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
	int fd = open(arena_printf(&arena, "%s/locks/store", store.home), O_RDWR | O_CLOEXEC);
	CHECK(fd >= 0 && flock(fd, LOCK_EX) == 0, "somebody holds the store");
	CHECK(!fetch_from_file(&store, &card, path, &observer, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped while it waits: %s", st.message);
	CHECK(strncmp(told, "waiting for ", 12) == 0, "told: %s", told);
	CHECK(!store_has(&store, &card, model_name), "nothing is installed");
	close(fd);
	st.code = STATUS_OK;
	CHECK(fetch_from_file(&store, &card, path, NULL, &arena, &st), "it is free: %s",
		st.message);
}

static void told_failed(void *context, const struct fetch_ended *ended)
{
	*(bool *)context = !ended->ok && ended->failure->code == STATUS_STORE;
}

// The labels are there before the model, which finds something in its way.
static void test_nothing_left(void)
{
	struct fetch_result result;
	struct status st = {0};
	struct stat info;
	bool failed = false;
	const char *mirrors[] = {root, NULL};
	// by force, as otherwise the way is looked at before anything is brought
	const struct fetch_options options = {.mirrors = mirrors, .force = true, .jobs = 2};
	const struct card *const cards[] = {&card, NULL};
	const char *folder = arena_printf(&arena, "%s/models/%s", store.home, card.id);
	const char *in_the_way =
		arena_printf(&arena, "%s/objects/%.2s", store.home, card.file.sha256);
	const char *by_hand = arena_printf(&arena, "%s/%s", root, model_upstream);
	reset();
	scratch_write(in_the_way, "x", 1);
	CHECK(!fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			st.code == STATUS_STORE,
		"no object: %s", st.message);
	CHECK_INT(scratch_count(arena_printf(&arena, "%s/objects", store.home)), 2,
		"the labels had come");
	CHECK(lstat(folder, &info) != 0 && errno == ENOENT, "and are no card");
	fetch_cards(&store, cards, &options, NULL, told_failed, &failed);
	CHECK(failed && lstat(folder, &info) != 0 && errno == ENOENT, "nor of many cards");
	CHECK(!fetch_from_file(&store, &card, by_hand, NULL, &arena, &st) &&
			lstat(folder, &info) != 0 && errno == ENOENT,
		"nor by hand: %s", st.message);
	mkdir(folder, 0755);
	CHECK(!fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			lstat(folder, &info) == 0,
		"one that was known as lost stays so");
	unlink(in_the_way);
	st = (struct status){.code = STATUS_OK};
	CHECK(fetch(&result, mirrors, &st) && scratch_count(folder) == 2, "then all comes %s",
		st.message);
}

static void test_real(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("a published model", "no shared test data");
		return;
	}
	struct fetch_result result;
	struct status st = {0};
	char *mirror = realpath(arena_printf(&arena, "%s/ml-zoo", shared), NULL);
	const char *mirrors[] = {mirror, NULL};
	struct card kws = {.id = "micronet-kws-medium",
		.upstream_repository = "ARM-software/ML-zoo",
		.upstream_commit = "aec70be",
		.file = {.name = "kws_micronet_m.tflite",
			.path = "models/keyword_spotting/micronet_medium/tflite_int8/"
				"kws_micronet_m.tflite",
			.size_nbytes = 181968,
			.sha1 = "fd03a6b24548ea99cf487dbd682937df5718cef1"}};
	CHECK(fetch_card(&result, &store, &kws, &(struct fetch_options){.mirrors = mirrors}, NULL,
		      &arena, &st) &&
			result.transferred_nbytes == 181968,
		"a published model %s", st.message);
	kws.file.path =
		"models/keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/"
		"tflite_int8/ds_cnn_l_quantized.tflite";
	reset();
	CHECK(!fetch_card(&result, &store, &kws, &(struct fetch_options){.mirrors = mirrors}, NULL,
		      &arena, &st) &&
			st.code == STATUS_NO && strstr(st.message, "got more (a TFLite model"),
		"another model in its place: %s", st.message);
	free(mirror);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_present();
		test_name_is_taken();
		test_interrupted();
		test_no_room();
		test_golden();
		test_by_hand();
		test_by_hand_waits();
		test_nothing_left();
		test_real();
	}
	return world_end();
}
