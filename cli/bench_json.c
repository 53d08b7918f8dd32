// SPDX-License-Identifier: Apache-2.0
/*
 * zoo bench as a document.
 */
#include "cli/bench_item.h"

static void write_numbers(struct json *json, const char *key, const int32_t *numbers, int count)
{
	json_array_open(json, key);
	for (int i = 0; i < count; i++)
		json_int(json, NULL, numbers[i]);
	json_array_close(json);
}

static void write_shape(struct json *json, const char *key, const struct model *model,
	const int32_t *operands, int count)
{
	if (count == 0 || operands[0] == TENSOR_ABSENT) {
		json_null(json, key);
		return;
	}
	const struct tensor *tensor = &model->tensors[operands[0]];
	write_numbers(json, key, tensor->shape, tensor->rank);
}

static void write_window(struct json *json, const struct model *model, const struct op *op)
{
	struct bench_window window;
	if (!bench_op_window(&window, model, op)) {
		json_null(json, "window");
		json_null(json, "stride");
		return;
	}
	write_numbers(json, "window", window.size, 2);
	write_numbers(json, "stride", window.stride, 2);
}

static void write_ops(struct json *json, const struct bench_case *what, const struct bench_op *ops)
{
	const struct model *model = what->model;
	json_array_open(json, "ops");
	for (int i = 0; i < model->op_count; i++) {
		const struct op *op = &model->ops[i];
		char buffer[24];
		json_object_open(json, NULL);
		json_int(json, "index", i);
		json_text(json, "name", op_code_name(op->code, buffer));
		json_text(json, "kernel", plan_op_kernel(what->plan, i));
		write_window(json, model, op);
		write_shape(json, "input", model, op->inputs, op->input_count);
		write_shape(json, "output", model, op->outputs, op->output_count);
		json_double(json, "mmac", (double)plan_macs(what->plan, i) * 1e-6);
		json_double(json, "ms_min", ops[i].ms_min);
		json_double(json, "share", ops[i].share);
		json_double(json, "gmac_per_second", ops[i].gmac_per_second);
		json_double(json, "fraction_of_peak", ops[i].fraction_of_peak);
		json_object_close(json);
	}
	json_array_close(json);
}

static void write_result(struct json *json, const struct bench_item *item, int index)
{
	const struct bench_case *what = &item->cases[index];
	const struct bench_result *result = &item->results[index];
	const struct card *card = item->argument.identity;
	json_object_open(json, NULL);
	json_text(json, "model", item->argument.name);
	json_text(json, "card", card ? card->id : NULL);
	json_text(json, "file", item->argument.file_name);
	json_text(json, "isa", kernels_name(what->kernels));
	json_text(json, "rounding", rounding_name(item->rounding));
	json_int(json, "threads", item->threads);
	json_int(json, "runs", result->run_count);
	json_double(json, "mmac", (double)plan_macs(what->plan, -1) * 1e-6);
	json_double(json, "ms_min", result->ms_min);
	json_double(json, "ms_median", result->ms_median);
	json_double(json, "per_second", result->per_second);
	json_double(json, "gmac_per_second", result->gmac_per_second);
	json_double(json, "peak_gmac_per_second", result->peak_gmac_per_second);
	json_double(json, "fraction_of_peak", result->fraction_of_peak);
	json_int(json, "peak_windows", result->peak_window_count);
	json_int(json, "peak_windows_discarded", result->peak_discarded_count);
	if (result->ops)
		write_ops(json, what, result->ops);
	json_object_close(json);
}

void bench_item_write(struct json *json, const struct bench_item *item)
{
	for (int i = 0; i < item->case_count; i++)
		write_result(json, item, i);
}
