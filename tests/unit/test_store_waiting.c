// SPDX-License-Identifier: Apache-2.0
/*
 * Waiting for the whole store: as long as one of its holders gets on; and who is named holds
 * it.
 */
#include "tests/unit/lock_world.h"
#include "zoo/store/holders.h"

static struct beneath beneath;

static bool take_alone(struct store_lock **lock, int wait_ms, struct status *st)
{
	return lock_store(lock, &beneath, LOCK_ALONE, wait_ms, &watching, st);
}

// A process that shares the store until it is killed.
static pid_t sharer(void)
{
	int ready[2];
	char byte;
	if (pipe(ready) != 0)
		exit(3);
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct status st = {0};
		struct store_lock *lock;
		if (!store_lock_shared(&lock, &world_store, 0, NULL, &st) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	close(ready[1]);
	CHECK(read(ready[0], &byte, 1) == 1, "another process shares it");
	close(ready[0]);
	return child;
}

static bool names(const char *text, pid_t pid)
{
	char number[32];
	snprintf(number, sizeof(number), " %ld", (long)pid);
	const char *at = strstr(text, number);
	return at && strchr(" ,:)", at[strlen(number)]) != NULL;
}

// The last one that came is not the one that is there.
static void test_named(void)
{
	struct status st = {0};
	struct store_lock *lock;
	pid_t first = sharer(), last = sharer();
	CHECK(!take_alone(&lock, 0, &st) && st.code == STATUS_STORE && names(st.message, first) &&
			names(st.message, last),
		"both are named: %s", st.message);
	end(last);
	remarks[0] = '\0';
	int64_t before = now_ms();
	CHECK(!take_alone(&lock, 300, &st) && names(st.message, first) && !names(st.message, last),
		"only the one that is left: %s", st.message);
	CHECK(now_ms() - before >= 300 && now_ms() - before < 2400, "after the time given");
	CHECK(names(remarks, first) && !names(remarks, last), "the user was told: %s", remarks);
	CHECK(strstr(st.message, "waited 0.") && strstr(st.message, "locks/store") &&
			names(st.hint, first),
		"for how long, and what to do: %s", st.hint);
	int status;
	kill(first, SIGSTOP);
	waitpid(first, &status, WUNTRACED);
	CHECK(!take_alone(&lock, 0, &st) && strstr(st.hint, "kill -CONT") && names(st.hint, first),
		"stopped: %s", st.hint);
	pid_t more[3] = {sharer(), sharer(), sharer()};
	CHECK(!take_alone(&lock, 0, &st) && strstr(st.message, "and others"), "many: %s",
		st.message);
	for (int i = 0; i < 3; i++)
		end(more[i]);
	end(first);
	CHECK(take_alone(&lock, 0, &st), "free %s", st.message);
	store_unlock(lock);
}

static pid_t waiter(void)
{
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct status st = {0};
		struct store_lock *lock;
		_exit(take(&lock, 60000, NULL, &st) ? 0 : 1);
	}
	sleep_ms(300);
	return child;
}

static void test_waiters_hold_nothing(void)
{
	struct status st = {0};
	struct store_lock *lock;
	pid_t works = holder(0, 0), waits = waiter();
	CHECK(!take_alone(&lock, 0, &st) && names(st.message, works) && !names(st.message, waits),
		"who waits for a file is not named: %s", st.message);
	end(waits);
	end(works);
}

static void test_progress(void)
{
	struct status st = {0};
	struct store_lock *lock;
	int64_t before = now_ms();
	pid_t child = holder(150, 10);
	CHECK(take_alone(&lock, 700, &st), "as long as a file grows, it is waited for %s",
		st.message);
	CHECK(now_ms() - before >= 1400, "longer than the time given");
	store_unlock(lock);
	end(child);
	child = holder(100, 1000);
	before = now_ms();
	CHECK(!take_alone(&lock, 1500, &st) && st.code == STATUS_STORE && names(st.message, child),
		"but not for ever: %s", st.message);
	CHECK(now_ms() - before >= 2500 && now_ms() - before < 9000 &&
			strstr(st.message, "waited 2.") && strstr(st.message, "the last 0."),
		"the time in all, and that it got on");
	end(child);
}

// Without a word of the kernel's: whom the file names, if there is such a process.
static int without_proc(const void *unused)
{
	(void)unused;
	struct holders holders;
	struct stat info = {0};
	char who[HOLDERS_NBYTES];
	if (!world_refuse(SYS_openat, ENOENT))
		return 99;
	holders_find(&holders, &info, (long)getppid());
	if (holders.count != 1 || holders.pids[0] != (long)getppid())
		return 1;
	holders_find(&holders, &info, 0x7ffffff0);
	if (strcmp(holders_say(who, &holders), "another process, which holds") != 0)
		return 2;
	return holders_stopped(&holders) == 0 ? 0 : 3;
}

static void test_found(void)
{
	struct holders holders;
	struct stat info = {.st_ino = 1};
	char who[HOLDERS_NBYTES];
	holders_find(&holders, &info, (long)getpid());
	CHECK_TEXT(holders_say(who, &holders), "another process, which holds",
		"a pid of which the kernel knows nothing");
	int result = world_apart(without_proc, NULL);
	if (result == 99)
		check_skip("no /proc", "no filter of system calls");
	else
		CHECK_INT(result, 0, "no /proc");
}

static bool count_asked(void *context)
{
	int *count = context;
	(*count)++;
	return *count > 2;
}

// Labels and other small things: the user may end the wait.
static void test_shared(void)
{
	struct status st = {0};
	struct store_lock *alone, *lock;
	int count = 0;
	const struct observer observer = {.remark = remark, .stopped = count_asked, &count};
	CHECK(take_alone(&alone, 0, &st), "alone %s", st.message);
	remarks[0] = '\0';
	CHECK(!store_lock_shared(&lock, &world_store, 60000, &observer, &st) && !lock &&
			st.code == STATUS_INTERRUPTED,
		"stopped: %s", st.message);
	CHECK(strstr(remarks, "another thread of this process"), "and told: %s", remarks);
	store_unlock(alone);
	CHECK(store_lock_shared(&lock, &world_store, 0, NULL, &st) && lock_holds_store(lock) &&
			!lock_holds(lock),
		"the store, and no file %s", st.message);
	store_unlock(lock);
}

int main(void)
{
	struct status st = {0};
	world_begin();
	if (!CHECK(beneath_begin(&beneath, &world_store, BENEATH_WRITE, &st), "%s", st.message))
		return world_end();
	if (access("/proc/locks", R_OK) == 0) {
		test_named();
		test_waiters_hold_nothing();
	} else {
		check_skip("who holds it", "no /proc/locks");
	}
	test_progress();
	test_found();
	test_shared();
	beneath_end(&beneath);
	return world_end();
}
