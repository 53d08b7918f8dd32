// SPDX-License-Identifier: Apache-2.0
/*
 * The cards of a bundle against its manifest and against the cards that this program knows.
 */
#include "zoo/bundle/opened.h"

#include <string.h>
#include <strings.h>

static bool parse(const struct opened *opened, struct manifest_card *entry, struct arena *keep,
	struct status *st)
{
	const struct manifest *manifest = &opened->manifest;
	const char *origin = arena_printf(keep, "%s: cards/%s", opened->path, entry->text.name);
	struct manifest_member *text =
		manifest_find(manifest, arena_printf(keep, "cards/%s", entry->text.name));
	struct bytes labels = {(const unsigned char *)"", 0};
	struct card *card;
	if (entry->labels.name)
		labels = manifest_find(manifest, arena_printf(keep, "cards/%s", entry->labels.name))
				 ->content;
	if (!card_parse_with_labels(&card, text->content, labels, origin, keep, st))
		return false;
	entry->card = card;
	const char *found = entry->labels.name ? entry->labels.name : "";
	return strcmp(card->labels_file, found) == 0 ||
	       status_fail(st, STATUS_FORMAT,
		       "%s: label list: expected \"%s\", the manifest has \"%s\"", origin,
		       card->labels_file, found);
}

// How many files a card can have: its model and its test vectors.
static int count_files(const struct card *card)
{
	return 1 + card->golden_input_count + card->golden_output_count;
}

static struct card_file file_at(const struct card *card, int i, struct arena *keep)
{
	if (i == 0)
		return card->file;
	i--;
	if (i < card->golden_input_count)
		return store_golden_file(card, GOLDEN_INPUT, i, keep);
	return store_golden_file(card, GOLDEN_OUTPUT, i - card->golden_input_count, keep);
}

bool opened_card_file(
	struct card_file *out, const struct manifest_card *entry, int i, struct arena *keep)
{
	const struct manifest_file *file = &entry->files[i];
	for (int f = 0; f < count_files(entry->card); f++) {
		*out = file_at(entry->card, f, keep);
		if (strcmp(out->name, file->name) != 0)
			continue;
		out->size_nbytes = file->nbytes;
		memcpy(out->sha1, file->sha1, sizeof(out->sha1));
		memcpy(out->sha256, file->sha256, sizeof(out->sha256));
		return true;
	}
	return false;
}

static bool fail_differs(const char *origin, const char *name, const char *what,
	const char *expected, const char *found, struct status *st)
{
	return status_fail(st, STATUS_NO, "%s: %s: %s: the card says %s, the manifest %s", origin,
		name, what, expected, found);
}

static bool check_file(const char *origin, const struct card_file *expected,
	const struct manifest_file *found, struct status *st)
{
	if (expected->size_nbytes >= 0 && expected->size_nbytes != found->nbytes)
		return status_fail(st, STATUS_NO,
			"%s: %s: size: the card says %lld bytes, the manifest %lld", origin,
			found->name, (long long)expected->size_nbytes, (long long)found->nbytes);
	if (expected->sha256[0] && strcmp(expected->sha256, found->sha256) != 0)
		return fail_differs(
			origin, found->name, "sha256", expected->sha256, found->sha256, st);
	if (expected->sha1[0] && strcmp(expected->sha1, found->sha1) != 0)
		return fail_differs(origin, found->name, "sha1", expected->sha1, found->sha1, st);
	return true;
}

// The model, and then vectors in their order, as many as there are.
static bool check_files(const struct manifest_card *entry, struct arena *keep, struct status *st)
{
	const struct card *card = entry->card;
	int next = 0;
	for (int i = 0; i < entry->file_count; i++) {
		const struct manifest_file *found = &entry->files[i];
		struct card_file expected = {.name = ""};
		while (next < count_files(card)) {
			expected = file_at(card, next++, keep);
			if (strcmp(expected.name, found->name) == 0)
				break;
			if (i == 0)
				next = count_files(card);
		}
		if (strcmp(expected.name, found->name) != 0)
			return status_fail(st, STATUS_FORMAT,
				"%s: the manifest lists %s, which is none of the card's files or "
				"not in its place",
				card->origin, found->name);
		if (!check_file(card->origin, &expected, found, st))
			return false;
	}
	return true;
}

