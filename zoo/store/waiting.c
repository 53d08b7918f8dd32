// SPDX-License-Identifier: Apache-2.0
/*
 * Waiting is asking again and again, as the observer may say stop and files may grow.
 */
#include "zoo/store/waiting.h"

#include "engine/base/file.h"
#include "zoo/clock.h"
#include "zoo/store/holders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { STEP_MS = 50 };

enum attempt { ATTEMPT_HELD, ATTEMPT_BUSY, ATTEMPT_NO_LOCKS, ATTEMPT_FAILED };

static bool fail_lock(const struct lock_want *want, int error, struct status *st)
{
	return beneath_fail(want->beneath, &want->name, error, "the store cannot be locked", st);
}

/*
 * Is the open file still the one of that name?  Somebody may have emptied the store.  And is
 * it a lock?  A second name of another file would get a pid in place of what it holds.
 */
static bool check_named(bool *named, const struct lock_want *want, int fd, struct status *st)
{
	struct stat ours, there;
	if (fstat(fd, &ours) != 0)
		return fail_lock(want, errno, st);
	*named = beneath_stat(want->beneath, &want->name, &there);
	if (!*named && errno != ENOENT)
		return fail_lock(want, errno, st);
	*named = *named && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
	if (S_ISREG(ours.st_mode) && ours.st_nlink <= 1)
		return true;
	if (S_ISREG(ours.st_mode))
		status_fail(st, STATUS_STORE, "%s/%s: expected a lock, found a file of %llu names",
			want->beneath->home, want->name.text, (unsigned long long)ours.st_nlink);
	else
		status_fail(st, STATUS_STORE, "%s/%s: expected a lock, found %s",
			want->beneath->home, want->name.text, file_kind_name(ours.st_mode));
	return status_hint(st, "zoo did not make it; look at it, and remove it");
}

// The pid is of use to others, not to us: if it cannot be written, so be it.
static void write_holder(int fd)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)length, 0) != length)
		return;
}

static enum attempt attempt(struct lock_want *want, struct status *st)
{
	int fd = beneath_open(want->beneath, &want->name, O_RDWR | O_CREAT | O_NONBLOCK, 0600);
	if (fd < 0) {
		fail_lock(want, errno, st);
		return ATTEMPT_FAILED;
	}
	bool named = false;
	if (!check_named(&named, want, fd, st)) {
		close(fd);
		return ATTEMPT_FAILED;
	}
	beneath_part_mode(want->beneath, fd);
	int result;
	do
		result = flock(fd, (want->alone ? LOCK_EX : LOCK_SH) | LOCK_NB);
	while (result != 0 && errno == EINTR);
	int error = errno;
	bool failed = result == 0 && !check_named(&named, want, fd, st);
	if (result == 0 && !failed && named) {
		if (want->alone) // of several that share it none is the one
			write_holder(fd);
		want->fd = fd;
		return ATTEMPT_HELD;
	}
	close(fd);
	if (failed)
		return ATTEMPT_FAILED;
	return result == 0 || error == EWOULDBLOCK ? ATTEMPT_BUSY : ATTEMPT_NO_LOCKS;
}

void waiting_let_go(int fd)
{
	if (fd < 0)
		return;
	flock(fd, LOCK_UN); // whatever becomes of the close
	close(fd);
}

// All or none; *busy is the one that is not to be had.
static enum attempt attempt_all(
	struct lock_want **busy, struct lock_want *wants, int count, struct status *st)
{
	enum attempt outcome = ATTEMPT_HELD;
	int i = 0;
	for (; i < count; i++) {
		*busy = &wants[i];
		if (!wants[i].gone_without)
			outcome = attempt(&wants[i], st);
		if (outcome == ATTEMPT_BUSY || outcome == ATTEMPT_FAILED)
			break;
	}
	if (i == count)
		return ATTEMPT_HELD;
	while (i-- > 0) {
		waiting_let_go(wants[i].fd);
		wants[i].fd = -1;
	}
	return outcome;
}

// What stands in a lock that several may share is of one who held it alone, before.
static void find_holders(struct holders *out, const struct lock_want *want)
{
	bool is_shared = want->alone && !want->part.text[0];
	char text[32] = "";
	struct stat info;
	*out = (struct holders){.count = 0};
	int fd = beneath_open(want->beneath, &want->name, O_RDONLY | O_NONBLOCK, 0);
	if (fd < 0)
		return;
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	if (fstat(fd, &info) == 0)
		holders_find(out, &info, n > 0 && !is_shared ? strtol(text, NULL, 10) : 0);
	close(fd);
}

static void mix(uint64_t *mark, uint64_t value) // FNV-1a, of numbers
{
	*mark = (*mark ^ value) * 0x100000001b3;
}

static void mix_time(uint64_t *mark, const struct stat *info)
{
	mix(mark, (uint64_t)info->st_mtim.tv_sec);
	mix(mark, (uint64_t)info->st_mtim.tv_nsec);
}

