// SPDX-License-Identifier: Apache-2.0
/*
 * Two users bring the first file into a store that they share: neither meets what the other
 * has half made.
 */
#include "tests/unit/store_world.h"
#include "zoo/clock.h"

#include <grp.h>
#include <time.h>

enum { GROUP = 61000, ANNA = 61001, BERT = 61002, ROUNDS = 45, NO_USERS = 99 };

/*
 * What is half made is waited for two seconds (beneath_settle()).  On a machine that is busy
 * its maker may be away for longer: a round that failed and took a second tells nothing, and
 * is repeated, so many times in all.
 */
enum { REPEATS = 20, AWAY_MS = 1000 };

static int repeat_count;

static bool tells_nothing(int64_t begin_ms)
{
	return clock_wall_ns() / 1000000 - begin_ms >= AWAY_MS && repeat_count++ < REPEATS;
}

// Who waits for what is half made tells us the first time, and goes on when we say so.
static int met = -1, go_on = -1;

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
	char byte = 'm';
	if (met < 0)
		return clock_nanosleep(CLOCK_MONOTONIC, 0, wanted, left);
	bool told = write(met, &byte, 1) == 1 && read(go_on, &byte, 1) == 1;
	met = -1;
	return told ? 0 : -1;
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
		int64_t begin_ms = clock_wall_ns() / 1000000;
		pid_t anna = begin(ANNA, masks[i % 3]), bert = begin(BERT, masks[i % 3]);
		int result = result_of(anna);
		bool failed = result_of(bert) != 0 || result != 0;
		if (failed && tells_nothing(begin_ms))
			i--;
		else
			failed_count += failed;
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

struct half {
	const char *path;
	mode_t half, whole;
};

// Bert comes when it is half made, meets it, and only then it is made whole.
static bool meet(bool *was_met, int *result, const struct half *thing)
{
	int told[2], answer[2];
	char byte = 'g';
	if (pipe(told) != 0 || pipe(answer) != 0)
		exit(3);
	fflush(stdout);
	pid_t bert = fork();
	if (bert == 0) {
		close(told[0]);
		close(answer[1]);
		met = told[1];
		go_on = answer[0];
		_exit(read(go_on, &byte, 1) == 1 ? bring(BERT, 022) : -1);
	}
	close(told[1]);
	close(answer[0]);
	half_make(thing->path, thing->half);
	bool ok = write(answer[1], &byte, 1) == 1;
	*was_met = ok && read(told[0], &byte, 1) == 1;
	chmod(world_path("%s", thing->path), thing->whole);
	if (*was_met)
		ok = write(answer[1], &byte, 1) == 1;
	*result = result_of(bert);
	close(told[0]);
	close(answer[1]);
	return ok && *was_met && *result == 0;
}

static void test_half_way(void)
{
	static const struct half things[] = {{"locks", 02755, 02775}, {"locks", 02700, 02775},
		{"locks/store", 0600, 0660}, {"locks/store", 0, 0660}};
	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		bool was_met;
		int result;
		int64_t begin_ms;
		do
			begin_ms = clock_wall_ns() / 1000000;
		while (!meet(&was_met, &result, &things[i]) && tells_nothing(begin_ms));
		CHECK(was_met, "%s, %04o: somebody met it", things[i].path,
			(unsigned)things[i].half);
		CHECK_INT(result, 0, "%s, %04o for a moment", things[i].path,
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
