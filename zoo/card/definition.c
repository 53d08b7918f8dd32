// SPDX-License-Identifier: Apache-2.0
/*
 * From a tree of any shape to facts: each value is looked for where the 42 published files
 * have it, and what stands elsewhere becomes a doubt.  Lines are those of the file, also
 * behind a quote that had to be added, as that makes no new line.
 */
#include "zoo/card/definition.h"

#include "zoo/base/document.h"
#include "zoo/card/quote.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct reader {
	struct definition *out;
	struct arena *keep;
	struct published_doubt *doubts;
	int doubt_count;
};

enum { MAX_DOUBTS = 64 };

__attribute__((format(printf, 4, 5))) static void doubt(
	struct reader *r, const struct node *node, const char *about, const char *format, ...)
{
	char raw[256], shown[256];
	va_list arguments;
	if (r->doubt_count == MAX_DOUBTS)
		return;
	va_start(arguments, format);
	vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	r->doubts[r->doubt_count++] = (struct published_doubt){node->line, about,
		arena_strdup(r->keep, status_printable(shown, sizeof(shown), raw))};
}

// The value of a key, or NULL; nothing at all is no value.
static const struct node *value_of(const struct node *mapping, const char *key)
{
	if (!mapping || mapping->kind != NODE_MAPPING)
		return NULL;
	for (int i = 0; i < mapping->count; i++)
		if (strcmp(mapping->keys[i]->text, key) == 0)
			return node_is_nothing(mapping->items[i]) ? NULL : mapping->items[i];
	return NULL;
}

static bool is_one_of(const char *const *words, const char *text)
{
	for (; *words; words++)
		if (strcmp(*words, text) == 0)
			return true;
	return false;
}

static void check_keys(
	struct reader *r, const struct node *mapping, const char *where, const char *const *known)
{
	if (!mapping || mapping->kind != NODE_MAPPING)
		return;
	for (int i = 0; i < mapping->count; i++)
		if (!is_one_of(known, mapping->keys[i]->text))
			doubt(r, mapping->keys[i], where, "key \"%.64s\" is not known here",
				mapping->keys[i]->text);
}

// Text without control characters and without white space at its ends.
static const char *clean(struct arena *keep, const char *text, bool several_lines)
{
	char *out = arena_strdup(keep, text + strspn(text, " \t\r\n"));
	size_t used = 0;
	for (const char *c = out; *c; c++) {
		if (*c == '\r')
			continue;
		bool blank = *c == '\t' || (*c == '\n' && !several_lines);
		out[used++] = blank ? ' ' : *c;
	}
	while (used > 0 && strchr(" \n", out[used - 1]))
		used--;
	out[used] = '\0';
	return out;
}

static struct published_text text_at(
	struct reader *r, const struct node *node, const char *about, bool several_lines)
{
	if (!node)
		return (struct published_text){"", 0};
	if (node->kind != NODE_SCALAR) {
		doubt(r, node, about, "%s: expected text or a number, got a %s", about,
			node->kind == NODE_SEQUENCE ? "list" : "mapping");
		return (struct published_text){"", 0};
	}
	return (struct published_text){clean(r->keep, node->text, several_lines), node->line};
}

static struct published_text text_of(struct reader *r, const struct node *mapping, const char *key)
{
	return text_at(r, value_of(mapping, key), key, false);
}

// The scalars of a mapping as rows, those keys left out that have a place of their own.
static struct published_rows rows_of(struct reader *r, const struct node *mapping,
	const char *about, const char *const *elsewhere)
{
	struct published_rows rows = {NULL, 0};
	if (!mapping)
		return rows;
	if (mapping->kind != NODE_MAPPING) {
		doubt(r, mapping, about, "%s: expected a mapping", about);
		return rows;
	}
	int count = mapping->count < PUBLISHED_MAX_ROWS ? mapping->count : PUBLISHED_MAX_ROWS;
	struct published_row *row = arena_array(r->keep, struct published_row, count);
	for (int i = 0; i < count; i++) {
		const char *key = mapping->keys[i]->text;
		if (is_one_of(elsewhere, key) || node_is_nothing(mapping->items[i]))
			continue;
		struct published_text value = text_at(r, mapping->items[i], about, false);
		row[rows.count++] = (struct published_row){
			clean(r->keep, key, false), value.text, mapping->keys[i]->line};
	}
	rows.row = row;
	return rows;
}

