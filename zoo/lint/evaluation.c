// SPDX-License-Identifier: Apache-2.0
/*
 * How a card says that its figures are measured, against what this program can measure.
 */
#include "zoo/lint/card.h"

#include "zoo/dataset.h"
#include "zoo/protocol.h"
#include "zoo/published/known.h"

#include <inttypes.h>
#include <string.h>

// A card names a set, or the family that several lists of it belong to.
static bool is_of(const struct dataset_kind *kind, const char *dataset)
{
	return strcmp(kind->name, dataset) == 0 || strcmp(kind->family, dataset) == 0;
}

static const struct dataset_kind *kind_named(const char *name)
{
	for (const struct dataset_kind *const *kind = dataset_kinds(); *kind; kind++)
		if (is_of(*kind, name))
			return *kind;
	return NULL;
}

static const struct protocol *protocol_named(const char *name)
{
	for (const struct protocol *const *protocol = protocols_all(); *protocol; protocol++)
		if (strcmp((*protocol)->name, name) == 0)
			return *protocol;
	return NULL;
}

static const char *metric_of(const struct claim *claim)
{
	const struct known_metric *metric = known_metric(claim->metric);
	return metric ? metric->same_as : claim->metric;
}

/*
 * The set that the card's figures are made with: the protocol's own, if that is of the card's
 * family, or the first that is.  NULL: this program has none.
 */
static const struct dataset_kind *check_protocol(struct findings *findings, const struct card *card)
{
	struct place place = {card->origin, 0};
	const struct dataset_kind *kind = kind_named(card->dataset);
	const struct protocol *protocol = protocol_named(card->protocol);
	if (!protocol) {
		findings_add(
			findings, FOUND_UNKNOWN_PROTOCOL, place, "protocol %s", card->protocol);
		if (!kind) // nor is the set known, which is said
			findings_severity(findings, LINT_NOTE);
		return kind;
	}
	const struct dataset_kind *own = kind_named(protocol->dataset);
	// A protocol runs on other sets, too, if they have the same kind of samples.
	if (kind && own && strcmp(own->sample_noun, kind->sample_noun) != 0) {
		findings_add(findings, FOUND_WRONG_PROTOCOL, place,
			"protocol %s is for other samples", protocol->name);
		findings_pair(findings, kind->sample_noun, own->sample_noun);
		return kind;
	}
	const char *metric = metric_name(protocol->metric);
	for (int i = 0; i < card->claim_count; i++) {
		if (strcmp(metric_of(&card->claims[i]), metric) == 0)
			continue;
		findings_add(findings, FOUND_WRONG_PROTOCOL, place,
			"claim %s: protocol %s measures something else", card->claims[i].printed,
			protocol->name);
		findings_pair(findings, metric, card->claims[i].metric);
	}
	return own && is_of(own, card->dataset) ? own : kind;
}

// Items of a claim against the sizes that the split is known to have.
static void check_items(struct findings *findings, const struct card *card,
	const struct claim *claim, const struct dataset_kind *kind)
{
	const struct known_dataset *set = known_dataset_of_kind(card->dataset);
	struct place place = {card->origin, 0};
	if (claim->sample_count == 0) {
		findings_add(findings, FOUND_NO_ITEMS, place,
			"claim %s: the number of items is not given", claim->printed);
		return;
	}
	int64_t expected = kind ? kind->sample_count : set ? set->sizes[0] : 0;
	if (expected == 0 || claim->sample_count == expected)
		return;
	for (int i = 0; set && i < KNOWN_SIZES && set->sizes[i]; i++)
		if (claim->sample_count == set->sizes[i])
			return;
	findings_add(findings, FOUND_WRONG_ITEMS, place, "claim %s: items", claim->printed);
	findings_pair_count(findings, expected, claim->sample_count);
}

void card_check_evaluation(struct findings *findings, const struct card *card)
{
	struct place place = {card->origin, 0};
	if (!card->dataset[0])
		return;
	if (!kind_named(card->dataset)) {
		findings_add(findings, FOUND_UNKNOWN_DATASET, place, "dataset %s", card->dataset);
		if (known_dataset_of_kind(card->dataset)) // it exists, if not in this program
			findings_severity(findings, LINT_NOTE);
	}
	const struct dataset_kind *kind = check_protocol(findings, card);
	if (kind && strcmp(kind->split, card->split) != 0) {
		findings_add(findings, FOUND_WRONG_SPLIT, place, "split of %s", kind->family);
		findings_pair(findings, kind->split, card->split);
	}
	for (int i = 0; i < card->claim_count; i++)
		check_items(findings, card, &card->claims[i], kind);
}
