// SPDX-License-Identifier: Apache-2.0
/*
 * Installed models against their cards, as zoo verify does it.
 */
#include "zoo/lint/card.h"

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

bool card_check_installed(struct findings *findings, const struct card *card,
	const struct lint_setting *setting, struct status *st)
{
	const struct store *store = setting->store;
	struct verify_result result;
	if (!store || !store_has(store, card, card->file.name))
		return true;
	if (!verify_card(&result, store, card, false, findings->keep, st))
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
	return true;
}
