// SPDX-License-Identifier: Apache-2.0
/*
 * Each thread runs the model again and again in a workspace of its own, for at least
 * half a second and a few times at least.  The smallest time is the machine undisturbed,
 * the median what to expect; throughput is of all threads together.
 */
#include "cli/command.h"

#include "cli/planned.h"
#include "cli/table.h"
#include "cli/text.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_THREADS = 256, LEAST_RUNS = 5, MOST_RUNS = 1 << 20, WARM_UP_RUNS = 2 };

static const double least_seconds = 0.5;

static const struct option options[] = {
	{.name = "threads",
		.value = "N",
		.about = "threads, each with inferences of its own (1)",
		.least = 1,
		.most = MAX_THREADS},
	{.name = "isa", .value = "T", .about = "kernels to use"},
	{.name = "rounding",
		.value = "R",
		.about = "double, single or fp32",
		.choices = rounding_choices},
	{.name = "ops", .about = "time of each operator, too"},
	{.name = NULL},
};

struct worker {
	pthread_t thread;
	const struct planned *planned;
	const struct context *context;
	void *workspace;
	struct arena keep;
	double *seconds; // of each run
	int run_count, capacity;
	double began, ended;
};

static double now_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/*
 * Inputs are written before each run, as the engine asks for it; time does not depend
 * on what stands in them.
 */
static void write_inputs(const struct planned *planned, void *workspace)
{
	for (int i = 0; i < planned->model->input_count; i++)
		memset(plan_input(planned->plan, i, workspace), 0,
			planned->model->tensors[planned->model->inputs[i]].nbytes);
}

static void note_run(struct worker *worker, double seconds)
{
	if (worker->run_count == worker->capacity) {
		int capacity = worker->capacity ? worker->capacity * 2 : 1024;
		double *larger = arena_array(&worker->keep, double, capacity);
		if (worker->run_count > 0)
			memcpy(larger, worker->seconds,
				(size_t)worker->run_count * sizeof(*larger));
		worker->seconds = larger;
		worker->capacity = capacity;
	}
	worker->seconds[worker->run_count++] = seconds;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	const struct plan *plan = worker->planned->plan;
	for (int i = 0; i < WARM_UP_RUNS; i++) {
		write_inputs(worker->planned, worker->workspace);
		plan_run(plan, worker->workspace);
	}
	worker->began = now_seconds();
	double now = worker->began;
	while ((now - worker->began < least_seconds || worker->run_count < LEAST_RUNS) &&
		worker->run_count < MOST_RUNS && !observer_stopped(&worker->context->observer)) {
		write_inputs(worker->planned, worker->workspace);
		double start = now_seconds();
		plan_run(plan, worker->workspace);
		now = now_seconds();
		note_run(worker, now - start);
	}
	worker->ended = now;
	return NULL;
}

