// SPDX-License-Identifier: Apache-2.0
/*
 * --explain for people: first what the points were, then where the card's figures could come
 * from, then what each value is worth.  Lists of points are cut short unless --verbose.
 */
#include "cli/eval_explain.h"

#include "cli/table.h"
#include "cli/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_LISTED = 8, MOST_BEST = 3 };

static const char *point_name(const struct explanation *e, int point, struct arena *scratch)
{
	const char *name = method_departures(&e->points[point].method, scratch);
	return *name ? name : "the default";
}

static int shown_count(const struct context *context, int count)
{
	return count > MOST_LISTED && !context->verbose ? MOST_LISTED : count;
}

static void print_more(int shown, int count)
{
	if (shown < count)
		printf("    and %d more (--verbose or --json lists them)\n", count - shown);
}

// "3 scale x 3 round"
static const char *sizes_text(const struct explanation *e, struct arena *scratch)
{
	const char *text = "";
	for (int k = 0; k < e->knob_count; k++)
		text = arena_printf(scratch, "%s%s%d %s", text, k ? " x " : "",
			e->knobs[k].value_count, e->knobs[k].knob->name);
	return text;
}

static void print_extent(
	const struct explanation *e, const struct eval_item *item, struct arena *scratch)
{
	const struct explain_point *base = &e->points[e->base];
	printf("\n  explained: %d point%s (%s), each on %" PRId64 " of %" PRId64 " %s",
		e->point_count, e->point_count == 1 ? "" : "s",
		e->knob_count ? sizes_text(e, scratch) : "no knob is in doubt", base->sample_count,
		base->expected_count, item->dataset->kind->sample_noun);
	if (e->limit > 0 && e->seed)
		printf(", drawn with seed %" PRIu64, e->seed);
	putchar('\n');
	if (e->reduced)
		printf("  a part of the set, as all of it at every point would be more than %s "
		       "inferences; --limit takes another\n",
			text_count(scratch, EXPLAIN_MOST_INFERENCES));
}

// Knobs that are not varied, with the value that they have.
static void print_held(const struct explanation *e, struct arena *scratch)
{
	const struct method *method = &e->points[e->base].method;
	const char *text = "";
	for (int i = 0; i < method_knob_count(method); i++) {
		int k = 0;
		while (k < e->knob_count && e->knobs[k].index != i)
			k++;
		if (k < e->knob_count)
			continue;
		struct method_knob held = method_knob(method, i, scratch);
		text = arena_printf(scratch, "%s %s=%s", text, held.knob->name, held.value);
	}
	if (*text)
		printf("  held:%s\n", text);
}

// Why a point has no figure; NULL: it has one.
static const char *failure_of(const struct explanation *e, int point)
{
	const struct explain_point *p = &e->points[point];
	if (!isnan(p->measured))
		return NULL;
	if (p->failure)
		return p->failure;
	return e->metric == METRIC_AUC ? "too few samples for an area"
				       : "no sample could be measured";
}

// How many points fail as this one does; 0 if one before it does.
static int count_alike(const struct explanation *e, int point)
{
	const char *failure = failure_of(e, point);
	int count = 0;
	for (int p = 0; p < e->point_count; p++) {
		const char *other = failure_of(e, p);
		if (!other || strcmp(other, failure) != 0)
			continue;
		if (p < point)
			return 0;
		count++;
	}
	return count;
}

// Each reason once, with the first of the points that it keeps from being measured.
static void print_failures(
	const struct context *context, const struct explanation *e, struct arena *scratch)
{
	int failed = e->point_count - e->measured_count, listed = 0, told = 0;
	if (failed > 0)
		printf("  not measurable: %d of %d points\n", failed, e->point_count);
	for (int p = 0; p < e->point_count && listed < shown_count(context, failed); p++) {
		int count = failure_of(e, p) ? count_alike(e, p) : 0;
		if (count == 0)
			continue;
		printf("    %s%s: %s\n", point_name(e, p, scratch),
			count > 1 ? arena_printf(scratch, " and %d more", count - 1) : "",
			text_printable(scratch, failure_of(e, p)));
		listed++;
		told += count;
	}
	print_more(told, failed);
}

