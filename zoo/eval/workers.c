// SPDX-License-Identifier: Apache-2.0
/*
 * Each worker takes the next sample and prepares it; when some have gathered it runs them
 * and notes what came out.
 */
#include "zoo/eval/workers.h"

#include "zoo/digest.h"
#include "zoo/eval/inference.h"
#include "zoo/eval/ledger.h"
#include "zoo/eval/score.h"
#include "zoo/eval/stopwatch.h"
#include "zoo/threads.h"

#include <pthread.h>

// What all workers share.
struct job {
	const struct workload *load;
	struct dataset_reader *reader;
	struct ledger ledger;
};

struct worker {
	pthread_t thread;
	struct job *job;
	struct inference inference;
	struct stopwatch watch;
};

// The output of the model that is right for the sample, or stands for its group.
static int target_of(const struct workload *load, const struct dataset_sample *sample)
{
	if (load->request->method->protocol->metric == METRIC_AUC)
		return sample->group_index < 0 ? 0 : load->targets->of_group[sample->group_index];
	return load->targets->of_class[sample->class_index];
}

static void note_outcome(struct job *job, int64_t index, const void *outputs)
{
	const struct workload *load = job->load;
	const struct protocol *protocol = load->request->method->protocol;
	const struct tensor *output = &load->model->tensors[load->model->outputs[0]];
	struct eval_outcome *outcome = &load->outcomes[index];
	int target = target_of(load, &load->request->dataset->samples[index]);
	if (protocol->metric == METRIC_AUC) {
		outcome->score = protocol->score(load->pipeline, output, outputs, target);
	} else {
		outcome->predicted = score_argmax(output, outputs);
		outcome->rank = score_rank(output, outputs, target);
	}
	outcome->evaluated = true;
	ledger_sample(&job->ledger, index, NULL);
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
	const struct workload *load = worker->job->load;
	if (!load->request->method->protocol->survey(load->pipeline, &load->survey[item->index],
		    item->content, load->request->dataset->samples[item->index].path, scratch, st))
		return false;
	stopwatch_lap(&worker->watch, EVAL_FEATURES);
	ledger_sample(&worker->job->ledger, item->index, NULL);
	return true;
}

// Of a sample that cannot be prepared nothing remains beside those that have gathered.
static bool prepare_sample(struct worker *worker, const struct dataset_item *item,
	struct arena *scratch, struct status *st)
{
	const struct workload *load = worker->job->load;
	if (load->wants_content)
		digest_sha256(load->outcomes[item->index].content_sha256, item->content);
	stopwatch_lap(&worker->watch, EVAL_HASHING);
	if (!load->request->method->protocol->prepare(load->pipeline,
		    inference_inputs(&worker->inference), item->content,
		    load->request->dataset->samples[item->index].path, scratch, st))
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
	const struct workload *load = worker->job->load;
	bool ok = load->survey ? survey_sample(worker, item, scratch, st)
			       : prepare_sample(worker, item, scratch, st);
	return ok || status_prefix(st, "%s", load->request->dataset->where);
}

// True while there is more to do.
static bool take_sample(struct worker *worker, struct arena *scratch)
{
	struct job *job = worker->job;
	struct status st = {0};
	if (observer_stopped(job->load->observer)) {
		status_fail(&st, STATUS_INTERRUPTED, "stopped");
		ledger_fail(&job->ledger, -1, &st);
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
	if (!job->load->request->allow_skips || item.index < 0) {
		if (item.index >= 0 && !st.hint[0])
			status_hint(&st,
				"get the file again; or --allow-skips leaves such samples out, "
				"counts them, and gives no verdict");
		ledger_fail(&job->ledger, item.index, &st);
		return false;
	}
	ledger_sample(&job->ledger, item.index, &st);
	return true;
}

static void *worker_main(void *argument)
{
	struct worker *worker = argument;
	struct arena scratch = {0};
	bool more = true;
	stopwatch_start(&worker->watch);
	while (more && !ledger_stopped(&worker->job->ledger)) {
		more = take_sample(worker, &scratch);
		arena_reuse(&scratch);
		stopwatch_lap(&worker->watch, EVAL_OTHER);
	}
	arena_release(&scratch);
	if (!ledger_stopped(&worker->job->ledger))
		infer(worker);
	stopwatch_lap(&worker->watch, EVAL_OTHER);
	return NULL;
}

// So many that the last samples are not left to one worker while others wait.
static int64_t samples_at_once(const struct workload *load)
{
	int64_t fair = load->chosen_count / ((int64_t)load->threads * 4);
	return fair > 1 ? fair : 1;
}

static bool run_workers(struct job *job, double stage_seconds[EVAL_STAGE_COUNT], struct status *st)
{
	const struct workload *load = job->load;
	int threads = load->threads;
	struct arena arena = {0};
	struct worker *workers = arena_array(&arena, struct worker, threads);
	int started = 0;
	int error = 0;
	while (started < threads && error == 0) {
		struct worker *worker = &workers[started];
		worker->job = job;
		inference_create(&worker->inference, load->plan, load->model, load->window_count,
			samples_at_once(load), &arena);
		error = pthread_create(&worker->thread, NULL, worker_main, worker);
		started += error == 0;
	}
	if (error != 0)
		ledger_stop(&job->ledger);
	for (int i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		stopwatch_add(stage_seconds, &workers[i].watch);
	}
	arena_release(&arena);
	if (error != 0)
		return threads_fail(st, error, started, threads);
	if (job->ledger.failed)
		*st = job->ledger.failure;
	return !job->ledger.failed;
}

bool workers_run(struct work_done *out, double stage_seconds[EVAL_STAGE_COUNT],
	const struct workload *load, struct arena *keep, struct status *st)
{
	struct job job = {.load = load};
	const struct eval_request *request = load->request;
	if (!dataset_reader_open(
		    &job.reader, request->dataset, load->chosen, load->chosen_count, st))
		return false;
	ledger_open(&job.ledger, load->observer, request->file_name, load->chosen_count, keep);
	bool ok = run_workers(&job, stage_seconds, st);
	if (ok)
		*out = (struct work_done){job.ledger.done_count - job.ledger.skipped_count,
			job.ledger.skipped_count, ledger_skips(&job.ledger, keep)};
	ledger_close(&job.ledger);
	dataset_reader_close(job.reader);
	return ok;
}
