// SPDX-License-Identifier: Apache-2.0
/*
 * Labels, published figures and how they are measured, test vectors.  A figure that cannot
 * stand in a card yet, because it is not known how it is measured, is proposed in a comment.
 */
#include "zoo/import/importer.h"

#include "zoo/claim.h"

#include <inttypes.h>
#include <string.h>

static void write_labels(struct importer *i)
{
	const struct published_text *labels = &i->published->class_labels;
	int64_t count = 1;
	layout_line(&i->layout, 0, "%s", "");
	importer_doubts_about(i, "class_labels", "labels");
	if (strstr(labels->text, ".sh") || strstr(labels->text, ".py"))
		importer_doubt(i, 0, "labels", labels->line,
			"the card leaves them to a script, which is not run: %s", labels->text);
	else if (*labels->text)
		importer_doubt(i, 0, "labels", labels->line, "the card says: %s", labels->text);
	const struct published_tensors *outputs = &i->published->outputs;
	if (outputs->count == 0 || outputs->tensor[0].rank == 0) {
		importer_to_add(i, 0, "labels", 0, "names for the elements of the first output");
		return;
	}
	for (int d = 0; d < outputs->tensor[0].rank; d++)
		count *= outputs->tensor[0].dimensions[d];
	importer_to_add(i, 0, "labels", 0,
		"%" PRId64 " names, one for each element of the first output, in its order", count);
}

// A row of the table of figures as a claim.  False if it cannot be one.
static bool read_claim(struct importer *i, struct claim *claim, const struct published_row *row)
{
	struct status st = {.code = STATUS_OK};
	const struct known_metric *metric = known_metric(row->name);
	const char *name = metric ? metric->claim : NULL;
	*claim = (struct claim){.metric = name ? name : row->name,
		.printed = row->value,
		.dataset = i->published->dataset.text,
		.split = i->set ? i->set->split : "",
		.sample_count = i->set ? i->set->sizes[0] : 0,
		.source = i->options->card.whole ? i->options->card.whole : "",
		.note = ""};
	return *row->value && claim_parse_printed(claim, &st) && name;
}

static void doubt_claim(
	struct importer *i, const struct claim *claim, const struct published_row *row)
{
	const char *point = strchr(claim->printed, '.');
	int printed_decimals = point ? (int)strspn(point + 1, "0123456789") : 0;
	int64_t low, high;
	if (!strchr(claim->printed, '%') && claim->decimals > printed_decimals)
		importer_doubt(i, 2, "claims", row->line,
			"above 1 without \"%%\": read as a percentage, %.6g", claim_value(claim));
	if (claim_is_by_count(claim) && claim->sample_count &&
		!claim_implied_counts(claim, claim->sample_count, &low, &high))
		importer_doubt(i, 2, "claims", row->line,
			"no count of %" PRId64 " gives %s: is it of another list or file?",
			claim->sample_count, claim->printed);
}

static void write_claim(struct importer *i, const struct published_row *row, bool is_live)
{
	struct claim claim;
	bool is_claim = read_claim(i, &claim, row);
	struct layout *layout = &i->layout;
	const struct known_metric *metric = known_metric(row->name);
	if (!metric || !metric->claim)
		importer_doubt(i, 2, "claims", row->line,
			"\"%s\" is none of the metrics that are known: accuracy, top-1, auc",
			row->name);
	else if (!is_claim)
		importer_doubt(i, 2, "claims", row->line,
			"\"%s\" is no figure from 0 to 1 or from 0 to 100 %%", row->value);
	else
		doubt_claim(i, &claim, row);
	layout->is_commented = !is_live || !is_claim;
	layout_text(layout, 2, "- metric", claim.metric);
	layout_quoted(layout, 4, "printed", claim.printed);
	if (*claim.dataset)
		layout_text(layout, 4, "dataset", claim.dataset);
	if (*claim.split)
		layout_text(layout, 4, "split", claim.split);
	if (claim.sample_count)
		layout_line(layout, 4, "items: %" PRId64, claim.sample_count);
	if (*claim.source)
		layout_text(layout, 4, "source", claim.source);
	layout->is_commented = false;
}

static void write_evaluation(struct importer *i)
{
	const struct published_text *dataset = &i->published->dataset;
	layout_line(&i->layout, 0, "%s", "");
	importer_doubts_about(i, "dataset", "evaluation");
	if (!*dataset->text) {
		importer_to_add(i, 0, "evaluation", 0,
			"dataset, split and protocol by which figures are measured; none is printed");
		return;
	}
	if (!i->proposal) {
		importer_to_add(i, 0, "evaluation", dataset->line,
			"dataset, split and protocol for \"%s\", which this program does not know",
			dataset->text);
		return;
	}
	const char *word, *protocol = proposal_protocol(i->proposal, i->published, &word);
	if (i->proposal->doubt && !strcasestr(dataset->text, i->set->split))
		importer_doubt(i, 0, "evaluation", dataset->line, "%s", i->proposal->doubt);
	if (word)
		importer_doubt(i, 0, "evaluation", 0,
			"the protocol is not printed; proposed after \"%s\"", word);
	else
		importer_doubt(i, 0, "evaluation", 0,
			"the protocol is not printed; proposed as the usual one of this dataset");
	layout_line(&i->layout, 0, "evaluation: {dataset: %s, split: %s, protocol: %s}",
		i->set->dataset, i->set->split, protocol);
}

static void write_claims(struct importer *i)
{
	const struct published_rows *metrics = &i->published->metrics;
	bool is_live = false;
	layout_line(&i->layout, 0, "%s", "");
	importer_doubts_about(i, "metrics", "claims");
	if (metrics->count == 0) {
		importer_to_add(i, 0, "claims", 0, "no figure is printed");
		return;
	}
	for (int m = 0; m < metrics->count; m++) {
		struct claim claim;
		is_live |= i->set && read_claim(i, &claim, &metrics->row[m]);
	}
	if (!is_live)
		importer_to_add(i, 0, "claims", metrics->row[0].line,
			"the figures below, when it is known how they are measured");
	else if (!i->options->card.whole)
		importer_to_add(i, 0, "claims", 0,
			"source, the place where they were printed (--upstream)");
	i->layout.is_commented = !is_live;
	layout_line(&i->layout, 0, "claims:");
	i->layout.is_commented = false;
	for (int m = 0; m < metrics->count; m++)
		write_claim(i, &metrics->row[m], is_live);
}

static const char *example_of(const struct published_tensors *tensors)
{
	for (int t = 0; t < tensors->count; t++)
		if (*tensors->tensor[t].example)
			return tensors->tensor[t].example;
	return NULL;
}

// What else a card may have.
static void write_rest(struct importer *i)
{
	const char *input = example_of(&i->published->inputs);
	const char *output = example_of(&i->published->outputs);
	layout_line(&i->layout, 0, "%s", "");
	if (input || output)
		importer_to_add(i, 0, "golden", 0, "the published test vectors: %s%s%s",
			input ? input : "", input && output ? " and " : "", output ? output : "");
	layout_comment(&i->layout, 0, "what else there may be",
		input || output ? "aliases, notes" : "aliases, golden, notes");
}

void import_figures(struct importer *i)
{
	write_labels(i);
	write_evaluation(i);
	write_claims(i);
	write_rest(i);
}
