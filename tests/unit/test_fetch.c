// SPDX-License-Identifier: Apache-2.0
/*
 * Fetch against a server that misbehaves: what is said, what is left in tmp/ (nothing) and
 * what has a final name (the right file, or none).  Upstream cannot be reached from here:
 * https_proxy names a port where nobody listens.
 */
#include "zoo/fetch.h"

#include "tests/unit/check.h"
#include "tests/unit/httpd.h"
#include "tests/unit/scratch.h"
#include "zoo/builtin.h"

#include <sys/resource.h>

enum { CONTENT_NBYTES = 300000 };

static const char model_name[] = "m_INT8.tflite";
static const char model_upstream[] = "models/kws/m 1:0/m_INT8.tflite";

static unsigned char content[CONTENT_NBYTES];
static struct arena arena;
static struct store store;
static struct card card;
static struct httpd httpd;
static const char *root, *tmp_path, *model_path, *labels_path;

static const char *url(const char *behaviour)
{
	return arena_printf(&arena, "http://127.0.0.1:%d/%s", httpd.port, behaviour);
}

static void reset(void)
{
	scratch_remove(store.home);
}

static bool fetch(struct fetch_result *result, const char *const *mirrors, struct status *st)
{
	struct fetch_options options = {.mirrors = mirrors};
	return fetch_card(result, &store, &card, &options, NULL, &arena, st);
}

// One mirror, and upstream, which cannot be reached.
static void check_failure(const char *behaviour, enum status_code code, const char *says)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url(behaviour), NULL};
	reset();
	CHECK(!fetch(&result, mirrors, &st), "%s fails", behaviour);
	CHECK_INT(result.outcome, FETCH_FAILED, "%s: outcome", behaviour);
	CHECK_INT(st.code, code, "%s: code", behaviour);
	CHECK(strstr(st.message, says) && strstr(st.message, mirrors[0]),
		"%s: says \"%s\" and names the source: %s", behaviour, says, st.message);
	CHECK(strstr(st.message, "https://github.com/ARM-software/ML-zoo/raw/aec70be/models/kws/"
				 "m%201%3A0/m_INT8.tflite") &&
			strstr(st.message,
				"https://media.githubusercontent.com/media/ARM-software/"),
		"%s: names both upstream addresses", behaviour);
	CHECK(st.hint[0], "%s: a hint: %s", behaviour, st.hint);
	CHECK_INT(scratch_count(tmp_path), 0, "%s: nothing is left in tmp", behaviour);
	CHECK(!store_has(&store, &card, model_name), "%s: nothing is installed", behaviour);
}

static void check_success(const char *behaviour)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url(behaviour), NULL};
	reset();
	if (!CHECK(fetch(&result, mirrors, &st), "%s succeeds %s", behaviour, st.message))
		return;
	CHECK_INT(result.outcome, FETCH_FETCHED, "%s: outcome", behaviour);
	CHECK_INT(result.transferred_nbytes, CONTENT_NBYTES, "%s: bytes", behaviour);
	CHECK(strncmp(result.source, mirrors[0], strlen(mirrors[0])) == 0, "%s: source: %s",
		behaviour, result.source);
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "%s: the right bytes", behaviour);
	CHECK_INT(scratch_count(tmp_path), 0, "%s: nothing is left in tmp", behaviour);
}

static void test_behaviours(void)
{
	check_success("ok");
	check_success("ok/");
	check_success("redirect");
	check_success("hops/5");
	check_success("chunked");
	check_success("no-length");
	check_success("slow");

	check_failure("pointer", STATUS_NO,
		"size: expected 300000 bytes, got 131 (a Git LFS pointer to 300000 bytes");
	check_failure("html", STATUS_NO, "(an HTML page (a login or error page?))");
	check_failure("json", STATUS_NO, "(a JSON document)");
	check_failure("empty", STATUS_NO, "got 0 (an empty file)");
	check_failure("half", STATUS_NO, "got 150000 (cut short or another file)");
	check_failure("oversized", STATUS_NO, "size: expected 300000 bytes, got more");
	check_failure("endless", STATUS_NO, "size: expected 300000 bytes, got more");
	check_failure("wrong", STATUS_NO, "sha1: expected ");
	check_failure("404", STATUS_NETWORK, "the server answered 404 (not found)");
	check_failure("500", STATUS_NETWORK, "the server answered 500 (an error of the server)");
	check_failure("partial", STATUS_NETWORK, "the server answered 206");
	check_failure("truncated", STATUS_NETWORK,
		"the connection ended before the file did, after 150000 bytes");
	check_failure("reset", STATUS_NETWORK, "the connection broke (");
	check_failure("loop", STATUS_NETWORK, "more than 5 redirects");
	check_failure("hops/6", STATUS_NETWORK, "more than 5 redirects");
	check_failure("nowhere", STATUS_NETWORK, "a redirect without a target");
	check_failure("file-redirect", STATUS_NETWORK, "only http and https are followed");
	check_failure("encoded", STATUS_NETWORK, "encoded (gzip)");
	check_failure("garbage", STATUS_NETWORK, "not proper HTTP");
}

