// SPDX-License-Identifier: Apache-2.0
/*
 * README and definition of one folder print one figure, so a difference is an error; texts of
 * two revisions may print two figures for the same bytes, and both were measured.
 */
#include "zoo/lint/compare_figures.h"

#include "zoo/lint/figure.h"
#include "zoo/published/known.h"

#include <string.h>
#include <strings.h>

static bool is_same_metric(const char *a, const char *b)
{
	const struct known_metric *left = known_metric(a), *right = known_metric(b);
	if (left && right)
		return strcmp(left->same_as, right->same_as) == 0;
	return published_same_name(a, b);
}

// As it is compared: a share as a fraction, whatever else as it is.
static bool read_figure(struct figure *out, const struct published_row *row)
{
	const struct known_metric *metric = known_metric(row->name);
	if (!figure_parse(out, row->value))
		return false;
	if (out->percent || (metric && metric->measure != MEASURE_OTHER))
		*out = figure_share(out);
	return true;
}

static const char *where(const struct pair *p, const struct published_row *row)
{
	const struct witness *w = p->base;
	const char *path = place_text((struct place){w->path, row->line}, p->keep);
	return arena_printf(p->keep, "%s (%s)", row->value, path);
}

// One revision's README beside the other's, or our card beside either.
static bool is_of_other_text(const struct pair *p)
{
	return p->base->kind == WITNESS_CARD || p->text->kind == WITNESS_CARD ||
	       strcmp(p->base->folder, p->text->folder) != 0 || p->base->kind == p->text->kind;
}

static void compare_figure(
	const struct pair *p, const struct published_row *base, const struct published_row *text)
{
	struct figure a, b;
	struct place place = {p->text->path, text->line};
	if (!read_figure(&a, base) || !read_figure(&b, text)) {
		if (strcasecmp(base->value, text->value) == 0)
			return;
		findings_add(p->findings, FOUND_FIGURE_DIFFERS, place, "%s", text->name);
	} else if (!figures_can_both_hold(&a, &b)) {
		bool other = is_of_other_text(p);
		findings_add(p->findings, other ? FOUND_SEVERAL_FIGURES : FOUND_FIGURE_DIFFERS,
			place, other ? "%s: another figure for the same file" : "%s", text->name);
	} else if (a.decimals != b.decimals) {
		findings_add(p->findings, FOUND_FIGURE_ROUNDED, place,
			"%s: the same figure with %s digits", text->name,
			a.decimals > b.decimals ? "fewer" : "more");
	} else {
		return;
	}
	findings_pair(p->findings, where(p, base), text->value);
}

// A metric that stands in one of the two texts of a folder only.
static void find_lonely(
	const struct pair *p, const struct witness *here, const struct witness *there)
{
	const struct published_rows *rows = &here->says->metrics, *others = &there->says->metrics;
	for (int i = 0; i < rows->count; i++) {
		bool met = false;
		for (int j = 0; j < others->count; j++)
			met |= is_same_metric(rows->row[i].name, others->row[j].name);
		if (!met)
			findings_add(p->findings, FOUND_FIGURE_DIFFERS,
				(struct place){here->path, rows->row[i].line}, "%s %s: not in %s",
				rows->row[i].name, rows->row[i].value, witness_noun(there));
	}
}

static void compare_datasets(const struct pair *p)
{
	const char *base = p->base->says->dataset.text, *text = p->text->says->dataset.text;
	if (!base[0] || !text[0] || published_same_name(base, text))
		return;
	const struct known_dataset *a = known_dataset(base), *b = known_dataset(text);
	bool same = (a && a == b) || strcasestr(base, text) || strcasestr(text, base);
	findings_add(p->findings, same ? FOUND_DATASET_SPELLING : FOUND_DATASET_DIFFERS,
		(struct place){p->text->path, p->text->says->dataset.line}, "dataset");
	findings_pair(p->findings, base, text);
}

void compare_figures(const struct pair *p)
{
	const struct witness *base = p->base, *text = p->text;
	const struct published_rows *ours = &base->says->metrics, *theirs = &text->says->metrics;
	if (ours->count == 0 || theirs->count == 0)
		return;
	for (int i = 0; i < theirs->count; i++)
		for (int j = 0; j < ours->count; j++)
			if (is_same_metric(ours->row[j].name, theirs->row[i].name))
				compare_figure(p, &ours->row[j], &theirs->row[i]);
	if (!is_of_other_text(p)) {
		find_lonely(p, base, text);
		find_lonely(p, text, base);
	}
	compare_datasets(p);
}
