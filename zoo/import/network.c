// SPDX-License-Identifier: Apache-2.0
/*
 * What goes in and comes out, and on what the model is said to run: inputs, outputs,
 * operators, platforms, optimizations.
 */
#include "zoo/import/importer.h"

#include <string.h>

static const struct published_row *find_row(const struct published_rows *rows, const char *name)
{
	for (int r = 0; r < rows->count; r++)
		if (published_same_name(rows->row[r].name, name))
			return &rows->row[r];
	return NULL;
}

// The type at the end of a title: "MicroNet Small INT8", "keyword_spotting/.../tflite_int8".
static const char *type_in_title(const struct importer *i)
{
	const char *word = i->published->title.text;
	for (const char *c = word; *c; c++)
		if (strchr(" _/", *c))
			word = c + 1;
	return known_type(word);
}

// Where the types are not printed, what else in the card says them; NULL: nothing.
static const char *type_elsewhere(const struct importer *i, const char **where, int *line)
{
	const struct published *p = i->published;
	const struct published_row *quantisation = find_row(&p->optimizations, "Quantization");
	const char *type = known_type(p->data_type.text);
	if (type) {
		*where = arena_printf(i->keep, "\"Datatype: %s\"", p->data_type.text);
		*line = p->data_type.line;
		return type;
	}
	if (quantisation && (type = known_type(quantisation->value))) {
		*where = arena_printf(i->keep, "\"Quantization: %s\"", quantisation->value);
		*line = quantisation->line;
		return type;
	}
	*where = "the title";
	*line = p->title.line;
	return type_in_title(i);
}

// The inputs or outputs of the copy at hand; 0 of them without one.
struct copied {
	const struct model *model;
	const int32_t *indices;
	int count;
};

static struct copied copied_of(const struct importer *i, bool are_inputs)
{
	const struct import_copy *copy = importer_copy(i);
	if (!copy)
		return (struct copied){NULL, NULL, 0};
	const struct model *model = copy->model;
	return are_inputs ? (struct copied){model, model->inputs, model->input_count}
			  : (struct copied){model, model->outputs, model->output_count};
}

static const char *shape_text(const int32_t *dimensions, int rank, struct arena *keep)
{
	const char *text = "";
	for (int d = 0; d < rank; d++)
		text = arena_printf(keep, "%s%s%d", text, d ? ", " : "", (int)dimensions[d]);
	return text;
}

// `is_said`: the same was said of the tensor before.
static void write_type(struct importer *i, const char *key, const struct published_tensor *t,
	const struct tensor *in_file, bool is_said)
{
	const char *where, *type = known_type(t->type), *file_type = NULL;
	int line = t->line;
	if (in_file)
		file_type = tensor_type_name(in_file->type);
	if (*t->type && !type)
		importer_doubt(i, 4, key, line, "\"%s\" is printed, which is no type", t->type);
	if (type && file_type && strcmp(type, file_type) != 0)
		importer_doubt(i, 4, key, line, "the file at hand has %s", file_type);
	if (!type && file_type) {
		type = file_type; // as good as printed
	} else if (!type && (type = type_elsewhere(i, &where, &line)) && !is_said) {
		importer_doubt(i, 4, key, line, "not printed, here and below; after %s", where);
	}
	if (type)
		layout_line(&i->layout, 4, "type: %s", type);
	else
		importer_to_add(i, 4, key, 0, "int8, uint8, int16, int32, int64, bool or float32");
}

static void write_shape(struct importer *i, const char *key, const struct published_tensor *t,
	const struct tensor *in_file)
{
	const char *printed = shape_text(t->dimensions, t->rank, i->keep), *in_copy = "";
	if (in_file)
		in_copy = shape_text(in_file->shape, in_file->rank, i->keep);
	if (t->rank == 0 && *t->shape)
		importer_doubt(
			i, 4, key, t->line, "\"%s\" is printed, which is no shape", t->shape);
	if (t->rank && in_file && strcmp(printed, in_copy) != 0)
		importer_doubt(i, 4, key, t->line, "the file at hand has [%s]", in_copy);
	if (t->rank == 0 && in_file && in_file->rank) {
		importer_doubt(i, 4, key, 0, "not printed; that of the file at hand");
		printed = in_copy;
	}
	if (*printed)
		layout_line(&i->layout, 4, "shape: [%s]", printed);
	else
		importer_to_add(i, 4, key, 0, "outermost first, such as [1, 12]");
}

