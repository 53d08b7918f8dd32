// SPDX-License-Identifier: Apache-2.0
/*
 * How a card says that its figures are measured, against what this program can measure.
 */
#include "zoo/lint/card.h"

#include "zoo/dataset.h"
#include "zoo/lint/known.h"
#include "zoo/protocol.h"

#include <inttypes.h>
#include <string.h>

static const struct dataset_kind *kind_named(const char *name)
{
	for (const struct dataset_kind *const *kind = dataset_kinds(); *kind; kind++)
		if (strcmp((*kind)->name, name) == 0)
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

static void check_protocol(
	struct findings *findings, const struct card *card, const struct dataset_kind *kind)
{
	struct place place = {card->origin, 0};
	const struct protocol *protocol = protocol_named(card->protocol);
	if (!protocol) {
		findings_add(findings, FOUND_UNKNOWN_PROTOCOL, place, "protocol %s", card->protocol);
		if (!kind) // nor is the set known, which was said
			findings_severity(findings, LINT_NOTE);
	} else if (kind && strcmp(protocol->dataset, kind->name) != 0) {
		findings_add(findings, FOUND_WRONG_PROTOCOL, place,
			"protocol %s is for another dataset", protocol->name);
		findings_pair(findings, kind->name, protocol->dataset);
	}
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
	for (int i = 0; set && i < 3 && set->sizes[i]; i++)
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
	const struct dataset_kind *kind = kind_named(card->dataset);
	if (!kind) {
		findings_add(findings, FOUND_UNKNOWN_DATASET, place, "dataset %s", card->dataset);
		if (known_dataset_of_kind(card->dataset)) // it exists, if not in this program
			findings_severity(findings, LINT_NOTE);
	} else if (strcmp(kind->split, card->split) != 0) {
		findings_add(findings, FOUND_WRONG_SPLIT, place, "split of %s", kind->name);
		findings_pair(findings, kind->split, card->split);
	}
	check_protocol(findings, card, kind);
	for (int i = 0; i < card->claim_count; i++)
		check_items(findings, card, &card->claims[i], kind);
}