static void print_points(const struct context *context, const struct explanation *e,
	const int *points, int count, struct arena *scratch)
{
	int shown = shown_count(context, count);
	for (int i = 0; i < shown; i++)
		printf("    %s\n", point_name(e, points[i], scratch));
	print_more(shown, count);
}

static int whole_count(const struct explanation *e)
{
	int count = 0;
	for (int p = 0; p < e->point_count; p++)
		count += e->points[p].whole;
	return count;
}

// Points that have a figure, but on too few samples to say how sure it is.
static int unsure_count(const struct explanation *e)
{
	int count = 0;
	for (int p = 0; p < e->point_count; p++)
		count += !e->points[p].whole && !isnan(e->points[p].measured) &&
			 isnan(e->points[p].interval95[0]);
	return count;
}

// "95.77% = 4683 of 4890", where it is a count of the base's list
static const char *claim_text(
	const struct explanation *e, const struct claim *claim, struct arena *scratch)
{
	const char *printed = text_printable(scratch, claim->printed);
	int64_t n = e->points[e->base].expected_count, low, high;
	if (e->metric != METRIC_ACCURACY)
		return printed;
	if (!claim_implied_counts(claim, n, &low, &high))
		return arena_printf(
			scratch, "%s, to which no count of %" PRId64 " rounds,", printed, n);
	if (low == high)
		return arena_printf(scratch, "%s = %" PRId64 " of %" PRId64, printed, low, n);
	return arena_printf(
		scratch, "%s = %" PRId64 " to %" PRId64 " of %" PRId64, printed, low, high, n);
}

static void print_claim(const struct context *context, const struct explanation *e,
	const struct explain_claim *match, struct arena *scratch)
{
	int whole = whole_count(e), part = e->measured_count - whole;
	const char *text = claim_text(e, match->claim, scratch);
	if (whole > 0) {
		printf("  %s is reproduced by %d of %d points on the whole set\n", text,
			match->exact_count, whole);
		print_points(context, e, match->exact, match->exact_count, scratch);
	}
	if (part > 0) {
		printf("  %s is consistent with %d of %d points on a part of the set, in whose "
		       "95 %% interval it lies: no verdict\n",
			text, match->possible_count, part);
		if (unsure_count(e) > 0)
			printf("    %d of them have too few samples for an interval\n",
				unsure_count(e));
		print_points(context, e, match->possible, match->possible_count, scratch);
	}
	if (match->claim->unrepeatable)
		printf("    said to be unrepeatable: %s\n",
			text_printable(scratch, match->claim->unrepeatable));
}

// "12", or "12 of 300" if not all samples of the base's are in both.
static void add_flips(
	struct table *table, const struct explain_point *point, const struct explain_point *base)
{
	const struct difference *d = &point->from_base;
	if (d->compared_count == base->sample_count && d->compared_count == point->sample_count)
		table_addf(table, "%" PRId64, d->flipped_count);
	else
		table_addf(table, "%" PRId64 " of %" PRId64, d->flipped_count, d->compared_count);
}

