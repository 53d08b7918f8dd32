// SPDX-License-Identifier: Apache-2.0
/*
 * The arguments CARD...: names into cards, each once, in the order given.
 */
#ifndef CLI_CARDS_ARGUMENT_H
#define CLI_CARDS_ARGUMENT_H

#include "cli/context.h"
#include "cli/options.h"

// NULL if a name is not known; else NULL behind the last.
const struct card *const *cards_named(
	struct context *context, const struct arguments *arguments, struct status *st);

// Every card of which `wanted` is true; NULL if the catalogue cannot be read.
const struct card *const *cards_where(struct context *context,
	bool (*wanted)(struct context *context, const struct card *card, const void *what),
	const void *what, struct status *st);

// Is the card's model in the store?  The store must have been asked for before.
bool card_is_installed(struct context *context, const struct card *card, const void *unused);

#endif
