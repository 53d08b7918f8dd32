// SPDX-License-Identifier: Apache-2.0
/*
 * One thread's measurements: what it runs, how it keeps step with the others, and what it
 * read off the clock.
 */
#ifndef ZOO_BENCH_WORKER_H
#define ZOO_BENCH_WORKER_H

#include "zoo/bench.h"
#include "zoo/bench/statistics.h"

#include <pthread.h>
#include <stdatomic.h>

// What all threads share.
struct bench_job {
	const struct bench_request *request;
	const struct observer *observer;
	pthread_mutex_t gate; // held by the caller until it is known whether all threads started
	bool cancelled;       // they did not
	pthread_barrier_t barrier;
	atomic_int busy; // threads that have not yet had their share of the slice
	double began;    // when the slice did, for all; on clock_wall_seconds()
	double deadline; // on clock_wall_seconds(); set by the leader before the first round
	bool *due;       // cases to be run in this round; written by one thread between barriers
	bool any_due;    // likewise
};

// What one thread saw of one case.
struct bench_record {
	const void *const *inputs;
	void *workspace;
	double first_seconds; // of the last run before anything was noted
	int64_t peak_rounds;  // of kernels_peak() in one window
	struct readings runs; // seconds of each
	double seconds;       // in which it made them, what lies between them included
	// Every run between the common start of a slice and its end, noted or not: with more threads
	// than cores a thread is fast while it has one, and the others stand still.
	int64_t all_count;
	double all_seconds;     // without those in which inputs were written
	double writing_seconds; // of this slice
	struct series peaks;    // multiply-accumulates a second, of each whole window
	int64_t discarded_count;
	double *op_seconds; // smallest of each operator; NULL: not asked for
};

struct bench_worker {
	pthread_t thread;
	struct bench_job *job;
	bool leads;                   // the one thread that decides what is due
	struct bench_record *records; // one for each case
	struct arena keep;
};

// A thread's main function; `argument` is its struct bench_worker.
void *bench_work(void *argument);

#endif
