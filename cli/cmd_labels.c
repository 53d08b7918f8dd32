// SPDX-License-Identifier: Apache-2.0
/*
 * zoo labels: one label a line and nothing else, so that line N is output N - 1 to any tool.
 */
#include "cli/command.h"

#include "cli/text.h"

#include <stdio.h>

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct card *card = context_card(context, arguments->words[0], st);
	if (!card)
		return (int)st->code;
	if (card->labels_note && *card->labels_note && context->verbose)
		context_note(context, "%s", card->labels_note);
	if (!context->json) {
		for (int i = 0; i < card->label_count; i++)
			printf("%s\n", text_whole(context->keep, card->labels[i]));
		return STATUS_OK;
	}
	struct json *json = context_document(context);
	json_text(json, "card", card->id);
	json_array_open(json, "labels");
	for (int i = 0; i < card->label_count; i++)
		json_text(json, NULL, card->labels[i]);
	json_array_close(json);
	json_text(json, "source", card->labels_source);
	json_text(json, "note", card->labels_note);
	context_document_finish(context);
	return STATUS_OK;
}

const struct command cmd_labels = {
	.name = "labels",
	.group = "Look around",
	.summary = "print the class labels of a card, in output order",
	.synopsis = "CARD",
	.least_words = 1,
	.most_words = 1,
	.run = run,
};
