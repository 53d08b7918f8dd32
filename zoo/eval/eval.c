// SPDX-License-Identifier: Apache-2.0
/*
 * An evaluation from the model's bytes to the verdict: what the workers need is made first,
 * some protocols look over the set before anything is run, and counting and judging come
 * after the last sample.
 */
#include "zoo/eval.h"

#include "zoo/digest.h"
#include "zoo/eval/choose.h"
#include "zoo/eval/cores.h"
#include "zoo/eval/judge.h"
#include "zoo/eval/stopwatch.h"
#include "zoo/eval/tally.h"
#include "zoo/eval/workers.h"

#include <math.h>
#include <string.h>

enum { MAX_THREADS = 256 };

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

/*
 * The mean over the set that some pipelines need before they can prepare anything.  It is
 * summed in the order of the samples, so that it does not depend on threads.
 */
static bool survey(double stage_seconds[EVAL_STAGE_COUNT], struct pipeline *pipeline,
	const struct workload *load, struct arena *keep, struct arena *scratch, struct status *st)
{
	const struct protocol *protocol = load->request->method->protocol;
	if (!protocol->wants_survey || !protocol->wants_survey(pipeline))
		return true;
	int64_t count = load->request->dataset->sample_count;
	struct workload asking = *load;
	struct work_done done;
	asking.survey = arena_array(scratch, double, count);
	for (int64_t i = 0; i < count; i++)
		asking.survey[i] = NAN;
	if (!workers_run(&done, stage_seconds, &asking, keep, st))
		return false;
	double sum = 0;
	int64_t surveyed_count = 0;
	for (int64_t i = 0; i < count; i++) {
		if (isnan(asking.survey[i])) // not chosen, or skipped
			continue;
		sum += asking.survey[i];
		surveyed_count++;
	}
	protocol->calibrate(pipeline, surveyed_count ? sum / (double)surveyed_count : 0);
	return true;
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
	const struct dataset *set = request->dataset;
	const struct plan_options options = {.kernels = request->kernels,
		.rounding = request->rounding,
		.batch = PLAN_BATCH_AUTO};
	struct plan *plan;
	struct pipeline *pipeline;
	if (!plan_create(&plan, model, &options, scratch, st))
		return false;
	if (!protocol->pipeline_create(&pipeline, &request->method->knobs,
		    &model->tensors[model->inputs[0]], scratch, st))
		return status_prefix(st, "%s", request->file_name);
	out->window_count = protocol_window_count(protocol, pipeline);
	out->threads = choose_threads(request);

	struct workload load = {.request = request,
		.observer = observer,
		.model = model,
		.plan = plan,
		.pipeline = pipeline,
		.targets = targets,
		.threads = out->threads,
		.window_count = out->window_count};
	struct work_done done;
	load.chosen = eval_choose(
		&load.chosen_count, set->sample_count, request->limit, request->seed, scratch);
	load.wants_content = set->kind->content_sha256 && set->complete && !set->departure &&
			     load.chosen_count == set->sample_count;
	load.outcomes = arena_array(keep, struct eval_outcome, set->sample_count);
	out->startup_seconds = seconds_since(start_ns);
	if (!survey(out->stage_seconds, pipeline, &load, keep, scratch, st) ||
		!workers_run(&done, out->stage_seconds, &load, keep, st))
		return false;
	out->skipped_count = done.skipped_count;
	out->skips = done.skips;
	out->sample_count = done.sample_count;
	eval_tally(out, request, load.outcomes, targets, keep);
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
