// SPDX-License-Identifier: Apache-2.0
/*
 * Others bring the same file, or clear the store: who has a better source does not wait for
 * ever, and who waits sees it and may end it.
 */
#include "tests/unit/fetch_world.h"
#include "zoo/incoming.h"
#include "zoo/store/lock.h"
#include "zoo/store/lock_limits.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

const struct lock_limits lock_limits = {
	.store_ms = 1000, .file_ms = 1000, .nbytes_per_s = 1 << 20, .assumed_nbytes = 1};

static char remarks[1024];

static void remark(void *context, const char *line)
{
	(void)context;
	size_t used = strlen(remarks);
	snprintf(remarks + used, sizeof(remarks) - used, "%s; ", line);
}

static bool stop_when_told(void *context)
{
	(void)context;
	return remarks[0] != '\0';
}

// A process whose server sends some bytes a second; its lock goes when it is killed.
static pid_t slow_one(void)
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
		struct incoming *incoming;
		if (!store_lock(&lock, &store, &card.file, 0, NULL, &st) ||
			!store_incoming_open(&incoming, &store, &card, &card.file, lock, &st) ||
			!store_incoming_begin(incoming, "u", "v", &st) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		for (int i = 0; i < 600; i++) {
			store_incoming_add(incoming, content + i, 1, &st);
			nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
		}
		_exit(0);
	}
	CHECK(read(ready[0], &byte, 1) == 1, "a slow process brings the file");
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void test_slow_holder(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("ok"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	const struct observer observer = {.remark = remark};
	int status, before = asked("ok");
	reset();
	pid_t child = slow_one();
	CHECK(fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			result.outcome == FETCH_FETCHED,
		"fetched meanwhile %s", st.message);
	CHECK(strstr(remarks, "going on without"), "and told: %s", remarks);
	CHECK_INT(asked("ok"), before + 1, "by one request");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "it is right");
	CHECK_INT(scratch_count(tmp_path), 2, "the slow one's files are untouched");
	CHECK(kill(child, 0) == 0 && waitpid(child, &status, WNOHANG) == 0, "it goes on");
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	CHECK(fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			result.outcome == FETCH_PRESENT,
		"there %s", st.message);
}

// The model is there, and the labels have to wait.
static void test_labels_wait(void)
{
	struct beneath beneath;
	struct store_lock *alone = NULL;
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("ok"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	const struct observer observer = {.remark = remark, .stopped = stop_when_told};
	CHECK(fetch_anew(&result, url("ok"), &st) && unlink(labels_path) == 0, "no labels %s",
		st.message);
	CHECK(beneath_begin(&beneath, &store, BENEATH_WRITE, &st) &&
			lock_store(&alone, &beneath, LOCK_ALONE, 0, NULL, &st),
		"the store is held alone %s", st.message);
	remarks[0] = '\0';
	CHECK(!fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"the wait can be ended: %s", st.message);
	CHECK(strstr(remarks, "which holds the store"), "and is told: %s", remarks);
	store_unlock(alone);
	beneath_end(&beneath);
	CHECK(fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			access(labels_path, F_OK) == 0,
		"they come %s", st.message);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_slow_holder();
		test_labels_wait();
	}
	return world_end();
}
