// SPDX-License-Identifier: Apache-2.0
/*
 * Subject by subject.  Names and hashes are compared without regard to case, types by what
 * they mean, figures at the precision of the coarser one.
 */
#include "zoo/lint/compare.h"

#include "zoo/lint/compare_figures.h"
#include "zoo/published/known.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static struct place at(const struct pair *p, int line)
{
	return (struct place){p->text->path, line};
}

/*
 * One fault is told once: if a better witness said the same already, another adds nothing.
 */
static bool is_told(const struct pair *p, enum lint_kind kind, int line, const char *message,
	const char *said, const char *found)
{
	for (int i = p->findings->count - 1; i >= 0; i--) {
		const struct lint_finding *f = &p->findings->list[i];
		if (f->kind == kind && f->line == line && f->expected &&
			strcmp(f->file, p->text->path) == 0 && strcmp(f->message, message) == 0 &&
			strcmp(f->found, found) == 0 &&
			strncmp(f->expected, said, strlen(said)) == 0)
			return true;
	}
	return false;
}

// `base` says `said`, and `text` in that line `found`.
__attribute__((format(printf, 6, 7))) static void find_difference(const struct pair *p,
	enum lint_kind kind, int line, const char *said, const char *found, const char *format, ...)
{
	char message[160];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (is_told(p, kind, line, message, said, found))
		return;
	findings_add(p->findings, kind, at(p, line), "%s", message);
	findings_pair(
		p->findings, arena_printf(p->keep, "%s (%s)", said, witness_noun(p->base)), found);
}

static bool differ(const char *a, const char *b)
{
	return a[0] && b[0] && strcasecmp(a, b) != 0;
}

static bool types_differ(const char *a, const char *b)
{
	return a[0] && b[0] && !known_same_type(a, b);
}

bool witnesses_same_bytes(const struct witness *a, const struct witness *b)
{
	if (a->sha256[0] && b->sha256[0])
		return strcmp(a->sha256, b->sha256) == 0;
	return a->says->sha1.text[0] && strcasecmp(a->says->sha1.text, b->says->sha1.text) == 0;
}

static void compare_files(const struct pair *p)
{
	const struct published *base = p->base->says, *text = p->text->says;
	if (p->base->nbytes >= 0 && p->text->nbytes >= 0 && p->base->nbytes != p->text->nbytes) {
		find_difference(p, FOUND_SIZE_DIFFERS, text->size.line,
			arena_printf(p->keep, "%" PRId64, p->base->nbytes),
			arena_printf(p->keep, "%" PRId64, p->text->nbytes), "size");
	}
	if (differ(base->sha1.text, text->sha1.text))
		find_difference(p, FOUND_SHA1_DIFFERS, text->sha1.line, base->sha1.text,
			text->sha1.text, "sha1");
	if (differ(p->base->sha256, p->text->sha256))
		find_difference(
			p, FOUND_SHA256_DIFFERS, 0, p->base->sha256, p->text->sha256, "sha256");
	// Between our cards and upstream's a name may change; that is no fault but a move.
	if (p->base->kind != WITNESS_CARD && p->text->kind != WITNESS_CARD &&
		differ(base->file_name.text, text->file_name.text))
		find_difference(p, FOUND_NAME_DIFFERS, text->file_name.line, base->file_name.text,
			text->file_name.text, "name of the file");
}

static const char *shape_text(const struct published_tensor *tensor, struct arena *keep)
{
	const char *text = "(";
	for (int i = 0; i < tensor->rank; i++)
		text = arena_printf(
			keep, "%s%s%" PRId32, text, i ? ", " : "", tensor->dimensions[i]);
	return arena_printf(keep, "%s)", text);
}

bool tensors_same_shape(const struct published_tensor *a, const struct published_tensor *b)
{
	return a->rank == b->rank && memcmp(a->dimensions, b->dimensions,
					     (size_t)a->rank * sizeof(a->dimensions[0])) == 0;
}

static void compare_tensor(const struct pair *p, const char *side, int index,
	const struct published_tensor *base, const struct published_tensor *text)
{
	if (strcmp(base->name, text->name) != 0)
		find_difference(p, FOUND_TENSOR_DIFFERS, text->line, base->name, text->name,
			"name of %s %d", side, index);
	if (base->rank && text->rank && !tensors_same_shape(base, text))
		find_difference(p, FOUND_SHAPE_DIFFERS, text->line, shape_text(base, p->keep),
			shape_text(text, p->keep), "shape of %s %s", side, text->name);
	if (types_differ(base->type, text->type))
		find_difference(p, FOUND_TYPE_DIFFERS, text->line, base->type, text->type,
			"type of %s %s", side, text->name);
}

