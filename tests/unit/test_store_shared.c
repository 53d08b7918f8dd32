// SPDX-License-Identifier: Apache-2.0
/*
 * Two users bring the first file into a store that they share: neither meets what the other
 * has half made.
 */
#include "tests/unit/store_world.h"

#include <grp.h>
#include <time.h>

enum { GROUP = 61000, ANNA = 61001, BERT = 61002, ROUNDS = 45, NO_USERS = 99 };

static void sleep_ms(int ms)
{
	nanosleep(&(struct timespec){ms / 1000, (ms % 1000) * 1000000L}, NULL);
}

static void share_anew(void)
{
	world_reset();
	if (mkdir(world_store.home, 0755) != 0 || chown(world_store.home, 0, GROUP) != 0 ||
		chmod(world_store.home, 02775) != 0)
		exit(3);
}

static bool become(uid_t user, mode_t mask)
{
	static const gid_t groups[] = {GROUP};
	umask(mask);
	return setgroups(1, groups) == 0 && setgid(user) == 0 && setuid(user) == 0;
}

static int bring(uid_t user, mode_t mask)
{
	struct status st = {0};
	struct store_lock *lock;
	if (!become(user, mask))
		return NO_USERS;
	bool ok = store_lock(&lock, &world_store, &world_card.file, 20000, NULL, &st);
	ok = ok && world_install_as(&world_card, lock, &st) && world_read(&st);
	store_unlock(lock);
	if (!ok)
		printf("# user %u, umask %03o: %s (%s)\n", (unsigned)user, (unsigned)mask,
			st.message, st.hint);
	fflush(stdout);
	return ok ? 0 : (int)st.code;
}

static pid_t begin(uid_t user, mode_t mask)
{
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		_exit(bring(user, mask));
	return child;
}

static int result_of(pid_t child)
{
	int code = -1;
	waitpid(child, &code, 0);
	return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

static bool can_be_others(void)
{
	if (geteuid() != 0)
		return false;
	share_anew();
	return result_of(begin(ANNA, 022)) != NO_USERS;
}

// No order is forced here: with each mask, some rounds meet.
static void test_at_once(void)
{
	static const mode_t masks[] = {02, 022, 077};
	int failed_count = 0;
	for (int i = 0; i < ROUNDS; i++) {
		share_anew();
		pid_t anna = begin(ANNA, masks[i % 3]), bert = begin(BERT, masks[i % 3]);
		failed_count += (result_of(anna) != 0) + (result_of(bert) != 0);
	}
	CHECK_INT(failed_count, 0, "%d rounds in which two users bring the first file", ROUNDS);
}

// A directory, or a lock, as it is before its maker's second call.
static void half_make(const char *path, mode_t mode)
{
	share_anew();
	if (mkdir(world_path("locks"), 0755) != 0 || chown(world_path("locks"), ANNA, GROUP) != 0 ||
		chmod(world_path("locks"), 02775) != 0)
		exit(3);
	if (strcmp(path, "locks") != 0)
		scratch_write(world_path("%s", path), "", 0);
	if (chown(world_path("%s", path), ANNA, GROUP) != 0 ||
		chmod(world_path("%s", path), mode) != 0)
		exit(3);
}

static void test_half_way(void)
{
	static const struct {
		const char *path;
		mode_t half, whole;
	} things[] = {{"locks", 02755, 02775}, {"locks", 02700, 02775}, {"locks/store", 0600, 0660},
		{"locks/store", 0, 0660}};
	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		half_make(things[i].path, things[i].half);
		pid_t bert = begin(BERT, 022);
		sleep_ms(200);
		chmod(world_path("%s", things[i].path), things[i].whole);
		CHECK_INT(result_of(bert), 0, "%s, %04o for a moment", things[i].path,
			(unsigned)things[i].half);
	}
}

static int mode_of(const char *path)
{
	struct stat info;
	return stat(world_path("%s", path), &info) == 0 ? (int)(info.st_mode & 07777) : -1;
}

static void test_left_half_way(void)
{
	half_make("locks", 02755);
	CHECK_INT(result_of(begin(BERT, 022)), STATUS_STORE, "shut for good: refused");
	CHECK_INT(result_of(begin(ANNA, 022)), 0, "whose it is goes on with it");
	CHECK_INT(mode_of("locks"), 02775, "and opens it for the group");
	CHECK_INT(result_of(begin(BERT, 022)), 0, "which is let in");
	chmod(world_path("locks"), 02755);
	CHECK_INT(result_of(begin(ANNA, 022)), 0, "shut on purpose, with files in it");
	CHECK_INT(mode_of("locks"), 02755, "it stays shut");
}

int main(void)
{
	world_begin();
	if (can_be_others()) {
		test_at_once();
		test_half_way();
		test_left_half_way();
	} else {
		check_skip("two users", "not root, or root of too few users");
	}
	return world_end();
}
