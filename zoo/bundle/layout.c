// SPDX-License-Identifier: Apache-2.0
/*
 * From a manifest to the members of a bundle and where they stand; and what a manifest may
 * say, so that names become members, and later files, without danger.
 */
#include "zoo/bundle/manifest.h"

#include "zoo/bundle/ustar.h"
#include "zoo/store/names.h"

#include <stdlib.h>
#include <string.h>

enum { LABELS_MAX_LENGTH = 80, LABELS_MAX_PARTS = 4 };

// "labels/x.txt": words of the store, and no card's name.
static bool labels_allowed(const char *name)
{
	struct arena scratch = {0};
	char *part = arena_strdup(&scratch, name), *slash;
	size_t length = strlen(name);
	bool ok = length <= LABELS_MAX_LENGTH &&
		  !(length >= 5 && strcmp(name + length - 5, ".yaml") == 0);
	for (int parts = 1; ok; parts++, part = slash + 1) {
		slash = strchr(part, '/');
		if (slash)
			*slash = '\0';
		ok = parts <= LABELS_MAX_PARTS && store_word_allowed(part);
		if (!slash)
			break;
	}
	arena_release(&scratch);
	return ok;
}

static bool fail_card(
	const struct manifest_card *card, const char *path, const char *what, struct status *st)
{
	return status_fail(
		st, STATUS_FORMAT, "%s: " MANIFEST_NAME ": card %s: %s", path, card->id, what);
}

static bool check_text(const struct manifest_card *card, const struct manifest_file *file,
	int64_t limit_nbytes, int64_t *left_nbytes, const char *path, struct status *st)
{
	if (file->nbytes > limit_nbytes || file->nbytes > *left_nbytes)
		return status_fail(st, STATUS_FORMAT,
			"%s: " MANIFEST_NAME ": card %s: %s: %lld bytes; at most %lld are allowed, "
			"and %d for all cards and lists of labels together",
			path, card->id, file->name, (long long)file->nbytes,
			(long long)limit_nbytes, (int)MANIFEST_MAX_TEXTS_NBYTES);
	*left_nbytes -= file->nbytes;
	return true;
}

static bool check_files(const struct manifest_card *card, const char *path, struct status *st)
{
	if (card->file_count == 0)
		return fail_card(card, path, "expected its model, found no file", st);
	for (int i = 0; i < card->file_count; i++)
		if (card->files[i].nbytes > MODEL_MAX_FILE_NBYTES)
			return status_fail(st, STATUS_FORMAT,
				"%s: " MANIFEST_NAME
				": card %s: %s: %lld bytes, at most %d are allowed",
				path, card->id, card->files[i].name,
				(long long)card->files[i].nbytes, (int)MODEL_MAX_FILE_NBYTES);
	return true;
}

static bool check_cards(
	struct manifest *manifest, const char *path, struct arena *keep, struct status *st)
{
	int64_t left_nbytes = MANIFEST_MAX_TEXTS_NBYTES;
	if (manifest->card_count == 0)
		return status_fail(st, STATUS_FORMAT,
			"%s: " MANIFEST_NAME ": expected cards, found none", path);
	for (int i = 0; i < manifest->card_count; i++) {
		struct manifest_card *card = &manifest->cards[i];
		if (!store_word_allowed(card->id) || strlen(card->id) > 64)
			return fail_card(card, path,
				"expected an id of letters, digits and . _ -, 64 at most", st);
		if (i > 0 && strcmp(manifest->cards[i - 1].id, card->id) >= 0)
			return fail_card(card, path, "expected the cards in order, each once", st);
		card->text.name = arena_printf(keep, "%s.yaml", card->id);
		if (card->labels.name && !labels_allowed(card->labels.name))
			return status_fail(st, STATUS_FORMAT,
				"%s: card %s: label list %s: a bundle carries up to %d "
				"directories of letters, digits and . _ -, and no .yaml",
				path, card->id, card->labels.name, LABELS_MAX_PARTS - 1);
		if (!check_text(card, &card->text, CARD_MAX_NBYTES, &left_nbytes, path, st) ||
			(card->labels.name &&
				!check_text(card, &card->labels, CARD_MAX_LABELS_NBYTES,
					&left_nbytes, path, st)) ||
			!check_files(card, path, st))
			return false;
	}
	return true;
}

static struct manifest_member member_of(
	const char *name, const struct manifest_file *file, struct bytes content)
{
	return (struct manifest_member){.name = name,
		.nbytes = file->nbytes,
		.sha1 = file->sha1,
		.sha256 = file->sha256,
		.content = content};
}

static void list_members(struct manifest *manifest, struct arena *keep)
{
	int room = 0;
	for (int i = 0; i < manifest->card_count; i++)
		room += manifest->cards[i].file_count + 2;
	manifest->members = arena_array(keep, struct manifest_member, room);
	struct manifest_member *next = manifest->members;
	for (int i = 0; i < manifest->card_count; i++) {
		const struct manifest_card *card = &manifest->cards[i];
		struct bytes none = {NULL, 0};
		*next++ = member_of(arena_printf(keep, "cards/%s", card->text.name), &card->text,
			card->card ? card->card->text : none);
		if (card->labels.name)
			*next++ = member_of(arena_printf(keep, "cards/%s", card->labels.name),
				&card->labels, card->card ? card->card->labels_text : none);
		for (int f = 0; f < card->file_count; f++)
			*next++ = member_of(arena_printf(keep, "objects/%s", card->files[f].sha256),
				&card->files[f], none);
	}
	manifest->member_count = (int)(next - manifest->members);
}

static int compare_names(const void *a, const void *b)
{
	const struct manifest_member *x = a, *y = b;
	return strcmp(x->name, y->name);
}

// What several cards share is there once, and has to be the same for all.
static bool merge_members(struct manifest *manifest, const char *path, struct status *st)
{
	struct manifest_member *members = manifest->members;
	int count = 1;
	qsort(members, (size_t)manifest->member_count, sizeof(*members), compare_names);
	for (int i = 1; i < manifest->member_count; i++) {
		const struct manifest_member *last = &members[count - 1];
		if (strcmp(last->name, members[i].name) != 0)
			members[count++] = members[i];
		else if (last->nbytes != members[i].nbytes ||
			 strcmp(last->sha1, members[i].sha1) != 0 ||
			 strcmp(last->sha256, members[i].sha256) != 0)
			return status_fail(st, STATUS_FORMAT,
				"%s: " MANIFEST_NAME ": two cards say different things about %s",
				path, last->name);
	}
	manifest->member_count = count;
	return true;
}

bool manifest_lay_out(struct manifest *manifest, int64_t text_nbytes, const char *path,
	struct arena *keep, struct status *st)
{
	if (!check_cards(manifest, path, keep, st))
		return false;
	list_members(manifest, keep);
	if (!merge_members(manifest, path, st))
		return false;
	int64_t offset = USTAR_BLOCK_NBYTES + text_nbytes + ustar_padding_nbytes(text_nbytes);
	for (int i = 0; i < manifest->member_count; i++) {
		struct manifest_member *member = &manifest->members[i];
		member->offset = offset + USTAR_BLOCK_NBYTES;
		offset = member->offset + member->nbytes + ustar_padding_nbytes(member->nbytes);
	}
	manifest->nbytes = offset + USTAR_END_NBYTES;
	return true;
}

struct manifest_member *manifest_find(const struct manifest *manifest, const char *name)
{
	struct manifest_member key = {.name = name};
	return bsearch(&key, manifest->members, (size_t)manifest->member_count, sizeof(key),
		compare_names);
}
