// SPDX-License-Identifier: Apache-2.0
/*
 * The right to bring a file in, between processes: waited for, told, lost with its holder.
 */
#include "tests/unit/lock_world.h"

static int count_remarks(const char *text)
{
	int count = 0;
	for (; *text; text++)
		count += *text == ';';
	return count;
}

static void test_held(void)
{
	struct status st = {0};
	struct store_lock *lock;
	char who[64];
	struct holding child = holder();
	snprintf(who, sizeof(who), "process %ld", (long)child.pid);
	int64_t before = now_ms();
	remarks[0] = '\0';
	CHECK(take(&lock, 200, &watching, &st) && !lock_holds(lock) && lock_holds_store(lock),
		"it does nothing: on without %s", st.message);
	CHECK(now_ms() - before >= 200, "after the time given");
	CHECK(strstr(remarks, who) && strstr(remarks, "m.tflite") &&
			strstr(remarks, "going on without"),
		"the user was told: %s", remarks);
	CHECK_INT(count_remarks(remarks), 2, "when it began, and when it ended");
	CHECK(world_install_as(&world_card, lock, &st) && world_read(&st),
		"and the file is brought %s", st.message);
	CHECK_INT(scratch_count(world_path("tmp")), 2, "the other's part and note are untouched");
	store_unlock(lock);
	CHECK(!take(&lock, 60000, &stopping, &st) && st.code == STATUS_INTERRUPTED,
		"told to stop: %s", st.message);
	holding_stop(&child);
	CHECK(!take(&lock, 100, NULL, &st) && st.code == STATUS_STORE && !lock &&
			strstr(st.message, who) && strstr(st.message, "m.tflite"),
		"a stopped one: %s", st.message);
	CHECK(number_behind(st.message, "waited ") >= 0.1 && strstr(st.hint, "kill -CONT"),
		"for how long, and what to do: %s", st.hint);
	struct card other = world_card;
	other.file.sha256[0] = other.file.sha256[0] == 'a' ? 'b' : 'a';
	CHECK(store_lock(&lock, &world_store, &other.file, 0, NULL, &st) && lock_holds(lock),
		"another file is free %s", st.message);
	store_unlock(lock);
	CHECK(world_install(&st), "who needs no lock needs not wait %s", st.message);
	holding_end(&child, SIGKILL);
	CHECK(take(&lock, 0, NULL, &st) && lock_holds(lock), "killed: its lock is gone with it %s",
		st.message);
	CHECK_INT(scratch_count(world_path("tmp")), 2, "its part and note are still there");
	store_unlock(lock);
	store_unlock(NULL);
}

static void test_growing(void)
{
	struct status st = {0};
	struct store_lock *lock = NULL;
	world_reset();
	int64_t before = now_ms();
	struct steps steps = {holder(), before + 1500, false};
	const struct observer observer = {.stopped = stopped_steps, .context = &steps};
	CHECK(take(&lock, 700, &observer, &st) && lock_holds(lock),
		"as long as it grows, it is waited for %s", st.message);
	CHECK(now_ms() - before >= 1500, "longer than the time given");
	store_unlock(lock);
}

static void test_whole_store(void)
{
	struct status st = {0};
	struct beneath beneath;
	struct store_lock *file, *alone = NULL;
	CHECK(beneath_begin(&beneath, &world_store, BENEATH_WRITE, &st), "%s", st.message);
	CHECK(take(&file, 0, NULL, &st), "one file %s", st.message);
	CHECK(!lock_store(&alone, &beneath, LOCK_ALONE, 0, NULL, &st) && st.code == STATUS_STORE &&
			strstr(st.message, "another thread of this process"),
		"not the whole store: %s", st.message);
	CHECK(take(&alone, 0, NULL, &st) && !lock_holds(alone),
		"nor the file again, by another thread: without %s", st.message);
	store_unlock(alone);
	store_unlock(file);
	CHECK(lock_store(&alone, &beneath, LOCK_ALONE, 0, NULL, &st), "now %s", st.message);
	CHECK(!take(&file, 0, NULL, &st) && strstr(st.message, "locks/store"),
		"and now no file: %s", st.message);
	store_unlock(alone);
	beneath_end(&beneath);
}

