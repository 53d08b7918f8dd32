// SPDX-License-Identifier: Apache-2.0
/*
 * Installed models against their cards, as zoo verify does it.
 */
#include "zoo/lint/card.h"

#include "zoo/lint/binary.h"
#include "zoo/verify.h"

#include <string.h>

static enum lint_kind kind_of(const char *check)
{
	static const struct {
		const char *check;
		enum lint_kind kind;
	} kinds[] = {{"size", FOUND_SIZE_DIFFERS}, {"sha1", FOUND_SHA1_DIFFERS},
		{"sha256", FOUND_SHA256_DIFFERS}, {"labels", FOUND_LABELS_DIFFER}};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].check, check) == 0)
			return kinds[i].kind;
	return FOUND_STRUCTURE_DIFFERS;
}

static bool says(const struct card *card, const char *word)
{
	for (const char *const *note = card->notes; *note; note++)
		if (strcasestr(*note, word))
			return true;
	return false;
}

// Of the right bytes alone; of others there is worse to say.
static bool check_weights(struct findings *findings, const struct card *card,
	const struct store *store, struct status *st)
{
	struct arena scratch = {0};
	struct bytes file;
	struct model *model;
	struct status why = {0};
	int before = findings->count;
	bool ok = store_read(&file, store, card, &card->file, &scratch, &why);
	if (ok && model_parse(&model, file, card->file.name, &scratch, &why))
		model_check_weights(findings, model, (struct place){card->origin, 0});
	if (findings->count > before && says(card, "untrained"))
		findings_severity(findings, LINT_NOTE);
	arena_release(&scratch);
	if (ok || (why.code != STATUS_IO && why.code != STATUS_STORE))
		return true;
	*st = why;
	return false;
}

bool card_check_installed(struct findings *findings, const struct card *card,
	const struct lint_setting *setting, struct status *st)
{
	const struct store *store = setting->store;
	struct verify_result result;
	if (!store || !store_has(store, card, card->file.name))
		return true;
	if (!verify_card(&result, store, card, false, NULL, findings->keep, st))
		return false;
	for (int i = 0; i < result.check_count; i++) {
		const struct verify_check *check = &result.checks[i];
		if (check->ok)
			continue;
		findings_add(findings, kind_of(check->name), (struct place){card->origin, 0},
			"installed file: %s", check->name);
		findings_severity(findings, LINT_ERROR);
		findings_pair(findings, check->expected, check->got);
		findings_advise(findings, "zoo verify %s --repair fetches it again", card->id);
	}
	return result.outcome != VERIFY_OK || check_weights(findings, card, store, st);
}
