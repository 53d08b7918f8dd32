// SPDX-License-Identifier: Apache-2.0
/*
 * What one text says, looked at part by part.
 */
#include "zoo/lint/text.h"

#include "engine/base/words.h"
#include "zoo/digest.h"
#include "zoo/lint/paths.h"
#include "zoo/published/known.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

struct text {
	struct findings *findings;
	const struct published *says;
	const char *path;
	struct arena *keep;
};

static struct place at(const struct text *t, int line)
{
	return (struct place){t->path, line};
}

static void check_file(const struct text *t)
{
	const struct published *says = t->says;
	const char *size = says->size.text;
	if (!says->sha1.text[0])
		findings_add(t->findings, FOUND_NO_HASH, at(t, 0), "no hash of the model's file");
	else if (!digest_is_hex(says->sha1.text, SHA1_HEX_NBYTES))
		findings_add(t->findings, FOUND_NO_HASH, at(t, says->sha1.line),
			"\"%.60s\" is no SHA-1", says->sha1.text);
	if (!size[0])
		findings_add(t->findings, FOUND_NO_SIZE, at(t, 0), "no size of the model's file");
	else if (size[strspn(size, "0123456789")] || strlen(size) > 15)
		findings_add(t->findings, FOUND_NO_SIZE, at(t, says->size.line),
			"\"%.60s\" is no number of bytes", size);
	if (!says->licence.text[0])
		findings_add(t->findings, FOUND_NO_LICENCE, at(t, 0), "no licence");
}

static void check_tensors(
	const struct text *t, const char *side, const struct published_tensors *tensors)
{
	const char *type = t->says->data_type.text;
	for (int i = 0; i < tensors->count; i++) {
		const struct published_tensor *tensor = &tensors->tensor[i];
		if (tensor->rank == 0)
			findings_add(t->findings, FOUND_NO_SHAPE, at(t, tensor->line), "%s %s: %s",
				side, tensor->name,
				tensor->shape[0] ? arena_printf(t->keep, "\"%.60s\" is no shape",
							   tensor->shape)
						 : "no shape");
		if (type[0] && tensor->type[0] && !known_same_type(type, tensor->type)) {
			findings_add(t->findings, FOUND_TYPE_DIFFERS, at(t, tensor->line),
				"type of %s %s", side, tensor->name);
			findings_pair(t->findings,
				arena_printf(t->keep, "%s (data type of the model)", type),
				tensor->type);
		}
	}
}

static bool is_there(const struct text *t, const char *folder, const char *name)
{
	return access(arena_printf(t->keep, "%s/%s", folder, name), F_OK) == 0;
}

// A card that was taken out of its folder cannot have its files beside it.
static enum lint_severity if_at_home(const struct text *t)
{
	const char *name = base_name(t->path);
	bool home = strcmp(name, "README.md") == 0 || strcmp(name, "definition.yaml") == 0;
	return home ? LINT_WARNING : LINT_NOTE;
}

static void find_dangling(const struct text *t, int line, const char *name)
{
	findings_add(t->findings, FOUND_DANGLING_REFERENCE, at(t, line),
		"%s is named, and not there", name);
	findings_severity(t->findings, if_at_home(t));
}

// Files that a sentence names: words of letters, digits, "-", "_", "." and "/" with a suffix.
static void check_named_files(const struct text *t, const struct published_text *sentence)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "-_./:";
	const char *folder = folder_of(t->path, t->keep);
	for (const char *c = sentence->text; *c;) {
		size_t nbytes = strspn(c, word);
		char *name = arena_strndup(t->keep, c, nbytes);
		while (nbytes && name[nbytes - 1] == '.')
			name[--nbytes] = '\0';
		bool file = word_ends_with(name, ".sh") || word_ends_with(name, ".txt") ||
			    word_ends_with(name, ".py");
		if (file && !strchr(name, ':') && !is_there(t, folder, name))
			find_dangling(t, sentence->line, name);
		c += nbytes ? nbytes : 1;
	}
}

