// SPDX-License-Identifier: Apache-2.0
/*
 * What zoo did not make is named and never touched; what processes left is known by name and
 * age; and a store that cannot be read or written is said to be one.
 */
#include "tests/unit/upkeep_world.h"

#include <time.h>
#include <utime.h>

static const char *const foreign = "in the way, mended or not";

// The same with and without mending: mending does not touch it.
static void expect_untouched(int remaining, const char *found, const char *path)
{
	struct stat before, after;
	const char *whole = world_path("%s", path);
	CHECK(lstat(whole, &before) == 0, "%s is there", path);
	upkeep_expect(false, remaining, found, foreign);
	upkeep_expect(true, remaining, found, foreign);
	CHECK(lstat(whole, &after) == 0 && before.st_ino == after.st_ino &&
			before.st_mode == after.st_mode && before.st_size == after.st_size,
		"%s is what it was", path);
	unlink(whole);
}

static void put(const char *path)
{
	scratch_write(world_path("%s", path), "x", 1);
}

static void test_kinds(void)
{
	const char *object = upkeep_model_object(3) + strlen(world_store.home) + 1;
	upkeep_reset(1);
	put("README");
	expect_untouched(0, "foreign README (no fault)", "README");
	put("objects/README");
	expect_untouched(0, "foreign objects/README (no fault)", "objects/README");
	put("objects/zz/file");
	expect_untouched(0, "foreign objects/zz (no fault)", "objects/zz");
	scratch_remove(world_path("objects/zz"));
	put("objects/00/short");
	expect_untouched(0, "foreign objects/00/short (no fault)", "objects/00/short");
	put(arena_printf(&world_arena, "objects/00/%s", upkeep_cards[3].file.sha256));
	upkeep_expect(true, 0, "foreign objects/* (no fault)", "a good name in the wrong folder");
	scratch_remove(world_path("objects/00"));

	put(object);
	unlink(world_path("%s", object));
	CHECK(mkfifo(world_path("%s", object), 0644) == 0, "a FIFO, which nobody waits for");
	expect_untouched(1, "foreign objects/*", object);
	upkeep_make_link("/etc/passwd", world_path("%s", object));
	expect_untouched(1, "foreign objects/*", object);
	CHECK(mkdir(world_path("%s", object), 0755) == 0, "a directory");
	expect_untouched(1, "foreign objects/*", object);
	rmdir(world_path("%s", object));

	put("tmp/mine");
	expect_untouched(0, "foreign tmp/mine (no fault)", "tmp/mine");
	put("quarantine/mine.txt");
	expect_untouched(0, "foreign quarantine/mine.txt (no fault)", "quarantine/mine.txt");
	put("rejected/0.rejected");
	expect_untouched(0, "foreign rejected/0.rejected (no fault)", "rejected/0.rejected");
	CHECK(mkfifo(world_path("locks/x"), 0644) == 0, "a lock that is none");
	expect_untouched(1, "foreign locks/x", "locks/x");
	put("cards/labels/c.txt");
	expect_untouched(0, "foreign cards/labels/c.txt (no fault)", "cards/labels/c.txt");
	upkeep_make_link("/etc/passwd", world_path("cards/labels/link"));
	expect_untouched(0, "foreign cards/labels/link (no fault)", "cards/labels/link");
	put("datasets/a.tar"); // as fetched: nothing to say
	upkeep_make_link("/etc/passwd", world_path("datasets/b.tar"));
	expect_untouched(0, "foreign datasets/b.tar (no fault)", "datasets/b.tar");
}

static void test_two_names(void)
{
	upkeep_reset(1);
	const char *second = world_path("second-name");
	CHECK(link(upkeep_model_object(0), second) == 0, "an object with two names");
	expect_untouched(1, "foreign objects/*, foreign second-name (no fault)", "second-name");
	upkeep_expect(true, 0, "", "with one name it is right");
}

