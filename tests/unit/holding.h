// SPDX-License-Identifier: Apache-2.0
/*
 * Processes that hold locks of a store and do what they are told, step by step, so that no test
 * depends on how fast the machine is; and an observer that listens.
 */
#ifndef TESTS_UNIT_HOLDING_H
#define TESTS_UNIT_HOLDING_H

#include "tests/unit/check.h"
#include "zoo/incoming.h"
#include "zoo/store/lock.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char remarks[2048];

static void remark(void *context, const char *line)
{
	(void)context;
	size_t used = strlen(remarks);
	snprintf(remarks + used, sizeof(remarks) - used, "%s; ", line);
}

// The number behind `word`, as in "waited 3.5 s"; -1: there is none.
__attribute__((unused)) static double number_behind(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	return at ? strtod(at + strlen(word), NULL) : -1;
}

enum holding_kind {
	HOLDING_FILE,  // and brings it
	HOLDING_STORE, // with others
	HOLDING_ALONE  // clears up
};

struct holding {
	pid_t pid;
	int orders, answers; // pipes: a byte each
};

// In the child: until it is told to go.
static void holding_serve(enum holding_kind kind, struct store_lock *lock,
	struct incoming *incoming, int orders, int answers)
{
	struct status st = {0};
	char order = 'x';
	while (write(answers, &order, 1) == 1 && read(orders, &order, 1) == 1 && order == 'g') {
		if (kind == HOLDING_FILE && !store_incoming_add(incoming, "1234567", 7, &st))
			_exit(1);
		if (kind == HOLDING_ALONE)
			lock_sign(lock);
	}
	_exit(0); // and its locks go
}

static void holding_take(enum holding_kind kind, const struct store *in, const struct card *of,
	int orders, int answers)
{
	struct status st = {0};
	struct store_lock *lock;
	struct incoming *incoming = NULL;
	struct beneath beneath;
	bool ok = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
	if (kind == HOLDING_FILE)
		ok = ok && store_lock(&lock, in, &of->file, 0, NULL, &st) &&
		     store_incoming_open(&incoming, in, of, &of->file, lock, &st) &&
		     store_incoming_begin(incoming, "u", "v", &st);
	else if (kind == HOLDING_STORE)
		ok = ok && store_lock_shared(&lock, in, 0, NULL, &st);
	else
		ok = ok && beneath_begin(&beneath, in, BENEATH_WRITE, &st) &&
		     lock_store(&lock, &beneath, LOCK_ALONE, 0, NULL, &st);
	if (ok)
		holding_serve(kind, lock, incoming, orders, answers);
	_exit(1);
}

// It holds now.  `of` is for HOLDING_FILE.
__attribute__((unused)) static struct holding holding_begin(
	enum holding_kind kind, const struct store *in, const struct card *of)
{
	int orders[2], answers[2];
	char byte;
	if (pipe(orders) != 0 || pipe(answers) != 0)
		exit(3);
	signal(SIGPIPE, SIG_IGN); // a holder that died is a failed check
	fflush(stdout);
	pid_t child = fork();
	if (child < 0)
		exit(3);
	if (child == 0) {
		close(answers[0]); // who waits for an answer of one that failed gets none
		holding_take(kind, in, of, orders[0], answers[1]);
	}
	close(orders[0]);
	close(answers[1]);
	CHECK(read(answers[0], &byte, 1) == 1, "another process holds a lock");
	return (struct holding){child, orders[1], answers[0]};
}

// One step further: the file has grown, or a sign was given, when this returns.
__attribute__((unused)) static void holding_step(const struct holding *holding)
{
	char byte = 'g';
	bool ok = write(holding->orders, &byte, 1) == 1 && read(holding->answers, &byte, 1) == 1;
	if (!ok)
		CHECK(ok, "the holder took a step");
}

// It holds nothing any more when this returns: with `signal`, or 0: by itself.
__attribute__((unused)) static void holding_end(struct holding *holding, int signal)
{
	int status;
	char byte = 'q';
	if (signal != 0)
		kill(holding->pid, signal);
	else
		CHECK(write(holding->orders, &byte, 1) == 1, "the holder is let go");
	waitpid(holding->pid, &status, 0);
	close(holding->orders);
	close(holding->answers);
}

__attribute__((unused)) static void holding_stop(const struct holding *holding)
{
	int status;
	kill(holding->pid, SIGSTOP);
	waitpid(holding->pid, &status, WUNTRACED);
}

#endif
