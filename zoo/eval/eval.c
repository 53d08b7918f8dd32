// SPDX-License-Identifier: Apache-2.0
/*
 * The workers: each takes the next sample and prepares it; when some have gathered it runs
 * them and notes what came out under each sample's index, so that neither the number of
 * threads nor the order of the samples, nor which of them ran together, shows in the result.
 * Counting and judging come after the last sample.
 */
#include "zoo/eval.h"

#include "zoo/digest.h"
#include "zoo/eval/choose.h"
#include "zoo/eval/cores.h"
#include "zoo/eval/inference.h"
#include "zoo/eval/judge.h"
#include "zoo/eval/score.h"
#include "zoo/eval/stopwatch.h"
#include "zoo/eval/tally.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 256, PROGRESS_STRIDE = 16 };

// What all workers share.  Only the fields below `lock` change while they run.
struct job {
	const struct eval_request *request;
	const struct observer *observer;
	const struct model *model;
	const struct plan *plan;
	const struct tensor *input, *output;
	const struct pipeline *pipeline;
	int window_count;
	const int *target_of_class, *target_of_group; // outputs; see eval_targets
	struct dataset_reader *reader;
	int64_t chosen_count;
	bool wants_content; // hashes of the samples, to tell whether the set is the right one
	double *survey;     // not NULL: this pass asks for these, nothing is run
	struct eval_outcome
		*outcomes; // each element is written by the one worker that has its sample

	pthread_mutex_t lock;
	atomic_bool stop;
	int64_t done_count, skipped_count;
	struct skip *skips; // newest first
	struct arena *skip_arena;
	bool failed;
	int64_t failed_index; // of the first sample, in order, among those that failed
	struct status failure;
	double stage_seconds[EVAL_STAGE_COUNT]; // of all threads, once they have ended
};

struct skip {
	int64_t index; // of the sample
	const char *why;
	struct skip *next;
};

struct worker {
	pthread_t thread;
	struct job *job;
	struct inference inference;
	struct stopwatch watch;
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
	if (skip) {
		struct skip *noted = arena_new(job->skip_arena, struct skip);
		*noted = (struct skip){
			index, arena_strdup(job->skip_arena, skip->message), job->skips};
		job->skips = noted;
	}
	job->skipped_count += skip != NULL;
	job->done_count++;
	if (job->done_count % PROGRESS_STRIDE == 0 || job->done_count == job->chosen_count)
		observer_progress(job->observer, job->request->file_name, "samples",
			job->done_count, job->chosen_count);
	pthread_mutex_unlock(&job->lock);
}

// The output of the model that is right for the sample, or stands for its group.
static int target_of(const struct job *job, const struct dataset_sample *sample)
{
	if (job->request->method->protocol->metric == METRIC_AUC)
		return sample->group_index < 0 ? 0 : job->target_of_group[sample->group_index];
	return job->target_of_class[sample->class_index];
}

static void note_outcome(struct job *job, int64_t index, const void *outputs)
{
	const struct protocol *protocol = job->request->method->protocol;
	struct eval_outcome *outcome = &job->outcomes[index];
	int target = target_of(job, &job->request->dataset->samples[index]);
	if (protocol->metric == METRIC_AUC) {
		outcome->score = protocol->score(job->pipeline, job->output, outputs, target);
	} else {
		outcome->predicted = score_argmax(job->output, outputs);
		outcome->rank = score_rank(job->output, outputs, target);
	}
	outcome->evaluated = true;
	note_sample(job, index, NULL);
}

static void infer(struct worker *worker)
{
	struct inference *inference = &worker->inference;
	int count = inference->count;
	inference_run(inference);
	stopwatch_lap(&worker->watch, EVAL_INFERENCE);
	for (int i = 0; i < count; i++)
		note_outcome(worker->job, inference->samples[i], inference_outputs(inference, i));
}

static bool survey_sample(struct worker *worker, const struct dataset_item *item,
	struct arena *scratch, struct status *st)
{
	struct job *job = worker->job;
	if (!job->request->method->protocol->survey(job->pipeline, &job->survey[item->index],
		    item->content, job->request->dataset->samples[item->index].path, scratch, st))
		return false;
	stopwatch_lap(&worker->watch, EVAL_FEATURES);
	note_sample(job, item->index, NULL);
	return true;
}

// Of a sample that cannot be prepared nothing remains beside those that have gathered.
static bool prepare_sample(struct worker *worker, const struct dataset_item *item,
	struct arena *scratch, struct status *st)
{
	struct job *job = worker->job;
	if (job->wants_content)
		digest_sha256(job->outcomes[item->index].content_sha256, item->content);
	stopwatch_lap(&worker->watch, EVAL_HASHING);
	if (!job->request->method->protocol->prepare(job->pipeline,
		    inference_inputs(&worker->inference), item->content,
		    job->request->dataset->samples[item->index].path, scratch, st))
		return false;
	stopwatch_lap(&worker->watch, EVAL_FEATURES);
	bool full = inference_add(&worker->inference, item->index);
	stopwatch_lap(&worker->watch, EVAL_INFERENCE);
	if (full)
		infer(worker);
	return true;
}

