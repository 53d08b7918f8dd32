// SPDX-License-Identifier: Apache-2.0
/*
 * From a tree of any shape to facts: each value is looked for where the 42 published files
 * have it, and what stands elsewhere becomes a doubt.  Lines are those of the file, also
 * behind a quote that had to be added, as that makes no new line.
 */
#include "zoo/published/definition.h"

#include "zoo/base/document.h"
#include "zoo/published/definition_reader.h"
#include "zoo/published/quote.h"

#include <string.h>
#include <strings.h>

static const char *const none[] = {NULL};

static void read_licence(struct definition_reader *r, const struct node *root)
{
	const struct node *node = definition_value(root, "license");
	if (node && node->kind == NODE_SCALAR) {
		r->out->licence_is_text = true;
	} else if (node && node->kind == NODE_SEQUENCE) {
		if (node->count > 1)
			definition_doubt(r, node, "licence",
				"%d licences, of which the first is taken", node->count);
		node = node->count ? node->items[0] : NULL;
	}
	r->out->says.licence = definition_text(r, node, "license", false);
}

static void read_metrics(struct definition_reader *r, const struct node *metrics)
{
	struct definition *out = r->out;
	out->says.metrics = definition_rows(r, metrics, "benchmark", none);
	bool *quoted = arena_array(r->keep, bool, out->says.metrics.count);
	for (int i = 0, row = 0; metrics && row < out->says.metrics.count; i++) {
		if (node_is_nothing(metrics->items[i]))
			continue;
		quoted[row++] = metrics->items[i]->kind == NODE_SCALAR && !metrics->items[i]->plain;
	}
	out->metric_is_quoted = quoted;
}

static void read_benchmark(struct definition_reader *r, const struct node *root)
{
	static const char *const keys[] = {"benchmark_name", "benchmark_metrics",
		"benchmark_description", "benchmark_link", NULL};
	const struct node *benchmark = definition_value(root, "benchmark");
	if (!benchmark)
		return;
	if (benchmark->kind != NODE_MAPPING) {
		definition_doubt(r, benchmark, "benchmark", "benchmark: expected a mapping");
		return;
	}
	r->out->benchmark_line = benchmark->line;
	if (definition_value(benchmark, "benchmark_name") ||
		definition_value(benchmark, "benchmark_metrics")) {
		definition_check_keys(r, benchmark, "benchmark", keys);
		r->out->says.dataset = definition_text_of(r, benchmark, "benchmark_name");
		read_metrics(r, definition_value(benchmark, "benchmark_metrics"));
		return;
	}
	if (benchmark->count == 0)
		return;
	if (benchmark->count > 1)
		definition_doubt(r, benchmark, "benchmark",
			"figures for %d datasets, of which the first is taken", benchmark->count);
	r->out->is_keyed = true;
	r->out->says.dataset = definition_text(r, benchmark->keys[0], "benchmark", false);
	read_metrics(r, node_is_nothing(benchmark->items[0]) ? NULL : benchmark->items[0]);
}

static void read_network(struct definition_reader *r, const struct node *root)
{
	static const char *const elsewhere[] = {"file_size_bytes", "filename", "framework", "hash",
		"provenance", "datatype", "training", NULL};
	static const char *const hash_keys[] = {"algorithm", "value", NULL};
	struct published *says = &r->out->says;
	const struct node *network = definition_value(root, "network");
	const struct node *hash = definition_value(network, "hash");
	says->file_name = definition_text_of(r, network, "filename");
	says->size = definition_text_of(r, network, "file_size_bytes");
	says->framework = definition_text_of(r, network, "framework");
	says->provenance = definition_text_of(r, network, "provenance");
	says->data_type = definition_text_of(r, network, "datatype");
	says->training = definition_text_of(r, network, "training");
	says->network = definition_rows(r, network, "network", elsewhere);
	definition_check_keys(r, hash, "hash", hash_keys);
	struct published_text algorithm = definition_text_of(r, hash, "algorithm");
	if (algorithm.line && strcasecmp(algorithm.text, "sha1") != 0)
		definition_doubt(r, hash, "sha1",
			"the hash is \"%.32s\", and only sha1 is compared", algorithm.text);
	else
		says->sha1 = definition_text_of(r, hash, "value");
}

// The first of these keys that has a value.
static const struct node *first_of(const struct node *mapping, const char *const *keys)
{
	const struct node *node = NULL;
	for (; *keys && !node; keys++)
		node = definition_value(mapping, *keys);
	return node;
}

static const char *shape_text(struct definition_reader *r, const struct node *shape)
{
	if (!shape)
		return "";
	if (shape->kind != NODE_SEQUENCE)
		return definition_text(r, shape, "shape", false).text;
	const char *text = "[";
	for (int i = 0; i < shape->count && i < 2 * MODEL_MAX_RANK; i++)
		text = arena_printf(r->keep, "%s%s%.16s", text, i ? ", " : "",
			definition_text(r, shape->items[i], "shape", false).text);
	return arena_printf(r->keep, "%s]", text);
}

