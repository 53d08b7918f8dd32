// SPDX-License-Identifier: Apache-2.0
/*
 * The report of zoo eval for people: verdict first, then what it stands on.
 */
#include "cli/eval_item.h"

#include "cli/eval_explain.h"
#include "cli/eval_sweep.h"
#include "cli/printed.h"
#include "cli/table.h"
#include "cli/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// A file has no edge, but people read it: so wide it still can be.
enum { TABLE_MOST_CLASSES = 100, MATRIX_MOST_CLASSES = 20, FILE_COLUMNS = 160 };

static enum colour verdict_colour(enum verdict verdict)
{
	return verdict == VERDICT_MET       ? COLOUR_GOOD
	       : verdict == VERDICT_NOT_MET ? COLOUR_BAD
					    : COLOUR_WARN;
}

// "4683" or "4596 to 4600" or what is wrong
static const char *implied_text(
	const struct eval_claim *judged, int64_t expected_count, struct arena *scratch)
{
	if (!judged->feasible)
		return arena_printf(
			scratch, "no count of %" PRId64 " rounds to it", expected_count);
	if (judged->implied_low == judged->implied_high)
		return arena_printf(
			scratch, "%" PRId64 " of %" PRId64, judged->implied_low, expected_count);
	return arena_printf(scratch, "%" PRId64 " to %" PRId64 " of %" PRId64, judged->implied_low,
		judged->implied_high, expected_count);
}

static const char *claim_verdict(
	enum colour *colour, const struct eval_claim *judged, const struct eval_result *result)
{
	*colour = judged->met                           ? COLOUR_GOOD
		  : judged->applies && result->complete ? COLOUR_BAD
							: COLOUR_WARN;
	return judged->met                   ? "met"
	       : judged->claim->unrepeatable ? "cannot be made again"
	       : !judged->applies            ? "made for another file or set"
	       : !result->complete           ? "not measurable"
					     : "not met";
}

/*
 * " = 4683 of 4890; measured 4683", or for an area "; measured 0.5203".  What a figure
 * implies on a set that it was not made on is nobody's question.
 */
static const char *claim_counts(
	const struct eval_claim *judged, const struct eval_result *result, struct arena *scratch)
{
	if (!judged->applies && !judged->claim->unrepeatable)
		return "";
	if (!result->confusion)
		return isnan(result->measured)
			       ? ""
			       : arena_printf(scratch, "; measured %.4f", result->measured);
	const char *distance = "";
	if (result->complete && judged->short_of)
		distance = arena_printf(scratch, ", %" PRId64 " %s",
			judged->short_of > 0 ? judged->short_of : -judged->short_of,
			judged->short_of > 0 ? "short" : "too many");
	const char *of =
		result->complete ? "" : arena_printf(scratch, " of %" PRId64, result->sample_count);
	return arena_printf(scratch, " = %s; measured %" PRId64 "%s%s",
		implied_text(judged, result->expected_count, scratch), result->correct_count, of,
		distance);
}

// "card 95.77% = 4683 of 4890; measured 4683: met"
static void print_claims(
	const struct context *context, const struct eval_item *item, struct arena *scratch)
{
	const struct eval_result *result = &item->result;
	for (int i = 0; i < result->claim_count; i++) {
		const struct eval_claim *judged = &result->claims[i];
		enum colour colour;
		const char *verdict = claim_verdict(&colour, judged, result);
		printf("  card %s%s: %s%s%s\n", text_printable(scratch, judged->claim->printed),
			claim_counts(judged, result, scratch), style_begin(context->out, colour),
			verdict, style_end(context->out, colour));
		if (context->verbose)
			printf("    %s\n", text_printable(scratch, judged->claim->source));
	}
}

static void print_classes(
	const struct context *context, const struct eval_result *result, struct arena *scratch)
{
	static const char *const titles[] = {"CLASS", "SAMPLES", "CORRECT", "%"};
	if (result->label_count > TABLE_MOST_CLASSES && !context->verbose)
		return;
	struct table *table = table_create(scratch, "lrrr");
	table_titles(table, titles);
	for (int i = 0; i < result->label_count; i++) {
		const struct eval_class *class = &result->classes[i];
		table_add(table, class->label);
		table_addf(table, "%" PRId64, class->sample_count);
		table_addf(table, "%" PRId64, class->correct_count);
		if (class->sample_count > 0)
			table_addf(table, "%.2f",
				100 * (double)class->correct_count / (double)class->sample_count);
		else
			table_add(table, "-");
	}
	putchar('\n');
	table_print(table, stdout, context->out, 2);
}

