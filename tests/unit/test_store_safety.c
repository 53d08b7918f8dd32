// SPDX-License-Identifier: Apache-2.0
/*
 * What the store refuses to trust: links, strangers, second names, things that are no files;
 * with the kernel's help and without it.
 */
#include "tests/unit/store_world.h"

// All three ways to come near a store that is not to be trusted.
static void check_store(const struct store *store, const char *says, const char *what)
{
	struct status st = {0};
	struct incoming *incoming;
	struct arena scratch = {0};
	struct bytes bytes;
	world_distrusts(store_check(store, &st), &st, says, what);
	bool ok = store_read(&bytes, store, &world_card, &world_card.file, &scratch, &st);
	world_distrusts(ok, &st, says, what);
	ok = store_incoming_open(&incoming, store, &world_card, &world_card.file, NULL, &st);
	world_distrusts(ok, &st, says, what);
	arena_release(&scratch);
}

static void test_store_is_link(void)
{
	struct status st = {0};
	struct store other;
	const char *path = arena_printf(&world_arena, "%s/link", scratch_directory);
	static const char *const tails[] = {"", "/", "//", "/.", "/./"};
	CHECK(world_install(&st), "installed %s", st.message);
	CHECK(symlink(world_store.home, path) == 0, "a link to it");
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		store_init(&other, arena_printf(&world_arena, "%s%s", path, tails[i]));
		check_store(&other, "is a symbolic link", other.home);
	}
	unlink(path);
	CHECK(symlink("nowhere", path) == 0, "a link to nowhere");
	store_init(&other, path);
	check_store(&other, "is a symbolic link", "dangling");
	unlink(path);
	store_init(&other, arena_printf(&world_arena, "%s/.//", world_store.home));
	CHECK(store_check(&other, &st), "slashes behind a directory are none %s", st.message);
}

// Only looked at: nothing may be written there, should it be taken for one.
static void test_store_is_root(void)
{
	static const char *const names[] = {"/", "//", "/.", "/usr/.."};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct status st = {0};
		struct store other;
		store_init(&other, names[i]);
		bool ok = store_check(&other, &st);
		world_distrusts(ok, &st, "the root directory is no store", names[i]);
	}
}

static void test_owner_and_mode(void)
{
	struct status st = {0};
	CHECK(chmod(world_store.home, 0777) == 0, "writable by everybody");
	check_store(&world_store, "everybody may write", "0777");
	chmod(world_store.home, 01777);
	check_store(&world_store, "everybody may write", "sticky");
	chmod(world_store.home, 0755);
	chmod(world_path("objects"), 0777);
	CHECK(world_read(&st), "what is hashed may lie anywhere %s", st.message);
	bool ok = world_install(&st);
	world_distrusts(ok, &st, "objects: everybody may write", "objects of everybody");
	chmod(world_path("objects"), 0755);
	if (geteuid() != 0) {
		check_skip("a store of somebody else", "only root can give one away");
		return;
	}
	CHECK(chown(world_store.home, 65534, 65534) == 0, "given away");
	check_store(&world_store, "belongs to user 65534", "foreign");
	CHECK(chown(world_store.home, 65534, getegid()) == 0 && chmod(world_store.home, 02775) == 0,
		"shared with our group");
	CHECK(store_check(&world_store, &st), "a shared store %s", st.message);
	CHECK(chown(world_store.home, 65534, 65534) == 0 && chmod(world_store.home, 02775) == 0,
		"shared with another group");
	check_store(&world_store, "belongs to user 65534", "another group's");
	CHECK(chown(world_store.home, 0, 0) == 0 && chmod(world_store.home, 0755) == 0, "back");
}