static int compare_seconds(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

struct figures {
	int threads;
	int64_t run_count;
	double ms_min, ms_median, per_second;
	double *op_ms; // smallest of each operator; NULL: not asked for
};

static void summarise(struct figures *out, struct worker *workers, struct arena *scratch)
{
	for (int i = 0; i < out->threads; i++)
		out->run_count += workers[i].run_count;
	double *all = arena_array(scratch, double, out->run_count + 1);
	double began = workers[0].began, ended = workers[0].ended;
	size_t used = 0;
	for (int i = 0; i < out->threads; i++) {
		if (workers[i].run_count > 0)
			memcpy(all + used, workers[i].seconds,
				(size_t)workers[i].run_count * sizeof(*all));
		used += (size_t)workers[i].run_count;
		began = workers[i].began < began ? workers[i].began : began;
		ended = workers[i].ended > ended ? workers[i].ended : ended;
	}
	if (used == 0)
		return;
	qsort(all, used, sizeof(*all), compare_seconds);
	out->ms_min = all[0] * 1e3;
	out->ms_median = (all[(used - 1) / 2] + all[used / 2]) / 2 * 1e3;
	out->per_second = (double)used / (ended - began);
}

static bool measure(struct figures *out, const struct context *context,
	const struct planned *planned, struct arena *scratch, struct status *st)
{
	struct worker *workers = arena_array(scratch, struct worker, out->threads);
	for (int i = 0; i < out->threads; i++) {
		workers[i].planned = planned;
		workers[i].context = context;
		workers[i].workspace = planned_workspace(planned, scratch);
	}
	int started = 0, error = 0;
	while (started < out->threads && error == 0) {
		struct worker *worker = &workers[started];
		error = pthread_create(&worker->thread, NULL, work, worker);
		started += error == 0;
	}
	for (int i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	if (error == 0)
		summarise(out, workers, scratch);
	for (int i = 0; i < started; i++)
		arena_release(&workers[i].keep);
	if (error)
		return status_fail_errno(
			st, STATUS_IO, error, "thread %d could not start", started);
	return !context_stopped(context, st);
}

struct op_clock {
	double last;
	double *ms;
};

static void observe_op(void *argument, int op, const void *output)
{
	(void)output;
	struct op_clock *clock = argument;
	double now = now_seconds(), ms = (now - clock->last) * 1e3;
	if (clock->ms[op] <= 0 || ms < clock->ms[op])
		clock->ms[op] = ms;
	clock->last = now_seconds();
}

static bool measure_ops(struct figures *out, const struct context *context,
	const struct planned *planned, struct arena *scratch, struct status *st)
{
	void *workspace = planned_workspace(planned, scratch);
	out->op_ms = arena_array(scratch, double, planned->model->op_count);
	struct op_clock clock = {.ms = out->op_ms};
	double began = now_seconds();
	for (int i = 0; i < LEAST_RUNS || now_seconds() - began < least_seconds; i++) {
		if (context_stopped(context, st))
			return false;
		write_inputs(planned, workspace);
		clock.last = now_seconds();
		plan_run_observed(planned->plan, workspace, observe_op, &clock);
	}
	return true;
}

static double gmac_per_second(const struct planned *planned, const struct figures *figures)
{
	return (double)plan_macs(planned->plan, -1) * figures->per_second * 1e-9;
}

static void write_document(
	struct context *context, const struct planned *planned, const struct figures *figures)
{
	struct json *json = context_document(context);
	json_array_open(json, "results");
	json_object_open(json, NULL);
	json_text(json, "model", planned->argument.name);
	json_text(json, "isa", kernels_name(planned->kernels));
	json_text(json, "rounding", rounding_name(planned->rounding));
	json_int(json, "threads", figures->threads);
	json_int(json, "runs", figures->run_count);
	json_double(json, "mmac", (double)plan_macs(planned->plan, -1) * 1e-6);
	json_double(json, "ms_min", figures->ms_min);
	json_double(json, "ms_median", figures->ms_median);
	json_double(json, "per_second", figures->per_second);
	json_double(json, "gmac_per_second", gmac_per_second(planned, figures));
	if (figures->op_ms) {
		json_array_open(json, "ops");
		for (int i = 0; i < planned->model->op_count; i++) {
			char buffer[24];
			json_object_open(json, NULL);
			json_int(json, "index", i);
			json_text(json, "name", op_code_name(planned->model->ops[i].code, buffer));
			json_double(json, "mmac", (double)plan_macs(planned->plan, i) * 1e-6);
			json_double(json, "ms_min", figures->op_ms[i]);
			json_object_close(json);
		}
		json_array_close(json);
	}
	json_object_close(json);
	json_array_close(json);
	context_document_finish(context);
}

static void print_ops(
	struct context *context, const struct planned *planned, const struct figures *figures)
{
	static const char *const titles[] = {"#", "OPERATOR", "MMAC", "MS", "GMAC/S"};
	struct table *table = table_create(context->keep, "rlrrr");
	table_titles(table, titles);
	for (int i = 0; i < planned->model->op_count; i++) {
		char buffer[24];
		double macs = (double)plan_macs(planned->plan, i), ms = figures->op_ms[i];
		table_addf(table, "%d", i);
		table_add(table, op_code_name(planned->model->ops[i].code, buffer));
		table_addf(table, "%.3f", macs * 1e-6);
		table_addf(table, "%.4f", ms);
		table_addf(table, "%.2f", ms > 0 ? macs / ms * 1e-6 : 0);
	}
	putchar('\n');
	table_print(table, stdout, context->out, 2);
}

static void print_text(
	struct context *context, const struct planned *planned, const struct figures *figures)
{
	printf("%s%s%s  %.3f million multiply-accumulates\n",
		style_begin(context->out, COLOUR_STRONG),
		text_printable(context->keep, planned->argument.name),
		style_end(context->out, COLOUR_STRONG),
		(double)plan_macs(planned->plan, -1) * 1e-6);
	printf("  %s, %s rounding, %d thread%s, %" PRId64 " runs\n", kernels_name(planned->kernels),
		rounding_name(planned->rounding), figures->threads,
		figures->threads == 1 ? "" : "s", figures->run_count);
	printf("  latency %.4f ms at best, %.4f ms median\n", figures->ms_min, figures->ms_median);
	printf("  throughput %.1f inferences/s, %.2f GMAC/s\n", figures->per_second,
		gmac_per_second(planned, figures));
	if (figures->op_ms)
		print_ops(context, planned, figures);
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	struct planned planned;
	struct figures figures = {.threads = (int)arguments_number(arguments, "threads", 1)};
	if (!planned_create(&planned, context, arguments->words[0], arguments, context->keep, st) ||
		!measure(&figures, context, &planned, context->keep, st) ||
		(arguments_has(arguments, "ops") &&
			!measure_ops(&figures, context, &planned, context->keep, st)))
		return (int)st->code;
	if (context->json)
		write_document(context, &planned, &figures);
	else
		print_text(context, &planned, &figures);
	return STATUS_OK;
}

const struct command cmd_bench = {
	.name = "bench",
	.group = "Run and measure",
	.summary = "time a model: latency, throughput, work per second",
	.synopsis = "CARD|FILE.tflite [--threads N] [--isa T] [--rounding R] [--ops]",
	.options = options,
	.least_words = 1,
	.most_words = 1,
	.run = run,
};
