// SPDX-License-Identifier: Apache-2.0
/*
 * Bytes that an earlier transfer left: gone on with if they are from the same address, and
 * never believed.
 */
#include "tests/unit/store_world.h"

#include <sys/mount.h>

static const char url[] = "https://example.org/m.tflite", tag[] = "\"33a64df5\"";
static struct store_lock *lock;
static const char *part_path, *note_path, *tmp_path;

static struct incoming *begin(void)
{
	struct status st = {0};
	struct incoming *incoming = NULL;
	CHECK(store_incoming_open(
		      &incoming, &world_store, &world_card, &world_card.file, lock, &st),
		"opened %s", st.message);
	return incoming;
}

// A transfer that breaks after so many bytes.
static void leave(size_t nbytes, const char *validator)
{
	struct status st = {0};
	struct incoming *incoming = begin();
	CHECK(store_incoming_begin(incoming, url, validator, &st) &&
			store_incoming_add(incoming, world_content, nbytes, &st),
		"%zu bytes %s", nbytes, st.message);
	store_incoming_keep(incoming);
}

static int64_t kept(const char *from, const char **validator)
{
	struct incoming *incoming = begin();
	int64_t nbytes = store_incoming_kept(incoming, from, validator);
	store_incoming_keep(incoming);
	return nbytes;
}

