// SPDX-License-Identifier: Apache-2.0
/*
 * Each check is one function that appends findings.  The list of what to look for comes
 * from the faults in the metadata of ARM-software/ML-zoo@fec0bb5.
 */
#include "zoo/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct linter {
	struct arena *keep;
	const struct card *card;
	struct lint_finding *findings;
	int count, room;
	int counts[LINT_ERROR + 1];
};

const char *lint_severity_name(enum lint_severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};
	return names[severity];
}

__attribute__((format(printf, 3, 4))) static void find(
	struct linter *l, enum lint_severity severity, const char *format, ...)
{
	char message[512], shown[sizeof(message)];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (l->count == l->room) {
		int room = l->room ? 2 * l->room : 8;
		struct lint_finding *larger = arena_array(l->keep, struct lint_finding, room);
		if (l->count)
			memcpy(larger, l->findings, (size_t)l->count * sizeof(*larger));
		l->findings = larger;
		l->room = room;
	}
	status_printable(shown, sizeof(shown), message);
	l->findings[l->count++] =
		(struct lint_finding){severity, l->card->origin, arena_strdup(l->keep, shown)};
	l->counts[severity]++;
}

// Odd things are worth a warning until somebody has written down why they are so.
static enum lint_severity unless_explained(const char *note)
{
	return note[0] ? LINT_NOTE : LINT_WARNING;
}

static bool is_count_metric(const struct claim *claim)
{
	return strcmp(claim->metric, "accuracy") == 0 || strncmp(claim->metric, "top-", 4) == 0;
}

static bool is_of_this_file(const struct claim *claim, const struct card *card)
{
	return !claim->sha1 || strcmp(claim->sha1, card->file.sha1) == 0;
}

static void check_claim(struct linter *l, const struct claim *claim)
{
	int64_t low, high;
	if (is_count_metric(claim) && claim->sample_count > 0 &&
		!claim_implied_counts(claim, claim->sample_count, &low, &high))
		find(l, unless_explained(claim->note), "claim %s: is no k of %lld", claim->printed,
			(long long)claim->sample_count);
	const char *point = strchr(claim->printed, '.');
	int printed_decimals = point ? (int)strlen(point + 1) : 0;
	if (!strchr(claim->printed, '%') && claim->decimals > printed_decimals)
		find(l, unless_explained(claim->note),
			"claim %s: a percentage without its sign, read as %.6g", claim->printed,
			claim_value(claim));
	if (!claim->source[0])
		find(l, LINT_WARNING, "claim %s: no source", claim->printed);
	else if (l->card->upstream_repository[0] &&
		 (!strchr(claim->source, '@') || !strchr(claim->source, ':')))
		find(l, LINT_WARNING,
			"claim %s: source: expected owner/repository@commit:path, got %s",
			claim->printed, claim->source);
	if (claim->sample_count == 0)
		find(l, LINT_WARNING, "claim %s: the number of items is not given", claim->printed);
	if (!is_of_this_file(claim, l->card))
		find(l, LINT_NOTE, "claim %s: made for another file (sha1 %s)", claim->printed,
			claim->sha1);
}

// Do two intervals of values share a point?  a/10^m +- 1/2 and b/10^n +- 1/2 units.
static bool can_both_hold(const struct claim *a, const struct claim *b)
{
	if (a->decimals < b->decimals)
		return can_both_hold(b, a);
	// In halves of a's last digit, which is the finer one: each interval is [2D-1, 2D+1) steps.
	__extension__ __int128 step = 1;
	for (int i = b->decimals; i < a->decimals; i++)
		step *= 10;
	return 2 * a->digits - 1 < (2 * b->digits + 1) * step &&
	       (2 * b->digits - 1) * step < 2 * a->digits + 1;
}

static void check_claims(struct linter *l)
{
	const struct card *card = l->card;
	if (card->claim_count == 0)
		find(l, LINT_NOTE, "no published figure: there is nothing to compare with");
	for (int i = 0; i < card->claim_count; i++) {
		const struct claim *claim = &card->claims[i];
		check_claim(l, claim);
		for (int j = 0; j < i; j++) {
			const struct claim *earlier = &card->claims[j];
			if (strcmp(claim->metric, earlier->metric) != 0 ||
				!is_of_this_file(claim, card) || !is_of_this_file(earlier, card) ||
				can_both_hold(claim, earlier))
				continue;
			find(l, unless_explained(claim->note),
				"claims %s and %s: one file, and they cannot both be right",
				earlier->printed, claim->printed);
		}
	}
}

