// SPDX-License-Identifier: Apache-2.0
/*
 * Looking after a store that others use, that may not be written, on a disk that fails, and
 * by a process that is killed.
 */
#include "tests/unit/upkeep_world.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static bool gc(struct gc_report *out, const struct observer *observer, struct status *st)
{
	return store_gc(out, &world_store, &upkeep_catalogue,
		&(struct gc_options){.dry_run = false}, observer, &world_arena, st);
}

static int remarks;

static void count_remark(void *context, const char *line)
{
	(void)context;
	remarks += strstr(line, "waiting for process") != NULL;
}

static bool stop_after_remark(void *context)
{
	(void)context;
	return remarks > 0;
}

// Bring card 3 in, slowly; say so in between.
static void install_slowly(int ready)
{
	struct status st = {0};
	struct store_lock *lock;
	struct incoming *arriving;
	if (!store_lock(&lock, &world_store, &upkeep_cards[3].file, 0, NULL, &st) ||
		!store_incoming_open(&arriving, &world_store, &upkeep_cards[3],
			&upkeep_cards[3].file, lock, &st) ||
		!store_incoming_begin(arriving, "https://a/b", "\"tag\"", &st))
		_exit(1);
	struct bytes model = upkeep_model(3);
	bool ok = store_incoming_add(arriving, model.data, 1000, &st) && write(ready, "x", 1) == 1;
	nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
	ok = ok && store_incoming_add(arriving, model.data + 1000, model.nbytes - 1000, &st) &&
	     store_incoming_install(arriving, &st);
	store_unlock(lock);
	_exit(ok ? 0 : 1);
}

static pid_t begin_install(void)
{
	int ends[2];
	char byte;
	if (pipe(ends) != 0)
		exit(3);
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		install_slowly(ends[1]);
	close(ends[1]);
	CHECK(read(ends[0], &byte, 1) == 1, "a model is on its way");
	close(ends[0]);
	return child;
}

static void test_concurrent(void)
{
	struct status st = {0};
	struct gc_report collected;
	struct fsck_report checked;
	int code = -1;
	struct observer observer = {.remark = count_remark};
	upkeep_reset(1);
	pid_t child = begin_install();
	upkeep_expect(false, 0, "", "looking needs no lock");
	CHECK(gc(&collected, &observer, &st), "collected when the other was done %s", st.message);
	CHECK(remarks == 1 && collected.nbytes == 0, "after waiting, and having said so");
	waitpid(child, &code, 0);
	CHECK(WIFEXITED(code) && WEXITSTATUS(code) == 0 &&
			store_has(&world_store, &upkeep_cards[3], "m.tflite"),
		"what was on its way is there");

	upkeep_reset(1);
	remarks = 0;
	child = begin_install();
	observer.stopped = stop_after_remark;
	CHECK(!gc(&collected, &observer, &st) && st.code == STATUS_INTERRUPTED, "given up: %s",
		st.message);
	remarks = 0;
	CHECK(!store_fsck(&checked, &world_store, &upkeep_catalogue, true, &observer, &world_arena,
		      &st) &&
			st.code == STATUS_INTERRUPTED,
		"so is mending: %s", st.message);
	waitpid(child, &code, 0);
}

// What another process may do to the store; 0 if it is as it should be.
static int unwritable(const void *unused)
{
	(void)unused;
	struct status st = {0};
	struct gc_report collected;
	struct fsck_report checked;
	struct remove_report removed;
	if (!upkeep_drop_root())
		return 99;
	if (!upkeep_fsck(&checked, false, &st) || checked.remaining_count != 2)
		return 1;
	const struct fsck_finding *finding = &checked.findings[1];
	if (checked.findings[0].kind != FSCK_DAMAGED || finding->kind != FSCK_UNREADABLE ||
		!strstr(finding->text, "Permission denied"))
		return 2;
	if (upkeep_fsck(&checked, true, &st) || st.code != STATUS_IO)
		return 3;
	st.code = STATUS_OK;
	if (gc(&collected, NULL, &st) || st.code != STATUS_IO)
		return 4;
	st.code = STATUS_OK;
	if (store_remove(&removed, &world_store, "one", NULL, &world_arena, &st) ||
		st.code != STATUS_IO)
		return 5;
	return store_has(&world_store, &upkeep_cards[0], "m.tflite") ? 0 : 6;
}

static void test_unwritable(void)
{
	upkeep_reset(2);
	// the first in order is damaged, the second cannot be opened
	bool order = strcmp(upkeep_cards[0].file.sha256, upkeep_cards[1].file.sha256) < 0;
	chmod(upkeep_model_object(order ? 0 : 1), 0644);
	scratch_flip(upkeep_model_object(order ? 0 : 1), 1);
	chmod(upkeep_model_object(order ? 0 : 1), 0444);
	chmod(upkeep_model_object(order ? 1 : 0), 0000);
	scratch_remove(world_path("locks"));
	chmod(world_store.home, 0555);
	int code = world_apart(unwritable, NULL);
	if (code == 99)
		check_skip("a store that may not be written", "cannot become another user");
	else
		CHECK_INT(code, 0, "a store that may not be written is reported, not changed");
	chmod(world_store.home, 0755);
}