static const char *const none[] = {NULL};

static void read_licence(struct reader *r, const struct node *root)
{
	const struct node *node = value_of(root, "license");
	if (node && node->kind == NODE_SCALAR) {
		r->out->licence_is_text = true;
	} else if (node && node->kind == NODE_SEQUENCE) {
		if (node->count > 1)
			doubt(r, node, "licence", "%d licences, of which the first is taken",
				node->count);
		node = node->count ? node->items[0] : NULL;
	}
	r->out->says.licence = text_at(r, node, "license", false);
}

static void read_metrics(struct reader *r, const struct node *metrics)
{
	struct definition *out = r->out;
	out->says.metrics = rows_of(r, metrics, "benchmark", none);
	bool *quoted = arena_array(r->keep, bool, out->says.metrics.count);
	for (int i = 0, row = 0; metrics && row < out->says.metrics.count; i++) {
		if (node_is_nothing(metrics->items[i]))
			continue;
		quoted[row++] = metrics->items[i]->kind == NODE_SCALAR && !metrics->items[i]->plain;
	}
	out->metric_is_quoted = quoted;
}

static void read_benchmark(struct reader *r, const struct node *root)
{
	static const char *const keys[] = {"benchmark_name", "benchmark_metrics",
		"benchmark_description", "benchmark_link", NULL};
	const struct node *benchmark = value_of(root, "benchmark");
	if (!benchmark)
		return;
	if (benchmark->kind != NODE_MAPPING) {
		doubt(r, benchmark, "benchmark", "benchmark: expected a mapping");
		return;
	}
	r->out->benchmark_line = benchmark->line;
	if (value_of(benchmark, "benchmark_name") || value_of(benchmark, "benchmark_metrics")) {
		check_keys(r, benchmark, "benchmark", keys);
		r->out->says.dataset = text_of(r, benchmark, "benchmark_name");
		read_metrics(r, value_of(benchmark, "benchmark_metrics"));
		return;
	}
	if (benchmark->count == 0)
		return;
	if (benchmark->count > 1)
		doubt(r, benchmark, "benchmark", "figures for %d datasets, of which the first is taken",
			benchmark->count);
	r->out->is_keyed = true;
	r->out->says.dataset = text_at(r, benchmark->keys[0], "benchmark", false);
	read_metrics(r, node_is_nothing(benchmark->items[0]) ? NULL : benchmark->items[0]);
}

static void read_network(struct reader *r, const struct node *root)
{
	static const char *const elsewhere[] = {"file_size_bytes", "filename", "framework", "hash",
		"provenance", "datatype", "training", NULL};
	static const char *const hash_keys[] = {"algorithm", "value", NULL};
	struct published *says = &r->out->says;
	const struct node *network = value_of(root, "network");
	const struct node *hash = value_of(network, "hash");
	says->file_name = text_of(r, network, "filename");
	says->size = text_of(r, network, "file_size_bytes");
	says->framework = text_of(r, network, "framework");
	says->provenance = text_of(r, network, "provenance");
	says->data_type = text_of(r, network, "datatype");
	says->training = text_of(r, network, "training");
	says->network = rows_of(r, network, "network", elsewhere);
	check_keys(r, hash, "hash", hash_keys);
	struct published_text algorithm = text_of(r, hash, "algorithm");
	if (algorithm.line && strcasecmp(algorithm.text, "sha1") != 0)
		doubt(r, hash, "sha1", "the hash is \"%.32s\", and only sha1 is compared",
			algorithm.text);
	else
		says->sha1 = text_of(r, hash, "value");
}

// The first of these keys that has a value.
static const struct node *first_of(const struct node *mapping, const char *const *keys)
{
	const struct node *node = NULL;
	for (; *keys && !node; keys++)
		node = value_of(mapping, *keys);
	return node;
}