static int matrix_least_cell(const struct eval_result *result)
{
	int64_t most = 100;
	for (int i = 0; i < result->label_count; i++)
		if (result->classes[i].sample_count > most)
			most = result->classes[i].sample_count;
	return snprintf(NULL, 0, "%" PRId64, most);
}

/*
 * Columns that the matrix takes: its widest label, and for each class two blanks and a
 * count or the label, of which at most `cell` columns are shown.
 */
static int matrix_columns(const struct eval_result *result, int least_cell, int cell)
{
	int widest = 0, cells = 0;
	for (int i = 0; i < result->label_count; i++) {
		int width = text_width(result->classes[i].label);
		widest = width > widest ? width : widest;
		width = width < cell ? width : cell;
		cells += 2 + (width > least_cell ? width : least_cell);
	}
	return 2 + widest + cells;
}

static void print_matrix(
	const struct context *context, const struct eval_result *result, struct arena *scratch)
{
	int n = result->label_count, least_cell = matrix_least_cell(result), cell = least_cell;
	int room = isatty(STDOUT_FILENO) ? style_columns(STDOUT_FILENO) : FILE_COLUMNS;
	bool fits = n <= MATRIX_MOST_CLASSES && matrix_columns(result, least_cell, cell) <= room;
	if (!fits && !context->verbose)
		return;
	while (cell < room && matrix_columns(result, least_cell, cell + 1) <= room)
		cell++;
	char *alignment = arena_alloc(scratch, (size_t)n + 2, 1, 1);
	memset(alignment, 'r', (size_t)n + 1);
	alignment[0] = 'l';
	struct table *table = table_create(scratch, alignment);
	table_add(table, "");
	for (int k = 0; k < n; k++) {
		const char *label = text_printable(scratch, result->classes[k].label);
		table_add_coloured(table, COLOUR_FAINT, text_fit(scratch, label, cell));
	}
	for (int i = 0; i < n; i++) {
		table_add(table, result->classes[i].label);
		for (int k = 0; k < n; k++) {
			int64_t count = result->confusion[i * n + k];
			const char *text = count ? arena_printf(scratch, "%" PRId64, count) : ".";
			table_add_coloured(table, i == k ? COLOUR_GOOD : COLOUR_NONE, text);
		}
	}
	printf("\n  rows: true class, columns: what the model said\n");
	table_print(table, stdout, context->out, 2);
}

static const char *method_text(const struct method *method, struct arena *scratch)
{
	const char *text = "";
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, scratch);
		text = arena_printf(
			scratch, "%s%s%s=%s", text, i ? " " : "", k.knob->name, k.value);
	}
	return text;
}

static void print_shares(const struct eval_result *result)
{
	if (result->sample_count == 0) {
		printf("  %s: none, as no sample could be read\n", result->metric);
		return;
	}
	printf("  %s %.4f %% = %" PRId64 " of %" PRId64 ", 95 %% interval %.2f to %.2f %%\n",
		result->metric, 100 * result->measured, result->correct_count, result->sample_count,
		100 * result->interval95[0], 100 * result->interval95[1]);
	if (result->top5_count >= 0)
		printf("  top-5 %.4f %% = %" PRId64 " of %" PRId64 "\n",
			100 * (double)result->top5_count / (double)result->sample_count,
			result->top5_count, result->sample_count);
}

static void add_area(struct table *table, const char *id, const struct eval_group *group)
{
	table_add(table, id);
	table_addf(table, "%" PRId64, group->auc.negative_count);
	table_addf(table, "%" PRId64, group->auc.positive_count);
	if (isnan(group->auc.auc)) { // one of the two sorts is missing
		for (int i = 0; i < 3; i++)
			table_add(table, "-");
		return;
	}
	table_addf(table, "%.6f", group->auc.auc);
	if (isnan(group->interval95[0]))
		table_add(table, "-");
	else
		table_addf(table, "%.4f to %.4f", group->interval95[0], group->interval95[1]);
	table_addf(table, "%.6f", group->auc.pauc);
}

