// SPDX-License-Identifier: Apache-2.0
/*
 * The bundle is checked to its end before the store is touched.  Then card by card: vectors,
 * labels, the card itself if it is new, and the model last, whose link says "installed".  What
 * was made for a card that cannot be finished is taken back; what a process that was killed
 * leaves is right, but not called installed.
 */
#include "zoo/bundle/opened.h"

#include "engine/base/file.h"
#include "zoo/incoming.h"
#include "zoo/store/links.h"
#include "zoo/store/lock.h"
#include "zoo/store/objects.h"

#include <string.h>
#include <unistd.h>

// Something that has been made: to be removed, or to point again where it did.
struct undo {
	struct store_name name;
	char sha256[SHA256_HEX_NBYTES]; // "": to be removed
};

struct installing {
	const struct opened *opened;
	const struct manifest_card *entry;
	const struct store *store;
	struct beneath beneath;
	const struct observer *observer;
	struct undo *undo; // room for every file, the labels, the card and its list
	int undo_count;
	struct arena *keep;
};

static bool take_piece(void *context, struct bytes piece, struct status *st)
{
	return store_incoming_add(context, piece.data, piece.nbytes, st);
}

// From the bundle, or with `member` NULL from memory.
static bool bring(const struct installing *in, const struct card_file *file,
	const struct manifest_member *member, struct bytes text, const struct store_lock *lock,
	struct status *st)
{
	struct incoming *incoming;
	if (!store_incoming_open(&incoming, in->store, in->entry->card, file, lock, st))
		return false;
	bool ok = member ? opened_stream(in->opened, member, take_piece, incoming, in->observer, st)
			 : take_piece(incoming, text, st);
	if (ok)
		return store_incoming_install(incoming, st) ||
		       status_prefix(st, "%s: %s", in->opened->path, file->name);
	store_incoming_abandon(incoming);
	return false;
}

static void note_link(
	struct installing *in, const struct store_name *name, const struct link *before)
{
	struct undo *undo = &in->undo[in->undo_count++];
	undo->name = *name;
	memcpy(undo->sha256, before->sha256, sizeof(undo->sha256));
}

// *present stays as it is if nothing had to be done.
static bool install_file(struct installing *in, bool *present, const struct card_file *file,
	const struct manifest_member *member, struct bytes text, struct status *st)
{
	const struct card *card = in->entry->card;
	struct store_name name;
	struct store_lock *lock;
	struct link before;
	if (!store_name_checked(&name, card, file->name, st) ||
		!store_lock(&lock, in->store, file, STORE_LOCK_WAIT_MS, in->observer, st))
		return false;
	bool ok = link_read(&before, &in->beneath, &name, st);
	bool linked = before.kind == LINK_OBJECT && strcmp(before.sha256, file->sha256) == 0;
	if (ok && !linked)
		note_link(in, &name, &before);
	bool adopted = ok && store_adopt(in->store, card, file, st);
	if (ok && !adopted)
		ok = st->code == STATUS_OK && bring(in, file, member, text, lock, st);
	store_unlock(lock);
	*present = *present && linked && adopted;
	return ok;
}

static bool install_files(
	struct installing *in, bool *present, int first, int count, struct status *st)
{
	for (int i = first; i < first + count; i++) {
		struct card_file file;
		if (observer_stopped(in->observer))
			return status_fail(
				st, STATUS_INTERRUPTED, "%s: interrupted", in->opened->path);
		if (!opened_card_file(&file, in->entry, i, in->keep))
			return status_fail(st, STATUS_FORMAT, "%s: card %s has no file %s",
				in->opened->path, in->entry->id, in->entry->files[i].name);
		const struct manifest_member *member = manifest_find(
			&in->opened->manifest, arena_printf(in->keep, "objects/%s", file.sha256));
		if (!install_file(in, present, &file, member, (struct bytes){NULL, 0}, st))
			return false;
	}
	return true;
}

static bool install_labels(struct installing *in, bool *present, struct status *st)
{
	struct bytes text;
	if (in->entry->card->label_count == 0)
		return true;
	if (!store_labels_text(&text, in->entry->card, in->keep, st))
		return false;
	struct card_file file = store_labels_file(text);
	return install_file(in, present, &file, NULL, text, st);
}

static bool fail_differs(const struct installing *in, const char *path, struct status *st)
{
	status_fail(st, STATUS_NO,
		"%s: expected what %s has for card %s, found another file of that name", path,
		in->opened->path, in->entry->id);
	return status_hint(st,
		"it stays as it is; zoo fsck --repair puts it aside if it is damaged, else look at "
		"it, and move it away");
}