static void test_resume(void)
{
	struct status st = {0};
	struct bytes bytes;
	const char *validator;
	leave(40000, tag);
	CHECK_INT(store_kept_nbytes(&world_store, &world_card.file), 40000, "for plans");
	CHECK_INT(kept("https://example.org/other", &validator), 0, "of another address: none");
	struct incoming *incoming = begin();
	CHECK_INT(store_incoming_kept(incoming, url, &validator), 40000, "of this one");
	CHECK_TEXT(validator, tag, "with its validator");
	CHECK_INT(store_incoming_nbytes(incoming), 40000, "counted");
	CHECK(store_incoming_add(incoming, world_content + 40000, 30000, &st), "%s", st.message);
	store_incoming_keep(incoming);
	incoming = begin();
	CHECK_INT(store_incoming_kept(incoming, url, &validator), 70000, "twice");
	CHECK(store_incoming_add(incoming, world_content + 70000, 30000, &st) &&
			store_incoming_check(incoming, &st),
		"the whole is right %s", st.message);
	CHECK(store_incoming_read(&bytes, incoming, WORLD_NBYTES, &world_arena, &st) &&
			bytes.nbytes == WORLD_NBYTES &&
			memcmp(bytes.data, world_content, WORLD_NBYTES) == 0,
		"and can be read back %s", st.message);
	CHECK(store_incoming_read(&bytes, incoming, 10, &world_arena, &st) && bytes.nbytes == 10,
		"or its beginning");
	CHECK(store_incoming_install(incoming, &st) && world_read(&st), "installed %s", st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
}

static void test_begin_again(void)
{
	struct status st = {0};
	const char *validator;
	leave(40000, tag);
	struct incoming *incoming = begin();
	CHECK(store_incoming_add(incoming, world_content, WORLD_NBYTES, &st) &&
			store_incoming_install(incoming, &st),
		"who does not ask begins at 0 %s", st.message);
	leave(40000, tag);
	incoming = begin();
	CHECK_INT(store_incoming_kept(incoming, url, &validator), 40000, "asked");
	CHECK(store_incoming_begin(incoming, url, tag, &st) &&
			store_incoming_add(incoming, world_content, WORLD_NBYTES, &st) &&
			store_incoming_install(incoming, &st),
		"but the server begins again %s", st.message);
	leave(40000, NULL);
	CHECK_INT(kept(url, &validator), 0, "without a validator nothing is kept");
	leave(40000, "");
	CHECK_INT(kept(url, &validator), 0, "nor with an empty one");
	leave(40000, "a\nb");
	CHECK_INT(kept(url, &validator), 0, "nor with one of two lines");
	leave(0, tag);
	CHECK_INT(kept(url, &validator), 0, "nor of no bytes");
	CHECK_INT(scratch_count(tmp_path), 0, "and nothing is left in tmp");
	leave(40000, tag);
	incoming = begin();
	CHECK(!store_incoming_check(incoming, &st) && strstr(st.message, "got 0"),
		"what was kept is no answer: %s", st.message);
	store_incoming_abandon(incoming);
	CHECK_INT(scratch_count(tmp_path), 0, "abandoned");
}

static void test_damaged_part(void)
{
	struct status st = {0};
	const char *validator;
	leave(40000, tag);
	scratch_flip(part_path, 12345);
	struct incoming *incoming = begin();
	CHECK_INT(store_incoming_kept(incoming, url, &validator), 40000, "a flipped bit");
	CHECK(store_incoming_add(incoming, world_content + 40000, 60000, &st) &&
			!store_incoming_check(incoming, &st) && st.code == STATUS_NO &&
			strstr(st.message, "sha1: expected "),
		"is found in the end: %s", st.message);
	store_incoming_abandon(incoming);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
	leave(40000, tag);
	CHECK(truncate(part_path, WORLD_NBYTES + 1) == 0, "longer than the file");
	CHECK_INT(kept(url, &validator), 0, "is of no use");
	leave(WORLD_NBYTES, tag);
	incoming = begin();
	CHECK_INT(store_incoming_kept(incoming, url, &validator), WORLD_NBYTES, "complete");
	CHECK(!store_incoming_add(incoming, "x", 1, &st) &&
			strstr(st.message, "100000 bytes, got more"),
		"one byte more: %s", st.message);
	store_incoming_keep(incoming);
	CHECK_INT(scratch_count(tmp_path), 0, "too many bytes are not kept");
}

/*
 * What is too much is told, read and put aside, and never in tmp/ before: it is not gone on
 * with.  Of much more only the first is held.
 */
static void test_too_much(void)
{
	enum { MORE_NBYTES = 1000, MOST_NBYTES = WORLD_NBYTES + INCOMING_PAST_NBYTES };
	static unsigned char more[MOST_NBYTES + 5];
	struct status st = {0};
	struct stat info;
	struct bytes bytes;
	const char *path, *validator;
	memcpy(more, world_content, WORLD_NBYTES);
	for (size_t i = WORLD_NBYTES; i < sizeof(more); i++)
		more[i] = (unsigned char)(i * 7);
	leave(40000, tag);
	struct incoming *incoming = begin();
	CHECK_INT(store_incoming_kept(incoming, url, &validator), 40000, "gone on with");
	CHECK(!store_incoming_add(incoming, more + 40000, 60001, &st) && st.code == STATUS_NO,
		"one byte too many: %s", st.message);
	CHECK(!store_incoming_add(incoming, more + WORLD_NBYTES + 1, MORE_NBYTES - 1, &st) &&
			st.code == STATUS_NO && strstr(st.message, "100000 bytes, got more"),
		"and more: %s", st.message);
	CHECK(!store_incoming_check(incoming, &st) && strstr(st.message, "00 bytes, got 101000"),
		"in all: %s", st.message);
	CHECK_INT(store_incoming_nbytes(incoming), WORLD_NBYTES + MORE_NBYTES, "held");
	CHECK(store_incoming_read(&bytes, incoming, sizeof(more), &world_arena, &st) &&
			bytes.nbytes == WORLD_NBYTES + MORE_NBYTES &&
			memcmp(bytes.data, more, bytes.nbytes) == 0,
		"and read %s", st.message);
	CHECK(store_incoming_read(&bytes, incoming, WORLD_NBYTES + 1, &world_arena, &st) &&
			bytes.nbytes == WORLD_NBYTES + 1,
		"or less of it");
	CHECK(stat(part_path, &info) == 0 && info.st_size == WORLD_NBYTES,
		"the part is as long as the file");
	CHECK(store_incoming_reject(incoming, &path, &world_arena, &st) &&
			scratch_holds(path, more, WORLD_NBYTES + MORE_NBYTES),
		"all of it is put aside %s", st.message);
	char sha256[SHA256_HEX_NBYTES];
	digest_sha256(sha256, (struct bytes){more, WORLD_NBYTES + MORE_NBYTES});
	CHECK(path && strstr(path, arena_printf(&world_arena, "m.tflite.%.12s.", sha256)),
		"under its own hash");
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
	incoming = begin();
	CHECK(!store_incoming_add(incoming, more, sizeof(more), &st) &&
			!store_incoming_check(incoming, &st) &&
			strstr(st.message, "100000 bytes, got more"),
		"much more: %s", st.message);
	CHECK(store_incoming_reject(incoming, &path, &world_arena, &st) &&
			scratch_holds(path, more, MOST_NBYTES),
		"the first of it is put aside %s", st.message);
	incoming = begin();
	CHECK(!store_incoming_add(incoming, more, sizeof(more), &st) &&
			store_incoming_begin(incoming, url, tag, &st) &&
			store_incoming_add(incoming, world_content, WORLD_NBYTES, &st) &&
			store_incoming_install(incoming, &st) && world_read(&st),
		"begun anew it is right %s", st.message);
	world_reset();
}

static bool note_is_none(void)
{
	return store_kept_nbytes(&world_store, &world_card.file) == 0;
}

static void test_damaged_note(void)
{
	struct bytes note;
	struct status st = {0};
	int believed = 0;
	leave(40000, tag);
	CHECK(file_read(&note, note_path, 4096, &world_arena, &st), "a note %s", st.message);
	for (size_t i = 0; i < note.nbytes; i++) {
		scratch_write(note_path, note.data, note.nbytes);
		scratch_flip(note_path, (long)i);
		believed += !note_is_none();
		scratch_write(note_path, note.data, i);
		believed += !note_is_none();
	}
	CHECK_INT(believed, 0, "damaged or cut at each of %zu bytes, it is none", note.nbytes);
	scratch_write(note_path, note.data, note.nbytes);
	CHECK(!note_is_none(), "whole, it is one");
	unlink(note_path);
	CHECK(mkfifo(note_path, 0600) == 0 && note_is_none(), "a FIFO is none");
	const char *validator;
	CHECK_INT(kept(url, &validator), 0, "and the part is of no use");
}

// What stands where the part should: never written through.
static void test_in_the_way(void)
{
	struct status st = {0};
	struct incoming *incoming;
	struct stat info;
	const char *victim = arena_printf(&world_arena, "%s/victim", scratch_directory);
	scratch_write(victim, "precious", 8);
	world_reset();
	CHECK(world_install(&st), "a store %s", st.message);
	CHECK(symlink(victim, part_path) == 0, "a link");
	CHECK(!store_incoming_open(
		      &incoming, &world_store, &world_card, &world_card.file, lock, &st) &&
			st.code == STATUS_STORE,
		"a link: %s", st.message);
	unlink(part_path);
	CHECK(mkfifo(part_path, 0600) == 0, "a FIFO");
	CHECK(!store_incoming_open(
		      &incoming, &world_store, &world_card, &world_card.file, lock, &st) &&
			st.code == STATUS_STORE,
		"a FIFO: %s", st.message);
	unlink(part_path);
	CHECK(link(victim, part_path) == 0, "a second name of something");
	leave(40000, tag);
	CHECK(scratch_holds(victim, "precious", 8), "which is as it was");
	CHECK(stat(victim, &info) == 0 && info.st_nlink == 1, "and has lost the second");
	world_reset();
}

static void test_no_room(void)
{
	struct status st = {0};
	struct card big = world_card;
	struct incoming *incoming;
	big.file.size_nbytes = INT64_MAX / 4;
	CHECK(!store_incoming_open(&incoming, &world_store, &big, &big.file, NULL, &st) &&
			st.code == STATUS_IO && strstr(st.message, "needs 2305843009213693951 ") &&
			strstr(st.message, "has "),
		"more than any disk has: %s", st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
	world_reset();
	mkdir(world_store.home, 0755);
	if (mount("tmpfs", world_store.home, "tmpfs", 0, "size=64k,mode=0755") != 0) {
		check_skip("a file system that is full", "it cannot be mounted here");
		return;
	}
	CHECK(!world_install(&st) && st.code == STATUS_IO &&
			strstr(st.message, "needs 100000 bytes, has 65536") &&
			strstr(st.message, "No space left"),
		"64 KiB are not enough: %s", st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
	// Its size is not known beforehand, so it is the write that fails.
	struct card unknown = world_card;
	unknown.file.size_nbytes = -1;
	CHECK(!world_install_as(&unknown, NULL, &st) && st.code == STATUS_IO &&
			strstr(st.message, "No space left"),
		"nor where the size is not known: %s", st.message);
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
	umount2(world_store.home, MNT_DETACH);
}

int main(void)
{
	struct status st = {0};
	world_begin();
	tmp_path = world_path("tmp");
	part_path = world_path("tmp/%s.part", world_card.file.sha256);
	note_path = world_path("tmp/%s.note", world_card.file.sha256);
	CHECK(store_lock(&lock, &world_store, &world_card.file, 0, NULL, &st), "locked %s",
		st.message);
	test_resume();
	test_begin_again();
	test_damaged_part();
	test_too_much();
	test_damaged_note();
	test_in_the_way();
	test_no_room();
	store_unlock(lock);
	return world_end();
}