static void check_labels(struct linter *l)
{
	const struct card *card = l->card;
	if (card->label_count == 0) {
		find(l, LINT_NOTE, "no labels: outputs have no names");
		return;
	}
	int64_t outputs = 1;
	for (int i = 0; i < card->outputs[0].rank; i++)
		outputs *= card->outputs[0].shape[i];
	if (outputs != card->label_count)
		find(l, LINT_ERROR, "%d labels for %lld outputs", card->label_count,
			(long long)outputs);
	enum { COMPARED_MAX = 4096 }; // each with all others
	for (int i = 0; i < card->label_count && i < COMPARED_MAX; i++)
		for (int j = 0; j < i; j++)
			if (strcmp(card->labels[i], card->labels[j]) == 0)
				find(l, unless_explained(card->labels_note),
					"label \"%s\" stands twice, for outputs %d and %d",
					card->labels[i], j, i);
}

static void check_file(struct linter *l, const char *what, const struct card_file *file)
{
	if (file->size_nbytes < 0)
		find(l, LINT_WARNING, "%s: the size is not given", what);
	if (!file->sha256[0])
		find(l, LINT_WARNING, "%s: no sha256: SHA-1 alone can be forged", what);
	if (file->url && strncmp(file->url, "http://", 7) == 0)
		find(l, LINT_WARNING, "%s: %s: not https", what, file->url);
}

static void check_files(struct linter *l)
{
	const struct card *card = l->card;
	check_file(l, "file", &card->file);
	if (!card->file.sha1[0])
		find(l, LINT_NOTE, "file: no sha1, which is what published cards are known by");
	for (int i = 0; i < card->golden_input_count; i++)
		check_file(l, card->golden_inputs[i].file.path, &card->golden_inputs[i].file);
	for (int i = 0; i < card->golden_output_count; i++)
		check_file(l, card->golden_outputs[i].file.path, &card->golden_outputs[i].file);
	if (card->golden_input_count == 0)
		find(l, LINT_NOTE, "no published test vectors");
	if (card->upstream_repository[0] && !card->upstream_card[0])
		find(l, LINT_WARNING, "upstream: the card that this was taken from is not named");
}

static void check_operators(struct linter *l)
{
	for (const char *const *op = l->card->operators; *op; op++)
		if (strcmp(*op, "RELU") == 0 || strcmp(*op, "RELU6") == 0)
			find(l, LINT_NOTE,
				"operators: %s is usually fused into others and then not in the "
				"file: it is not compared",
				*op);
}

static void check_card(struct linter *l, const struct card *card)
{
	l->card = card;
	check_files(l);
	check_operators(l);
	check_labels(l);
	check_claims(l);
}

static void check_pair(struct linter *l, const struct card *card, const struct card *other)
{
	l->card = card;
	for (const char *const *alias = card->aliases; *alias; alias++) {
		if (strcasecmp(*alias, other->id) == 0)
			find(l, LINT_ERROR, "alias %s is the id of another card", *alias);
		for (const char *const *theirs = other->aliases; *theirs; theirs++)
			if (strcasecmp(*alias, *theirs) == 0)
				find(l, LINT_ERROR, "alias %s is also one of %s", *alias,
					other->id);
	}
	bool same_bytes = card->file.sha1[0] && strcmp(card->file.sha1, other->file.sha1) == 0;
	if (same_bytes)
		find(l, LINT_WARNING, "file: the same bytes as in %s", other->id);
	else if (strcmp(card->file.name, other->file.name) == 0)
		find(l, LINT_NOTE, "file: %s is also the name of another file, in %s",
			card->file.name, other->id);
	else if (card->file.size_nbytes >= 0 && card->file.size_nbytes == other->file.size_nbytes)
		find(l, LINT_NOTE, "file: another one, in %s, has the same size", other->id);
}

static void report(struct lint_report *out, const struct linter *l)
{
	out->findings = l->findings;
	out->finding_count = l->count;
	memcpy(out->counts, l->counts, sizeof(out->counts));
}

void lint_card(struct lint_report *out, const struct card *card, struct arena *keep)
{
	struct linter l = {.keep = keep};
	check_card(&l, card);
	report(out, &l);
}

void lint_catalogue(struct lint_report *out, const struct catalogue *catalogue, struct arena *keep)
{
	struct linter l = {.keep = keep};
	for (int i = 0; i < catalogue->card_count; i++) {
		check_card(&l, catalogue->cards[i]);
		for (int j = 0; j < i; j++)
			check_pair(&l, catalogue->cards[i], catalogue->cards[j]);
	}
	report(out, &l);
}