static void write_description(
	struct importer *i, const char *key, const struct published_tensor *t, bool is_input)
{
	if (!*t->description)
		return;
	if (!is_input && strcasestr(t->description, "being anomalous"))
		importer_doubt(i, 4, key, t->line,
			"of such models, a large output says that the clip sounds like that machine "
			"when it runs normally");
	layout_text(&i->layout, 4, "description", t->description);
}

static void write_tensor(struct importer *i, const char *list, int index,
	const struct published_tensor *t, const struct tensor *in_file, bool is_input)
{
	bool is_said = index > 0 && !*t->type && !*t[-1].type;
	const char *key = arena_printf(i->keep, "%s[%d]", list, index);
	if (in_file && strcmp(in_file->name, t->name) != 0)
		importer_doubt(i, 2, arena_printf(i->keep, "%s.name", key), t->line,
			"the file at hand has %s", in_file->name);
	layout_text(&i->layout, 2, "- name", t->name);
	write_type(i, arena_printf(i->keep, "%s.type", key), t, in_file, is_said);
	write_shape(i, arena_printf(i->keep, "%s.shape", key), t, in_file);
	write_description(i, arena_printf(i->keep, "%s.description", key), t, is_input);
}

static void write_tensors(struct importer *i, const char *list,
	const struct published_tensors *tensors, bool are_inputs)
{
	struct copied copied = copied_of(i, are_inputs);
	importer_doubts_about(i, list, list);
	if (copied.model && copied.count != tensors->count)
		importer_doubt(i, 0, list, 0, "the file at hand has %d of them", copied.count);
	if (tensors->count == 0) {
		importer_to_add(i, 0, list, 0, "none are printed");
		return;
	}
	layout_line(&i->layout, 0, "%s:", list);
	for (int t = 0; t < tensors->count; t++)
		write_tensor(i, list, t, &tensors->tensor[t],
			copied.count == tensors->count ? &copied.model->tensors[copied.indices[t]]
						       : NULL,
			are_inputs);
}

// Operators, as published or, for want of that, as the file at hand uses them.

static void write_operators(struct importer *i, const char *const *names)
{
	const char *line = "";
	for (int n = 0; names[n]; n++)
		line = arena_printf(i->keep, "%s%s%s", line, n ? ", " : "",
			layout_scalar(names[n], true, i->keep));
	if (strlen(line) + strlen("operators: []") <= LAYOUT_COLUMNS) {
		layout_line(&i->layout, 0, "operators: [%s]", line);
		return;
	}
	layout_line(&i->layout, 0, "operators:");
	for (int n = 0; names[n]; n++)
		layout_line(&i->layout, 2, "- %s", layout_scalar(names[n], false, i->keep));
}

// Names of the operators that a model uses, each once, sorted; NULL behind the last.
static const char *const *used_operators(const struct model *model, struct arena *keep)
{
	const char **names = arena_array(keep, const char *, model->op_table_count + 1);
	int count = 0;
	for (int o = 0; o < model->op_table_count; o++) {
		char buffer[24];
		const char *name = op_code_name(model->op_table[o].code, buffer);
		int at = 0;
		while (at < count && strcmp(names[at], name) < 0)
			at++;
		if (model->op_table[o].use_count == 0 ||
			(at < count && strcmp(names[at], name) == 0))
			continue;
		memmove(&names[at + 1], &names[at], (size_t)(count - at) * sizeof(names[0]));
		names[at] = arena_strdup(keep, name);
		count++;
	}
	return names;
}