// The line of `text` at which it stands, and its number.
static const char *line_at(int *number, struct bytes text, size_t at, struct arena *keep)
{
	size_t begin = at < text.nbytes ? at : text.nbytes, end = begin;
	while (begin > 0 && text.data[begin - 1] != '\n')
		begin--;
	while (end < text.nbytes && text.data[end] != '\n')
		end++;
	*number = 1;
	for (size_t i = 0; i < begin; i++)
		*number += text.data[i] == '\n';
	if (begin == text.nbytes)
		return "its end";
	return arena_printf(
		keep, "\"%s\"", arena_strndup(keep, (const char *)text.data + begin, end - begin));
}

static bool compare(const struct opened *opened, const struct card *ours, const struct card *theirs,
	struct arena *keep, struct status *st)
{
	struct bytes a = ours->text, b = theirs->text;
	size_t at = 0;
	while (at < a.nbytes && at < b.nbytes && a.data[at] == b.data[at])
		at++;
	if (at == a.nbytes && at == b.nbytes)
		return true;
	int number;
	const char *expected = line_at(&number, a, at, keep), *got = line_at(&number, b, at, keep);
	status_fail(st, STATUS_NO,
		"%s: card %s is not the one that is known here (%s): line %d: expected %.400s, got "
		"%.400s",
		opened->path, ours->id, ours->origin, number, expected, got);
	return status_hint(
		st, "the bundle was made with other cards; compare the two, and trust one");
}

static bool is_called(const struct card *card, const char *name)
{
	bool found = strcasecmp(card->id, name) == 0;
	for (const char *const *alias = card->aliases; *alias && !found; alias++)
		found = strcasecmp(*alias, name) == 0;
	return found;
}

// Whoever asks for a card by a name that is known here must go on getting that one.
static bool check_name(const struct opened *opened, const struct card *card, const char *name,
	const struct catalogue *catalogue, struct status *st)
{
	for (int i = 0; i < catalogue->card_count; i++) {
		const struct card *known = catalogue->cards[i];
		if (!is_called(known, name))
			continue;
		status_fail(st, STATUS_NO,
			"%s: card %s calls itself %s, which is a name of %s (%s)", opened->path,
			card->id, name, known->id, known->origin);
		return status_hint(st,
			"have the bundle made again, with a card of another id and other aliases");
	}
	return true;
}

static bool check_names(const struct opened *opened, const struct card *card,
	const struct catalogue *catalogue, struct status *st)
{
	bool ok = check_name(opened, card, card->id, catalogue, st);
	for (const char *const *alias = card->aliases; *alias && ok; alias++)
		ok = check_name(opened, card, *alias, catalogue, st);
	return ok;
}

bool opened_read_cards(struct opened *opened, const struct catalogue *catalogue, struct arena *keep,
	struct status *st)
{
	struct manifest *manifest = &opened->manifest;
	for (int i = 0; i < manifest->card_count; i++) {
		struct manifest_card *entry = &manifest->cards[i];
		if (!parse(opened, entry, keep, st) || !check_files(entry, keep, st))
			return false;
		const struct card *known = catalogue_find_id(catalogue, entry->id);
		entry->known = known != NULL;
		entry->unread = catalogue_is_unread(catalogue, entry->id);
		if (known ? !compare(opened, known, entry->card, keep, st)
			  : !check_names(opened, entry->card, catalogue, st))
			return false;
	}
	return true;
}

void opened_report(struct bundle_report *out, const struct manifest *manifest, struct arena *keep)
{
	struct bundle_item *items = arena_array(keep, struct bundle_item, manifest->card_count);
	for (int i = 0; i < manifest->card_count; i++) {
		const struct manifest_card *card = &manifest->cards[i];
		items[i] = (struct bundle_item){.card = card->id,
			.file_count = card->file_count,
			.known = card->known,
			.unread = card->unread};
		for (int f = 0; f < card->file_count; f++)
			items[i].nbytes += card->files[f].nbytes;
	}
	*out = (struct bundle_report){items, manifest->card_count, manifest->nbytes, NULL};
}