static const char *shape_text(struct reader *r, const struct node *shape)
{
	if (!shape)
		return "";
	if (shape->kind != NODE_SEQUENCE)
		return text_at(r, shape, "shape", false).text;
	const char *text = "[";
	for (int i = 0; i < shape->count && i < 2 * MODEL_MAX_RANK; i++)
		text = arena_printf(r->keep, "%s%s%.16s", text, i ? ", " : "",
			text_at(r, shape->items[i], "shape", false).text);
	return arena_printf(r->keep, "%s]", text);
}

static void read_tensor(struct reader *r, struct published_tensor *out, const struct node *node)
{
	static const char *const keys[] = {"description", "example_input", "example_output", "name",
		"shape", "type", "input_datatype", "output_datatype", "test_output_path", NULL};
	static const char *const type_keys[] = {"input_datatype", "output_datatype", "type", NULL};
	static const char *const example_keys[] = {"example_input", "example_output", NULL};
	check_keys(r, node, "tensor", keys);
	const struct node *example = first_of(node, example_keys);
	struct published_text path = text_of(r, node, "test_output_path");
	if (example && example->kind == NODE_MAPPING)
		path = text_of(r, example, "path");
	*out = (struct published_tensor){
		.name = text_of(r, node, "name").text,
		.shape = shape_text(r, value_of(node, "shape")),
		.type = text_at(r, first_of(node, type_keys), "type", false).text,
		.description = text_of(r, node, "description").text,
		.example = path.text,
		.line = node->line,
	};
	published_read_shape(out);
}

static struct published_tensors read_tensors(
	struct reader *r, const struct node *parameters, const char *key)
{
	struct published_tensors tensors = {NULL, 0};
	const struct node *list = value_of(parameters, key);
	if (!list)
		return tensors;
	if (list->kind != NODE_SEQUENCE) {
		doubt(r, list, key, "%s: expected a list", key);
		return tensors;
	}
	int count = list->count < PUBLISHED_MAX_ROWS ? list->count : PUBLISHED_MAX_ROWS;
	struct published_tensor *tensor = arena_array(r->keep, struct published_tensor, count);
	for (int i = 0; i < count; i++)
		read_tensor(r, &tensor[i], list->items[i]);
	return (struct published_tensors){tensor, count};
}

// operators: {TensorFlow Lite: [ADD, ...]}
static void read_operators(struct reader *r, const struct node *root)
{
	const struct node *list = value_of(root, "operators");
	if (list && list->kind == NODE_MAPPING && list->count > 0)
		list = list->items[0];
	if (!list)
		return;
	if (list->kind != NODE_SEQUENCE) {
		doubt(r, list, "operators", "operators: expected a list");
		return;
	}
	const char **names = arena_array(r->keep, const char *, list->count + 1);
	for (int i = 0; i < list->count; i++)
		names[i] = text_at(r, list->items[i], "operators", false).text;
	r->out->says.operators = names;
}

static void read_root(struct reader *r, const struct node *root)
{
	static const char *const keys[] = {"benchmark", "description", "license", "network",
		"network_parameters", "network_quality", "operators", "paper", "author_notes",
		"keywords", NULL};
	struct published *says = &r->out->says;
	const struct node *parameters = value_of(root, "network_parameters");
	check_keys(r, root, "", keys);
	says->description = text_at(r, value_of(root, "description"), "description", true);
	says->paper = text_of(r, root, "paper");
	says->quality = rows_of(r, value_of(root, "network_quality"), "network_quality", none);
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
	if (!value_of(root, "network") && !value_of(root, "network_parameters"))
		return status_fail(st, STATUS_FORMAT,
			"%s:%d:%d: expected a mapping with the key \"network\"", origin, root->line,
			root->column);
	struct reader r = {.out = out, .keep = keep};
	r.doubts = arena_array(keep, struct published_doubt, MAX_DOUBTS);
	read_root(&r, root);
	out->says.doubts = r.doubts;
	out->says.doubt_count = r.doubt_count;
	return true;
}
