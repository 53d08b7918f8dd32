// SPDX-License-Identifier: Apache-2.0
/*
 * The evidence is shown in full: whoever doubts the verdict finds the numbers beside it.
 */
#include "cli/evidence.h"

#include "cli/table.h"
#include "cli/text.h"

#include <inttypes.h>
#include <stdio.h>

static void write_layer(struct json *json, const struct weights_layer *layer)
{
	json_object_open(json, NULL);
	json_int(json, "op", layer->op_index);
	json_text(json, "name", layer->op_name);
	json_int(json, "weights", layer->weight_count);
	json_int(json, "fan_in", layer->fan_in);
	json_int(json, "fan_out", layer->fan_out);
	json_double(json, "largest", layer->limit);
	json_double(json, "rms", layer->rms);
	json_double(json, "glorot_limit", layer->glorot_limit);
	json_text(json, "initialiser", layer->initialiser);
	json_double(json, "initialiser_limit", layer->initialiser_limit);
	json_double(json, "distance", layer->distance);
	json_double(json, "distance_of_chance", layer->distance_of_chance);
	json_int(json, "biases", layer->bias_count);
	json_double(json, "bias_least", layer->bias_least);
	json_double(json, "bias_most", layer->bias_most);
	json_bool(json, "biases_equal", layer->biases_equal);
	json_bool(json, "judged", layer->judged);
	json_bool(json, "untrained", layer->untrained);
	json_object_close(json);
}

static void write_layers(struct json *json, const struct weights_report *weights)
{
	json_array_open(json, "layers");
	for (int i = 0; i < weights->layer_count; i++)
		write_layer(json, &weights->layers[i]);
	json_array_close(json);
}

// A warning keeps its layers, though they stand beside it too: programs read them there.
void evidence_write(struct json *json, const struct weights_report *weights)
{
	json_array_open(json, "warnings");
	if (weights->untrained) {
		json_object_open(json, NULL);
		json_text(json, "kind", "untrained_weights");
		json_text(json, "message", weights->summary);
		write_layers(json, weights);
		json_object_close(json);
	}
	json_array_close(json);
	write_layers(json, weights);
}

static const char *biases_text(struct arena *keep, const struct weights_layer *layer)
{
	if (layer->bias_count == 0)
		return "none";
	if (layer->biases_equal)
		return arena_printf(keep, "%.3g", (layer->bias_least + layer->bias_most) / 2);
	return arena_printf(keep, "%.3g to %.3g", layer->bias_least, layer->bias_most);
}

static const char *judgement_text(const struct weights_layer *layer)
{
	return layer->untrained ? "untrained" : layer->judged ? "trained" : "too few to tell";
}

static void print_weights(struct context *context, const struct weights_report *weights)
{
	static const char *const titles[] = {"#", "WEIGHTS OF", "COUNT", "LARGEST", "LIMIT",
		"INITIALISER", "DISTANCE", "CHANCE", "BIASES", "LOOKS"};
	struct arena *keep = context->keep;
	struct table *table = table_create(keep, "rlrrrlrrll");
	table_titles(table, titles);
	for (int i = 0; i < weights->layer_count; i++) {
		const struct weights_layer *layer = &weights->layers[i];
		table_addf(table, "%d", layer->op_index);
		table_add(table, layer->op_name);
		table_addf(table, "%" PRId64, layer->weight_count);
		table_addf(table, "%.4g", layer->limit);
		table_addf(table, "%.4g", layer->initialiser_limit);
		table_add(table, layer->initialiser);
		table_addf(table, "%.3f", layer->distance);
		table_addf(table, "%.3f", layer->distance_of_chance);
		table_add(table, biases_text(keep, layer));
		table_add(table, judgement_text(layer));
	}
	table_print(table, stdout, context->out, 0);
}

void evidence_print(struct context *context, const struct weights_report *weights)
{
	if (weights->untrained)
		printf("%swarning: untrained weights%s: %s\n\n",
			style_begin(context->out, COLOUR_WARN),
			style_end(context->out, COLOUR_WARN),
			text_printable(context->keep, weights->summary));
	if (weights->layer_count == 0 || !(weights->untrained || context->verbose))
		return;
	print_weights(context, weights);
	putchar('\n');
}
