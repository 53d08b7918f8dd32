// SPDX-License-Identifier: Apache-2.0
/*
 * Threads, and what their records come to.
 */
#include "zoo/bench.h"

#include "zoo/bench/worker.h"
#include "zoo/threads.h"

#include <math.h>

static const double peak_percentile = 0.95;

static void summarise_peak(struct bench_result *out, const struct bench_request *request, int index,
	const struct bench_worker *workers, struct arena *scratch)
{
	struct series peaks = {0};
	for (int t = 0; t < request->threads; t++) {
		series_append(&peaks, &workers[t].records[index].peaks, scratch);
		out->peak_discarded_count += workers[t].records[index].discarded_count;
	}
	series_sort(&peaks);
	out->peak_window_count = peaks.count;
	out->peak_gmac_per_second = series_percentile(&peaks, peak_percentile) * 1e-9;
}

static void summarise_runs(struct bench_result *out, const struct bench_request *request, int index,
	const struct bench_worker *workers, struct arena *scratch)
{
	struct series runs = {0};
	double least = INFINITY;
	int64_t stride = 1;
	for (int t = 0; t < request->threads; t++)
		if (workers[t].records[index].runs.stride > stride)
			stride = workers[t].records[index].runs.stride;
	for (int t = 0; t < request->threads; t++) {
		const struct bench_record *record = &workers[t].records[index];
		readings_append(&runs, &record->runs, stride, scratch);
		out->run_count += record->runs.count;
		if (record->all_seconds > 0)
			out->per_second += (double)record->all_count / record->all_seconds;
		if (record->runs.count > 0)
			least = fmin(least, record->runs.least);
	}
	series_sort(&runs);
	if (out->run_count == 0)
		return;
	double macs = (double)plan_macs(request->cases[index].plan, -1);
	out->ms_min = least * 1e3;
	out->ms_median = series_median(&runs) * 1e3;
	out->gmac_per_second = macs * out->per_second * 1e-9;
	out->fraction_of_peak = macs / least * 1e-9 / out->peak_gmac_per_second;
}

static void summarise_ops(struct bench_result *out, const struct bench_request *request, int index,
	const struct bench_worker *workers, struct arena *keep)
{
	const struct bench_case *what = &request->cases[index];
	struct bench_op *ops = arena_array(keep, struct bench_op, what->model->op_count);
	double sum = 0;
	for (int i = 0; i < what->model->op_count; i++) {
		double least = workers[0].records[index].op_seconds[i];
		for (int t = 1; t < request->threads; t++)
			least = fmin(least, workers[t].records[index].op_seconds[i]);
		ops[i].ms_min = least * 1e3;
		sum += ops[i].ms_min;
	}
	for (int i = 0; i < what->model->op_count; i++) {
		double macs = (double)plan_macs(what->plan, i), ms = ops[i].ms_min;
		ops[i].share = sum > 0 ? ms / sum : 0;
		ops[i].gmac_per_second = ms > 0 ? macs / ms * 1e-6 : 0;
		ops[i].fraction_of_peak =
			macs > 0 ? ops[i].gmac_per_second / out->peak_gmac_per_second : NAN;
	}
	out->ops = ops;
}

static int start_threads(int *started, struct bench_job *job, struct bench_worker *workers)
{
	int error = 0;
	pthread_mutex_lock(&job->gate);
	for (*started = 0; *started < job->request->threads && error == 0; *started += error == 0)
		error = pthread_create(
			&workers[*started].thread, NULL, bench_work, &workers[*started]);
	job->cancelled = error != 0;
	pthread_mutex_unlock(&job->gate);
	return error;
}

static bool run_threads(struct bench_job *job, struct bench_worker *workers, struct status *st)
{
	pthread_mutex_init(&job->gate, NULL);
	pthread_barrier_init(&job->barrier, NULL, (unsigned)job->request->threads);
	int started, error = start_threads(&started, job, workers);
	for (int t = 0; t < started; t++)
		pthread_join(workers[t].thread, NULL);
	pthread_barrier_destroy(&job->barrier);
	pthread_mutex_destroy(&job->gate);
	if (error)
		return threads_fail(st, error, started, job->request->threads);
	return true;
}

bool bench_run(struct bench_result *results, const struct bench_request *request,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct arena scratch = {0};
	struct bench_job job = {.request = request,
		.observer = observer,
		.due = arena_array(&scratch, bool, request->case_count)};
	struct bench_worker *workers = arena_array(&scratch, struct bench_worker, request->threads);
	for (int t = 0; t < request->threads; t++) {
		workers[t].job = &job;
		workers[t].leads = t == 0;
		workers[t].records =
			arena_array(&scratch, struct bench_record, request->case_count);
	}
	bool ok = run_threads(&job, workers, st);
	if (request->name)
		observer_finished(observer, request->name);
	if (ok && observer_stopped(observer))
		ok = status_fail(st, STATUS_INTERRUPTED, "stopped");
	for (int i = 0; ok && i < request->case_count; i++) {
		results[i] = (struct bench_result){0};
		summarise_peak(&results[i], request, i, workers, &scratch);
		summarise_runs(&results[i], request, i, workers, &scratch);
		if (request->ops)
			summarise_ops(&results[i], request, i, workers, keep);
	}
	for (int t = 0; t < request->threads; t++)
		arena_release(&workers[t].keep);
	arena_release(&scratch);
	return ok;
}
