// SPDX-License-Identifier: Apache-2.0
/*
 * Each check is one function that appends findings.  Odd things are worth a warning until
 * somebody has written down in the card why they are so.
 */
#include "zoo/lint/card.h"

#include "zoo/lint/figure.h"
#include "zoo/lint/text.h"
#include "zoo/lint/witness.h"

#include <string.h>
#include <strings.h>

struct linter {
	struct findings *findings;
	const struct card *card;
	struct arena *keep;
};

static struct place place_of(const struct card *card)
{
	return (struct place){card->origin, 0};
}

static void explained_by(const struct linter *l, const char *note)
{
	if (note[0])
		findings_severity(l->findings, LINT_NOTE);
}

static bool is_of_this_file(const struct claim *claim, const struct card *card)
{
	return !claim->sha1 || strcmp(claim->sha1, card->file.sha1) == 0;
}

static void check_source(const struct linter *l, const struct claim *claim)
{
	if (!claim->source[0]) {
		findings_add(l->findings, FOUND_NO_SOURCE, place_of(l->card), "claim %s: no source",
			claim->printed);
	} else if (l->card->upstream_repository[0] &&
		   (!strchr(claim->source, '@') || !strchr(claim->source, ':'))) {
		findings_add(l->findings, FOUND_LOOSE_SOURCE, place_of(l->card), "claim %s: source",
			claim->printed);
		findings_pair(l->findings, "owner/repository@commit:path", claim->source);
	}
}

static void check_claim(const struct linter *l, const struct claim *claim)
{
	struct place place = place_of(l->card);
	int64_t low, high;
	if (claim_is_by_count(claim) && claim->sample_count > 0 &&
		!claim_implied_counts(claim, claim->sample_count, &low, &high)) {
		findings_add(l->findings, FOUND_NO_COUNT, place, "claim %s: is no k of %lld",
			claim->printed, (long long)claim->sample_count);
		explained_by(l, claim->note);
	}
	const char *point = strchr(claim->printed, '.');
	int printed_decimals = point ? (int)strlen(point + 1) : 0;
	if (!strchr(claim->printed, '%') && claim->decimals > printed_decimals) {
		findings_add(l->findings, FOUND_UNIT_ERROR, place,
			"claim %s: a percentage without its sign, read as %.6g", claim->printed,
			claim_value(claim));
		explained_by(l, claim->note);
	}
	check_source(l, claim);
	if (!is_of_this_file(claim, l->card)) {
		findings_add(l->findings, FOUND_FIGURE_OF_OTHER_FILE, place,
			"claim %s: made for another file", claim->printed);
		findings_pair(l->findings, l->card->file.sha1, claim->sha1);
	}
}

static bool can_both_hold(const struct claim *a, const struct claim *b)
{
	const struct figure left = {.digits = a->digits, .decimals = a->decimals};
	const struct figure right = {.digits = b->digits, .decimals = b->decimals};
	return figures_can_both_hold(&left, &right);
}

static void check_claims(const struct linter *l)
{
	const struct card *card = l->card;
	if (card->claim_count == 0)
		findings_add(l->findings, FOUND_NO_FIGURE, place_of(card), "no published figure");
	for (int i = 0; i < card->claim_count; i++) {
		const struct claim *claim = &card->claims[i];
		check_claim(l, claim);
		for (int j = 0; j < i; j++) {
			const struct claim *earlier = &card->claims[j];
			if (strcmp(claim->metric, earlier->metric) != 0 ||
				!is_of_this_file(claim, card) || !is_of_this_file(earlier, card) ||
				can_both_hold(claim, earlier))
				continue;
			findings_add(l->findings, FOUND_SEVERAL_FIGURES, place_of(card),
				"claims %s and %s: one file, and they cannot both be right",
				earlier->printed, claim->printed);
			explained_by(l, claim->note);
		}
	}
}

static void check_labels(const struct linter *l)
{
	const struct card *card = l->card;
	if (card->label_count == 0) {
		findings_add(l->findings, FOUND_NO_LABELS, place_of(card), "no labels");
		return;
	}
	int64_t outputs = 1;
	for (int i = 0; i < card->outputs[0].rank; i++)
		outputs *= card->outputs[0].shape[i];
	if (outputs != card->label_count) {
		findings_add(l->findings, FOUND_LABEL_COUNT, place_of(card),
			"%d labels for %lld outputs", card->label_count, (long long)outputs);
		findings_pair_count(l->findings, outputs, card->label_count);
	}
	enum { COMPARED_MAX = 4096 }; // each with all others
	for (int i = 0; i < card->label_count && i < COMPARED_MAX; i++)
		for (int j = 0; j < i; j++) {
			if (strcmp(card->labels[i], card->labels[j]) != 0)
				continue;
			findings_add(l->findings, FOUND_LABEL_TWICE, place_of(card),
				"label \"%s\" stands twice, for outputs %d and %d", card->labels[i],
				j, i);
			explained_by(l, card->labels_note);
		}
}

