// SPDX-License-Identifier: Apache-2.0
/*
 * Processes that hold locks of the store, and an observer that listens; for the tests of
 * locks.  The limits are shorter here: see zoo/store/lock_limits.h.
 */
#ifndef TESTS_UNIT_LOCK_WORLD_H
#define TESTS_UNIT_LOCK_WORLD_H

#include "tests/unit/store_world.h"
#include "zoo/store/lock.h"
#include "zoo/store/lock_limits.h"

#include <signal.h>
#include <time.h>

// 3.5 s for the world's file of 100000 bytes
const struct lock_limits lock_limits = {
	.store_ms = 2500, .file_ms = 2500, .nbytes_per_s = 100000, .assumed_nbytes = 100000};

static char remarks[1024];

static void remark(void *context, const char *line)
{
	(void)context;
	snprintf(remarks + strlen(remarks), sizeof(remarks) - strlen(remarks), "%s; ", line);
}

__attribute__((unused)) static bool stop(void *context)
{
	(void)context;
	return true;
}

__attribute__((unused)) static const struct observer watching = {.remark = remark},
						     stopping = {.stopped = stop};

__attribute__((unused)) static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

__attribute__((unused)) static void sleep_ms(int ms)
{
	nanosleep(&(struct timespec){ms / 1000, (ms % 1000) * 1000000L}, NULL);
}

// A process that holds the file's lock until it is killed, its part growing every `step_ms`.
__attribute__((unused)) static pid_t holder(int step_ms, int step_count)
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
		if (!store_lock(&lock, &world_store, &world_card.file, 0, NULL, &st) ||
			!store_incoming_open(&incoming, &world_store, &world_card, &world_card.file,
				lock, &st) ||
			!store_incoming_begin(incoming, "u", "v", &st) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		for (int i = 0; i < step_count; i++) {
			sleep_ms(step_ms);
			store_incoming_add(incoming, world_content, 100, &st);
		}
		if (step_count > 0)
			_exit(0);
		pause();
	}
	close(ready[1]);
	CHECK(read(ready[0], &byte, 1) == 1, "another process holds it");
	close(ready[0]);
	return child;
}

__attribute__((unused)) static void end(pid_t child)
{
	int status;
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
}

__attribute__((unused)) static bool take(
	struct store_lock **lock, int wait_ms, const struct observer *observer, struct status *st)
{
	return store_lock(lock, &world_store, &world_card.file, wait_ms, observer, st);
}

#endif
