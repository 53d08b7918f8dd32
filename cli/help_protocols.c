// SPDX-License-Identifier: Apache-2.0
/*
 * A protocol is shown as the method it makes on its own set: the knobs of pre-processing and
 * score, then those of the list, each with all its values, the default first.
 */
#include "cli/help_protocols.h"

#include "cli/text.h"
#include "zoo/method.h"

#include <stdio.h>
#include <string.h>

static void print_knob(struct context *context, const struct method_knob *k)
{
	struct arena *keep = context->keep;
	printf("    %s%s%s", style_begin(context->out, COLOUR_STRONG), k->knob->name,
		style_end(context->out, COLOUR_STRONG));
	for (int v = 0; k->knob->values[v]; v++)
		printf("%s%s%s", v ? " | " : "  ", k->knob->values[v], v ? "" : " (default)");
	printf("%s\n      %s\n", k->knob->takes_number ? " | a number" : "",
		text_printable(keep, k->knob->about));
}

static void print_knobs(struct context *context, const struct method *method, bool of_list)
{
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, context->keep);
		if (k.of_list == of_list)
			print_knob(context, &k);
	}
}

static void print_protocol(struct context *context, const struct method *method)
{
	const struct protocol *protocol = method->protocol;
	const struct dataset_kind *set = method->dataset;
	char hash[METHOD_HASH_NBYTES];
	method_hash(hash, method);
	printf("%s%s%s  %s\n", style_begin(context->out, COLOUR_STRONG), protocol->name,
		style_end(context->out, COLOUR_STRONG), protocol->about);
	printf("  id %s, hash with every knob at its default %s\n",
		method_id(method, context->keep), hash);
	printf("  measures: %s\n  a sample is %s\n", metric_name(protocol->metric),
		protocol->sample);
	print_knobs(context, method, false);
	printf("  dataset %s: %s, split %s, %s %s\n", set->name, set->title, set->split,
		text_count(context->keep, set->sample_count), set->sample_noun);
	print_knobs(context, method, true);
}

static void write_protocol(struct json *json, const struct method *method, struct arena *keep)
{
	const struct protocol *protocol = method->protocol;
	char hash[METHOD_HASH_NBYTES];
	method_hash(hash, method);
	json_object_open(json, NULL);
	json_text(json, "protocol", protocol->name);
	json_text(json, "protocol_id", method_id(method, keep));
	json_text(json, "method_hash", hash);
	json_text(json, "about", protocol->about);
	json_text(json, "metric", metric_name(protocol->metric));
	json_text(json, "sample", protocol->sample);
	json_text(json, "dataset", method->dataset->family);
	json_text(json, "list", method->dataset->name);
	json_text(json, "split", method->dataset->split);
	json_int(json, "samples", method->dataset->sample_count);
	json_array_open(json, "knobs");
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, keep);
		json_object_open(json, NULL);
		json_text(json, "name", k.knob->name);
		json_text(json, "about", k.knob->about);
		json_text(json, "of", k.of_list ? "dataset" : "protocol");
		json_text(json, "default", k.value);
		json_texts(json, "values", k.knob->values);
		json_bool(json, "takes_number", k.knob->takes_number);
		json_object_close(json);
	}
	json_array_close(json);
	json_object_close(json);
}

bool help_protocols(struct context *context, const char *name)
{
	bool found = false;
	for (const struct protocol *const *p = protocols_all(); *p; p++)
		found |= !name || strcmp((*p)->name, name) == 0;
	if (!found)
		return false;
	struct json *json = NULL;
	if (context->json) {
		context->command = "help";
		json = context_document(context);
		json_text(json, "topic", "protocols");
		json_array_open(json, "protocols");
	} else if (!name) {
		printf("zoo eval --set KNOB=VALUE sets a knob; its default is the card's own way, "
		       "as far as that is known.\n\n");
	}
	bool is_first = true;
	for (const struct protocol *const *p = protocols_all(); *p; p++) {
		struct method method;
		struct status st;
		if ((name && strcmp((*p)->name, name) != 0) ||
			!method_create(&method, *p, NULL, &st))
			continue;
		if (json) {
			write_protocol(json, &method, context->keep);
			continue;
		}
		if (!is_first)
			putchar('\n');
		is_first = false;
		print_protocol(context, &method);
	}
	if (json) {
		json_array_close(json);
		context_document_finish(context);
	}
	return true;
}