static void write_any_operators(struct importer *i)
{
	const struct import_copy *copy = importer_copy(i);
	layout_line(&i->layout, 0, "%s", "");
	if (i->published->operators && i->published->operators[0]) {
		write_operators(i, i->published->operators);
	} else if (copy) {
		importer_doubt(
			i, 0, "operators", 0, "not printed; those that the file at hand uses");
		write_operators(i, used_operators(copy->model, i->keep));
	} else {
		importer_to_add(i, 0, "operators", 0,
			"a card does not print them; definition.yaml does, beside it");
	}
}

// Platforms and optimizations.

static void check_key(struct importer *i)
{
	static const char *const meanings[] = {
		"Will not run on this platform", "Will run on this platform"};
	for (int k = 0; k < i->published->key.count; k++) {
		const struct published_row *row = &i->published->key.row[k];
		int mark = published_mark(row->name);
		if (mark < 0 || !published_same_name(meanings[mark], row->value))
			importer_doubt(i, 0, "platforms", row->line,
				"by the card's own key, %s means: %s", row->name, row->value);
	}
}

static void write_platforms(struct importer *i)
{
	const struct published_rows *rows = &i->published->platforms;
	int written = 0;
	layout_line(&i->layout, 0, "%s", "");
	importer_doubts_about(i, "platforms", "platforms");
	check_key(i);
	for (int r = 0; r < rows->count; r++) {
		const struct published_row *row = &rows->row[r];
		int mark = published_mark(row->value);
		if (mark < 0) {
			importer_doubt(i, written ? 2 : 0, "platforms", row->line,
				"left out: %s, with a mark that is not known: %s", row->name,
				row->value);
			continue;
		}
		if (written++ == 0)
			layout_line(&i->layout, 0, "platforms:");
		layout_quoted(&i->layout, 2, layout_scalar(row->name, false, i->keep),
			mark ? "yes" : "no");
	}
	if (rows->count == 0)
		importer_to_add(i, 0, "platforms", 0, "none are printed");
}

// Does what the title says agree with what is said about quantisation?
static void check_quantisation(struct importer *i)
{
	const struct published *p = i->published;
	const struct published_row *row = find_row(&p->optimizations, "Quantization");
	const char *in_title = type_in_title(i);
	if (!in_title)
		return;
	if (!row && !*p->data_type.text)
		importer_doubt(i, 0, "optimizations", p->title.line,
			"the title says %s, and Quantization is not printed", in_title);
	else if (row && known_type(row->value) && strcmp(known_type(row->value), in_title) != 0)
		importer_doubt(i, 0, "optimizations", row->line,
			"the title says %s, and Quantization says %s", in_title, row->value);
}

static void write_optimizations(struct importer *i)
{
	const struct published *p = i->published;
	int written = 0;
	importer_doubts_about(i, "optimizations", "optimizations");
	importer_doubts_about(i, "quality", "optimizations");
	check_quantisation(i);
	for (int q = 0; q < p->quality.count; q++) {
		const struct published_row *row = &p->quality.row[q];
		int mark = published_mark(row->value);
		importer_doubt(i, 0, "optimizations", row->line,
			"left out: of the network's quality: %s: %s", row->name,
			mark < 0 ? row->value
			: mark   ? "yes"
				 : "no");
	}
	for (int r = 0; r < p->optimizations.count; r++) {
		const struct published_row *row = &p->optimizations.row[r];
		if (!*row->value) {
			importer_doubt(i, written ? 2 : 0, "optimizations", row->line,
				"left out, as it has no value: %s", row->name);
			continue;
		}
		if (written++ == 0)
			layout_line(&i->layout, 0, "optimizations:");
		layout_text(&i->layout, 2, layout_scalar(row->name, false, i->keep), row->value);
	}
}

void import_network(struct importer *i)
{
	layout_line(&i->layout, 0, "%s", "");
	write_tensors(i, "inputs", &i->published->inputs, true);
	write_tensors(i, "outputs", &i->published->outputs, false);
	write_any_operators(i);
	write_platforms(i);
	write_optimizations(i);
}
