// SPDX-License-Identifier: Apache-2.0
/*
 * The K largest are kept sorted by insertion: K is small, and equal elements stay in the
 * order of their index.
 */
#include "cli/outputs.h"

#include "cli/table.h"
#include "cli/text.h"

#include <string.h>

double output_value(const struct tensor *tensor, double element)
{
	const struct quantisation *q = &tensor->quantisation;
	return q->count == 1 ? (double)q->scale[0] * (element - (double)q->zero[0]) : element;
}

// Indices of the largest elements, largest first.
static size_t *choose(size_t *count, const struct tensor *tensor, const void *data, int top_count,
	struct arena *scratch)
{
	*count = (size_t)top_count < tensor->count ? (size_t)top_count : tensor->count;
	size_t *chosen = arena_array(scratch, size_t, *count + 1), used = 0;
	for (size_t i = 0; i < tensor->count; i++) {
		double code = tensor_element(tensor, data, i);
		size_t at = used;
		while (at > 0 && tensor_element(tensor, data, chosen[at - 1]) < code)
			at--;
		if (at >= *count)
			continue;
		used += used < *count;
		memmove(chosen + at + 1, chosen + at, (used - at - 1) * sizeof(*chosen));
		chosen[at] = i;
	}
	return chosen;
}

void output_print(const struct context *context, const struct tensor *tensor, const void *data,
	const struct output_view *view, struct arena *scratch)
{
	size_t count, *chosen = choose(&count, tensor, data, view->top_count, scratch);
	bool coded = tensor->quantisation.count == 1 && !view->as_reals;
	struct table *table = table_create(scratch, coded ? "rlrr" : "rlr");
	for (size_t i = 0; i < count; i++) {
		double code = tensor_element(tensor, data, chosen[i]);
		bool labelled = chosen[i] < (size_t)view->label_count;
		table_addf(table, "%zu", chosen[i]);
		table_add_coloured(table, i == 0 ? COLOUR_STRONG : COLOUR_NONE,
			labelled ? view->labels[chosen[i]] : "");
		table_addf(table, "%.6g", output_value(tensor, code));
		if (coded)
			table_addf(table, "code %.0f", code);
	}
	table_print(table, stdout, context->out, 2);
}

void output_write(struct json *json, const struct tensor *tensor, const void *data,
	const struct output_view *view, struct arena *scratch)
{
	size_t count, *chosen = choose(&count, tensor, data, view->top_count, scratch);
	json_object_open(json, NULL);
	json_text(json, "name", tensor->name);
	json_text(json, "type", tensor_type_name(tensor->type));
	json_array_open(json, "shape");
	for (int d = 0; d < tensor->rank; d++)
		json_int(json, NULL, tensor->shape[d]);
	json_array_close(json);
	json_array_open(json, "top");
	for (size_t i = 0; i < count; i++) {
		double code = tensor_element(tensor, data, chosen[i]);
		bool labelled = chosen[i] < (size_t)view->label_count;
		json_object_open(json, NULL);
		json_int(json, "index", (int64_t)chosen[i]);
		json_text(json, "label", labelled ? view->labels[chosen[i]] : NULL);
		if (tensor->type == TENSOR_FLOAT32)
			json_double(json, "code", code);
		else
			json_int(json, "code", (int64_t)code);
		json_double(json, "value", output_value(tensor, code));
		json_object_close(json);
	}
	json_array_close(json);
	json_object_close(json);
}
