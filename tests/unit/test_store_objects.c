// SPDX-License-Identifier: Apache-2.0
/*
 * Objects: shared by cards, put aside when damaged, named only when everything is right.
 */
#include "tests/unit/store_world.h"
#include "zoo/store/objects.h"

static struct card other; // another card with the same file

static int count(const char *place)
{
	int n = scratch_count(world_path("%s", place));
	return n < 0 ? 0 : n;
}

static void test_adopt(void)
{
	struct status st = {.code = STATUS_NO};
	struct stat one, two;
	const char *link = store_path(&world_store, &other, "n.tflite", &world_arena);
	CHECK(!store_adopt(&world_store, &other, &other.file, &st) && st.code == STATUS_OK,
		"there is no store");
	CHECK(access(world_store.home, F_OK) != 0, "nor afterwards");
	CHECK(world_install(&st), "installed for one card %s", st.message);
	CHECK(!store_has(&world_store, &other, "n.tflite"), "not for the other");
	CHECK(store_adopt(&world_store, &other, &other.file, &st), "adopted %s", st.message);
	CHECK(stat(world_link, &one) == 0 && stat(link, &two) == 0 && one.st_ino == two.st_ino,
		"one file, two cards");
	CHECK(store_has(&world_store, &other, "n.tflite"), "the other has it");
	CHECK(unlink(world_link) == 0 && !store_has(&world_store, &world_card, "m.tflite"), "lost");
	CHECK(store_adopt(&world_store, &world_card, &world_card.file, &st) && world_read(&st),
		"a lost link comes back %s", st.message);
	CHECK(world_install_as(&other, NULL, &st), "installed again %s", st.message);
	CHECK_INT(count("tmp"), 0, "nothing is left in tmp");
	CHECK_INT(count("quarantine"), 0, "nothing was damaged");

	struct card_file file = other.file;
	file.sha1[0] = file.sha1[0] == 'a' ? 'b' : 'a';
	CHECK(!store_adopt(&world_store, &other, &file, &st) && st.code == STATUS_NO &&
			strstr(st.message, world_object),
		"a card that contradicts itself: %s", st.message);
	CHECK_INT(count("quarantine"), 0, "is no reason to put anything aside");
	file.sha256[0] = '\0';
	CHECK(!store_adopt(&world_store, &other, &file, &st) && st.code == STATUS_OK,
		"without SHA-256 nothing is looked for");
}

static void test_damage(void)
{
	struct status st = {0};
	CHECK(chmod(world_object, 0644) == 0, "writable");
	scratch_flip(world_object, 99999);
	CHECK(!world_read(&st) && st.code == STATUS_NO, "found at the next use: %s", st.message);
	CHECK(!store_adopt(&world_store, &other, &other.file, &st) && st.code == STATUS_OK,
		"not adopted");
	CHECK(count("quarantine") == 0 && access(world_object, F_OK) == 0,
		"and kept as long as there is nothing better");
	CHECK(world_install(&st) && world_read(&st), "installed %s", st.message);
	CHECK_INT(count("quarantine"), 1, "which puts it aside");
	chmod(world_object, 0644);
	scratch_flip(world_object, 0);
	CHECK(world_install(&st) && world_read(&st), "installed over a damaged one %s", st.message);
	CHECK_INT(count("quarantine"), 2, "which is put aside, too");
	CHECK(chmod(world_object, 0644) == 0 && truncate(world_object, 0) == 0 &&
			world_install(&st) && world_read(&st),
		"over an empty one %s", st.message);
}

// A step of the way fails: nothing has a name, and what had one is untouched.
struct step {
	const char *name;
	long call;
	int error;
};