static bool write_new(struct installing *in, const struct store_name *name, struct bytes content,
	struct status *st)
{
	in->undo[in->undo_count++] = (struct undo){.name = *name};
	return beneath_write(&in->beneath, name, content, 0644, st);
}

// A file of cards/.  One that is there with other content is somebody else's; or, with
// `damaged`, no use to anybody.
static bool write_beside(struct installing *in, const struct store_name *name, struct bytes content,
	bool damaged, struct status *st)
{
	struct bytes found;
	struct store_name aside;
	int fd;
	const char *path = beneath_path(&in->beneath, name, in->keep);
	if (!object_open(&fd, &in->beneath, name, NULL, st))
		return false;
	if (fd < 0)
		return write_new(in, name, content, st);
	bool ok = file_read_open(&found, fd, path, MANIFEST_MAX_LABELS_NBYTES, in->keep, st);
	close(fd);
	if (!ok || (found.nbytes == content.nbytes &&
			   memcmp(found.data, content.data, content.nbytes) == 0))
		return ok;
	if (!damaged)
		return fail_differs(in, path, st);
	return object_quarantine(&aside, &in->beneath, name, st) &&
	       write_new(in, name, content, st);
}

// "labels/x.txt" below cards/: the manifest's names have been checked.
static bool name_beside(struct store_name *out, const char *path, struct arena *keep)
{
	char *part = arena_strdup(keep, path), *slash;
	*out = store_name_place(STORE_CARDS);
	for (;; part = slash + 1) {
		slash = strchr(part, '/');
		if (slash)
			*slash = '\0';
		struct store_name directory = *out;
		if (!store_name_below(out, &directory, part))
			return false;
		if (!slash)
			return true;
	}
}

// The list first, so that no card is ever there without it.
static bool write_card(struct installing *in, struct status *st)
{
	const struct manifest_card *entry = in->entry;
	struct store_name name;
	if (entry->labels.name &&
		(!name_beside(&name, entry->labels.name, in->keep) ||
			!write_beside(in, &name, entry->card->labels_text, false, st)))
		return false;
	return name_beside(&name, entry->text.name, in->keep) &&
	       write_beside(in, &name, entry->card->text, entry->unread, st);
}

// Under the store's lock: who takes cards away must not come between list and card.
static bool install_card_text(struct installing *in, struct status *st)
{
	struct store_lock *lock;
	if (in->entry->known)
		return true;
	if (!lock_store(&lock, &in->beneath, LOCK_SHARED, STORE_LOCK_WAIT_MS, in->observer, st))
		return false;
	bool ok = write_card(in, st);
	store_unlock(lock);
	return ok;
}

static void take_back(struct installing *in)
{
	struct status ignored;
	while (in->undo_count > 0) {
		const struct undo *undo = &in->undo[--in->undo_count];
		if (undo->sha256[0])
			link_make(&in->beneath, &undo->name, undo->sha256, &ignored);
		else
			beneath_unlink(&in->beneath, &undo->name);
	}
}

static bool install_card(struct installing *in, bool *present, struct status *st)
{
	const struct manifest_card *entry = in->entry;
	in->undo = arena_array(in->keep, struct undo, entry->file_count + 3);
	in->undo_count = 0;
	*present = entry->known;
	if (install_files(in, present, 1, entry->file_count - 1, st) &&
		install_labels(in, present, st) && install_card_text(in, st) &&
		install_files(in, present, 0, 1, st))
		return true;
	take_back(in);
	return false;
}

static bool install_all(struct bundle_report *out, const struct opened *opened,
	const struct store *store, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	struct installing in = {
		.opened = opened, .store = store, .observer = observer, .keep = keep};
	struct bundle_report report;
	opened_report(&report, &opened->manifest, keep);
	struct bundle_item *items = arena_array(keep, struct bundle_item, report.item_count);
	if (!beneath_begin(&in.beneath, store, BENEATH_WRITE, st))
		return false;
	bool ok = true;
	for (int i = 0; ok && i < report.item_count; i++) {
		in.entry = &opened->manifest.cards[i];
		items[i] = report.items[i];
		ok = install_card(&in, &items[i].present, st);
		if (ok)
			*out = (struct bundle_report){items, i + 1, report.nbytes};
	}
	beneath_end(&in.beneath);
	return ok;
}

bool bundle_install(struct bundle_report *out, const char *path, const struct store *store,
	const struct catalogue *catalogue, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	struct opened opened;
	*out = (struct bundle_report){.items = NULL};
	if (!opened_open(&opened, path, keep, st))
		return false;
	bool ok = opened_check(&opened, catalogue, observer, keep, st) &&
		  install_all(out, &opened, store, observer, keep, st);
	opened_close(&opened);
	return ok;
}
