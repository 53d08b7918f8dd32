// SPDX-License-Identifier: Apache-2.0
/*
 * Lists are short, so a card named twice is found by looking through those before it.
 */
#include "cli/cards_argument.h"

const struct card *const *cards_named(
	struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct card **cards =
		arena_array(context->keep, const struct card *, arguments->word_count + 1);
	int count = 0;
	for (int i = 0; i < arguments->word_count; i++) {
		const struct card *card = context_card(context, arguments->words[i], st);
		if (!card)
			return NULL;
		int known = 0;
		while (known < count && cards[known] != card)
			known++;
		if (known == count)
			cards[count++] = card;
	}
	return cards;
}

const struct card *const *cards_where(struct context *context,
	bool (*wanted)(struct context *context, const struct card *card, const void *what),
	const void *what, struct status *st)
{
	const struct catalogue *catalogue = context_catalogue(context, st);
	if (!catalogue || !context_store(context, st))
		return NULL;
	context_all_cards(context);
	const struct card **cards =
		arena_array(context->keep, const struct card *, catalogue->card_count + 1);
	int count = 0;
	for (int i = 0; i < catalogue->card_count; i++)
		if (!wanted || wanted(context, catalogue->cards[i], what))
			cards[count++] = catalogue->cards[i];
	return cards;
}

bool card_is_installed(struct context *context, const struct card *card, const void *unused)
{
	(void)unused;
	return store_has(context->store, card, card->file.name);
}
