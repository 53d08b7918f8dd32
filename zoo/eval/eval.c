// SPDX-License-Identifier: Apache-2.0
/*
 * The workers: each takes the next sample, prepares it, runs it and notes the
 * prediction under the sample's index, so that neither the number of threads nor the
 * order of the samples shows in the result.  Scoring and judging come after the last
 * sample (judge.c).
 */
#include "zoo/eval.h"

#include "zoo/digest.h"
#include "zoo/eval/judge.h"
#include "zoo/eval/score.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { MAX_THREADS = 256, PROGRESS_STRIDE = 16 };

// What all workers share.  Only the fields below `lock` change while they run.
struct job {
	const struct eval_request *request;
	const struct observer *observer;
	const struct plan *plan;
	const struct tensor *output;
	const struct pipeline *pipeline;
	struct dataset_reader *reader;
	int64_t chosen_count;
	int *predictions; // each element is written by the one worker that has its sample

	pthread_mutex_t lock;
	atomic_bool stop;
	int64_t done_count, skipped_count;
	int64_t skipped_index; // of the first, in order, among those skipped
	struct status skip;    // why that one was
	bool failed;
	int64_t failed_index; // of the first sample, in order, among those that failed
	struct status failure;
};

struct worker {
	pthread_t thread;
	struct job *job;
	void *workspace;
};

static void note_failure(struct job *job, int64_t index, const struct status *failure)
{
	pthread_mutex_lock(&job->lock);
	if (!job->failed || index < job->failed_index) {
		job->failed = true;
		job->failed_index = index;
		job->failure = *failure;
	}
	atomic_store(&job->stop, true);
	pthread_mutex_unlock(&job->lock);
}

// `skip`: why the sample was left out; NULL if it was not.
static void note_sample(struct job *job, int64_t index, const struct status *skip)
{
	pthread_mutex_lock(&job->lock);
	if (skip && (job->skipped_count == 0 || index < job->skipped_index)) {
		job->skipped_index = index;
		job->skip = *skip;
	}
	job->skipped_count += skip != NULL;
	job->done_count++;
	if (job->done_count % PROGRESS_STRIDE == 0 || job->done_count == job->chosen_count)
		observer_progress(job->observer, job->request->file_name, "samples",
			job->done_count, job->chosen_count);
	pthread_mutex_unlock(&job->lock);
}

static bool predict(int *out, const struct job *job, const struct dataset_item *item,
	void *workspace, struct arena *scratch, struct status *st)
{
	const char *name = job->request->dataset->samples[item->index].path;
	if (!job->request->protocol->prepare(job->pipeline, plan_input(job->plan, 0, workspace),
		    item->content, name, scratch, st))
		return status_prefix(st, "%s", job->request->dataset->where);
	plan_run(job->plan, workspace);
	*out = score_argmax(job->output, plan_output(job->plan, 0, workspace));
	return true;
}

// True while there is more to do.
static bool take_sample(struct worker *worker, struct arena *scratch)
{
	struct job *job = worker->job;
	struct status st = {0};
	if (observer_stopped(job->observer)) {
		status_fail(&st, STATUS_INTERRUPTED, "stopped");
		note_failure(job, -1, &st);
		return false;
	}
	struct dataset_item item = {0};
	bool ok = dataset_reader_next(job->reader, &item, scratch, &st);
	if (ok && !item.content.data)
		return false;
	ok = ok &&
	     predict(&job->predictions[item.index], job, &item, worker->workspace, scratch, &st);
	// Without an index it is the set as a whole that cannot be read any further.
	bool skip = !ok && job->request->allow_skips && item.index >= 0;
	if (!ok && !skip) {
		note_failure(job, item.index, &st);
		return false;
	}
	note_sample(job, item.index, skip ? &st : NULL);
	return true;
}

static void *worker_main(void *argument)
{
	struct worker *worker = argument;
	bool more = true;
	while (more && !atomic_load(&worker->job->stop)) {
		struct arena scratch = {0};
		more = take_sample(worker, &scratch);
		arena_release(&scratch);
	}
	return NULL;
}

static int usable_threads(void)
{
	cpu_set_t cpus;
	if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
		return 1;
	return CPU_COUNT(&cpus);
}

