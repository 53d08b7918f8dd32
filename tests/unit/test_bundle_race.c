// SPDX-License-Identifier: Apache-2.0
/*
 * Two bundles, one name, at once: in the end it is one of them, whole, and whoever looks at
 * the name meanwhile sees nothing or that one; the other says that the name is taken, and
 * nothing of it is left.
 */
#include "tests/unit/bundle_world.h"
#include "tests/unit/store_world.h"

enum { WRITERS = 4, ROUNDS = 20 };

// By turns one bundle and the other, so that what came of whom can be told.
static const struct card *alone[2], *const *const choices[2] = {bundle_cards, alone};
static struct bytes right[2];
static const char *contested;
static int gate[2]; // its writing end is closed: all begin

static bool is_whole(const char *path)
{
	return scratch_holds(path, right[0].data, right[0].nbytes) ||
	       scratch_holds(path, right[1].data, right[1].nbytes);
}

// 0: it is ours; 1: somebody was faster, and that is said; 2: else.
static int write_one(int turn)
{
	struct bundle_report report;
	struct status st = {0};
	char byte;
	close(gate[1]);
	if (read(gate[0], &byte, 1) != 0)
		return 2;
	bool ok = bundle_create(
		&report, contested, &bundle_from, choices[turn % 2], NULL, &bundle_arena, &st);
	if (ok)
		return scratch_holds(contested, right[turn % 2].data, right[turn % 2].nbytes) ? 0
											      : 2;
	return st.code == STATUS_IO && strstr(st.message, "exists already") && st.hint[0] ? 1 : 2;
}

static bool start(int turn)
{
	pid_t child = fork();
	if (child == 0)
		_exit(write_one(turn));
	return child > 0;
}

// Until all writers have ended: is what has the name ever less than one of the bundles?
static int watch(int running, int *won, int *lost)
{
	int code, bad = 0;
	while (running > 0) {
		bad += access(contested, F_OK) == 0 && !is_whole(contested);
		pid_t ended = waitpid(-1, &code, WNOHANG);
		if (ended < 0 && errno != EINTR) // ECHILD: fewer than there should be
			return bad + 1;
		if (ended <= 0)
			continue;
		running--;
		code = WIFEXITED(code) ? WEXITSTATUS(code) : 2;
		*won += code == 0;
		*lost += code == 1;
	}
	return bad;
}

static int contest(const void *refusal)
{
	int failures = 0;
	if (refusal && !world_refuse(SYS_renameat2, *(const int *)refusal))
		return 99;
	int before = scratch_count(scratch_directory);
	for (int round = 0; round < ROUNDS; round++) {
		int won = 0, lost = 0, started = 0;
		if (pipe2(gate, O_CLOEXEC) != 0)
			return 98;
		for (int i = 0; i < WRITERS; i++)
			started += start(i);
		close(gate[0]);
		close(gate[1]);
		failures += started != WRITERS;
		failures += watch(started, &won, &lost) > 0;
		failures += won != 1 || lost != WRITERS - 1;
		failures += !is_whole(contested) || unlink(contested) != 0;
		failures += scratch_count(scratch_directory) != before;
	}
	return failures;
}

int main(void)
{
	static const int refusals[] = {ENOSYS, EINVAL};
	bundle_begin();
	right[0] = bundle_make();
	struct bundle_report report;
	struct status st = {0};
	alone[0] = bundle_alpha;
	contested = arena_printf(&bundle_arena, "%s/contested.zoo", scratch_directory);
	if (!CHECK(bundle_create(
			   &report, contested, &bundle_from, alone, NULL, &bundle_arena, &st) &&
			    file_read(&right[1], contested, 1 << 20, &bundle_arena, &st),
		    "the other bundle %s", st.message))
		return bundle_end();
	CHECK(right[0].nbytes != right[1].nbytes, "they can be told apart");
	unlink(contested);
	CHECK_INT(world_apart(contest, NULL), 0, "%d processes at once, %d times", WRITERS, ROUNDS);
	for (size_t i = 0; i < 2; i++) {
		int failures = world_apart(contest, &refusals[i]);
		if (failures == 99)
			check_skip("without renameat2", "no filter of system calls");
		else
			CHECK_INT(failures, 0, "the same where renameat2 says %s",
				strerror(refusals[i]));
	}
	return bundle_end();
}