// Another number whenever those who hold the store got on.
static int64_t store_mark(const struct lock_want *want)
{
	static const enum store_place places[] = {STORE_TMP, STORE_OBJECTS, STORE_MODELS};
	struct arena scratch = {0};
	struct beneath_entry *entries;
	struct status ignored;
	struct stat info;
	int count;
	uint64_t mark = 0xcbf29ce484222325;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct store_name place = store_name_place(places[i]);
		if (!beneath_stat(want->beneath, &place, &info))
			continue;
		mix_time(&mark, &info);
	}
	if (beneath_stat(want->beneath, &want->name, &info)) // lock_sign()
		mix_time(&mark, &info);
	struct store_name tmp = store_name_place(STORE_TMP);
	if (beneath_list(&entries, &count, want->beneath, &tmp, &scratch, &ignored))
		for (int i = 0; i < count; i++) {
			mix(&mark, entries[i].info.st_ino);
			mix(&mark, (uint64_t)entries[i].info.st_size);
		}
	arena_release(&scratch);
	return (int64_t)mark;
}

static int64_t progress_mark(const struct lock_want *want)
{
	struct stat info;
	if (!want->part.text[0])
		return store_mark(want);
	return beneath_stat(want->beneath, &want->part, &info) ? (int64_t)info.st_size : -1;
}

struct patience {
	const struct lock_want *want; // that is waited for
	int64_t since_ms;             // without progress
	int64_t mark;
};

static int64_t now_ms(void)
{
	return clock_wall_ns() / 1000000;
}

static void look(struct patience *patience, struct lock_want *want, int64_t now)
{
	if (want->begun_ms == 0)
		want->begun_ms = now;
	int64_t mark = progress_mark(want);
	if (patience->want == want && patience->mark == mark)
		return;
	patience->want = want;
	patience->mark = mark;
	patience->since_ms = now;
}

static void tell(struct lock_want *want, const struct observer *observer)
{
	struct holders holders;
	char who[HOLDERS_NBYTES], line[256 + HOLDERS_NBYTES];
	if (want->told)
		return;
	want->told = true;
	find_holders(&holders, want);
	snprintf(line, sizeof(line), "waiting for %s %.200s", holders_say(who, &holders),
		want->what);
	observer_remark(observer, line);
}

static void go_without(struct lock_want *want, const struct holders *holders,
	const struct patience *patience, const struct observer *observer)
{
	char who[HOLDERS_NBYTES], line[256 + HOLDERS_NBYTES];
	snprintf(line, sizeof(line),
		"waited %.1f s, the last %.1f s without progress, for %s %.200s: "
		"going on without",
		(double)(now_ms() - want->begun_ms) / 1e3,
		(double)(now_ms() - patience->since_ms) / 1e3, holders_say(who, holders),
		want->what);
	want->gone_without = true;
	observer_remark(observer, line);
}

static bool fail_busy(const struct lock_want *want, const struct holders *holders, long stopped,
	const struct patience *patience, struct status *st)
{
	char who[HOLDERS_NBYTES];
	status_fail(st, STATUS_STORE,
		"%s/%s: waited %.1f s, the last %.1f s without progress, for %s %s",
		want->beneath->home, want->name.text, (double)(now_ms() - want->begun_ms) / 1e3,
		(double)(now_ms() - patience->since_ms) / 1e3, holders_say(who, holders),
		want->what);
	if (stopped != 0)
		return status_hint(st,
			"process %ld is stopped: kill -CONT %ld lets it go on, kill -KILL %ld "
			"ends it, and its lock goes with it",
			stopped, stopped, stopped);
	if (holders->count == 0)
		return status_hint(st,
			"wait for it to end, or end it, and its lock goes with it; it may run in "
			"another container or on another machine");
	return status_hint(st,
		"wait for it to end, or end it (kill %ld), and its lock goes with it",
		holders->pids[0]);
}

static bool give_up(struct lock_want *want, const struct patience *patience,
	const struct observer *observer, struct status *st)
{
	struct holders holders;
	find_holders(&holders, want);
	long stopped = holders_stopped(&holders);
	if (!want->spared || stopped != 0)
		return fail_busy(want, &holders, stopped, patience, st);
	go_without(want, &holders, patience, observer);
	return true;
}

bool waiting_take(struct lock_want *wants, int count, int wait_ms, const struct observer *observer,
	struct status *st)
{
	struct patience patience = {.want = NULL};
	for (;;) {
		struct lock_want *want;
		enum attempt outcome = attempt_all(&want, wants, count, st);
		if (outcome != ATTEMPT_BUSY)
			return outcome == ATTEMPT_HELD;
		if (observer_stopped(observer))
			return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", want->what);
		int64_t now = now_ms();
		look(&patience, want, now);
		if (now - patience.since_ms >= wait_ms || now - want->begun_ms >= want->most_ms) {
			if (!give_up(want, &patience, observer, st))
				return false;
			continue;
		}
		tell(want, observer);
		nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
	}
}
