// SPDX-License-Identifier: Apache-2.0
/*
 * The bundle is checked to its end before the store is touched.  Then card by card: vectors,
 * labels, the card itself if it is new, and the model last, whose link says "installed".  What
 * was made for a card that cannot be finished is taken back, unless another process counts on
 * it.  What a process that was killed leaves is right; its folder says that the card should be
 * there, and "zoo verify" that its model is missing, until it is brought again or removed.
 */
#include "zoo/bundle/install.h"

#include "zoo/incoming.h"
#include "zoo/store/links.h"
#include "zoo/store/lock.h"

#include <string.h>

enum { MOST_AGAIN = 3 };

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
	*undo = (struct undo){.name = *name, .is_link = true};
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
	bool ok = link_check(&before, &in->beneath, &name, st);
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

static bool model_is_linked(const struct installing *in)
{
	struct card_file model;
	struct store_name name;
	struct link link;
	struct status ignored;
	return opened_card_file(&model, in->entry, 0, in->keep) &&
	       store_name_checked(&name, in->entry->card, model.name, &ignored) &&
	       link_read(&link, &in->beneath, &name, &ignored) && link.kind == LINK_OBJECT &&
	       strcmp(link.sha256, model.sha256) == 0;
}

static bool folder_of(struct store_name *out, const struct installing *in)
{
	return store_name_in(out, STORE_MODELS, in->entry->card->id);
}

static bool folder_is_empty(const struct installing *in)
{
	struct store_name folder;
	struct stat info;
	struct beneath_entry *entries;
	struct status ignored;
	int count;
	return folder_of(&folder, in) && beneath_stat(&in->beneath, &folder, &info) &&
	       beneath_list(&entries, &count, &in->beneath, &folder, in->keep, &ignored) &&
	       count == 0;
}

static void undo_one(const struct installing *in, const struct undo *undo)
{
	struct status ignored;
	if (undo->sha256[0])
		link_make(&in->beneath, &undo->name, undo->sha256, &ignored);
	else if (undo->is_link)
		link_remove(&in->beneath, &undo->name, &ignored);
	else if (!undo->aside.text[0] ||
		 !beneath_rename(&in->beneath, &undo->aside, &undo->name, BENEATH_REPLACE))
		beneath_unlink(&in->beneath, &undo->name);
}

/*
 * Durably, and with the folders in which nothing is left, below models/ and cards/: that of a
 * card says that it is installed.  One that was empty before says that it should be, and stays.
 */
static void tidy(const struct installing *in, const struct store_name *name)
{
	struct status ignored;
	struct store_name folder = store_name_parent(name), kept = {""};
	if (in->was_empty)
		folder_of(&kept, in);
	while (strchr(folder.text, '/') && strcmp(folder.text, kept.text) != 0 &&
		beneath_remove_empty(&in->beneath, &folder))
		folder = store_name_parent(&folder);
	beneath_sync(&in->beneath, &folder, &ignored);
}

static void undo_all(struct installing *in)
{
	for (int i = in->undo_count; i-- > 0;)
		undo_one(in, &in->undo[i]);
	for (int i = 0; i < in->undo_count; i++)
		tidy(in, &in->undo[i].name);
	in->undo_count = 0;
}

/*
 * Only while nobody else writes, and not from below a model that has its name by now: another
 * process that brings the same card counts on what it found.  What stays then is right.
 */
static void take_back(struct installing *in)
{
	struct store_lock *lock;
	if (in->undo_count == 0 ||
		!lock_store_soon(&lock, &in->beneath, STORE_TAKE_BACK_MS, in->observer))
		return;
	if (lock_holds_store(lock) && (in->was_linked || !model_is_linked(in)))
		undo_all(in);
	store_unlock(lock);
}

static bool install_once(struct installing *in, bool *present, struct status *st)
{
	in->undo_count = 0;
	if (install_files(in, present, 1, in->entry->file_count - 1, st) &&
		install_labels(in, present, st) && install_card_text(in, st) &&
		install_files(in, present, 0, 1, st))
		return true;
	take_back(in);
	return false;
}

/*
 * Again, until nothing is left to do: before the model had its name, another process that
 * failed with the same card may have taken back what was found here.  It is all there by then,
 * so nobody is asked whether to stop.
 */
static bool install_card(struct installing *in, bool *present, struct status *st)
{
	const struct observer *observer = in->observer;
	in->undo = arena_array(in->keep, struct undo, in->entry->file_count + 3);
	in->was_linked = model_is_linked(in);
	in->was_empty = folder_is_empty(in);
	*present = in->entry->known;
	bool ok = install_once(in, present, st);
	in->observer = NULL;
	for (int again = 0; ok && in->undo_count > 0 && again < MOST_AGAIN; again++) {
		bool still_present = true;
		ok = install_once(in, &still_present, st);
	}
	in->observer = observer;
	return ok;
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
		*out = (struct bundle_report){items, ok ? i + 1 : i, report.nbytes, NULL};
		if (!ok)
			out->failed = &items[i];
		if (!ok && st->code != STATUS_INTERRUPTED)
			status_prefix(st, "%s", items[i].card);
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