// What one value is worth: a row of the table.
static void add_value(
	struct table *table, const struct explanation *e, const struct explain_knob *knob, int v)
{
	const struct explain_value *value = &knob->values[v];
	const struct explain_point *point = &e->points[value->point];
	const struct explain_point *base = &e->points[e->base];
	bool counts = e->metric == METRIC_ACCURACY;
	bool has_figure = !isnan(point->measured);
	bool is_base = v == knob->base;
	double scale = counts ? 100 : 1;
	table_add(table, v == 0 ? knob->knob->name : "");
	table_addf(table, "%s%s", value->value, is_base ? " (default)" : "");
	if (counts && has_figure)
		table_addf(table, "%" PRId64, point->correct_count);
	else if (counts)
		table_add(table, "-");
	if (has_figure)
		table_addf(table, "%.4f", scale * point->measured);
	else
		table_add(table, "-");
	if (is_base || !has_figure || isnan(base->measured)) {
		for (int column = counts ? 0 : 1; column < 3; column++)
			table_add(table, is_base ? "" : "-");
	} else {
		if (counts && point->sample_count == base->sample_count)
			table_addf(table, "%+" PRId64, point->correct_count - base->correct_count);
		else if (counts)
			table_add(table, "-");
		table_addf(table, "%+.4f", scale * (point->measured - base->measured));
		add_flips(table, point, base);
	}
	if (value->pair_count > 0)
		table_addf(table, "%+.4f", scale * value->main_effect);
	else
		table_add(table, is_base ? "" : "-");
}

static void print_values(
	const struct context *context, const struct explanation *e, struct arena *scratch)
{
	static const char *const counted[] = {
		"KNOB", "VALUE", "CORRECT", "%", "SAMPLES", "% POINTS", "FLIPS", "MAIN EFFECT"};
	static const char *const areas[] = {
		"KNOB", "VALUE", "AUC", "DIFFERENCE", "OTHER SCORES", "MAIN EFFECT"};
	bool counts = e->metric == METRIC_ACCURACY;
	if (e->knob_count == 0)
		return;
	struct table *table = table_create(scratch, counts ? "llrrrrrr" : "llrrrr");
	table_titles(table, counts ? counted : areas);
	for (int k = 0; k < e->knob_count; k++)
		for (int v = 0; v < e->knobs[k].value_count; v++)
			add_value(table, e, &e->knobs[k], v);
	printf("\n  each value alone against the default; MAIN EFFECT: its mean over all points "
	       "that differ in nothing else\n");
	table_print(table, stdout, context->out, 2);
}

// The first `shown` of the measured points, under a title.
static void print_ranking(const struct context *context, const struct explanation *e,
	const int *points, int shown, const char *title, struct arena *scratch)
{
	bool counts = e->metric == METRIC_ACCURACY;
	struct table *table = table_create(scratch, counts ? "rrl" : "rl");
	for (int i = 0; i < shown; i++) {
		const struct explain_point *point = &e->points[points[i]];
		if (counts)
			table_addf(table, "%" PRId64 " of %" PRId64, point->correct_count,
				point->sample_count);
		table_addf(table, "%.4f", (counts ? 100 : 1) * point->measured);
		table_add(table, point_name(e, points[i], scratch));
	}
	printf("\n  %s\n", title);
	table_print(table, stdout, context->out, 4);
	print_more(shown, e->measured_count);
}

// Closest first; the best only to be compared with it, as the order is much the same.
static void print_rankings(
	const struct context *context, const struct explanation *e, struct arena *scratch)
{
	int count = e->measured_count, shown = shown_count(context, count);
	if (e->target >= 0) {
		const char *printed = e->claims[e->target].claim->printed;
		print_ranking(context, e, e->closest, shown,
			arena_printf(scratch, "closest to %s", text_printable(scratch, printed)),
			scratch);
		shown = count < MOST_BEST ? count : MOST_BEST;
	}
	print_ranking(context, e, e->best, shown, "best", scratch);
}

void eval_explain_print(
	const struct context *context, const struct eval_item *item, struct arena *scratch)
{
	const struct explanation *e = item->explanation;
	if (!e)
		return;
	print_extent(e, item, scratch);
	print_held(e, scratch);
	print_failures(context, e, scratch);
	for (int i = 0; i < e->claim_count; i++)
		if (e->claims[i].concerned)
			print_claim(context, e, &e->claims[i], scratch);
	if (context->quiet)
		return;
	print_values(context, e, scratch);
	print_rankings(context, e, scratch);
}
