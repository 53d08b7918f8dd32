// SPDX-License-Identifier: Apache-2.0
/*
 * What has a final name is right: good bytes, bad bytes, no room, no rights.
 */
#include "zoo/store.h"

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "zoo/incoming.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { CONTENT_NBYTES = 100000 };

static unsigned char content[CONTENT_NBYTES];
static struct arena arena;
static struct store store;
static struct card card;
static const char *model_path, *tmp_path;

static void reset(void)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/home", scratch_directory);
	scratch_remove(path);
}

// Offer bytes to the store in pieces; true if they were installed.
static bool offer(const void *data, size_t nbytes, size_t piece, struct status *st)
{
	struct incoming *incoming;
	if (!store_incoming_open(&incoming, &store, &card, &card.file, NULL, st))
		return false;
	for (size_t at = 0; at < nbytes; at += piece) {
		size_t n = nbytes - at < piece ? nbytes - at : piece;
		if (!store_incoming_add(incoming, (const char *)data + at, n, st)) {
			store_incoming_abandon(incoming);
			return false;
		}
	}
	return store_incoming_install(incoming, st);
}

static void check_refused(const void *data, size_t nbytes, enum status_code code, const char *says)
{
	struct status st = {0};
	CHECK(!offer(data, nbytes, 4096, &st), "refused");
	CHECK_INT(st.code, code, "its code");
	CHECK(strstr(st.message, says), "says \"%s\": %s", says, st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
}

static void test_install(void)
{
	struct status st = {0};
	struct bytes got;
	struct stat info;
	CHECK(!store_has(&store, &card, "m.tflite"), "not there before");
	CHECK(!store_read(&got, &store, &card, &card.file, &arena, &st) &&
			st.code == STATUS_UNMEASURABLE && strstr(st.hint, "zoo fetch my-card"),
		"reading it says how to get it: %s (%s)", st.message, st.hint);
	CHECK(access(store.home, F_OK) != 0, "asking makes no directory");
	CHECK(offer(content, CONTENT_NBYTES, 777, &st), "installed %s", st.message);
	CHECK(store_has(&store, &card, "m.tflite"), "there now");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "with the right content");
	CHECK(stat(model_path, &info) == 0 && (info.st_mode & 0777) == 0444, "mode 0444");
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
	CHECK(store_read(&got, &store, &card, &card.file, &arena, &st) &&
			got.nbytes == CONTENT_NBYTES && memcmp(got.data, content, got.nbytes) == 0,
		"read back %s", st.message);
	CHECK((uintptr_t)got.data % 64 == 0, "aligned");
}

static void test_refused(void)
{
	static const char pointer[] =
		"version https://git-lfs.github.com/spec/v1\n"
		"oid sha256:afac928cb5a966030eac08a0943c169fe5e80d0ba0d5e97986c90aba1afd3fe2\n"
		"size 100000\n";
	unsigned char wrong[CONTENT_NBYTES + 1];
	memcpy(wrong, content, CONTENT_NBYTES);
	wrong[CONTENT_NBYTES] = 0;
	wrong[77777] ^= 0x10;
	check_refused(wrong, CONTENT_NBYTES, STATUS_NO, "sha1: expected ");
	wrong[77777] ^= 0x10;
	check_refused(
		wrong, CONTENT_NBYTES + 1, STATUS_NO, "size: expected 100000 bytes, got more");
	check_refused(wrong, CONTENT_NBYTES - 1, STATUS_NO,
		"size: expected 100000 bytes, got 99999 (cut short");
	check_refused(pointer, sizeof(pointer) - 1, STATUS_NO,
		"(a Git LFS pointer to 100000 bytes, sha256 afac928c");
	check_refused("<html>", 6, STATUS_NO, "(an HTML page");
	check_refused("", 0, STATUS_NO, "got 0 (an empty file)");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES),
		"what was installed before is untouched");
}

static void test_hashes(void)
{
	struct card_file known = card.file;
	card.file.sha256[0] ^= 1;
	check_refused(content, CONTENT_NBYTES, STATUS_NO, "although the SHA-1 agrees");
	card.file.sha1[0] = '\0';
	check_refused(content, CONTENT_NBYTES, STATUS_NO, "sha256: expected ");
	card.file.sha256[0] = '\0';
	check_refused(content, CONTENT_NBYTES, STATUS_FORMAT, "names no hash");
	card.file = known;
	card.file.size_nbytes = -1;
	card.file.sha1[0] = '\0';
	struct status st = {0};
	CHECK(offer(content, CONTENT_NBYTES, 65536, &st), "SHA-256 alone will do %s", st.message);
	card.file = known;
}

