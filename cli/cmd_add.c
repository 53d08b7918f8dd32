// SPDX-License-Identifier: Apache-2.0
/*
 * zoo add: for machines without a network; what comes in is held against the card like any
 * download.
 */
#include "cli/command.h"

#include "cli/text.h"
#include "cli/wrong_file.h"
#include "zoo/fetch.h"

#include <stdio.h>

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct store *store = context_store(context, st);
	const struct card *card = store ? context_card(context, arguments->words[0], st) : NULL;
	struct arena *keep = context->keep;
	if (!card)
		return (int)st->code;
	if (!fetch_from_file(store, card, arguments->words[1], &context->observer, keep, st)) {
		if (st->code == STATUS_NO)
			wrong_file_explain(context, card, arguments->words[1], st);
		return (int)st->code;
	}
	const char *path = store_path(store, card, card->file.name, keep);
	if (!context->json) {
		printf("%s: installed as %s\n", card->id, text_printable(keep, path));
		return STATUS_OK;
	}
	struct json *json = context_document(context);
	json_text(json, "card", card->id);
	json_text(json, "path", path);
	context_document_finish(context);
	return STATUS_OK;
}

const struct command cmd_add = {
	.name = "add",
	.group = "Models in the store",
	.summary = "install a file that you got by hand, if it is the card's",
	.synopsis = "CARD FILE",
	.least_words = 2,
	.most_words = 2,
	.run = run,
};
