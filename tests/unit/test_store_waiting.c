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

static struct holding sharer(void)
{
	return holding_begin(HOLDING_STORE, &world_store, NULL);
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
	struct holding first = sharer(), last = sharer();
	CHECK(!take_alone(&lock, 0, &st) && st.code == STATUS_STORE &&
			names(st.message, first.pid) && names(st.message, last.pid),
		"both are named: %s", st.message);
	holding_end(&last, SIGKILL);
	remarks[0] = '\0';
	int64_t before = now_ms();
	CHECK(!take_alone(&lock, 300, &st) && names(st.message, first.pid) &&
			!names(st.message, last.pid),
		"only the one that is left: %s", st.message);
	CHECK(now_ms() - before >= 300, "after the time given");
	CHECK(names(remarks, first.pid) && !names(remarks, last.pid), "the user was told: %s",
		remarks);
	CHECK(number_behind(st.message, "waited ") >= 0.3 &&
			number_behind(st.message, "the last ") >= 0.3 &&
			strstr(st.message, "locks/store") && names(st.hint, first.pid),
		"for how long, and what to do: %s", st.hint);
	holding_stop(&first);
	CHECK(!take_alone(&lock, 0, &st) && strstr(st.hint, "kill -CONT") &&
			names(st.hint, first.pid),
		"stopped: %s", st.hint);
	struct holding more[3] = {sharer(), sharer(), sharer()};
	CHECK(!take_alone(&lock, 0, &st) && strstr(st.message, "and others"), "many: %s",
		st.message);
	for (int i = 0; i < 3; i++)
		holding_end(&more[i], SIGKILL);
	holding_end(&first, SIGKILL);
	CHECK(take_alone(&lock, 0, &st), "free %s", st.message);
	store_unlock(lock);
}

static void say_so(void *context, const char *line)
{
	const int *pipe_end = context;
	(void)line;
	(void)!write(*pipe_end, "x", 1);
}

// A process that waits for the file: it has asked for it, and been told that it has to.
static pid_t waiter(void)
{
	int told[2];
	char byte;
	if (pipe(told) != 0)
		exit(3);
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		struct status st = {0};
		struct store_lock *lock;
		const struct observer observer = {.remark = say_so, .context = &told[1]};
		close(told[0]);
		_exit(take(&lock, 600000, &observer, &st) ? 0 : 1);
	}
	close(told[1]);
	CHECK(read(told[0], &byte, 1) == 1, "another process waits");
	close(told[0]);
	return child;
}

static void test_waiters_hold_nothing(void)
{
	struct status st = {0};
	struct store_lock *lock;
	struct holding works = holder();
	int status;
	pid_t waits = waiter();
	CHECK(!take_alone(&lock, 0, &st) && names(st.message, works.pid) &&
			!names(st.message, waits),
		"who waits for a file is not named: %s", st.message);
	kill(waits, SIGKILL);
	waitpid(waits, &status, 0);
	holding_end(&works, SIGKILL);
}

static void test_progress(void)
{
	static const struct {
		enum holding_kind kind;
		const char *what;
	} cases[] = {{HOLDING_FILE, "a file grows"}, {HOLDING_ALONE, "who clears up gives signs"}};
	for (int i = 0; i < 2; i++) {
		struct status st = {0};
		struct store_lock *lock;
		int64_t before = now_ms();
		struct steps steps = {holding_begin(cases[i].kind, &world_store, &world_card),
			before + 1500, false};
		const struct observer observer = {.stopped = stopped_steps, .context = &steps};
		CHECK(lock_store(&lock, &beneath, LOCK_ALONE, 700, &observer, &st),
			"as long as %s, it is waited for %s", cases[i].what, st.message);
		CHECK(now_ms() - before >= 1500, "longer than the time given");
		store_unlock(lock);
	}
}

// Signs end where work does.
static void test_no_sign(void)
{
	struct status st = {0};
	struct store_lock *lock;
	struct holding child = holding_begin(HOLDING_ALONE, &world_store, NULL);
	CHECK(!store_lock_shared(&lock, &world_store, 300, NULL, &st) && st.code == STATUS_STORE,
		"who clears up gives none: %s", st.message);
	CHECK(number_behind(st.message, "the last ") >= 0.3, "and that is said");
	holding_end(&child, SIGKILL);
	lock_sign(NULL);
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
	test_no_sign();
	test_found();
	test_shared();
	beneath_end(&beneath);
	return world_end();
}
