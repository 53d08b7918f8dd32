// SPDX-License-Identifier: Apache-2.0
/*
 * zoo bench for people.
 */
#include "cli/bench_item.h"

#include "cli/table.h"
#include "cli/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

// The card that the file is, else the file: a path would make the table wide.
static const char *short_name(const struct bench_item *item)
{
	return item->argument.identity ? item->argument.identity->id : item->argument.file_name;
}

static double million_macs(const struct bench_case *what)
{
	return (double)plan_macs(what->plan, -1) * 1e-6;
}

static const char *shape_text(
	struct arena *keep, const struct model *model, const int32_t *operands, int count)
{
	if (count == 0 || operands[0] == TENSOR_ABSENT)
		return "";
	const struct tensor *tensor = &model->tensors[operands[0]];
	return text_shape(keep, tensor->shape, tensor->rank);
}

// "3x3/2" is a window of 3x3 taps at steps of 2.
static const char *window_text(struct arena *keep, const struct model *model, const struct op *op)
{
	struct bench_window window;
	if (!bench_op_window(&window, model, op))
		return "";
	int32_t down = window.stride[0], right = window.stride[1];
	const char *steps = down == right ? arena_printf(keep, "%" PRId32, down)
					  : arena_printf(keep, "%" PRId32 "x%" PRId32, down, right);
	return arena_printf(
		keep, "%" PRId32 "x%" PRId32 "/%s", window.size[0], window.size[1], steps);
}

static void add_percent(struct table *table, double fraction)
{
	if (isnan(fraction))
		table_add(table, "-");
	else
		table_addf(table, "%.1f %%", 100 * fraction);
}

static void print_ops(
	const struct context *context, const struct bench_case *what, const struct bench_op *ops)
{
	static const char *const titles[] = {"#", "OPERATOR", "WINDOW", "INPUT", "OUTPUT", "KERNEL",
		"MMAC", "MS MIN", "SHARE", "GMAC/S", "OF PEAK"};
	const struct model *model = what->model;
	struct table *table = table_create(context->keep, "rlllllrrrrr");
	double sum_ms = 0;
	table_titles(table, titles);
	for (int i = 0; i < model->op_count; i++) {
		const struct op *op = &model->ops[i];
		char buffer[24];
		table_addf(table, "%d", i);
		table_add(table, op_code_name(op->code, buffer));
		table_add(table, window_text(context->keep, model, op));
		table_add(table, shape_text(context->keep, model, op->inputs, op->input_count));
		table_add(table, shape_text(context->keep, model, op->outputs, op->output_count));
		const char *kernel = plan_op_kernel(what->plan, i);
		table_add(table, kernel ? kernel : "none");
		table_addf(table, "%.3f", (double)plan_macs(what->plan, i) * 1e-6);
		table_addf(table, "%.4f", ops[i].ms_min);
		add_percent(table, ops[i].share);
		table_addf(table, "%.2f", ops[i].gmac_per_second);
		add_percent(table, ops[i].fraction_of_peak);
		sum_ms += ops[i].ms_min;
	}
	putchar('\n');
	table_print(table, stdout, context->out, 2);
	printf("  sum of the operators' smallest times: %.4f ms\n", sum_ms);
}

static const char *threads_text(struct arena *keep, int threads)
{
	return arena_printf(keep, "%d thread%s", threads, threads == 1 ? "" : "s");
}

static void print_peak(const struct context *context, const struct bench_result *result)
{
	if (isnan(result->peak_gmac_per_second)) {
		printf("  peak not measured: no thread had its CPU to itself for 2 ms, in "
		       "%" PRId64 " windows\n",
			result->peak_discarded_count);
		return;
	}
	printf("  peak of one thread %.2f GMAC/s, of which the best run reached %.1f %%\n",
		result->peak_gmac_per_second, 100 * result->fraction_of_peak);
	if (context->verbose)
		printf("  peak from %" PRId64 " windows; %" PRId64
		       " others were disturbed and thrown away\n",
			result->peak_window_count, result->peak_discarded_count);
}

static void print_lines(const struct context *context, const struct bench_item *item)
{
	const struct bench_result *result = &item->results[0];
	printf("%s%s%s  %.3f million multiply-accumulates\n",
		style_begin(context->out, COLOUR_STRONG),
		text_printable(context->keep, item->argument.name),
		style_end(context->out, COLOUR_STRONG), million_macs(&item->cases[0]));
	printf("  %s, %s rounding, %s, %" PRId64 " runs\n", kernels_name(item->cases[0].kernels),
		rounding_name(item->rounding), threads_text(context->keep, item->threads),
		result->run_count);
	printf("  latency %.4f ms at best, %.4f ms median\n", result->ms_min, result->ms_median);
	printf("  throughput %.1f inferences/s, %.2f GMAC/s\n", result->per_second,
		result->gmac_per_second);
	print_peak(context, result);
	if (result->ops)
		print_ops(context, &item->cases[0], result->ops);
}

static void add_row(struct table *table, const struct bench_item *item, int index)
{
	const struct bench_case *what = &item->cases[index];
	const struct bench_result *result = &item->results[index];
	table_add(table, short_name(item));
	table_addf(table, "%.3f", million_macs(what));
	table_add(table, kernels_name(what->kernels));
	table_addf(table, "%.4f", result->ms_min);
	table_addf(table, "%.4f", result->ms_median);
	table_addf(table, "%.1f", result->per_second);
	table_addf(table, "%.2f", result->gmac_per_second);
	if (isnan(result->peak_gmac_per_second))
		table_add(table, "-");
	else
		table_addf(table, "%.2f", result->peak_gmac_per_second);
	add_percent(table, result->fraction_of_peak);
}

static void print_all_ops(const struct context *context, const struct bench_item *item)
{
	for (int i = 0; i < item->case_count && item->results[i].ops; i++) {
		printf("\n%s%s%s, %s", style_begin(context->out, COLOUR_STRONG),
			text_printable(context->keep, short_name(item)),
			style_end(context->out, COLOUR_STRONG),
			kernels_name(item->cases[i].kernels));
		print_ops(context, &item->cases[i], item->results[i].ops);
	}
}

void bench_items_print(const struct context *context, const struct bench_item *items, int count)
{
	static const char *const titles[] = {"MODEL", "MMAC", "ISA", "MS MIN", "MS MEDIAN",
		"INFERENCES/S", "GMAC/S", "PEAK", "FRACTION"};
	if (count == 0)
		return;
	if (count == 1 && items[0].case_count == 1) {
		print_lines(context, &items[0]);
		return;
	}
	struct table *table = table_create(context->keep, "lrlrrrrrr");
	table_titles(table, titles);
	for (int i = 0; i < count; i++)
		for (int k = 0; k < items[i].case_count; k++)
			add_row(table, &items[i], k);
	table_print(table, stdout, context->out, 0);
	printf("\n%s, %s rounding; GMAC/S is of all threads, PEAK of one, in the same unit\n",
		threads_text(context->keep, items[0].threads), rounding_name(items[0].rounding));
	for (int i = 0; i < count; i++)
		print_all_ops(context, &items[i]);
}