static int install_with_fault(const void *what)
{
	const struct step *step = what;
	struct status st = {0};
	struct arena scratch = {0};
	struct bytes bytes;
	// Directories are there, so that it is the file's own steps that fail.
	if (!world_install(&st) || unlink(world_link) != 0 || unlink(world_object) != 0)
		return 1;
	if (!world_refuse(step->call, step->error))
		return 99;
	if (world_install(&st) || st.code != STATUS_IO)
		return 2;
	if (store_has(&world_store, &world_card, "m.tflite"))
		return 3;
	if (store_read(&bytes, &world_store, &world_card, &world_card.file, &scratch, &st))
		return 4;
	arena_release(&scratch);
	return count("tmp") == 0 ? 0 : 5;
}

static int reinstall_with_fault(const void *what)
{
	const struct step *step = what;
	struct status st = {0};
	if (!world_install(&st) || !world_refuse(step->call, step->error))
		return 99;
	world_install(&st);
	return world_read(&st) && count("tmp") == 0 ? 0 : 1;
}

static void test_faults(void)
{
	static const struct step steps[] = {{"write", SYS_write, ENOSPC},
		{"fchmod", SYS_fchmod, EPERM}, {"fsync", SYS_fsync, EIO},
		{"renameat2", SYS_renameat2, EIO}, {"renameat2", SYS_renameat2, ENOSPC},
		{"symlinkat", SYS_symlinkat, ENOSPC}};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int result = world_apart(install_with_fault, &steps[i]);
		if (result == 99) {
			check_skip(steps[i].name, "no filter of system calls");
			continue;
		}
		CHECK_INT(result, 0, "%s fails: no name", steps[i].name);
		CHECK_INT(world_apart(reinstall_with_fault, &steps[i]), 0,
			"%s fails: the old one is untouched", steps[i].name);
	}
}

// File systems without RENAME_NOREPLACE: the same results.
static int without_noreplace(const void *error)
{
	struct status st = {0};
	world_reset();
#ifndef SYS_renameat // where renameat() is renameat2(), neither can be had without the other
	return 99;
#endif
	if (!world_refuse(SYS_renameat2, *(const int *)error))
		return 99;
	if (!world_install(&st) || !world_read(&st))
		return 1;
	if (!world_install(&st) || !world_read(&st) || count("quarantine") != 0)
		return 2;
	chmod(world_object, 0644);
	scratch_flip(world_object, 5);
	if (!world_install(&st) || !world_read(&st) || count("quarantine") != 1)
		return 3;
	return count("tmp") == 0 ? 0 : 4;
}

// A wrong answer that cannot be put aside: why is always told.
static int without_chmod(const void *unused)
{
	const char *path;
	struct status st = {0};
	struct incoming *incoming;
	(void)unused;
	world_reset();
	if (!store_incoming_open(
		    &incoming, &world_store, &world_card, &world_card.file, NULL, &st) ||
		!store_incoming_add(incoming, "<html>", 6, &st))
		return 1;
	if (!world_refuse(SYS_fchmod, EPERM)) {
		store_incoming_abandon(incoming);
		return 99;
	}
	if (store_incoming_reject(incoming, &path, &world_arena, &st) || path)
		return 2;
	if (st.code != STATUS_IO || !strstr(st.message, "/tmp/") ||
		!strstr(st.message, strerror(EPERM)))
		return 3;
	return count("tmp") == 0 && count("rejected") == 0 ? 0 : 4;
}