static int read_as_nobody(const void *unused)
{
	(void)unused;
	struct status st = {0};
	if (setgid(65534) != 0 || setuid(65534) != 0)
		return 9;
	if (!store_check(&world_store, &st) || !world_read(&st))
		return 1;
	if (world_install(&st) || st.code != STATUS_IO)
		return 2;
	struct store_lock *lock;
	return store_lock(&lock, &world_store, &world_card.file, 0, NULL, &st) ||
			       st.code != STATUS_IO
		       ? 3
		       : 0;
}

static void test_read_only(void)
{
	if (geteuid() != 0) {
		check_skip("root's store, read by others", "only root can try it");
		return;
	}
	CHECK_INT(world_apart(read_as_nobody, NULL), 0,
		"root's store can be read by others, without locks, and not written");
}

// Directories of the store that are links: to a place that looks the same.
static int test_links_inside(const void *without)
{
	static const char *const places[] = {"models", "objects", "models/my-card", "tmp"};
	struct status st = {0};
	int failures = 0;
	if (without && !world_refuse(SYS_openat2, *(const int *)without))
		return 99;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *path = world_path("%s", places[i]);
		const char *away = arena_printf(&world_arena, "%s/away", scratch_directory);
		rename(path, away);
		failures += symlink(away, path) != 0;
		bool reads = strcmp(places[i], "tmp") != 0;
		bool ok = reads ? world_read(&st) : world_install(&st);
		failures += ok || st.code != STATUS_STORE || !strstr(st.message, "symbolic link");
		st = (struct status){0};
		failures += world_install(&st) || st.code != STATUS_STORE;
		unlink(path);
		rename(away, path);
		failures += !world_read(&st);
	}
	return failures;
}

static void put_link(const char *target)
{
	unlink(world_link);
	if (symlink(target, world_link) != 0)
		exit(3);
}

static void test_targets(void)
{
	const char *sha256 = world_card.file.sha256;
	const char *const targets[] = {"/etc/passwd", "../../../../etc/passwd", world_object,
		arena_printf(&world_arena, "../../objects/../objects/%.2s/%s", sha256, sha256),
		arena_printf(&world_arena, "../../objects/00/%s", sha256),
		arena_printf(&world_arena, "../../objects/%.2s/%.63s", sha256, sha256),
		arena_printf(&world_arena, "../../objects/%.2s/%s0", sha256, sha256),
		arena_printf(&world_arena, "../../objects/%.2s/%s/", sha256, sha256),
		arena_printf(&world_arena, "../../../objects/%.2s/%s", sha256, sha256),
		arena_printf(&world_arena, "../../quarantine/%.2s/%s", sha256, sha256), ".", "m"};
	struct status st = {0};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		put_link(targets[i]);
		bool ok = world_read(&st);
		world_distrusts(ok, &st, targets[i], "a link to elsewhere");
		CHECK(store_has(&world_store, &world_card, "m.tflite"),
			"what is in the way is not taken for absent");
	}
	bool ok = world_install(&st);
	world_distrusts(ok, &st, "found one to m", "nothing is installed over it");
	put_link("../../objects/00/"
		 "0000000000000000000000000000000000000000000000000000000000000000");
	CHECK(!store_has(&world_store, &world_card, "m.tflite"), "a link to no object");
	bool named = false;
	CHECK(store_was_installed(&named, &world_store, &world_card, "m.tflite", &st) && named,
		"but it was installed once");
	CHECK(!world_read(&st) && st.code == STATUS_UNMEASURABLE, "is none: %s", st.message);
	CHECK(world_install(&st), "installed %s", st.message);
}