// Locks and parts of a file system that knows no flock().
static int without_locks(const void *error)
{
	struct status st = {0};
	struct store_lock *lock;
	struct incoming *incoming;
	const char *validator;
	world_reset();
	if (!world_refuse(SYS_flock, *(const int *)error))
		return 99;
	if (!take(&lock, 0, NULL, &st) || lock_holds(lock))
		return 1;
	if (!store_incoming_open(&incoming, &world_store, &world_card, &world_card.file, lock, &st))
		return 2;
	if (!store_incoming_begin(incoming, "u", "v", &st) ||
		!store_incoming_add(incoming, world_content, 1000, &st))
		return 3;
	store_incoming_keep(incoming);
	if (scratch_count(world_path("tmp")) != 0)
		return 4;
	if (!store_incoming_open(
		    &incoming, &world_store, &world_card, &world_card.file, lock, &st) ||
		store_incoming_kept(incoming, "u", &validator) != 0)
		return 5;
	store_incoming_abandon(incoming);
	bool ok = world_install_as(&world_card, lock, &st) && world_read(&st);
	store_unlock(lock);
	return ok ? 0 : 6;
}

static void test_no_hash(void)
{
	struct status st = {0};
	struct store_lock *lock;
	struct card_file file = world_card.file;
	file.sha1[0] = file.sha256[0] = '\0';
	CHECK(!store_lock(&lock, &world_store, &file, 0, NULL, &st) && st.code == STATUS_FORMAT,
		"a file without a hash: %s", st.message);
	memcpy(file.sha256, "../../../x", 11);
	CHECK(!store_lock(&lock, &world_store, &file, 0, NULL, &st) && st.code == STATUS_FORMAT,
		"a hash that is a path: %s", st.message);
}

// A lock that is a second name of somebody's file would get a pid in place of what it holds.
static void test_second_name(void)
{
	struct status st = {0};
	struct store_lock *lock;
	world_reset();
	const char *victim = arena_printf(&world_arena, "%s/victim", scratch_directory);
	scratch_write(victim, "precious", 8);
	CHECK(world_install(&st) && unlink(world_path("locks/store")) == 0 &&
			link(victim, world_path("locks/store")) == 0,
		"a second name %s", st.message);
	CHECK(!take(&lock, 0, NULL, &st) && st.code == STATUS_STORE &&
			strstr(st.message, "2 names"),
		"is no lock: %s", st.message);
	CHECK(scratch_holds(victim, "precious", 8), "and is as it was");
	unlink(victim);
	unlink(world_path("locks/store"));
}

// An error is told at once, not after waiting for somebody.
static int stat_refused(const void *unused)
{
	struct status st = {0};
	struct store_lock *lock;
	(void)unused;
	world_reset();
	if (!world_install(&st))
		return 1;
	if (!world_refuse(SYS_newfstatat, EIO))
		return 99;
#ifdef SYS_fstat
	if (!world_refuse(SYS_fstat, EIO))
		return 99;
#endif
	return !take(&lock, 200, NULL, &st) && st.code == STATUS_IO ? 0 : 2;
}

int main(void)
{
	static const int errors[] = {ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL};
	world_begin();
	test_held();
	test_growing();
	test_whole_store();
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		int result = world_apart(without_locks, &errors[i]);
		if (result == 99)
			check_skip("no locks", "no filter of system calls");
		else
			CHECK_INT(result, 0, "flock says %s", strerror(errors[i]));
	}
	int result = world_apart(stat_refused, NULL);
	if (result == 99)
		check_skip("fstat says EIO", "no filter of system calls");
	else
		CHECK_INT(result, 0, "fstat says EIO");
	test_second_name();
	test_no_hash();
	return world_end();
}
