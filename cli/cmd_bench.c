// SPDX-License-Identifier: Apache-2.0
/*
 * zoo bench: one model after the other, each by all the kernels that were asked for.
 */
#include "cli/command.h"

#include "cli/bench_item.h"
#include "cli/planned.h"
#include "cli/progress.h"

enum { DEFAULT_MS = 500, MOST_MS = 600000 };

static const struct option options[] = {
	{.name = "threads",
		.value = "N",
		.about = "threads, each with inferences of its own (1)",
		.least = 1,
		.most = BENCH_MOST_THREADS},
	{.name = "isa", .value = "T", .about = "kernels to use; all: each of them, in turn"},
	{.name = "rounding",
		.value = "R",
		.about = "double, single or fp32",
		.choices = rounding_choices},
	{.name = "ops", .about = "time of each operator, too"},
	{.name = "ms",
		.value = "N",
		.about = "run each for so many milliseconds (500)",
		.least = 1,
		.most = MOST_MS},
	{.name = NULL},
};

// What the command line says for all models.
struct common {
	const struct kernels *const *tiers; // NULL behind the last
	enum rounding rounding;
	int threads;
	bool ops;
	double least_seconds;
};

static bool plan_cases(
	struct bench_item *item, const struct common *common, struct arena *keep, struct status *st)
{
	int count = 0;
	while (common->tiers[count])
		count++;
	struct bench_case *cases = arena_array(keep, struct bench_case, count);
	for (int i = 0; i < count; i++) {
		struct plan_options plan_options = {
			.kernels = common->tiers[i], .rounding = common->rounding};
		struct plan *plan;
		if (!plan_create(&plan, item->model, &plan_options, keep, st))
			return false;
		cases[i] = (struct bench_case){item->model, plan, common->tiers[i]};
	}
	item->cases = cases;
	item->case_count = count;
	return true;
}

static bool measure(struct bench_item *out, struct context *context, const struct common *common,
	const char *word, struct status *st)
{
	*out = (struct bench_item){.rounding = common->rounding, .threads = common->threads};
	if (!model_argument_read(&out->argument, context, word, context->keep, st) ||
		!model_parse(
			&out->model, out->argument.file, out->argument.name, context->keep, st) ||
		!plan_cases(out, common, context->keep, st))
		return false;
	struct bench_request request = {.cases = out->cases,
		.case_count = out->case_count,
		.threads = common->threads,
		.ops = common->ops,
		.least_seconds = common->least_seconds,
		.name = out->argument.name};
	struct bench_result *results =
		arena_array(context->keep, struct bench_result, out->case_count);
	out->results = results;
	bool ok = bench_run(results, &request, &context->observer, context->keep, st);
	progress_clear(context->progress);
	return ok;
}

static void write_failure(struct json *json, const char *word, const struct status *failure)
{
	json_object_open(json, NULL);
	json_text(json, "model", word);
	context_write_error(json, failure);
	json_object_close(json);
}

/*
 * Every model, in order.  `code` is that of all together; false if nothing is to be shown, as
 * there was only one and it failed, or the user wants to stop.
 */
static bool measure_all(int *count, struct bench_item *items, int *code, struct context *context,
	const struct common *common, const struct arguments *arguments, struct status *st)
{
	struct batch batch = {STATUS_OK};
	for (int i = 0; i < arguments->word_count; i++) {
		const char *word = arguments->words[i];
		struct status failure = {.code = STATUS_OK};
		bool ok = measure(&items[*count], context, common, word, &failure);
		batch_add(&batch, (int)failure.code);
		if (context_stopped(context, st))
			return false;
		if (!ok && arguments->word_count == 1) {
			*st = failure;
			return false;
		}
		if (!ok)
			context_report(context, &failure);
		if (!ok && context->json)
			write_failure(context->document, word, &failure);
		if (ok && context->json)
			bench_item_write(context->document, &items[*count]);
		*count += ok;
	}
	*code = batch.code;
	return true;
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct common common = {.threads = (int)arguments_number(arguments, "threads", 1),
		.ops = arguments_has(arguments, "ops"),
		.least_seconds = (double)arguments_number(arguments, "ms", DEFAULT_MS) * 1e-3};
	common.tiers = planned_tiers(&common.rounding, context, arguments, context->keep, st);
	if (!common.tiers)
		return (int)st->code;
	struct bench_item *items =
		arena_array(context->keep, struct bench_item, arguments->word_count);
	int count = 0, code;
	if (context->json)
		json_array_open(context_document(context), "results");
	if (!measure_all(&count, items, &code, context, &common, arguments, st))
		return (int)st->code;
	if (context->json) {
		json_array_close(context->document);
		context_document_finish(context);
	} else {
		bench_items_print(context, items, count);
	}
	return code;
}

const struct command cmd_bench = {
	.name = "bench",
	.group = "Run and measure",
	.summary = "time models: latency, throughput, share of this CPU's peak",
	.synopsis = "CARD|FILE.tflite... [--threads N] [--isa T] [--rounding R] [--ops] [--ms N]",
	.options = options,
	.least_words = 1,
	.most_words = -1,
	.run = run,
};