static void print_areas(
	const struct context *context, const struct eval_result *result, struct arena *scratch)
{
	static const char *const titles[] = {
		"GROUP", "NORMAL", "ANOMALY", "AUC", "95 % INTERVAL", "PAUC (0.1)"};
	struct table *table = table_create(scratch, "lrrrrr");
	table_titles(table, titles);
	for (int g = 0; g < result->group_count; g++)
		add_area(table, result->groups[g].id, &result->groups[g]);
	add_area(table, "pooled", &result->pooled);
	putchar('\n');
	table_print(table, stdout, context->out, 2);
}

static void print_area(const struct eval_result *result, struct arena *scratch)
{
	const char *interval = isnan(result->interval95[0])
				       ? ", too few samples for an interval"
				       : arena_printf(scratch, ", 95 %% interval %.4f to %.4f",
						 result->interval95[0], result->interval95[1]);
	printf("  %s %.4f%s; mean of the groups %.4f, pooled %.4f\n", result->metric,
		result->measured, interval, result->mean_auc, result->pooled.auc.auc);
}

// "time: inference 62 %, features 25 %, ..., after 840 ms to list the set and 12 ms to start"
static void print_time(const struct eval_item *item)
{
	const struct eval_result *result = &item->result;
	static const enum eval_stage order[EVAL_STAGE_COUNT] = {
		EVAL_INFERENCE, EVAL_FEATURES, EVAL_READING, EVAL_HASHING, EVAL_OTHER};
	double sum = 0;
	for (int i = 0; i < EVAL_STAGE_COUNT; i++)
		sum += result->stage_seconds[i];
	printf("  time:");
	for (int i = 0; i < EVAL_STAGE_COUNT && sum > 0; i++)
		printf(" %s %.1f %%,", eval_stage_name(order[i]),
			100 * result->stage_seconds[order[i]] / sum);
	printf(" after %.1f ms to list the set and %.1f ms to start\n",
		1000 * item->listing_seconds, 1000 * result->startup_seconds);
}

static void print_measurement(
	const struct context *context, const struct eval_item *item, struct arena *scratch)
{
	const struct eval_result *result = &item->result;
	const struct dataset *set = item->dataset;
	print_claims(context, item, scratch);
	if (result->confusion)
		print_shares(result);
	else if (isnan(result->measured))
		printf("  %s: none, as no group has samples of both classes\n", result->metric);
	else
		print_area(result, scratch);
	printf("  %s (%s) from %s: %" PRId64 " of %" PRId64 " samples%s", set->kind->name,
		set->split, text_printable(scratch, set->where), result->sample_count,
		result->expected_count, result->complete ? ", complete" : "");
	if (result->skipped_count)
		printf(", %" PRId64 " skipped", result->skipped_count);
	putchar('\n');
	for (int i = 0; set->notes && set->notes[i]; i++)
		printf("  %s\n", text_printable(scratch, set->notes[i]));
	if (context->quiet)
		return;
	if (result->confusion) {
		print_classes(context, result, scratch);
		print_matrix(context, result, scratch);
	} else {
		print_areas(context, result, scratch);
	}
	printf("\n  protocol %s (%s): %s\n", method_id(&item->method, scratch), result->method_hash,
		method_text(&item->method, scratch));
	printf("  engine %s, %s rounding, %d thread%s; %.2f s, %.1f samples/s\n", result->isa,
		rounding_name(item->rounding), result->threads, result->threads == 1 ? "" : "s",
		result->seconds, (double)result->sample_count / result->seconds);
	print_time(item);
}

void eval_item_print(
	const struct context *context, const struct eval_item *item, struct arena *scratch)
{
	static const char *const names[] = {[VERDICT_MET] = "met",
		[VERDICT_NOT_MET] = "not met",
		[VERDICT_NOT_MEASURABLE] = "not measurable"};
	const struct eval_result *result = &item->result;
	enum colour colour = verdict_colour(result->verdict);
	printf("%s%s%s: %s%s%s  %s\n", style_begin(context->out, COLOUR_STRONG),
		text_printable(scratch, item->name), style_end(context->out, COLOUR_STRONG),
		style_begin(context->out, colour), names[result->verdict],
		style_end(context->out, colour), text_printable(scratch, item->file_name));
	if (item->method.protocol)
		print_measurement(context, item, scratch);
	for (int i = 0; result->reasons && result->reasons[i]; i++)
		printf("  %s\n", text_printable(scratch, result->reasons[i]));
	eval_explain_print(context, item, scratch);
	eval_sweep_print(context, item, scratch);
	printed_flush();
}
