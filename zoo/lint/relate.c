// SPDX-License-Identifier: Apache-2.0
/*
 * Models are told apart by their bytes.  Of two units with the same bytes the texts of one
 * kind are compared, as revisions of each other; our card is compared with every text.  Of
 * units with other bytes it is said if name or size would take one for the other.
 */
#include "zoo/lint/unit.h"

#include "zoo/lint/compare.h"

#include <inttypes.h>
#include <string.h>

static bool is_text(const struct witness *witness)
{
	return witness->kind == WITNESS_README || witness->kind == WITNESS_DEFINITION;
}

// Of our card and a folder's two texts, which say the same, only the first is compared.
static bool is_first_text(const struct unit *unit, int index)
{
	for (int i = 0; i < index; i++)
		if (is_text(unit->witnesses[i]))
			return false;
	return is_text(unit->witnesses[index]);
}

static void compare_units(struct findings *findings, const struct unit *base,
	const struct unit *unit, struct arena *keep)
{
	for (int i = 0; i < unit->witness_count; i++)
		for (int j = 0; j < base->witness_count; j++) {
			const struct witness *b = base->witnesses[j], *w = unit->witnesses[i];
			bool revisions = is_text(w) && w->kind == b->kind;
			bool other_texts = is_first_text(unit, i) && is_first_text(base, j) &&
					   b->kind < w->kind;
			bool ours = b->kind == WITNESS_CARD && w->kind != WITNESS_CARD;
			if (ours && w->kind == WITNESS_MODEL)
				compare_witnesses(findings, w, b, keep);
			else if (revisions || other_texts || ours)
				compare_witnesses(findings, b, w, keep);
		}
}

static void relate(struct findings *findings, const struct unit *base, const struct unit *unit,
	struct arena *keep)
{
	const char *base_path = base->witnesses[0]->path;
	struct place place = {unit->witnesses[0]->path, 0};
	if (units_same_bytes(base, unit)) {
		compare_units(findings, base, unit, keep);
		bool name = base->name[0] && unit->name[0] && strcmp(base->name, unit->name) != 0;
		bool home = base->home[0] && unit->home[0] && strcmp(base->home, unit->home) != 0;
		if (!name && !home)
			return;
		findings_add(findings, FOUND_MOVED, place, "the same file elsewhere");
		findings_pair(findings, arena_printf(keep, "%s/%s", base->home, base->name),
			arena_printf(keep, "%s/%s", unit->home, unit->name));
	} else if (base->name[0] && strcmp(base->name, unit->name) == 0) {
		findings_add(findings, FOUND_SAME_NAME, place,
			"%s is also the name of another file, in %s", unit->name, base_path);
	} else if (base->nbytes >= 0 && base->nbytes == unit->nbytes) {
		findings_add(findings, FOUND_SAME_SIZE, place,
			"%" PRId64 " bytes is also the size of another file, in %s", unit->nbytes,
			base_path);
	}
}

void units_relate(struct findings *findings, const struct units *units, struct arena *keep)
{
	for (int i = 0; i < units->count; i++)
		for (int j = 0; j < units->count && !findings->is_full; j++) {
			const struct unit *base = &units->list[j], *unit = &units->list[i];
			bool base_is_ours = base->witnesses[0]->kind == WITNESS_CARD;
			bool unit_is_ours = unit->witnesses[0]->kind == WITNESS_CARD;
			// Our cards among themselves are lint_catalogue()'s.
			if (unit->is_background || unit_is_ours || (!base_is_ours && j >= i))
				continue;
			relate(findings, base, unit, keep);
		}
}