static bool take_item(struct worker *worker, const struct dataset_item *item, struct arena *scratch,
	struct status *st)
{
	struct job *job = worker->job;
	bool ok = job->survey ? survey_sample(worker, item, scratch, st)
			      : prepare_sample(worker, item, scratch, st);
	return ok || status_prefix(st, "%s", job->request->dataset->where);
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
	stopwatch_lap(&worker->watch, EVAL_READING);
	if (ok && !item.content.data)
		return false;
	if (ok && take_item(worker, &item, scratch, &st))
		return true;
	// Without an index it is the set as a whole that cannot be read any further.
	if (!job->request->allow_skips || item.index < 0) {
		if (item.index >= 0 && !st.hint[0])
			status_hint(&st,
				"get the file again; or --allow-skips leaves such samples out, "
				"counts them, and gives no verdict");
		note_failure(job, item.index, &st);
		return false;
	}
	note_sample(job, item.index, &st);
	return true;
}

static void *worker_main(void *argument)
{
	struct worker *worker = argument;
	struct arena scratch = {0};
	bool more = true;
	stopwatch_start(&worker->watch);
	while (more && !atomic_load(&worker->job->stop)) {
		more = take_sample(worker, &scratch);
		arena_reuse(&scratch);
		stopwatch_lap(&worker->watch, EVAL_OTHER);
	}
	arena_release(&scratch);
	if (!atomic_load(&worker->job->stop))
		infer(worker);
	stopwatch_lap(&worker->watch, EVAL_OTHER);
	return NULL;
}

// So many that the last samples are not left to one worker while others wait.
static int64_t samples_at_once(const struct job *job, int threads)
{
	int64_t fair = job->chosen_count / ((int64_t)threads * 4);
	return fair > 1 ? fair : 1;
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
		inference_create(&worker->inference, job->plan, job->model, job->window_count,
			samples_at_once(job, threads), &arena);
		error = pthread_create(&worker->thread, NULL, worker_main, worker);
		started += error == 0;
	}
	if (error != 0)
		atomic_store(&job->stop, true);
	for (int i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		stopwatch_add(job->stage_seconds, &workers[i].watch);
	}
	arena_release(&arena);
	if (error != 0)
		return status_fail_errno(
			st, STATUS_IO, error, "cannot start thread %d of %d", started + 1, threads);
	if (job->failed)
		*st = job->failure;
	return !job->failed;
}

static bool check_model(
	const struct model *model, const struct eval_request *request, struct status *st)
{
	if (model->input_count != 1 || model->output_count != 1)
		return status_fail(st, STATUS_FORMAT,
			"%s: protocol %s needs a model with one input and one output, this one has %d and %d",
			request->file_name, request->method->protocol->name, model->input_count,
			model->output_count);
	size_t outputs = model->tensors[model->outputs[0]].count;
	if (outputs != (size_t)request->label_count)
		return status_fail(st, STATUS_FORMAT, "%s: %zu outputs, but %d class labels",
			request->file_name, outputs, request->label_count);
	return true;
}

// Every chosen sample once, by all workers.
static bool run_pass(struct job *job, const int64_t *chosen, int threads, struct status *st)
{
	job->done_count = job->skipped_count = 0;
	job->skips = NULL;
	atomic_store(&job->stop, false);
	if (!dataset_reader_open(
		    &job->reader, job->request->dataset, chosen, job->chosen_count, st))
		return false;
	pthread_mutex_init(&job->lock, NULL);
	bool ok = run_workers(job, threads, st);
	pthread_mutex_destroy(&job->lock);
	dataset_reader_close(job->reader);
	return ok;
}

/*
 * The mean over the set that some pipelines need before they can prepare anything.  It is
 * summed in the order of the samples, so that it does not depend on threads.
 */
static bool survey(struct job *job, struct pipeline *pipeline, const int64_t *chosen, int threads,
	struct arena *scratch, struct status *st)
{
	const struct protocol *protocol = job->request->method->protocol;
	if (!protocol->wants_survey || !protocol->wants_survey(pipeline))
		return true;
	int64_t count = job->request->dataset->sample_count;
	job->survey = arena_array(scratch, double, count);
	for (int64_t i = 0; i < count; i++)
		job->survey[i] = NAN;
	if (!run_pass(job, chosen, threads, st))
		return false;
	double sum = 0;
	int64_t surveyed_count = 0;
	for (int64_t i = 0; i < count; i++) {
		if (isnan(job->survey[i])) // not chosen, or skipped
			continue;
		sum += job->survey[i];
		surveyed_count++;
	}
	job->survey = NULL;
	protocol->calibrate(pipeline, surveyed_count ? sum / (double)surveyed_count : 0);
	return true;
}

