// SPDX-License-Identifier: Apache-2.0
/*
 * What has the name of a link and was not made by zoo stays, whichever way a file comes in; it is
 * named, and seen before anything is brought.
 */
#include "tests/unit/store_world.h"
#include "zoo/store/links.h"

#include <sys/sysmacros.h>

static const char notes[] = "my own notes\n";
static const char elsewhere[] = "/etc/passwd";

// False: the user that we are may not make it.
static bool put_thing(const char *path, mode_t kind)
{
	unlink(path);
	switch (kind) {
	case S_IFREG:
		scratch_write(path, notes, sizeof(notes) - 1);
		return true;
	case S_IFDIR:
		return mkdir(path, 0755) == 0;
	case S_IFLNK:
		return symlink(elsewhere, path) == 0;
	default:
		return mknod(path, kind | 0644, kind == S_IFCHR ? makedev(1, 3) : 0) == 0;
	}
}

static bool is_same(const struct stat *before, const char *path)
{
	struct stat after;
	return lstat(path, &after) == 0 && after.st_ino == before->st_ino &&
	       after.st_mode == before->st_mode && after.st_size == before->st_size;
}

static void refuses(bool ok, const struct status *st, const char *found, const char *what)
{
	world_distrusts(ok, st, found, what);
	CHECK(strstr(st->message, world_link) &&
			strstr(st->message, "expected a link to an object of this store"),
		"%s: the path, and what was expected: %s", what, st->message);
	CHECK(strstr(st->hint, "zoo did not make it; look at it") && strstr(st->hint, "remove it"),
		"%s: what to do: %s", what, st->hint);
}

static int tidy(void)
{
	int n = scratch_count(world_path("tmp"));
	return n < 0 ? 0 : n;
}

static void test_each_way(mode_t kind, const char *found)
{
	struct status st = {0};
	struct stat before;
	struct incoming *incoming;
	if (!put_thing(world_link, kind) || lstat(world_link, &before) != 0) {
		check_skip(found, "only root can make it");
		return;
	}
	refuses(store_check_name(&world_store, &world_card, "m.tflite", &st), &st, found, "asked");
	bool ok = store_incoming_open(
		&incoming, &world_store, &world_card, &world_card.file, NULL, &st);
	refuses(ok, &st, found, "to be brought");
	st = (struct status){0};
	ok = store_adopt(&world_store, &world_card, &world_card.file, &st);
	refuses(ok, &st, found, "the object is there");
	refuses(world_read(&st), &st, found, "read");
	CHECK(is_same(&before, world_link), "%s: it stays as it is", found);
	CHECK_INT(tidy(), 0, "%s: nothing is left in tmp", found);
	CHECK(remove(world_link) == 0 &&
			store_check_name(&world_store, &world_card, "m.tflite", &st),
		"%s: when it is gone", found);
}

// It appears when all bytes are there already: the name is looked at again.
static void test_meanwhile(mode_t kind, const char *found)
{
	struct status st = {0};
	struct stat before;
	struct incoming *incoming;
	CHECK(store_incoming_open(
		      &incoming, &world_store, &world_card, &world_card.file, NULL, &st) &&
			store_incoming_add(incoming, world_content, WORLD_NBYTES, &st),
		"brought %s", st.message);
	CHECK(put_thing(world_link, kind) && lstat(world_link, &before) == 0, "%s appears", found);
	refuses(store_incoming_install(incoming, &st), &st, found, "to be installed");
	CHECK(is_same(&before, world_link), "%s: it stays as it is", found);
	CHECK_INT(tidy(), 0, "%s: nothing is left in tmp", found);
	CHECK(remove(world_link) == 0 &&
			store_adopt(&world_store, &world_card, &world_card.file, &st) &&
			world_read(&st),
		"%s: when it is gone, nothing has to be brought: %s", found, st.message);
}

static struct store_name link_name(void)
{
	struct store_name name = {""};
	store_name_link(&name, world_card.id, "m.tflite");
	return name;
}

