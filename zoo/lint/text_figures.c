// SPDX-License-Identifier: Apache-2.0
/*
 * The figures of one text: what is written, and whether it can be.
 */
#include "zoo/lint/text.h"

#include "zoo/claim.h"
#include "zoo/lint/figure.h"
#include "zoo/published/known.h"

#include <string.h>
#include <strings.h>

struct row {
	struct findings *findings;
	struct place place;
	const char *name, *value;
	const struct known_metric *metric;
	struct figure figure;
};

static void check_unit(const struct row *row)
{
	const char *unit = row->figure.unit;
	bool usual = row->metric->unit && strcasecmp(unit, row->metric->unit) == 0;
	if (!unit[0])
		return;
	findings_add(row->findings, usual ? FOUND_FIGURE_UNIT : FOUND_UNREADABLE_FIGURE, row->place,
		"%s %s: \"%s\" behind the number", row->name, row->value, unit);
}

static void check_share(const struct row *row)
{
	double value = figure_value(&row->figure);
	double most = row->metric->measure == MEASURE_RATE ? 1000 : 100;
	if (row->figure.negative || value > most) {
		findings_add(row->findings, FOUND_IMPOSSIBLE_FIGURE, row->place,
			"%s %s: a share lies between 0 and 1", row->name, row->value);
	} else if (!row->figure.percent && value > 1) {
		struct figure share = figure_share(&row->figure);
		findings_add(row->findings, FOUND_UNIT_ERROR, row->place,
			"%s %s: a percentage without its sign?", row->name, row->value);
		findings_advise(row->findings, "if so, print %s%% or %.*f", row->value,
			share.decimals, figure_value(&share));
	}
}

static void check_range(const struct row *row)
{
	double value = figure_value(&row->figure);
	if (value < row->metric->least || value > row->metric->most)
		findings_add(row->findings, FOUND_IMPOSSIBLE_FIGURE, row->place,
			"%s %s: it lies between %g and %g", row->name, row->value,
			row->metric->least, row->metric->most);
}

// Could some count of one of the set's sizes give the figure?
static void check_count(const struct row *row, const char *dataset, struct arena *scratch)
{
	const struct known_dataset *set = known_dataset(dataset);
	struct figure share = figure_share(&row->figure);
	struct claim claim = {.digits = share.digits, .decimals = share.decimals};
	const char *sizes = "";
	if (!set || !set->sizes[0] || share.negative || figure_value(&share) > 1)
		return;
	for (int i = 0; i < KNOWN_SIZES && set->sizes[i]; i++) {
		int64_t low, high;
		if (claim_implied_counts(&claim, set->sizes[i], &low, &high))
			return;
		sizes = arena_printf(
			scratch, "%s%s%lld", sizes, i ? " or " : "", (long long)set->sizes[i]);
	}
	findings_add(row->findings, FOUND_NO_COUNT, row->place,
		"%s %s: no count of %s gives it, the size of %s", row->name, row->value, sizes,
		set->name);
}

static void check_row(const struct row *row, const char *dataset, struct arena *scratch)
{
	check_unit(row);
	if (row->metric->measure == MEASURE_OTHER) {
		check_range(row);
		return;
	}
	check_share(row);
	if (row->metric->measure == MEASURE_COUNT)
		check_count(row, dataset, scratch);
}

// READMEs are made from definitions, with names in capitals; only the source has a spelling.
static void check_spelling(const struct row *row)
{
	if (strcmp(row->name, row->metric->name) == 0)
		return;
	findings_add(row->findings, FOUND_METRIC_SPELLING, row->place, "spelling of the metric");
	findings_pair(row->findings, row->metric->name, row->name);
}

static void check_dataset(struct findings *findings, const struct published *says, const char *path)
{
	const struct known_dataset *set = known_dataset(says->dataset.text);
	if (!set || published_same_name(set->name, says->dataset.text))
		return;
	findings_add(findings, FOUND_DATASET_SPELLING, (struct place){path, says->dataset.line},
		"name of the dataset");
	findings_pair(findings, set->name, says->dataset.text);
}

void text_check_figures(
	struct findings *findings, const struct published *says, const char *path, bool is_readme)
{
	struct arena scratch = {0};
	for (int i = 0; i < says->metrics.count; i++) {
		const struct published_row *r = &says->metrics.row[i];
		struct row row = {
			findings, {path, r->line}, r->name, r->value, known_metric(r->name), {0}};
		bool number = figure_parse(&row.figure, r->value);
		if (!number)
			findings_add(findings, FOUND_UNREADABLE_FIGURE, row.place,
				"%s %s: no number", r->name, r->value);
		if (!row.metric)
			findings_add(
				findings, FOUND_UNKNOWN_METRIC, row.place, "metric %s", r->name);
		if (row.metric && !is_readme)
			check_spelling(&row);
		if (row.metric && number)
			check_row(&row, says->dataset.text, &scratch);
	}
	if (says->metrics.count == 0)
		findings_add(findings, FOUND_NO_FIGURE, (struct place){path, 0}, "no figure");
	else if (!says->dataset.line)
		findings_add(findings, FOUND_UNKNOWN_DATASET, (struct place){path, 0},
			"the figures name no dataset");
	check_dataset(findings, says, path);
	arena_release(&scratch);
}
