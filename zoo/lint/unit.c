// SPDX-License-Identifier: Apache-2.0
/*
 * What lies in one folder is about one model, and is compared pair by pair.
 */
#include "zoo/lint/unit.h"

#include "zoo/lint/compare.h"
#include "zoo/lint/paths.h"
#include "zoo/lint/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_file(const struct witness *witness)
{
	return witness->kind == WITNESS_MODEL || witness->kind == WITNESS_POINTER;
}

// Only files of these names speak for their folder.
static bool speaks_for_folder(const struct witness *witness)
{
	const char *name = base_name(witness->path);
	return is_file(witness) || strcmp(name, "README.md") == 0 ||
	       strcmp(name, "definition.yaml") == 0;
}

static int compare_order(const void *a, const void *b)
{
	const struct witness *left = a, *right = b;
	int order = strcmp(left->folder, right->folder);
	if (order == 0)
		order = (int)left->kind - (int)right->kind;
	return order ? order : strcmp(left->path, right->path);
}

// Of several models in one folder: does the text name this one?
static bool names_file(const struct witness *text, const struct witness *file)
{
	const char *name = text->says->file_name.text;
	if (name[0])
		return strcmp(name, file->says->file_name.text) == 0;
	return witnesses_same_bytes(text, file);
}

static void set_if(const char **member, const char *text)
{
	if (!(*member)[0])
		*member = text;
}

static void describe(struct unit *unit)
{
	unit->sha1 = unit->sha256 = unit->name = unit->home = "";
	unit->nbytes = -1;
	unit->is_folder =
		unit->witnesses[0]->kind != WITNESS_CARD && speaks_for_folder(unit->witnesses[0]);
	for (int i = 0; i < unit->witness_count; i++) {
		const struct witness *w = unit->witnesses[i];
		if (!unit->file && is_file(w))
			unit->file = w;
		if (!unit->outputs && w->says->outputs.count)
			unit->outputs = &w->says->outputs;
		if (!unit->operators && w->says->operators)
			unit->operators = w->says->operators;
		if (w->card)
			unit->card = w->card;
		unit->is_background |= w->is_background;
		unit->is_folder &= !w->is_named;
		set_if(&unit->sha1, w->says->sha1.text);
		set_if(&unit->sha256, w->sha256);
		set_if(&unit->name, w->says->file_name.text);
		set_if(&unit->home, w->home);
		if (unit->nbytes < 0)
			unit->nbytes = w->nbytes;
	}
}

bool units_same_bytes(const struct unit *a, const struct unit *b)
{
	return (a->sha1[0] && strcasecmp(a->sha1, b->sha1) == 0) ||
	       (a->sha256[0] && strcmp(a->sha256, b->sha256) == 0);
}

// Our card of the same bytes knows what texts leave out.
static void link_card(struct unit *unit, const struct units *units)
{
	for (int i = 0; i < units->count && !unit->card; i++) {
		const struct unit *other = &units->list[i];
		if (other->witnesses[0]->kind != WITNESS_CARD || !units_same_bytes(unit, other))
			continue;
		unit->card = other->card;
		unit->outputs = unit->outputs ? unit->outputs : other->outputs;
		unit->operators = unit->operators ? unit->operators : other->operators;
	}
}

// A unit for each file of a folder, with the texts that speak of it.
static void add_units(
	struct units *units, const struct witness *first, int count, struct arena *keep)
{
	int file_count = 0;
	while (file_count < count && is_file(&first[file_count]))
		file_count++;
	for (int f = 0; f < (file_count ? file_count : 1); f++) {
		struct unit *unit = &units->list[units->count++];
		*unit = (struct unit){.folder = first->folder};
		unit->witnesses = arena_array(keep, const struct witness *, count);
		for (int i = 0; i < count; i++) {
			const struct witness *w = &first[i];
			if (is_file(w) ? i == f : file_count < 2 || names_file(w, &first[f]))
				unit->witnesses[unit->witness_count++] = w;
		}
		describe(unit);
	}
}

void units_collect(struct units *out, struct material *material, struct arena *keep)
{
	int count = material->witness_count;
	for (int i = 0; i < count; i++) {
		struct witness *w = &material->witnesses[i];
		if (w->kind != WITNESS_CARD && !speaks_for_folder(w))
			w->folder = w->path;
		else if (w->kind == WITNESS_CARD)
			w->folder = arena_printf(keep, "card %s", w->card->id);
	}
	if (count)
		qsort(material->witnesses, (size_t)count, sizeof(*material->witnesses),
			compare_order);
	*out = (struct units){.list = arena_array(keep, struct unit, count)};
	for (int i = 0; i < count;) {
		const struct witness *first = &material->witnesses[i];
		int n = 1;
		while (i + n < count && strcmp(first[n].folder, first->folder) == 0)
			n++;
		add_units(out, first, n, keep);
		i += n;
	}
	for (int i = 0; i < out->count; i++)
		link_card(&out->list[i], out);
}

static const struct witness *text_of(const struct unit *unit, enum witness_kind kind)
{
	for (int i = 0; i < unit->witness_count; i++)
		if (unit->witnesses[i]->kind == kind)
			return unit->witnesses[i];
	return NULL;
}

// Of a whole folder it can be said what is missing in it.
static void check_complete(struct findings *findings, const struct unit *unit)
{
	const struct witness *readme = text_of(unit, WITNESS_README);
	const struct witness *definition = text_of(unit, WITNESS_DEFINITION);
	const struct witness *first = unit->witnesses[0];
	struct place place = {first->path, 0};
	if (!readme)
		findings_add(findings, FOUND_NO_README, place, "no README.md beside it");
	if (!definition)
		findings_add(findings, FOUND_NO_DEFINITION, place, "no definition.yaml beside it");
	if (!unit->file)
		findings_add(findings, FOUND_MISSING_FILE, place, "%s is not beside it",
			definition && definition->says->file_name.text[0]
				? definition->says->file_name.text
				: "the model's file");
}

void unit_check(struct findings *findings, const struct unit *unit, const struct material *material,
	struct arena *keep)
{
	if (unit->is_background || unit->witnesses[0]->kind == WITNESS_CARD)
		return;
	for (int i = 0; i < unit->witness_count; i++) {
		const struct witness *w = unit->witnesses[i];
		for (int j = 0; j < i; j++)
			compare_witnesses(findings, unit->witnesses[j], w, keep);
		text_check_meaning(findings, w->says, unit->operators, w->path, keep);
	}
	if (unit->is_folder)
		check_complete(findings, unit);
	unit_check_vectors(findings, unit, material);
	unit_check_labels(findings, unit, material, keep);
}