// What is said about addresses that cannot work, and what is not said.
static void test_messages(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *closed[] = {"http://127.0.0.1:1", NULL};
	const char *password[] = {
		arena_printf(&arena, "http://me:secret@127.0.0.1:%d/404", httpd.port), NULL};
	const char *ftp[] = {"ftp://127.0.0.1/x", NULL};
	const char *broken[] = {"http://127.0.0.1/\r\nX: y", NULL};
	reset();
	CHECK(!fetch(&result, closed, &st) && st.code == STATUS_NETWORK &&
			strstr(st.message, "http://127.0.0.1:1/models/") &&
			strstr(st.message, "cannot connect"),
		"nobody listens: %s", st.message);
	CHECK(strstr(st.hint, "ZOO_MIRROR") && strstr(st.hint, "zoo add my-card FILE"), "hint: %s",
		st.hint);
	CHECK(!fetch(&result, password, &st) && strstr(st.message, "(not found)") &&
			!strstr(st.message, "secret"),
		"a password is not shown: %s", st.message);
	CHECK(!fetch(&result, ftp, &st) && st.code == STATUS_USAGE, "ftp: %s", st.message);
	CHECK(!fetch(&result, broken, &st) && st.code == STATUS_USAGE, "line feed: %s", st.message);
	const char *pointer[] = {url("pointer"), NULL};
	CHECK(!fetch(&result, pointer, &st) && strstr(st.hint, "git lfs pull"), "hint: %s",
		st.hint);
}

static void test_limits(void)
{
	long long sent = 0;
	// The server ends a connection on its own time: give it some to write its log.
	for (int i = 0; i < 100 && httpd_count(&httpd, "SENT /endless/", &sent) == 0; i++)
		usleep(20000);
	// What was sent sits in sockets' buffers, too; without a limit it would have no end.
	CHECK(sent > 0 && sent < 64 << 20, "an endless file was cut off after %lld bytes", sent);
}

static void test_sources_in_turn(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *missing = arena_printf(&arena, "%s/not-there", scratch_directory);
	const char *mirrors[] = {
		missing, url("pointer"), url("500"), url("wrong"), url("ok"), NULL};
	reset();
	CHECK(fetch(&result, mirrors, &st), "the fifth source has it %s", st.message);
	CHECK(strstr(result.source, "/ok/"), "source: %s", result.source);

	const char *bad[] = {missing, url("500"), url("wrong"), NULL};
	reset();
	CHECK(!fetch(&result, bad, &st) && st.code == STATUS_NO, "one was wrong: code");
	CHECK(strstr(st.message, "/not-there/models/kws/m 1:0/m_INT8.tflite: No such file") &&
			strstr(st.message, "answered 500") && strstr(st.message, "sha1: expected"),
		"every source is named: %s", st.message);
}

static void test_directories(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *plain[] = {root, NULL};
	// "/root" with one letter escaped
	const char *file_url[] = {
		arena_printf(&arena, "file://%s/%%72oot/", scratch_directory), NULL};
	reset();
	CHECK(fetch(&result, plain, &st) && result.outcome == FETCH_FETCHED, "a directory %s",
		st.message);
	CHECK(strncmp(result.source, root, strlen(root)) == 0, "source: %s", result.source);
	reset();
	CHECK(fetch(&result, file_url, &st) && result.outcome == FETCH_FETCHED, "file:// %s",
		st.message);
	reset();
	struct card out = card;
	out.file.path = "../../etc/passwd";
	CHECK(!fetch_card(&result, &store, &out, &(struct fetch_options){.mirrors = plain}, NULL,
		      &arena, &st) &&
			st.code == STATUS_FORMAT,
		"a path that leads out: %s", st.message);
	out = card;
	out.id = "../x";
	CHECK(!fetch_card(&result, &store, &out, &(struct fetch_options){.mirrors = plain}, NULL,
		      &arena, &st) &&
			st.code == STATUS_FORMAT,
		"an id that leads out: %s", st.message);
}