static void compare_tensors(const struct pair *p, const char *side,
	const struct published_tensors *base, const struct published_tensors *text)
{
	if (base->count == 0 || text->count == 0)
		return;
	if (base->count != text->count) {
		find_difference(p, FOUND_TENSOR_DIFFERS, text->tensor[0].line,
			arena_printf(p->keep, "%d", base->count),
			arena_printf(p->keep, "%d", text->count), "number of %ss", side);
		return;
	}
	for (int i = 0; i < base->count; i++)
		compare_tensor(p, side, i, &base->tensor[i], &text->tensor[i]);
}

// Newer texts give one type for the whole model, too.
static void compare_data_types(const struct pair *p)
{
	const struct published *text = p->text->says;
	const char *base = p->base->says->data_type.text;
	if (p->base->is_parsed && p->base->says->inputs.count)
		base = p->base->says->inputs.tensor[0].type;
	if (types_differ(base, text->data_type.text))
		find_difference(p, FOUND_TYPE_DIFFERS, text->data_type.line, base,
			text->data_type.text, "data type of the model");
}

static bool is_fused(const char *name)
{
	return strncmp(name, "RELU", 4) == 0;
}

static bool lists(const char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (strcasecmp(*list, name) == 0)
			return true;
	return false;
}

// Names of `list` that `other` does not have, in one text.
static const char *missing_from(const char *const *list, const char *const *other,
	const char *const *also, struct arena *keep)
{
	const char *missing = "";
	for (; *list; list++)
		if (!is_fused(*list) && !lists(other, *list) && !lists(also, *list))
			missing = arena_printf(keep, "%s%s%s", missing, *missing ? " " : "", *list);
	return missing;
}

static void compare_operators(const struct pair *p)
{
	const char *const *base = p->base->says->operators, *const *text = p->text->says->operators;
	if (!base || !text)
		return;
	const char *extra = missing_from(text, base, p->base->idle, p->keep);
	const char *missing = missing_from(base, text, NULL, p->keep);
	if (*extra || *missing)
		find_difference(p, FOUND_OPERATORS_DIFFER, 0,
			*missing ? arena_printf(p->keep, "with %s", missing) : "without",
			*extra ? arena_printf(p->keep, "%swith %s", *missing ? "without, and " : "",
					 extra)
			       : "without",
			"operators");
	for (; *text; text++)
		if (lists(p->base->idle, *text) && !lists(base, *text))
			findings_add(p->findings, FOUND_UNUSED_OPERATOR, at(p, 0),
				"operators: %s stands in the file's table only", *text);
}

static void compare_licences(const struct pair *p)
{
	const struct published *base = p->base->says, *text = p->text->says;
	if (differ(base->licence.text, text->licence.text))
		find_difference(p, FOUND_LICENCE_DIFFERS, text->licence.line, base->licence.text,
			text->licence.text, "licence");
}

// What a mark says: "yes", "no", or the text itself; "yes HERO" is a yes.
static const char *plain_mark(const char *mark, struct arena *keep)
{
	size_t nbytes = strcspn(mark, " ");
	int meaning = published_mark(arena_strndup(keep, mark, nbytes));
	return meaning < 0 ? mark : meaning ? "yes" : "no";
}

static void compare_rows(const struct pair *p, enum lint_kind kind, const char *what,
	const struct published_rows *base, const struct published_rows *text)
{
	for (int i = 0; i < text->count; i++)
		for (int j = 0; j < base->count; j++) {
			const struct published_row *b = &base->row[j], *t = &text->row[i];
			const char *said = plain_mark(b->value, p->keep);
			const char *found = plain_mark(t->value, p->keep);
			if (published_same_name(b->name, t->name) && differ(said, found))
				find_difference(
					p, kind, t->line, said, found, "%s: %s", what, t->name);
		}
}

void compare_witnesses(struct findings *findings, const struct witness *base,
	const struct witness *text, struct arena *keep)
{
	const struct pair p = {findings, base, text, keep};
	compare_files(&p);
	compare_data_types(&p);
	compare_tensors(&p, "input", &base->says->inputs, &text->says->inputs);
	compare_tensors(&p, "output", &base->says->outputs, &text->says->outputs);
	compare_operators(&p);
	compare_figures(&p);
	compare_licences(&p);
	compare_rows(&p, FOUND_PLATFORM_DIFFERS, "platform", &base->says->platforms,
		&text->says->platforms);
	compare_rows(
		&p, FOUND_QUALITY_DIFFERS, "quality", &base->says->quality, &text->says->quality);
}