static int compare_skips(const void *a, const void *b)
{
	int64_t x = (*(struct skip *const *)a)->index, y = (*(struct skip *const *)b)->index;
	return (x > y) - (x < y);
}

// In the order of the samples, whichever thread met which.
static const char *const *sort_skips(const struct job *job, struct arena *keep)
{
	struct skip **sorted = arena_array(keep, struct skip *, job->skipped_count + 1);
	const char **lines = arena_array(keep, const char *, job->skipped_count + 1);
	int64_t count = 0;
	for (struct skip *skip = job->skips; skip; skip = skip->next)
		sorted[count++] = skip;
	qsort(sorted, (size_t)count, sizeof(struct skip *), compare_skips);
	for (int64_t i = 0; i < count; i++)
		lines[i] = sorted[i]->why;
	return lines;
}

static int choose_threads(const struct eval_request *request)
{
	int threads = request->threads > 0 ? request->threads : cores_usable();
	return threads < MAX_THREADS ? threads : MAX_THREADS;
}

static double seconds_since(int64_t start_ns)
{
	return (double)(stopwatch_now_ns() - start_ns) * 1e-9;
}

static bool eval_samples(struct eval_result *out, const struct eval_request *request,
	const struct eval_targets *targets, const struct observer *observer,
	const struct model *model, int64_t start_ns, struct arena *keep, struct arena *scratch,
	struct status *st)
{
	const struct protocol *protocol = request->method->protocol;
	const struct plan_options options = {.kernels = request->kernels,
		.rounding = request->rounding,
		.batch = PLAN_BATCH_AUTO};
	struct job job = {.request = request,
		.observer = observer,
		.model = model,
		.input = &model->tensors[model->inputs[0]],
		.output = &model->tensors[model->outputs[0]],
		.skip_arena = keep,
		.target_of_class = targets->of_class,
		.target_of_group = targets->of_group};
	struct plan *plan;
	struct pipeline *pipeline;
	if (!plan_create(&plan, model, &options, scratch, st))
		return false;
	if (!protocol->pipeline_create(&pipeline, &request->method->knobs, job.input, scratch, st))
		return status_prefix(st, "%s", request->file_name);
	job.plan = plan;
	job.pipeline = pipeline;
	job.window_count = out->window_count = protocol_window_count(protocol, pipeline);

	int64_t count = request->dataset->sample_count;
	const int64_t *chosen =
		eval_choose(&job.chosen_count, count, request->limit, request->seed, scratch);
	const struct dataset *set = request->dataset;
	job.wants_content = set->kind->content_sha256 && set->complete && !set->departure &&
			    job.chosen_count == count;
	job.outcomes = arena_array(keep, struct eval_outcome, count);
	out->threads = choose_threads(request);
	out->startup_seconds = seconds_since(start_ns);
	if (!survey(&job, pipeline, chosen, out->threads, scratch, st) ||
		!run_pass(&job, chosen, out->threads, st))
		return false;
	memcpy(out->stage_seconds, job.stage_seconds, sizeof(out->stage_seconds));
	out->skipped_count = job.skipped_count;
	out->skips = sort_skips(&job, keep);
	out->sample_count = job.done_count - job.skipped_count;
	eval_tally(out, request, job.outcomes, targets, keep);
	return true;
}

bool eval_run(struct eval_result *out, const struct eval_request *request,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	*out = (struct eval_result){.metric = metric_name(request->method->protocol->metric),
		.isa = kernels_name(request->kernels),
		.measured = NAN,
		.interval95 = {NAN, NAN}};
	int64_t start_ns = stopwatch_now_ns();
	if (request->sha1)
		memcpy(out->sha1, request->sha1, sizeof(out->sha1));
	else
		digest_sha1(out->sha1, request->file);
	method_hash(out->method_hash, request->method);

	struct arena scratch = {0};
	struct model *model;
	struct eval_targets targets;
	bool ok =
		eval_find_targets(&targets, request, &scratch, st) &&
		model_parse(&model, request->file, request->file_name, &scratch, st) &&
		check_model(model, request, st) &&
		eval_samples(out, request, &targets, observer, model, start_ns, keep, &scratch, st);
	if (ok)
		weights_examine(&out->weights, model, keep);
	arena_release(&scratch);
	out->seconds = seconds_since(start_ns);
	if (ok)
		eval_judge(out, request, keep);
	return ok;
}