// Test vectors are named by their path in the repository.
static void check_examples(const struct text *t, const struct published_tensors *tensors)
{
	const char *folder = folder_of(t->path, t->keep), *home = home_of(folder);
	if (!home[0])
		return;
	const char *root = arena_strndup(t->keep, folder, (size_t)(home - folder));
	for (int i = 0; i < tensors->count; i++) {
		const struct published_tensor *tensor = &tensors->tensor[i];
		const char *path = arena_printf(t->keep, "%s%s", root, tensor->example);
		if (tensor->example[0] && access(path, F_OK) != 0)
			find_dangling(t, tensor->line, tensor->example);
	}
}

static void check_references(const struct text *t)
{
	const char *link = t->says->recreation.text;
	check_named_files(t, &t->says->class_labels);
	if (link[0] && !strstr(link, "://") && link[0] != '#' && link[0] != '/' &&
		!is_there(t, folder_of(t->path, t->keep), link))
		find_dangling(t, t->says->recreation.line, link);
	check_examples(t, &t->says->inputs);
	check_examples(t, &t->says->outputs);
}

static void check_operators(const struct text *t)
{
	const char *const *operators = t->says->operators;
	for (; operators && *operators; operators++)
		if (strcmp(*operators, "RELU") == 0 || strcmp(*operators, "RELU6") == 0)
			findings_add(t->findings, FOUND_FUSED_OPERATOR, at(t, 0),
				"operators: %s is usually fused into others", *operators);
}

static void report_doubts(const struct text *t)
{
	for (int i = 0; i < t->says->doubt_count; i++)
		findings_add(t->findings, FOUND_UNCLEAR, at(t, t->says->doubts[i].line), "%s",
			t->says->doubts[i].message);
}

static void check_text(const struct text *t, bool is_readme)
{
	report_doubts(t);
	check_file(t);
	text_check_figures(t->findings, t->says, t->path, is_readme);
	check_tensors(t, "input", &t->says->inputs);
	check_tensors(t, "output", &t->says->outputs);
	check_references(t);
	check_operators(t);
}

// Cards of the first generation have tables of inputs and outputs in HTML.
static void check_table_style(const struct text *t, struct bytes text)
{
	int line = 1;
	for (size_t i = 0; i + 6 <= text.nbytes; i++) {
		if (strncasecmp((const char *)text.data + i, "<table", 6) == 0) {
			findings_add(
				t->findings, FOUND_TABLE_STYLE, at(t, line), "a table in HTML");
			return;
		}
		line += text.data[i] == '\n';
	}
}

void text_check_readme(struct findings *findings, const struct published *says, struct bytes text,
	const char *path, struct arena *keep)
{
	const struct text t = {findings, says, path, keep};
	check_text(&t, true);
	check_table_style(&t, text);
}

void text_check_definition(struct findings *findings, const struct definition *definition,
	const char *path, struct arena *keep)
{
	const struct text t = {findings, &definition->says, path, keep};
	const struct published_rows *metrics = &definition->says.metrics;
	if (definition->repaired_line) {
		findings_add(findings, FOUND_INVALID_YAML, at(&t, definition->repaired_line),
			"a closing quote is missing here: %s", definition->fault);
		findings_advise(
			findings, "put it at the end of line %d", definition->repaired_line);
	}
	check_text(&t, false);
	if (definition->is_keyed)
		findings_add(findings, FOUND_BENCHMARK_LAYOUT, at(&t, definition->benchmark_line),
			"benchmark is keyed by the dataset's name");
	if (definition->licence_is_text)
		findings_add(findings, FOUND_LICENCE_FORM, at(&t, definition->says.licence.line),
			"license is text, not a list");
	for (int i = 0; i < metrics->count; i++)
		if (definition->metric_is_quoted[i])
			findings_add(findings, FOUND_QUOTED_FIGURE, at(&t, metrics->row[i].line),
				"%s '%s'", metrics->row[i].name, metrics->row[i].value);
}