static void test_objects(void)
{
	struct status st = {0};
	const char *second = arena_printf(&world_arena, "%s/second", scratch_directory);
	CHECK(link(world_object, second) == 0, "a second name");
	world_distrusts(world_read(&st), &st, "found 2 names", "a second name");
	CHECK(strstr(st.hint, world_object), "what to look at is not the link: %s", st.hint);
	unlink(second);
	CHECK(world_read(&st), "one name again %s", st.message);

	unlink(world_object);
	CHECK(mkfifo(world_object, 0644) == 0, "a FIFO");
	world_distrusts(world_read(&st), &st, "found a FIFO", "a FIFO is not waited for");
	unlink(world_object);
	CHECK(mkdir(world_object, 0755) == 0, "a directory");
	world_distrusts(world_read(&st), &st, "found a directory", "a directory");
	rmdir(world_object);
	CHECK(symlink("/etc/passwd", world_object) == 0, "a link");
	world_distrusts(world_read(&st), &st, "symbolic link", "a link");
	unlink(world_object);
	CHECK(mknod(world_object, S_IFSOCK | 0644, 0) == 0, "a socket");
	world_distrusts(world_read(&st), &st, "there is a socket", "a socket");
	bool ok = world_install(&st);
	world_distrusts(ok, &st, "there is a socket", "and nothing is installed over it");
	unlink(world_object);
	CHECK(world_install(&st) && world_read(&st), "installed %s", st.message);
}

// Directories have what the owner needs, files nothing more than they should.
static int install_with_umask(const void *mask)
{
	struct status st = {0};
	struct stat info;
	static const char *const directories[] = {"", "objects", "models", "models/my-card", "tmp"};
	umask(*(const mode_t *)mask);
	world_reset();
	if (geteuid() == 0 && (chown(scratch_directory, 65534, 65534) != 0 || setgid(65534) != 0 ||
				      setuid(65534) != 0))
		return 9;
	if (!world_install(&st) || !world_read(&st))
		return 1;
	if (stat(world_object, &info) != 0 || (info.st_mode & 07777) != 0444)
		return 2;
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		if (stat(world_path("%s", directories[i]), &info) != 0 ||
			(info.st_mode & 0700) != 0700 || (info.st_mode & 022))
			return 3;
	struct incoming *incoming;
	struct store_lock *lock;
	if (!store_lock(&lock, &world_store, &world_card.file, 0, NULL, &st) ||
		!store_incoming_open(
			&incoming, &world_store, &world_card, &world_card.file, lock, &st))
		return 4;
	const char *part = world_path("tmp/%s.part", world_card.file.sha256);
	int result = stat(part, &info) != 0 || (info.st_mode & 07777) != 0600 ? 5 : 0;
	store_incoming_abandon(incoming);
	store_unlock(lock);
	return result;
}

static void test_shared(void)
{
	struct status st = {0};
	struct stat info;
	world_reset();
	CHECK(mkdir(world_store.home, 0755) == 0 && chmod(world_store.home, 02775) == 0, "shared");
	mode_t before = umask(077);
	CHECK(world_install(&st), "installed %s", st.message);
	umask(before);
	CHECK(stat(world_path("models/my-card"), &info) == 0 && (info.st_mode & 02770) == 02770,
		"what is made in it is shared, too: %o", (unsigned)info.st_mode);
	CHECK(stat(world_path("locks/store"), &info) == 0 && (info.st_mode & 0777) == 0660,
		"its files can be written by the group: %o", (unsigned)info.st_mode);
}

int main(void)
{
	static const mode_t masks[] = {0, 077, 0777};
	static const int errors[] = {ENOSYS, EPERM};
	world_begin();
	test_store_is_link();
	test_store_is_root();
	test_owner_and_mode();
	test_read_only();
	CHECK_INT(world_apart(test_links_inside, NULL), 0, "links inside, with openat2");
	for (size_t i = 0; i < 2; i++) {
		int failures = world_apart(test_links_inside, &errors[i]);
		if (failures == 99)
			check_skip("links inside, without openat2", "no filter of system calls");
		else
			CHECK_INT(
				failures, 0, "links inside, openat2 says %s", strerror(errors[i]));
	}
	test_targets();
	test_objects();
	for (size_t i = 0; i < 3; i++)
		CHECK_INT(world_apart(install_with_umask, &masks[i]), 0, "umask %03o",
			(unsigned)masks[i]);
	test_shared();
	return world_end();
}