static void read_tensor(
	struct definition_reader *r, struct published_tensor *out, const struct node *node)
{
	static const char *const keys[] = {"description", "example_input", "example_output", "name",
		"shape", "type", "input_datatype", "output_datatype", "test_output_path", NULL};
	static const char *const type_keys[] = {"input_datatype", "output_datatype", "type", NULL};
	static const char *const example_keys[] = {"example_input", "example_output", NULL};
	definition_check_keys(r, node, "tensor", keys);
	const struct node *example = first_of(node, example_keys);
	struct published_text path = definition_text_of(r, node, "test_output_path");
	if (example && example->kind == NODE_MAPPING)
		path = definition_text_of(r, example, "path");
	*out = (struct published_tensor){
		.name = definition_text_of(r, node, "name").text,
		.shape = shape_text(r, definition_value(node, "shape")),
		.type = definition_text(r, first_of(node, type_keys), "type", false).text,
		.description = definition_text_of(r, node, "description").text,
		.example = path.text,
		.line = node->line,
	};
	published_read_shape(out);
}

static struct published_tensors read_tensors(
	struct definition_reader *r, const struct node *parameters, const char *key)
{
	struct published_tensors tensors = {NULL, 0};
	const struct node *list = definition_value(parameters, key);
	if (!list)
		return tensors;
	if (list->kind != NODE_SEQUENCE) {
		definition_doubt(r, list, key, "%s: expected a list", key);
		return tensors;
	}
	int count = list->count < PUBLISHED_MAX_ROWS ? list->count : PUBLISHED_MAX_ROWS;
	struct published_tensor *tensor = arena_array(r->keep, struct published_tensor, count);
	for (int i = 0; i < count; i++)
		read_tensor(r, &tensor[i], list->items[i]);
	return (struct published_tensors){tensor, count};
}

// operators: {TensorFlow Lite: [ADD, ...]}
static void read_operators(struct definition_reader *r, const struct node *root)
{
	const struct node *list = definition_value(root, "operators");
	if (list && list->kind == NODE_MAPPING && list->count > 0)
		list = list->items[0];
	if (!list)
		return;
	if (list->kind != NODE_SEQUENCE) {
		definition_doubt(r, list, "operators", "operators: expected a list");
		return;
	}
	const char **names = arena_array(r->keep, const char *, list->count + 1);
	for (int i = 0; i < list->count; i++)
		names[i] = definition_text(r, list->items[i], "operators", false).text;
	r->out->says.operators = names;
}

static void read_root(struct definition_reader *r, const struct node *root)
{
	static const char *const keys[] = {"benchmark", "description", "license", "network",
		"network_parameters", "network_quality", "operators", "paper", "author_notes",
		"keywords", NULL};
	struct published *says = &r->out->says;
	const struct node *parameters = definition_value(root, "network_parameters");
	definition_check_keys(r, root, "", keys);
	says->description =
		definition_text(r, definition_value(root, "description"), "description", true);
	says->paper = definition_text_of(r, root, "paper");
	says->quality = definition_rows(
		r, definition_value(root, "network_quality"), "network_quality", none);
	read_licence(r, root);
	read_benchmark(r, root);
	read_network(r, root);
	says->inputs = read_tensors(r, parameters, "input_nodes");
	says->outputs = read_tensors(r, parameters, "output_nodes");
	read_operators(r, root);
}

// The text as it is or, if that is no YAML, with the quote that is missing.
static bool parse(struct definition *out, const struct node **root, struct bytes text,
	const char *origin, struct arena *keep, struct status *st)
{
	struct bytes repaired;
	struct status second = {0};
	if (document_parse(root, text, origin, keep, st))
		return true;
	if (!text.data || !quote_close(&repaired, &out->repaired_line, text, keep) ||
		!document_parse(root, repaired, origin, keep, &second))
		return false;
	out->fault = arena_strdup(keep, st->message);
	*st = (struct status){0};
	return true;
}

bool definition_read(struct definition *out, struct bytes text, const char *origin,
	struct arena *keep, struct status *st)
{
	const struct node *root;
	*out = (struct definition){.fault = ""};
	published_init(&out->says, origin);
	if (text.nbytes > PUBLISHED_MAX_NBYTES)
		return status_fail(st, STATUS_FORMAT, "%s: %zu bytes, at most %d are allowed here",
			origin, text.nbytes, PUBLISHED_MAX_NBYTES);
	if (!parse(out, &root, text, origin, keep, st))
		return false;
	if (!definition_value(root, "network") && !definition_value(root, "network_parameters"))
		return status_fail(st, STATUS_FORMAT,
			"%s:%d:%d: expected a mapping with the key \"network\"", origin, root->line,
			root->column);
	struct definition_reader r = {.out = out, .keep = keep};
	r.doubts = arena_array(keep, struct published_doubt, DEFINITION_MAX_DOUBTS);
	read_root(&r, root);
	out->says.doubts = r.doubts;
	out->says.doubt_count = r.doubt_count;
	return true;
}