static int failing_disk(const void *unused)
{
	(void)unused;
	struct status st = {0};
	struct fsck_report checked;
	if (!world_refuse(SYS_pread64, EIO))
		return 99;
	if (!upkeep_fsck(&checked, true, &st) || checked.finding_count != 3)
		return 1;
	for (int i = 0; i < 3; i++)
		if (checked.findings[i].kind != FSCK_UNREADABLE || checked.findings[i].mended ||
			!strstr(checked.findings[i].text, "Input/output error"))
			return 2;
	return access(world_path("quarantine"), F_OK) != 0 ? 0 : 3;
}

static int no_locks(const void *unused)
{
	(void)unused;
	struct status st = {0};
	struct gc_report collected;
	struct fsck_report checked;
	if (!world_refuse(SYS_flock, ENOSYS))
		return 99;
	if (!upkeep_fsck(&checked, false, &st) || checked.finding_count != 0)
		return 1;
	if (upkeep_fsck(&checked, true, &st) || st.code != STATUS_STORE)
		return 2;
	st.code = STATUS_OK;
	return !gc(&collected, NULL, &st) && st.code == STATUS_STORE &&
			       strstr(st.message, "knows no locks")
		       ? 0
		       : 3;
}

static int no_rename(const void *unused)
{
	(void)unused;
	struct status st = {0};
	struct fsck_report checked;
	scratch_flip(upkeep_model_object(0), 1);
#ifdef SYS_renameat
	bool refused = world_refuse(SYS_renameat, EROFS);
#else
	bool refused = world_refuse(SYS_renameat2, EROFS);
#endif
	if (!refused)
		return 99;
	if (upkeep_fsck(&checked, true, &st) || st.code != STATUS_IO)
		return 1;
	return checked.finding_count == 1 && !checked.findings[0].mended &&
			       access(upkeep_model_object(0), F_OK) == 0
		       ? 0
		       : 2;
}

static void test_failures(void)
{
	static const struct {
		const char *what;
		int (*work)(const void *);
	} cases[] = {{"objects that cannot be read stay, and are no damage yet", failing_disk},
		{"nothing is changed where there are no locks", no_locks},
		{"what cannot be moved stays", no_rename}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		upkeep_reset(1);
		chmod(upkeep_model_object(0), 0644);
		int code = world_apart(cases[i].work, NULL);
		if (code == 99)
			check_skip(cases[i].what, "no filter of system calls");
		else
			CHECK_INT(code, 0, "%s", cases[i].what);
	}
}

// Damage, links lost, things to collect: mended and collected, over and over.
static void work_until_killed(void)
{
	struct status st = {0};
	struct gc_report collected;
	struct fsck_report checked;
	upkeep_fsck(&checked, true, &st);
	gc(&collected, NULL, &st);
	_exit(0);
}

static bool is_one_place_right(int i)
{
	struct bytes model = upkeep_model(i);
	return access(upkeep_model_object(i), F_OK) != 0 ||
	       scratch_holds(upkeep_model_object(i), model.data, model.nbytes);
}

/*
 * Killed somewhere, which a pause of a random length decides: the next run finds a store that
 * is right once it has been through.
 */
static void test_killed(void)
{
	int right = 0, total = 30;
	for (int i = 0; i < total; i++) {
		int code;
		struct fsck_report checked;
		struct status st = {0};
		upkeep_reset(4);
		chmod(upkeep_model_object(0), 0644);
		scratch_flip(upkeep_model_object(0), i);
		unlink(upkeep_model_link(1));
		scratch_remove(world_path("models/two"));
		unlink(upkeep_model_link(2));
		fflush(stdout);
		pid_t child = fork();
		if (child == 0)
			work_until_killed();
		nanosleep(&(struct timespec){.tv_nsec = i * 50000L}, NULL);
		kill(child, SIGKILL);
		waitpid(child, &code, 0);
		if (!upkeep_fsck(&checked, true, &st))
			printf("# %s\n", st.message);
		// the damaged model is in quarantine, whoever put it there; its link waits for it
		right += checked.remaining_count == 1 && is_one_place_right(0) &&
			 is_one_place_right(1) && is_one_place_right(2) &&
			 store_has(&world_store, &upkeep_cards[2], "m.tflite") &&
			 store_has(&world_store, &upkeep_cards[3], "m.tflite") &&
			 scratch_count(world_path("quarantine")) == 1 &&
			 scratch_count(world_path("tmp")) == 0;
	}
	CHECK_INT(right, total, "killed at any moment, the next run puts it right");
}

int main(void)
{
	upkeep_begin();
	test_concurrent();
	test_unwritable();
	test_failures();
	test_killed();
	return world_end();
}
