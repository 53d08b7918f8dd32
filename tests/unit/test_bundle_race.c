// SPDX-License-Identifier: Apache-2.0
/*
 * Two bundles, one name, at once: in the end it is one of them, whole, and whoever looks at
 * the name meanwhile sees nothing or that one; the other says that the name is taken, and
 * nothing of it is left.
 */
#include "tests/unit/bundle_world.h"
#include "tests/unit/store_world.h"
#include "zoo/output_file.h"

#include <fcntl.h>
#include <signal.h>

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

// No file without a name: openat() with O_TMPFILE fails from now on, in this process.
static bool refuse_unnamed(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			(unsigned)offsetof(struct seccomp_data, args[2])), // little-endian
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
	       open(scratch_directory, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600) < 0 &&
	       errno == EOPNOTSUPP;
}

// `refusal`: what renameat2() says, 0 if it works; files without a name are refused, then.
static int contest(const void *refusal)
{
	int failures = 0, error = refusal ? *(const int *)refusal : 0;
	if (refusal && (!refuse_unnamed() || (error && !world_refuse(SYS_renameat2, error))))
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

static int write_and_die(const void *unused)
{
	(void)unused;
	struct output_file output;
	struct status st = {0};
	if (!output_file_open(&output, contested, OUTPUT_NEW, &bundle_arena, &st) ||
		!output_file_add(&output, "begun", 5, &st))
		return 1;
	if (output.part)
		return 99;
	return raise(SIGKILL);
}

static void test_killed(void)
{
	int before = scratch_count(scratch_directory);
	int code = world_apart(write_and_die, NULL);
	if (code == 99) {
		check_skip("a writer that is killed", "no files without a name here");
		return;
	}
	CHECK_INT(code, -1, "a writer that is killed");
	CHECK_INT(scratch_count(scratch_directory), before, "leaves nothing");
}

int main(void)
{
	static const int refusals[] = {0, ENOSYS, EINVAL};
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
	for (size_t i = 0; i < 3; i++) {
		int failures = world_apart(contest, &refusals[i]);
		if (failures == 99)
			check_skip("without O_TMPFILE", "no filter of system calls");
		else
			CHECK_INT(failures, 0, "the same without O_TMPFILE, renameat2 says: %s",
				strerror(refusals[i]));
	}
	test_killed();
	return bundle_end();
}