static bool run_workers(struct job *job, int threads, struct status *st)
{
	struct arena arena = {0};
	struct worker *workers = arena_array(&arena, struct worker, threads);
	int started = 0;
	int error = 0;
	while (started < threads && error == 0) {
		struct worker *worker = &workers[started];
		worker->job = job;
		worker->workspace = arena_alloc(&arena, plan_workspace_nbytes(job->plan), 1, 64);
		error = pthread_create(&worker->thread, NULL, worker_main, worker);
		started += error == 0;
	}
	if (error != 0)
		atomic_store(&job->stop, true);
	for (int i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	arena_release(&arena);
	if (error != 0)
		return status_fail_errno(
			st, STATUS_IO, error, "cannot start thread %d of %d", started + 1, threads);
	if (job->failed)
		*st = job->failure;
	return !job->failed;
}

// `limit` of `count` indices, evenly spread, so that every class has its share.
static int64_t *choose_samples(int64_t count, int64_t limit, struct arena *keep)
{
	int64_t *chosen = arena_array(keep, int64_t, limit);
	for (int64_t i = 0; i < limit; i++)
		chosen[i] = i * count / limit;
	return chosen;
}

static bool check_model(
	const struct model *model, const struct eval_request *request, struct status *st)
{
	if (model->input_count != 1 || model->output_count != 1)
		return status_fail(st, STATUS_FORMAT,
			"%s: protocol %s needs a model with one input and one output, this one has %d and %d",
			request->file_name, request->protocol->name, model->input_count,
			model->output_count);
	size_t outputs = model->tensors[model->outputs[0]].count;
	if (outputs != (size_t)request->label_count)
		return status_fail(st, STATUS_FORMAT, "%s: %zu outputs, but %d class labels",
			request->file_name, outputs, request->label_count);
	return true;
}

static bool eval_samples(struct eval_result *out, const struct eval_request *request,
	const struct observer *observer, const struct model *model, struct arena *keep,
	struct arena *scratch, struct status *st)
{
	struct plan *plan;
	const struct plan_options options = {
		.kernels = request->kernels, .rounding = request->rounding};
	struct job job = {.request = request, .observer = observer};
	struct pipeline *pipeline;
	if (!plan_create(&plan, model, &options, scratch, st))
		return false;
	if (!request->protocol->pipeline_create(
		    &pipeline, &request->knobs, &model->tensors[model->inputs[0]], scratch, st))
		return status_prefix(st, "%s", request->file_name);
	job.plan = plan;
	job.pipeline = pipeline;
	job.output = &model->tensors[model->outputs[0]];

	int64_t count = request->dataset->sample_count;
	bool limited = request->limit > 0 && request->limit < count;
	job.chosen_count = limited ? request->limit : count;
	const int64_t *chosen = limited ? choose_samples(count, job.chosen_count, scratch) : NULL;
	job.predictions = arena_array(keep, int, count);
	memset(job.predictions, -1, (size_t)count * sizeof(int)); // -1 in every element
	if (!dataset_reader_open(&job.reader, request->dataset, chosen, job.chosen_count, st))
		return false;

	out->threads = request->threads > 0 ? request->threads : usable_threads();
	if (out->threads > MAX_THREADS)
		out->threads = MAX_THREADS;
	pthread_mutex_init(&job.lock, NULL);
	bool ok = run_workers(&job, out->threads, st);
	pthread_mutex_destroy(&job.lock);
	dataset_reader_close(job.reader);
	out->predictions = job.predictions;
	out->skipped_count = job.skipped_count;
	if (job.skipped_count > 0)
		out->skip = arena_strdup(keep, job.skip.message);
	out->sample_count = job.done_count - job.skipped_count;
	return ok;
}

static double now_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool eval_run(struct eval_result *out, const struct eval_request *request,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	*out = (struct eval_result){.metric = request->protocol->metric};
	out->isa = kernels_name(request->kernels);
	struct digests digests = digest_bytes(request->file);
	memcpy(out->sha1, digests.sha1, sizeof(out->sha1));

	struct arena scratch = {0};
	struct model *model;
	const int *label_of_class;
	double start = now_seconds();
	bool ok = eval_map_classes(&label_of_class, request, keep, st) &&
		  model_parse(&model, request->file, request->file_name, &scratch, st) &&
		  check_model(model, request, st) &&
		  eval_samples(out, request, observer, model, keep, &scratch, st);
	arena_release(&scratch);
	out->seconds = now_seconds() - start;
	if (ok)
		eval_judge(out, request, label_of_class, keep);
	return ok;
}