static void test_damage(void)
{
	struct status st = {0};
	struct bytes got;
	scratch_flip(model_path, 55555);
	CHECK(!store_read(&got, &store, &card, &card.file, &arena, &st) && !got.data,
		"a flipped bit is found");
	CHECK_INT(st.code, STATUS_NO, "its code");
	CHECK(strstr(st.message, model_path) && strstr(st.message, card.file.sha1) &&
			strstr(st.message, ", got "),
		"names file, expected and found: %s", st.message);
	CHECK(strstr(st.hint, "zoo fetch --force my-card"), "says what to do: %s", st.hint);
	CHECK(offer(content, CONTENT_NBYTES, 65536, &st), "installed over it %s", st.message);
	CHECK(store_read(&got, &store, &card, &card.file, &arena, &st), "right again");
	CHECK(chmod(model_path, 0644) == 0 && truncate(model_path, 5000) == 0, "cut");
	CHECK(!store_read(&got, &store, &card, &card.file, &arena, &st) &&
			strstr(st.message, "got 5000"),
		"%s", st.message);
}

static void test_abandoned(void)
{
	struct status st = {0};
	struct incoming *incoming;
	reset();
	store_incoming_abandon(NULL);
	CHECK(store_incoming_open(&incoming, &store, &card, &card.file, NULL, &st), "opened");
	CHECK_INT(scratch_count(tmp_path), 1, "on its way");
	CHECK(store_incoming_add(incoming, content, 1000, &st), "begun");
	store_incoming_abandon(incoming);
	CHECK_INT(scratch_count(tmp_path), 0, "abandoned: nothing is left in tmp");
	CHECK(!store_has(&store, &card, "m.tflite"), "nor under the final name");
}

/*
 * A file size limit stops write() in the middle of a file, as a full disk does; the code
 * path is the same.  In a process of its own, since the limit holds for the process.
 */
static void test_no_room(void)
{
	reset();
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit limit = {30000, 30000};
		struct status st = {0};
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		bool refused = !offer(content, CONTENT_NBYTES, 4096, &st);
		_exit(!refused                                  ? 1
			: st.code != STATUS_IO                  ? 2
			: !strstr(st.message, tmp_path)         ? 3
			: !strstr(st.message, model_path)       ? 4
			: !strstr(st.message, "File too large") ? 5
								: 0);
	}
	int code = -1;
	waitpid(child, &code, 0);
	CHECK_INT(
		WIFEXITED(code) ? WEXITSTATUS(code) : -1, 0, "no room: STATUS_IO, naming the file");
	CHECK_INT(scratch_count(tmp_path), 0, "no room: nothing is left in tmp");
	CHECK(!store_has(&store, &card, "m.tflite"), "no room: nothing under the final name");
}

// Permissions mean nothing to root, so the attempt is made by somebody else.
static void test_no_rights(void)
{
	reset();
	fflush(stdout);
	mkdir(store.home, 0555);
	chmod(scratch_directory, 0755);
	pid_t child = fork();
	if (child == 0) {
		struct status st = {0};
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(9);
		bool refused = !offer(content, CONTENT_NBYTES, 4096, &st);
		_exit(!refused                                     ? 1
			: st.code != STATUS_IO                     ? 2
			: !strstr(st.message, tmp_path)            ? 3
			: !strstr(st.message, "Permission denied") ? 4
								   : 0);
	}
	int code = -1;
	waitpid(child, &code, 0);
	CHECK_INT(WIFEXITED(code) ? WEXITSTATUS(code) : -1, 0, "read-only: STATUS_IO, naming it");
	CHECK_INT(scratch_count(store.home), 0, "read-only: nothing appeared");

	struct status st = {0};
	reset();
	scratch_write(store.home, "x", 1);
	CHECK(!offer(content, CONTENT_NBYTES, 4096, &st) && st.code == STATUS_IO &&
			strstr(st.message, store.home),
		"home is a file: %s", st.message);
	unlink(store.home);

	scratch_write(arena_printf(&arena, "%s/x", model_path), "x", 1);
	CHECK(!offer(content, CONTENT_NBYTES, 4096, &st) && st.code == STATUS_STORE &&
			strstr(st.message, model_path),
		"a directory has the final name: %s", st.message);
	CHECK(scratch_count(tmp_path) <= 0, "and nothing is in tmp");
	CHECK(store_has(&store, &card, "m.tflite"), "what is in the way is not taken for absent");
	struct bytes bytes;
	CHECK(!store_read(&bytes, &store, &card, &card.file, &arena, &st) &&
			st.code == STATUS_STORE && strstr(st.message, model_path),
		"a directory is no link: %s", st.message);
	reset();
}

int main(void)
{
	for (size_t i = 0; i < CONTENT_NBYTES; i++)
		content[i] = (unsigned char)(i * 31 + i / 256);
	scratch_begin();
	store_init(&store, arena_printf(&arena, "%s/home", scratch_directory));
	card = scratch_card(
		"my-card", "m.tflite", "models/m.tflite", (struct bytes){content, CONTENT_NBYTES});
	model_path = store_path(&store, &card, "m.tflite", &arena);
	tmp_path = arena_printf(&arena, "%s/tmp", store.home);
	test_install();
	test_refused();
	test_hashes();
	test_damage();
	test_abandoned();
	test_no_room();
	test_no_rights();
	arena_release(&arena);
	return check_done();
}
