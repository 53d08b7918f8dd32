// SPDX-License-Identifier: Apache-2.0
/*
 * The catalogue is small: whatever is looked for in it is looked for from its beginning.
 */
#include "zoo/upkeep/expected.h"

#include "zoo/upkeep/growing.h"

#include <string.h>

// A file whose name may not become part of a path cannot be installed.
static void add(struct growing *files, const struct card *card, enum expected_kind kind,
	struct card_file file, struct arena *keep)
{
	struct store_name link;
	if (!store_name_link(&link, card->id, file.name))
		return;
	struct expected_file *out = growing_new(files, struct expected_file, keep);
	*out = (struct expected_file){card, kind, file, link};
}

static bool add_card(
	struct growing *files, const struct card *card, struct arena *keep, struct status *st)
{
	struct bytes text;
	add(files, card, EXPECTED_MODEL, card->file, keep);
	if (card->label_count > 0 && !store_labels_text(&text, card, keep, st))
		return false;
	if (card->label_count > 0)
		add(files, card, EXPECTED_LABELS, store_labels_file(text), keep);
	for (int i = 0; i < card->golden_input_count; i++)
		add(files, card, EXPECTED_GOLDEN, store_golden_file(card, GOLDEN_INPUT, i, keep),
			keep);
	for (int i = 0; i < card->golden_output_count; i++)
		add(files, card, EXPECTED_GOLDEN, store_golden_file(card, GOLDEN_OUTPUT, i, keep),
			keep);
	return true;
}

bool expected_read(struct expected *out, const struct catalogue *catalogue, struct arena *keep,
	struct status *st)
{
	struct growing files = {NULL, 0, 0};
	for (int i = 0; i < catalogue->card_count; i++)
		if (!add_card(&files, catalogue->cards[i], keep, st))
			return false;
	*out = (struct expected){files.items, files.count};
	return true;
}

const struct expected_file *expected_link(
	const struct expected *expected, const struct store_name *name)
{
	for (int i = 0; i < expected->file_count; i++)
		if (strcmp(expected->files[i].link.text, name->text) == 0)
			return &expected->files[i];
	return NULL;
}

const struct expected_file *expected_object(const struct expected *expected, const char *sha256)
{
	for (int i = 0; i < expected->file_count; i++)
		if (strcmp(expected->files[i].file.sha256, sha256) == 0)
			return &expected->files[i];
	return NULL;
}

bool expected_below(const struct expected *expected, const struct store_name *name)
{
	size_t length = strlen(name->text);
	for (int i = 0; i < expected->file_count; i++) {
		const char *link = expected->files[i].link.text;
		if (strncmp(link, name->text, length) == 0 &&
			(link[length] == '\0' || link[length] == '/'))
			return true;
	}
	return false;
}

bool expected_knows_card(const struct expected *expected, const char *id)
{
	for (int i = 0; i < expected->file_count; i++)
		if (strcmp(expected->files[i].card->id, id) == 0)
			return true;
	return false;
}