static void test_dataset(void)
{
	struct status st = {0};
	struct incoming *incoming;
	const char *path;
	struct card_file file = world_card.file;
	file.name = "set_v1.tar.gz";
	CHECK(!store_dataset_is_right(&world_store, &file, NULL), "not there");
	CHECK(store_incoming_open_dataset(&incoming, &world_store, &file, NULL, &st) &&
			store_incoming_add(incoming, world_content, WORLD_NBYTES, &st) &&
			store_incoming_install(incoming, &st),
		"an archive %s", st.message);
	CHECK(scratch_holds(world_path("datasets/set_v1.tar.gz"), world_content, WORLD_NBYTES),
		"has its place");
	CHECK(store_dataset_is_right(&world_store, &file, NULL), "is right");
	file.size_nbytes = WORLD_NBYTES - 1;
	CHECK(!store_dataset_is_right(&world_store, &file, NULL), "of another size");
	file.size_nbytes = WORLD_NBYTES;
	scratch_flip(world_path("datasets/set_v1.tar.gz"), 7);
	CHECK(!store_dataset_is_right(&world_store, &file, NULL), "of that size, but another");
	file.name = "../x";
	CHECK(!store_dataset_is_right(&world_store, &file, NULL), "a name that leads out");
	CHECK(!store_incoming_open_dataset(&incoming, &world_store, &file, NULL, &st) &&
			st.code == STATUS_FORMAT,
		"a bad name: %s", st.message);
	file.name = "x";
	file.size_nbytes = -1;
	CHECK(!store_incoming_open_dataset(&incoming, &world_store, &file, NULL, &st) &&
			st.code == STATUS_FORMAT,
		"no size: %s", st.message);

	CHECK(store_incoming_open(
		      &incoming, &world_store, &world_card, &world_card.file, NULL, &st) &&
			store_incoming_add(incoming, "<html>", 6, &st),
		"a wrong answer");
	// printf '<html>' | sha256sum
	CHECK(store_incoming_reject(incoming, &path, &world_arena, &st), "put aside %s",
		st.message);
	CHECK_TEXT(path, world_path("rejected/m.tflite.b7d082ee12e9.rejected"), "under its hash");
	CHECK(scratch_holds(path, "<html>", 6), "as it was");
	CHECK_INT(count("tmp"), 0, "and not in tmp");
}

// What upkeep needs: everything that is there, whatever it is called.
static void test_list(void)
{
	struct status st = {0};
	struct beneath beneath;
	struct beneath_entry *entries = NULL;
	int entry_count = 0;
	struct store_name place = store_name_place(STORE_QUARANTINE);
	scratch_write(world_path("quarantine/b\n"), "1", 1);
	scratch_write(world_path("quarantine/.a"), "22", 2);
	CHECK(symlink("/etc", world_path("quarantine/c")) == 0, "a link");
	CHECK(beneath_begin(&beneath, &world_store, BENEATH_READ, &st) &&
			beneath_list(&entries, &entry_count, &beneath, &place, &world_arena, &st),
		"listed %s", st.message);
	if (!CHECK(entry_count == 3, "all three"))
		return;
	CHECK_TEXT(entries[0].name.text, "quarantine/.a", "sorted");
	CHECK(entries[0].info.st_size == 2 && S_ISLNK(entries[2].info.st_mode), "as lstat() says");
	place = store_name_place(STORE_CARDS);
	CHECK(beneath_list(&entries, &entry_count, &beneath, &place, &world_arena, &st) &&
			entry_count == 0,
		"a directory that is not there is empty");
	CHECK(store_name_in(&place, STORE_CARDS, "x.yaml") &&
			beneath_write(
				&beneath, &place, (struct bytes){world_content, 300}, 0644, &st) &&
			scratch_holds(world_path("cards/x.yaml"), world_content, 300),
		"a small file, written as a whole %s", st.message);
	beneath_end(&beneath);
}

int main(void)
{
	static const int errors[] = {ENOSYS, EINVAL};
	world_begin();
	other = world_card;
	other.id = "other-card";
	other.file.name = "n.tflite";
	test_adopt();
	test_damage();
	test_faults();
	for (size_t i = 0; i < 2; i++) {
		int result = world_apart(without_noreplace, &errors[i]);
		if (result == 99)
			check_skip("no RENAME_NOREPLACE", "no filter of system calls");
		else
			CHECK_INT(result, 0, "renameat2 says %s", strerror(errors[i]));
	}
	int result = world_apart(without_chmod, NULL);
	if (result == 99)
		check_skip("no fchmod()", "no filter of system calls");
	else
		CHECK_INT(result, 0, "fchmod says %s", strerror(EPERM));
	world_reset();
	test_dataset();
	test_list();
	return world_end();
}
