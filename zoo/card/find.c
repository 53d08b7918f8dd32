// SPDX-License-Identifier: Apache-2.0
/*
 * A card by what people call it.  One that cannot be read still has the name of its file, so
 * that nobody gets another one for it.  What a bundle brought cannot take a name from a card
 * that was known before.
 */
#include "zoo/card.h"

#include "engine/base/words.h"
#include "zoo/identifier.h"
#include "zoo/suggest.h"

#include <string.h>
#include <strings.h>

static bool begins_with(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

enum match {
	MATCH_NONE,
	MATCH_PREFIX,
	MATCH_BROUGHT_ALIAS,
	MATCH_BROUGHT_ID,
	MATCH_ALIAS,
	MATCH_ID
};

static enum match match_card(const struct card *card, const char *name)
{
	if (strcasecmp(card->id, name) == 0)
		return card->brought ? MATCH_BROUGHT_ID : MATCH_ID;
	enum match best = begins_with(card->id, name) ? MATCH_PREFIX : MATCH_NONE;
	for (const char *const *alias = card->aliases; *alias; alias++) {
		if (strcasecmp(*alias, name) == 0)
			return card->brought ? MATCH_BROUGHT_ALIAS : MATCH_ALIAS;
		if (begins_with(*alias, name))
			best = MATCH_PREFIX;
	}
	return best;
}

// What is known of a card that cannot be read: what its file is called.
static enum match match_unread(const struct unread_card *card, const char *name)
{
	if (!card->id || !begins_with(card->id, name))
		return MATCH_NONE;
	return strlen(card->id) == strlen(name) ? MATCH_BROUGHT_ID : MATCH_PREFIX;
}

static const struct card *fail_unknown(
	const struct catalogue *catalogue, const char *name, struct status *st)
{
	struct suggestion near = suggestion_begin(name);
	for (int i = 0; i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		suggestion_offer(&near, card->id);
		for (const char *const *alias = card->aliases; *alias; alias++)
			suggestion_offer(&near, *alias);
	}
	for (int i = 0; i < catalogue->unread_count; i++) {
		if (!catalogue->unread[i].id) { // so it may be there
			*st = catalogue->unread[i].why;
			return NULL;
		}
		suggestion_offer(&near, catalogue->unread[i].id);
	}
	identifier_fail_unknown(
		st, catalogue->unread_count > 0 ? "card that can be read" : "card", name);
	if (near.best)
		status_hint(st, "did you mean %s?", near.best);
	else
		status_hint(st, "zoo list shows the cards that there are");
	return NULL;
}

static const struct card *fail_ambiguous(
	const struct catalogue *catalogue, const char *name, enum match match, struct status *st)
{
	char candidates[STATUS_HINT_NBYTES] = "";
	int count = 0;
	for (int i = 0; i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		if (match_card(card, name) != match)
			continue;
		words_add(candidates, sizeof(candidates), card->id);
		count++;
	}
	for (int i = 0; i < catalogue->unread_count; i++) {
		if (match_unread(&catalogue->unread[i], name) != match)
			continue;
		words_add(candidates, sizeof(candidates), catalogue->unread[i].id);
		count++;
	}
	status_fail(st, STATUS_UNKNOWN, "\"%.64s\" may mean %d cards", name, count);
	status_hint(st, "it could be: %s", candidates);
	return NULL;
}

struct search {
	enum match best;
	int count;                // that match so well
	const struct card *found; // NULL: it cannot be read, and `why` says why not
	const struct status *why;
};

static void offer(
	struct search *search, enum match match, const struct card *card, const struct status *why)
{
	if (match == MATCH_NONE || match < search->best)
		return;
	search->count = match > search->best ? 1 : search->count + 1;
	search->best = match;
	search->found = card;
	search->why = why;
}

const struct card *catalogue_find(
	const struct catalogue *catalogue, const char *name, struct status *st)
{
	struct search search = {.best = MATCH_NONE};
	for (int i = 0; i < catalogue->card_count && name[0]; i++)
		offer(&search, match_card(catalogue->cards[i], name), catalogue->cards[i], NULL);
	for (int i = 0; i < catalogue->unread_count && name[0]; i++)
		offer(&search, match_unread(&catalogue->unread[i], name), NULL,
			&catalogue->unread[i].why);
	if (search.count == 0)
		return fail_unknown(catalogue, name, st);
	if (search.count > 1)
		return fail_ambiguous(catalogue, name, search.best, st);
	if (!search.found)
		*st = *search.why;
	return search.found;
}

const struct card *catalogue_find_id(const struct catalogue *catalogue, const char *id)
{
	for (int i = 0; i < catalogue->card_count; i++)
		if (strcmp(catalogue->cards[i]->id, id) == 0)
			return catalogue->cards[i];
	return NULL;
}

bool catalogue_is_unread(const struct catalogue *catalogue, const char *id)
{
	for (int i = 0; i < catalogue->unread_count; i++)
		if (catalogue->unread[i].id && strcmp(catalogue->unread[i].id, id) == 0)
			return true;
	return false;
}

const struct card *catalogue_find_sha1(const struct catalogue *catalogue, const char *sha1)
{
	for (int i = 0; i < catalogue->card_count; i++)
		if (strcmp(catalogue->cards[i]->file.sha1, sha1) == 0)
			return catalogue->cards[i];
	return NULL;
}