static void test_builtin(void)
{
	struct fetch_result result;
	struct status st = {0};
	struct fetch_options options = {.offline = true};
	const struct builtin_file *file = &builtin_files[0];
	struct bytes bytes = {file->begin, (size_t)(file->end - file->begin)};
	struct card inside = scratch_card("inside", "file.bin", file->path, bytes);
	inside.upstream_repository = inside.upstream_commit = "";
	reset();
	CHECK(fetch_card(&result, &store, &inside, &options, NULL, &arena, &st) &&
			result.outcome == FETCH_FETCHED &&
			result.transferred_nbytes == (int64_t)bytes.nbytes,
		"from inside the program %s", st.message);
	CHECK_TEXT(result.source, "builtin", "its source");
	CHECK(scratch_holds(
		      store_path(&store, &inside, "file.bin", &arena), bytes.data, bytes.nbytes),
		"its content");
	inside.file.path = "metadata/no-such-file";
	inside.id = "outside";
	CHECK(!fetch_card(&result, &store, &inside, &options, NULL, &arena, &st) &&
			strstr(st.message, "not inside this program"),
		"no such file: %s", st.message);
}

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

static void test_offline(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *online[] = {url("ok"), NULL};
	const char *both[] = {url("ok"), root, NULL};
	struct fetch_options options = {.mirrors = online, .offline = true};
	int before = httpd_count(&httpd, "GET ", NULL);
	reset();
	CHECK(!fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			st.code == STATUS_NETWORK && strstr(st.message, "--offline"),
		"offline: %s", st.message);
	CHECK(strstr(st.hint, "ZOO_MIRROR") && strstr(st.hint, "zoo add"), "hint: %s", st.hint);
	options.mirrors = both;
	CHECK(fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			strncmp(result.source, root, strlen(root)) == 0,
		"offline, from a directory %s", st.message);
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "no request was made");
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
				strcmp(stopper.what, model_name) == 0,
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
	CHECK(fetch_from_file(&store, &card, path, &arena, &st), "the right file %s", st.message);
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "is installed");
	CHECK(scratch_holds(labels_path, "yes\nno\nd\xc3\xa9j\xc3\xa0 vu\n", 17), "with labels");
	reset();
	scratch_flip(path, 5);
	CHECK(!fetch_from_file(&store, &card, path, &arena, &st) && st.code == STATUS_NO &&
			strstr(st.message, path) && strstr(st.message, "sha1: expected "),
		"another file: %s", st.message);
	CHECK(!store_has(&store, &card, model_name) && !store_has(&store, &card, "labels.txt"),
		"nothing is installed");
	CHECK(!fetch_from_file(&store, &card, "/nonexistent", &arena, &st) && st.code == STATUS_IO,
		"no file: %s", st.message);
	CHECK(!fetch_from_file(&store, &card, scratch_directory, &arena, &st) &&
			st.code == STATUS_IO,
		"a directory: %s", st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
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
			st.code == STATUS_NO && strstr(st.message, "got more (a TFLite model)"),
		"another model in its place: %s", st.message);
	free(mirror);
}

int main(int argc, char **argv)
{
	(void)argc;
	for (size_t i = 0; i < CONTENT_NBYTES; i++)
		content[i] = (unsigned char)(i * 31 + i / 256 + 1);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("no_proxy", "127.0.0.1", 1);
	scratch_begin();
	root = arena_printf(&arena, "%s/root", scratch_directory);
	store_init(&store, arena_printf(&arena, "%s/a/home", scratch_directory));
	tmp_path = arena_printf(&arena, "%s/tmp", store.home);
	// The server takes paths as they come, escaped.
	scratch_write(arena_printf(&arena, "%s/models/kws/m%%201%%3A0/m_INT8.tflite", root),
		content, CONTENT_NBYTES);
	scratch_write(arena_printf(&arena, "%s/%s", root, model_upstream), content, CONTENT_NBYTES);
	card = scratch_card(
		"my-card", model_name, model_upstream, (struct bytes){content, CONTENT_NBYTES});
	model_path = store_path(&store, &card, model_name, &arena);
	labels_path = store_path(&store, &card, "labels.txt", &arena);
	if (!CHECK(httpd_start(&httpd, argv[0], root,
			   arena_printf(&arena, "%s/log", scratch_directory)),
		    "the server runs"))
		return check_done();

	test_behaviours();
	test_limits();
	test_messages();
	test_sources_in_turn();
	test_directories();
	test_builtin();
	test_present();
	test_offline();
	test_interrupted();
	test_no_room();
	test_golden();
	test_by_hand();
	test_real();
	httpd_stop(&httpd);
	arena_release(&arena);
	return check_done();
}