static void check_file(const struct linter *l, const char *what, const struct card_file *file)
{
	struct place place = place_of(l->card);
	if (file->size_nbytes < 0)
		findings_add(l->findings, FOUND_NO_SIZE, place, "%s: the size is not given", what);
	if (!file->sha256[0])
		findings_add(l->findings, FOUND_NO_SHA256, place,
			"%s: no sha256: SHA-1 alone can be forged", what);
	if (file->url && strncmp(file->url, "http://", 7) == 0)
		findings_add(
			l->findings, FOUND_NOT_HTTPS, place, "%s: %s: not https", what, file->url);
}

static void check_files(const struct linter *l)
{
	const struct card *card = l->card;
	check_file(l, "file", &card->file);
	if (!card->file.sha1[0])
		findings_add(l->findings, FOUND_NO_SHA1, place_of(card), "file: no sha1");
	for (int i = 0; i < card->golden_input_count; i++)
		check_file(l, card->golden_inputs[i].file.path, &card->golden_inputs[i].file);
	for (int i = 0; i < card->golden_output_count; i++)
		check_file(l, card->golden_outputs[i].file.path, &card->golden_outputs[i].file);
	if (card->golden_input_count == 0)
		findings_add(
			l->findings, FOUND_NO_VECTORS, place_of(card), "no published test vectors");
	if (card->upstream_repository[0] && !card->upstream_card[0])
		findings_add(l->findings, FOUND_NO_UPSTREAM, place_of(card),
			"upstream: the card that this was taken from is not named");
}

static void check_operators(const struct linter *l)
{
	for (const char *const *op = l->card->operators; *op; op++)
		if (strcmp(*op, "RELU") == 0 || strcmp(*op, "RELU6") == 0)
			findings_add(l->findings, FOUND_FUSED_OPERATOR, place_of(l->card),
				"operators: %s is usually fused into others and then not in the "
				"file: it is not compared",
				*op);
}

// Descriptions are as published; what is wrong with them the card's notes can say.
static void check_meaning(const struct linter *l)
{
	struct witness witness;
	int before = l->findings->count;
	bool explained = l->card->labels_note[0] || l->card->notes[0];
	witness_of_card(&witness, l->card, l->keep);
	text_check_meaning(
		l->findings, witness.says, witness.says->operators, l->card->origin, l->keep);
	for (int i = before; explained && i < l->findings->count; i++)
		l->findings->list[i].severity = LINT_NOTE;
}

void card_check(struct findings *findings, const struct card *card, struct arena *keep)
{
	const struct linter l = {findings, card, keep};
	check_files(&l);
	check_operators(&l);
	check_meaning(&l);
	check_labels(&l);
	check_claims(&l);
	card_check_evaluation(findings, card);
}

void card_check_pair(struct findings *findings, const struct card *card, const struct card *other)
{
	struct place place = place_of(card);
	for (const char *const *theirs = other->aliases; *theirs; theirs++)
		if (strcasecmp(card->id, *theirs) == 0)
			findings_add(findings, FOUND_ALIAS_CLASH, place,
				"the id is also an alias of %s", other->id);
	for (const char *const *alias = card->aliases; *alias; alias++) {
		if (strcasecmp(*alias, other->id) == 0)
			findings_add(findings, FOUND_ALIAS_CLASH, place,
				"alias %s is the id of another card", *alias);
		for (const char *const *theirs = other->aliases; *theirs; theirs++)
			if (strcasecmp(*alias, *theirs) == 0)
				findings_add(findings, FOUND_ALIAS_CLASH, place,
					"alias %s is also one of %s", *alias, other->id);
	}
	bool same_bytes = card->file.sha1[0] && strcmp(card->file.sha1, other->file.sha1) == 0;
	if (same_bytes)
		findings_add(findings, FOUND_SAME_BYTES, place, "file: the same bytes as in %s",
			other->id);
	else if (strcmp(card->file.name, other->file.name) == 0)
		findings_add(findings, FOUND_SAME_NAME, place,
			"file: %s is also the name of another file, in %s", card->file.name,
			other->id);
	else if (card->file.size_nbytes >= 0 && card->file.size_nbytes == other->file.size_nbytes)
		findings_add(findings, FOUND_SAME_SIZE, place,
			"file: another one, in %s, has the same size", other->id);
}
