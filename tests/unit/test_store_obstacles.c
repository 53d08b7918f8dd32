// SPDX-License-Identifier: Apache-2.0
/*
 * What stands in the place of the store's files and directories, wherever it is met, is the
 * store's fault and named; what the system refuses is the system's.
 */
#include "tests/unit/store_world.h"

#include <sys/sysmacros.h>

// What the store never made; false: the user that we are may not make it either.
static bool put_thing(const char *path, mode_t kind)
{
	switch (kind) {
	case S_IFREG:
		scratch_write(path, "x", 1);
		return true;
	case S_IFDIR:
		return mkdir(path, 0755) == 0;
	case S_IFLNK:
		return symlink("/etc", path) == 0;
	default:
		return mknod(path, kind | 0644, kind == S_IFCHR ? makedev(1, 3) : 0) == 0;
	}
}

static bool lock_and_install(struct status *st)
{
	struct store_lock *lock;
	if (!store_lock(&lock, &world_store, &world_card.file, 0, NULL, st))
		return false;
	bool ok = world_install_as(&world_card, lock, st);
	store_unlock(lock);
	return ok;
}

// Anything in the place of a directory or a file is one kind of failure, and named.
static void test_in_the_way(void)
{
	static const struct {
		mode_t kind;
		const char *name;
	} things[] = {{S_IFIFO, "a FIFO"}, {S_IFREG, "a file"}, {S_IFDIR, "a directory"},
		{S_IFLNK, "a symbolic link"}, {S_IFSOCK, "a socket"}, {S_IFCHR, "a device"}};
	const char *sha256 = world_card.file.sha256;
	const struct {
		const char *path;
		mode_t right; // what the store has there
		bool reads;   // one who reads comes by
	} places[] = {{"models", S_IFDIR, true}, {"models/my-card", S_IFDIR, true},
		{"objects", S_IFDIR, true},
		{arena_printf(&world_arena, "objects/%.2s", sha256), S_IFDIR, true},
		{arena_printf(&world_arena, "objects/%.2s/%s", sha256, sha256), S_IFREG, true},
		{"tmp", S_IFDIR, false}, {"locks", S_IFDIR, false},
		{arena_printf(&world_arena, "tmp/%s.part", sha256), S_IFREG, false}};
	struct status st = {0};
	const char *away = arena_printf(&world_arena, "%s/away", scratch_directory);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (size_t j = 0; j < sizeof(things) / sizeof(things[0]); j++) {
			const char *path = world_path("%s", places[i].path);
			const char *thing = things[j].name;
			if (places[i].right == things[j].kind)
				continue;
			rename(path, away);
			if (!put_thing(path, things[j].kind)) {
				check_skip(thing, "only root can make it");
				rename(away, path);
				continue;
			}
			bool ok = places[i].reads ? world_read(&st) : lock_and_install(&st);
			world_distrusts(ok, &st, thing, places[i].path);
			CHECK(strstr(st.message, path) || strstr(st.hint, path), "%s is named: %s",
				path, st.message);
			ok = lock_and_install(&st);
			world_distrusts(ok, &st, thing, places[i].path);
			CHECK(remove(path) == 0, "nothing was put over it");
			rename(away, path);
			CHECK(lock_and_install(&st) && world_read(&st), "right again %s",
				st.message);
		}
}

// What a card's file is called may be taken, too; that is seen before anything is brought.
static void test_name_is_taken(void)
{
	struct status st = {0};
	struct incoming *incoming;
	struct card_file archive = world_card.file;
	archive.name = "set.tar";
	unlink(world_link);
	CHECK(mkdir(world_link, 0755) == 0, "a directory");
	world_distrusts(world_read(&st), &st, "found a directory", "a directory for a link");
	bool ok = store_incoming_open(
		&incoming, &world_store, &world_card, &world_card.file, NULL, &st);
	world_distrusts(ok, &st, "found a directory", "and nothing is begun");
	rmdir(world_link);
	mkdir(world_path("datasets"), 0755);
	mkdir(world_path("datasets/set.tar"), 0755);
	ok = store_incoming_open_dataset(&incoming, &world_store, &archive, NULL, &st);
	world_distrusts(ok, &st, "datasets/set.tar: there is a directory", "an archive's name");
	rmdir(world_path("datasets/set.tar"));
	CHECK(world_install(&st) && world_read(&st), "installed %s", st.message);
}

// What the system refuses is not the store's fault.
static int refused(const void *unused)
{
	(void)unused;
	struct status st = {0};
	if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		return 9;
	bool ok = world_read(&st);
	return !ok && st.code == STATUS_IO && st.hint[0] ? 0 : 1;
}

static void test_refused(void)
{
	const char *directory = world_path("objects/%.2s", world_card.file.sha256);
	chmod(world_object, 0);
	CHECK_INT(world_apart(refused, NULL), 0, "a file that may not be read");
	chmod(world_object, 0444);
	chmod(directory, 0);
	CHECK_INT(world_apart(refused, NULL), 0, "a directory that may not be entered");
	chmod(directory, 0755);
}

int main(void)
{
	struct status st = {0};
	world_begin();
	CHECK(world_install(&st), "installed %s", st.message);
	test_in_the_way();
	test_name_is_taken();
	test_refused();
	return world_end();
}
