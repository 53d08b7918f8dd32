// SPDX-License-Identifier: Apache-2.0
/*
 * The catalogue was read before the store's lock was taken: what it could not read then, another
 * process may have mended since.  So what is in the way is judged here again, as fsck judges it;
 * and, as it is for fsck, it takes the lock alone to put something aside, or two who bring the
 * same card would put aside each other's.
 */
#include "zoo/bundle/install.h"

#include "engine/base/file.h"
#include "zoo/store/kept_card.h"
#include "zoo/store/lock.h"
#include "zoo/store/objects.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum found { FOUND_NOTHING, FOUND_SAME, FOUND_OTHER, FOUND_DAMAGED };

// A file of cards/, as it is to be and as it is.
struct place {
	struct store_name name;
	struct bytes content;
	enum found found;
};

static bool fail_differs(const struct installing *in, const struct place *place, struct status *st)
{
	status_fail(st, STATUS_NO,
		"%s: expected what %s has for card %s, found another file of that name",
		beneath_path(&in->beneath, &place->name, in->keep), in->opened->path,
		in->entry->id);
	return status_hint(st, "it stays as it is; look at it, and move it away");
}

static bool fail_unreadable(
	const struct installing *in, const struct place *place, const char *why, struct status *st)
{
	status_fail(
		st, STATUS_IO, "%s: %s", beneath_path(&in->beneath, &place->name, in->keep), why);
	return status_hint(st, "it stays as it is, as it may be right; try again, or look at it");
}

// "labels/x.txt" below cards/: the manifest's names have been checked.
static bool name_place(struct place *out, const char *path, struct arena *keep)
{
	char *part = arena_strdup(keep, path), *slash;
	out->name = store_name_place(STORE_CARDS);
	for (;; part = slash + 1) {
		slash = strchr(part, '/');
		if (slash)
			*slash = '\0';
		struct store_name directory = out->name;
		if (!store_name_below(&out->name, &directory, part))
			return false;
		if (!slash)
			return true;
	}
}

static bool compare_open(
	struct place *place, int fd, const char *path, struct arena *keep, struct status *st)
{
	struct stat info;
	struct bytes found;
	place->found = FOUND_OTHER;
	if (fstat(fd, &info) != 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", path);
	if (info.st_size != (off_t)place->content.nbytes)
		return true;
	if (!file_read_open(&found, fd, path, place->content.nbytes, keep, st))
		return false;
	if (found.nbytes == place->content.nbytes &&
		(found.nbytes == 0 || memcmp(found.data, place->content.data, found.nbytes) == 0))
		place->found = FOUND_SAME;
	return true;
}

static bool look(const struct installing *in, struct place *place, struct status *st)
{
	int fd;
	place->found = FOUND_NOTHING;
	if (!object_open(&fd, &in->beneath, &place->name, NULL, st))
		return false;
	if (fd < 0)
		return true;
	bool ok = compare_open(
		place, fd, beneath_path(&in->beneath, &place->name, in->keep), in->keep, st);
	close(fd);
	return ok;
}

static bool judge_list(const struct installing *in, struct place *list, struct status *st)
{
	bool damaged;
	if (!look(in, list, st))
		return false;
	if (list->found != FOUND_OTHER)
		return true;
	if (!kept_list_damaged(&damaged, &in->beneath, &list->name, st))
		return false;
	if (!damaged)
		return fail_differs(in, list, st);
	list->found = FOUND_DAMAGED;
	return true;
}

// Read before it is compared: one that comes in between is whole, and another one or the same.
static bool judge_card(const struct installing *in, struct place *card, struct status *st)
{
	struct kept_card kept;
	kept_card_read(&kept, &in->beneath, &card->name, in->keep);
	if (!look(in, card, st))
		return false;
	if (card->found != FOUND_OTHER)
		return true;
	if (kept.state == KEPT_UNREADABLE)
		return fail_unreadable(in, card, kept.why, st);
	if (kept.state != KEPT_DAMAGED)
		return fail_differs(in, card, st);
	card->found = FOUND_DAMAGED;
	return true;
}

static bool put(struct installing *in, const struct place *place, struct status *st)
{
	struct undo *undo = &in->undo[in->undo_count];
	if (place->found == FOUND_SAME)
		return true;
	*undo = (struct undo){.name = place->name};
	if (place->found == FOUND_DAMAGED &&
		!object_quarantine(&undo->aside, &in->beneath, &place->name, st))
		return false;
	in->undo_count++;
	return beneath_write(&in->beneath, &place->name, place->content, 0644, st);
}

// Both are judged before either is touched; the list comes first, so that no card is ever
// there without it.  *damaged: something is, and nothing was done unless the lock is ours alone.
static bool bring(struct installing *in, enum lock_mode mode, bool *damaged, struct status *st)
{
	const struct manifest_card *entry = in->entry;
	struct place card = {.content = entry->card->text},
		     list = {.content = entry->card->labels_text, .found = FOUND_SAME};
	struct store_lock *lock;
	*damaged = false;
	if (!name_place(&card, entry->text.name, in->keep) ||
		(entry->labels.name && !name_place(&list, entry->labels.name, in->keep)))
		return status_fail(st, STATUS_FORMAT, "%s: card %s: a name that is too long",
			in->opened->path, entry->id);
	if (!lock_store(&lock, &in->beneath, mode, STORE_LOCK_WAIT_MS, in->observer, st))
		return false;
	bool ok = (!entry->labels.name || judge_list(in, &list, st)) && judge_card(in, &card, st);
	*damaged = list.found == FOUND_DAMAGED || card.found == FOUND_DAMAGED;
	if (ok && (mode == LOCK_ALONE || !*damaged))
		ok = put(in, &list, st) && put(in, &card, st);
	store_unlock(lock);
	return ok;
}

bool install_card_text(struct installing *in, struct status *st)
{
	bool damaged;
	if (in->entry->known)
		return true;
	return bring(in, LOCK_SHARED, &damaged, st) &&
	       (!damaged || bring(in, LOCK_ALONE, &damaged, st));
}
