// SPDX-License-Identifier: Apache-2.0
/*
 * All threads go through the same phases.  They start each together, and none leaves a
 * slice of runs before the last has had its share: the first to be ready goes on running,
 * unnoted, so that no reading is taken with a CPU idle that was busy for the others.
 */
#include "zoo/bench/worker.h"

#include "zoo/bench/inputs.h"
#include "zoo/clock.h"

#include <math.h>

enum {
	WARM_UP_RUNS = 2,
	LEAST_RUNS = 5,
	WINDOWS = 2, // of the peak, before and after each slice
	LEAST_WHOLE_WINDOWS = 5,
	MOST_DISCARDED_WINDOWS = 200, // then there is no hope
	PATIENCE = 4                  // times what was asked for
};

static const double slice_seconds = 0.025, window_seconds = 0.002, grace_seconds = 2;

static void start_together(struct bench_job *job)
{
	// NOLINTNEXTLINE(bugprone-posix-return): of one thread it returns that constant, which is -1
	if (pthread_barrier_wait(&job->barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
		atomic_store(&job->busy, job->request->threads);
		job->began = clock_wall_seconds();
	}
	pthread_barrier_wait(&job->barrier);
}

// Seconds of the run; those in which its input was written are added to the record's.
static double run_once(const struct bench_case *what, struct bench_record *record)
{
	double begun = clock_wall_seconds();
	bench_inputs_write(record->inputs, what->model, what->plan, record->workspace);
	double start = clock_wall_seconds();
	record->writing_seconds += start - begun;
	plan_run(what->plan, record->workspace);
	return clock_wall_seconds() - start;
}

static double peak_seconds(const struct kernels *kernels, int64_t rounds)
{
	double least = INFINITY;
	for (int i = 0; i < 3; i++) {
		double start = clock_wall_seconds();
		kernels_peak(kernels, rounds);
		least = fmin(least, clock_wall_seconds() - start);
	}
	return least;
}

/*
 * So many rounds that a window takes its time.  The smallest of a few readings counts, as a
 * disturbed one would make all windows short.
 */
static int64_t calibrate(const struct kernels *kernels)
{
	int64_t rounds = 64;
	double seconds = peak_seconds(kernels, rounds);
	while (seconds < window_seconds / 4 && rounds < INT64_MAX / 4) {
		rounds *= 2;
		seconds = peak_seconds(kernels, rounds);
	}
	return seconds < window_seconds ? (int64_t)((double)rounds * window_seconds / seconds)
					: rounds;
}

static void measure_peak(
	struct bench_worker *worker, const struct bench_case *what, struct bench_record *record)
{
	start_together(worker->job);
	for (int i = 0; i < WINDOWS; i++) {
		double wall = clock_wall_seconds(), thread = clock_thread_seconds();
		int64_t macs = kernels_peak(what->kernels, record->peak_rounds);
		thread = clock_thread_seconds() - thread;
		wall = clock_wall_seconds() - wall;
		if (window_is_whole(wall, thread))
			series_add(&record->peaks, (double)macs / wall, &worker->keep);
		else
			record->discarded_count++;
	}
}

// Has this thread had its share?  The others may not have had theirs.
static bool wait_busy(struct bench_job *job, bool ready, bool *was_ready)
{
	if (ready && !*was_ready)
		atomic_fetch_sub(&job->busy, 1);
	*was_ready = ready;
	return !ready || atomic_load(&job->busy) > 0;
}

// Where runs are short, those that are needed at least are made in the first slice.
static bool slice_is_over(const struct bench_record *record, double seconds)
{
	return seconds >= slice_seconds &&
	       (record->runs.count >= LEAST_RUNS || record->first_seconds >= slice_seconds);
}

static void measure_runs(
	struct bench_worker *worker, const struct bench_case *what, struct bench_record *record)
{
	// What ran before has emptied the caches; of no weight where a run takes longer anyway.
	if (record->first_seconds < slice_seconds)
		run_once(what, record);
	start_together(worker->job);
	record->writing_seconds = 0;
	double start = clock_wall_seconds(), now = start;
	bool ready = false, was_ready = false;
	while (wait_busy(worker->job, ready, &was_ready)) {
		double seconds = run_once(what, record);
		record->all_count++;
		if (ready)
			continue;
		now = clock_wall_seconds();
		readings_add(&record->runs, seconds, &worker->keep);
		ready = slice_is_over(record, now - start) ||
			observer_stopped(worker->job->observer);
	}
	record->seconds += now - start;
	record->all_seconds += clock_wall_seconds() - worker->job->began - record->writing_seconds;
}

struct op_clock {
	double last;
	double *seconds; // NULL: not noted
};

static void observe_op(void *argument, int op, const void *output)
{
	(void)output;
	struct op_clock *clock = argument;
	double seconds = clock_wall_seconds() - clock->last;
	if (clock->seconds && (clock->seconds[op] <= 0 || seconds < clock->seconds[op]))
		clock->seconds[op] = seconds;
	clock->last = clock_wall_seconds();
}

static void measure_ops(
	struct bench_worker *worker, const struct bench_case *what, struct bench_record *record)
{
	start_together(worker->job);
	double start = clock_wall_seconds();
	bool ready = false, was_ready = false;
	while (wait_busy(worker->job, ready, &was_ready)) {
		struct op_clock clock = {.seconds = ready ? NULL : record->op_seconds};
		bench_inputs_write(record->inputs, what->model, what->plan, record->workspace);
		clock.last = clock_wall_seconds();
		plan_run_observed(what->plan, record->workspace, observe_op, &clock);
		if (ready)
			continue;
		ready = clock_wall_seconds() - start >= slice_seconds ||
			observer_stopped(worker->job->observer);
	}
}

static void prepare(struct bench_worker *worker)
{
	const struct bench_request *request = worker->job->request;
	for (int i = 0; i < request->case_count; i++) {
		const struct bench_case *what = &request->cases[i];
		struct bench_record *record = &worker->records[i];
		record->inputs = bench_inputs_create(what->model, &worker->keep);
		record->workspace =
			arena_alloc(&worker->keep, plan_workspace_nbytes(what->plan), 1, 64);
		if (request->ops)
			record->op_seconds =
				arena_array(&worker->keep, double, what->model->op_count);
		for (int k = 0; k < WARM_UP_RUNS; k++)
			record->first_seconds = run_once(what, record);
		record->peak_rounds = calibrate(what->kernels);
	}
}

/*
 * With more threads than cores hardly a window is whole, and a slice takes as many times its
 * length as threads share a core: beyond the deadline only the least number of runs counts.
 */
static bool is_due(const struct bench_record *record, double least_seconds, bool late)
{
	if (record->runs.count < LEAST_RUNS)
		return true;
	if (late)
		return false;
	return record->seconds < least_seconds ||
	       (record->peaks.count < LEAST_WHOLE_WINDOWS &&
		       record->discarded_count < MOST_DISCARDED_WINDOWS);
}

static void set_deadline(struct bench_job *job)
{
	const struct bench_request *request = job->request;
	job->deadline = clock_wall_seconds() +
			request->case_count * (PATIENCE * request->least_seconds + grace_seconds);
}

// How far this thread is; nothing once it is through, as windows may still be missing.
static void report_progress(const struct bench_worker *worker)
{
	const struct bench_request *request = worker->job->request;
	double done_seconds = 0, all_seconds = request->case_count * request->least_seconds;
	for (int i = 0; i < request->case_count; i++)
		done_seconds += fmin(worker->records[i].seconds, request->least_seconds);
	if (request->name && done_seconds < all_seconds)
		observer_progress(worker->job->observer, request->name, "ms",
			(int64_t)(done_seconds * 1e3), (int64_t)ceil(all_seconds * 1e3));
}

static void decide(struct bench_worker *worker)
{
	struct bench_job *job = worker->job;
	bool stopped = observer_stopped(job->observer);
	bool late = clock_wall_seconds() > job->deadline;
	job->any_due = false;
	for (int i = 0; i < job->request->case_count; i++) {
		job->due[i] =
			!stopped && is_due(&worker->records[i], job->request->least_seconds, late);
		job->any_due |= job->due[i];
	}
	report_progress(worker);
}

void *bench_work(void *argument)
{
	struct bench_worker *worker = argument;
	struct bench_job *job = worker->job;
	pthread_mutex_lock(&job->gate);
	bool cancelled = job->cancelled;
	pthread_mutex_unlock(&job->gate);
	if (cancelled)
		return NULL;
	prepare(worker);
	if (worker->leads)
		set_deadline(job);
	for (;;) {
		pthread_barrier_wait(&job->barrier);
		if (worker->leads)
			decide(worker);
		pthread_barrier_wait(&job->barrier);
		if (!job->any_due)
			return NULL;
		for (int i = 0; i < job->request->case_count; i++) {
			const struct bench_case *what = &job->request->cases[i];
			if (!job->due[i])
				continue;
			measure_peak(worker, what, &worker->records[i]);
			measure_runs(worker, what, &worker->records[i]);
			measure_peak(worker, what, &worker->records[i]);
			if (job->request->ops)
				measure_ops(worker, what, &worker->records[i]);
		}
	}
}