static void test_links_elsewhere(void)
{
	upkeep_reset(1);
	upkeep_make_link("/etc/passwd", upkeep_model_link(0));
	expect_untouched(1, "foreign models/one/m.tflite, unlinked objects/* (no fault)",
		"models/one/m.tflite");
	put("models/one/m.tflite");
	expect_untouched(1, "foreign models/one/m.tflite, unlinked objects/* (no fault)",
		"models/one/m.tflite");
	upkeep_install(0);
	put("models/one/notes.txt");
	expect_untouched(0, "foreign models/one/notes.txt (no fault)", "models/one/notes.txt");
	put("models/two");
	expect_untouched(1, "foreign models/two", "models/two");
	upkeep_make_link("/etc", world_path("models/two"));
	expect_untouched(1, "foreign models/two", "models/two");
	upkeep_make_link("/etc", world_path("quarantine"));
	expect_untouched(1, "foreign quarantine", "quarantine");
	scratch_remove(world_path("tmp"));
	put("tmp");
	expect_untouched(1, "foreign tmp", "tmp");
}

static void test_names(void)
{
	struct fsck_report report;
	struct status st = {0};
	static const char *const names[] = {"objects/\x1b[31mred", "models/a\nb", "tmp/\xff\xfe",
		"quarantine/\xe2\x80\xaetxt.0123456789abcdef0", "models/one/%n%s"};
	upkeep_reset(1);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		put(names[i]);
		CHECK(upkeep_fsck(&report, true, &st) && report.finding_count == 1 &&
				report.findings[0].kind == FSCK_FOREIGN &&
				!report.findings[0].fault,
			"strange name %zu %s", i, st.message);
		CHECK_TEXT(report.findings[0].path, names[i], "as it is");
		unlink(world_path("%s", names[i]));
	}
}

// A file in tmp/ that was last written so many seconds ago.
static void put_aged(const char *name, long seconds)
{
	const char *path = world_path("tmp/%s", name);
	put(arena_printf(&world_arena, "tmp/%s", name));
	struct utimbuf when = {time(NULL) - seconds, time(NULL) - seconds};
	if (utime(path, &when) != 0)
		exit(3);
}

static void test_stale(void)
{
	static const char incoming[] = "0123456789abcdef.incoming";
	enum { DAYS = 24 * 3600 };
	upkeep_reset(1);
	put_aged(incoming, 60);
	upkeep_expect(true, 0, "", "an incoming file of a minute ago may be somebody's");
	put_aged(incoming, 2 * DAYS);
	upkeep_expect(false, 0, "stale tmp/0123456789abcdef.incoming (no fault)", "of days ago");
	upkeep_expect(
		true, 0, "stale tmp/0123456789abcdef.incoming (no fault) mended", "of days ago");
	put_aged(incoming, -2 * DAYS);
	upkeep_expect(
		true, 0, "stale tmp/0123456789abcdef.incoming (no fault) mended", "of tomorrow");
	CHECK_INT(scratch_count(world_path("tmp")), 0, "removed");
	upkeep_make_link("x", world_path("tmp/0123456789abcdef.link"));
	upkeep_expect(false, 0, "", "a link is made under a lock, which we do not have");
	upkeep_expect(true, 0, "stale tmp/0123456789abcdef.link (no fault) mended", "and now do");

	CHECK(upkeep_break_transfer(1), "a transfer");
	CHECK_INT(scratch_count(world_path("tmp")), 2, "that broke: part and note");
	upkeep_expect(true, 0, "", "it can be gone on with");
	const char *key = upkeep_cards[1].file.sha256;
	CHECK(truncate(world_path("tmp/%s.note", key), 20) == 0, "without its note it cannot");
	upkeep_expect(false, 0, "", "somebody may be about to write it");
	upkeep_expect(true, 0,
		arena_printf(&world_arena,
			"stale tmp/%s.note (no fault) mended, stale tmp/%s.part (no fault) mended",
			key, key),
		"nobody, as the lock says");
	CHECK(mkfifo(world_path("tmp/%s.part", key), 0644) == 0, "a FIFO in place of a part");
	expect_untouched(1, arena_printf(&world_arena, "foreign tmp/%s.part", key),
		arena_printf(&world_arena, "tmp/%s.part", key));
}

int main(void)
{
	upkeep_begin();
	test_kinds();
	test_two_names();
	test_links_elsewhere();
	test_names();
	test_stale();
	return world_end();
}