// A link to an object, there or not, is zoo's own.
static void test_own(void)
{
	struct status st = {0};
	struct beneath beneath;
	struct link link;
	char other[SHA256_HEX_NBYTES];
	struct store_name name = link_name();
	memset(other, '0', sizeof(other) - 1);
	other[sizeof(other) - 1] = '\0';
	CHECK(beneath_begin(&beneath, &world_store, BENEATH_WRITE, &st), "%s", st.message);
	const char *const targets[] = {other, world_card.file.sha256, world_card.file.sha256, other,
		world_card.file.sha256};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		CHECK(link_make(&beneath, &name, targets[i], &st) &&
				link_read(&link, &beneath, &name, &st) &&
				strcmp(link.sha256, targets[i]) == 0,
			"link %zu leads where it should %s", i, st.message);
	CHECK(world_read(&st), "read %s", st.message);
	CHECK(link_remove(&beneath, &name, &st) && access(world_link, F_OK) != 0, "removed");
	CHECK(link_remove(&beneath, &name, &st), "nothing to remove");
	put_thing(world_link, S_IFREG);
	refuses(link_remove(&beneath, &name, &st), &st, "found a file", "to be removed");
	CHECK(scratch_holds(world_link, notes, sizeof(notes) - 1), "it stays");
	unlink(world_link);
	CHECK_INT(tidy(), 0, "nothing is left in tmp");
	beneath_end(&beneath);
}

enum { ROUNDS = 300 };

// Somebody who makes a file where nothing is; how often that was lost.
static int race(const void *refused)
{
	struct status st = {0};
	struct beneath beneath;
	struct store_name name = link_name();
	int lost = 0;
	if (refused && !world_refuse(SYS_renameat2, *(const int *)refused))
		return 99;
	if (!beneath_begin(&beneath, &world_store, BENEATH_WRITE, &st))
		return 98;
	for (int i = 0; i < ROUNDS && lost < 90; i++) {
		int status;
		unlink(world_link);
		pid_t child = fork();
		if (child == 0)
			_exit(open(world_link, O_CREAT | O_EXCL | O_WRONLY, 0644) >= 0);
		bool made = link_make(&beneath, &name, world_card.file.sha256, &st);
		waitpid(child, &status, 0);
		struct stat info;
		bool file = lstat(world_link, &info) == 0 && S_ISREG(info.st_mode);
		bool theirs = WIFEXITED(status) && WEXITSTATUS(status) == 1;
		// one of the two had it, and who had it has it yet
		lost += made == theirs || theirs != file || (!made && st.code != STATUS_STORE);
	}
	unlink(world_link);
	lost += tidy();
	beneath_end(&beneath);
	return lost;
}

int main(void)
{
	static const struct {
		mode_t kind;
		const char *found;
	} things[] = {{S_IFREG, "found a file"}, {S_IFLNK, "found one to /etc/passwd"},
		{S_IFIFO, "found a FIFO"}, {S_IFDIR, "found a directory"},
		{S_IFSOCK, "found a socket"}, {S_IFCHR, "found a device"}};
	static const int errors[] = {ENOSYS, EINVAL, EPERM};
	struct status st = {0};
	world_begin();
	CHECK(world_install(&st), "installed %s", st.message);
	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
		test_each_way(things[i].kind, things[i].found);
	for (size_t i = 0; i < 4; i++)
		test_meanwhile(things[i].kind, things[i].found);
	test_own();
	CHECK_INT(world_apart(race, NULL), 0, "somebody else's file is never replaced");
	for (size_t i = 0; i < 3; i++) {
		int lost = world_apart(race, &errors[i]);
		if (lost == 99)
			check_skip("without RENAME_NOREPLACE", "no filter of system calls");
		else
			CHECK_INT(lost, 0, "nor without RENAME_NOREPLACE: %s", strerror(errors[i]));
	}
	return world_end();
}
