// SPDX-License-Identifier: Apache-2.0
/*
 * Every byte of every object is read.
 */
#include "zoo/upkeep/fsck.h"

#include "zoo/store/objects.h"

#include <string.h>
#include <unistd.h>

// A card that a link to the object belongs to, else one that would want it.
static void say_who_needs_it(const struct fsck *f, int object, struct fsck_finding *finding)
{
	for (int i = 0; i < f->inventory.link_count; i++) {
		const struct inventory_link *link = &f->inventory.links[i];
		if (link->object != object)
			continue;
		finding->card = link->card;
		finding->vector = fsck_is_vector(link);
		return;
	}
	const struct expected_file *file =
		expected_object(&f->expected, f->inventory.objects[object].sha256);
	finding->card = file ? file->card->id : NULL;
	finding->vector = file && file->kind == EXPECTED_GOLDEN;
}

static const char *damage_text(const struct fsck *f, const struct inventory_object *object,
	const char *sha256, int64_t nbytes)
{
	const struct expected_file *file = expected_object(&f->expected, object->sha256);
	if (file && file->file.size_nbytes >= 0 && file->file.size_nbytes != nbytes)
		return arena_printf(f->keep, "size: expected %lld bytes, found %lld",
			(long long)file->file.size_nbytes, (long long)nbytes);
	return arena_printf(f->keep, "sha256: expected that of its name, found %s in %lld bytes",
		sha256, (long long)nbytes);
}

static bool add_damaged(struct fsck *f, int index, const char *text)
{
	struct store_name aside;
	const struct inventory_object *object = &f->inventory.objects[index];
	struct fsck_finding *finding = fsck_add(f, FSCK_DAMAGED, &object->name, text);
	say_who_needs_it(f, index, finding);
	finding->mendable = true;
	f->looks[index].condition = CONDITION_DAMAGED;
	if (!f->mend)
		return true;
	if (!object_quarantine(&aside, &f->keeper.beneath, &object->name, f->st))
		return false;
	f->looks[index].condition = CONDITION_GONE;
	finding->mended = true;
	finding->text = arena_printf(f->keep, "%s; moved to %s", text, aside.text);
	return true;
}

static bool add_unreadable(struct fsck *f, int index, const struct status *why)
{
	struct fsck_finding *finding = fsck_add(f, FSCK_UNREADABLE,
		&f->inventory.objects[index].name, arena_strdup(f->keep, why->message));
	say_who_needs_it(f, index, finding);
	f->looks[index].condition = CONDITION_UNREADABLE;
	return true;
}

/*
 * What cannot be opened or read now may be right the next time: it stays.  If it is lost, it
 * is put aside when a good copy comes to take its name.
 */
static bool read_object(struct fsck *f, int index, int fd)
{
	struct status failure = {.code = STATUS_OK};
	struct digests digests;
	int64_t nbytes;
	const struct inventory_object *object = &f->inventory.objects[index];
	bool ok = object_digests(&digests, &nbytes, fd, object->name.text, &failure);
	f->report->nbytes += nbytes;
	if (!ok)
		return add_unreadable(f, index, &failure);
	if (strcmp(digests.sha256, object->sha256) != 0)
		return add_damaged(f, index, damage_text(f, object, digests.sha256, nbytes));
	memcpy(f->looks[index].sha1, digests.sha1, sizeof(digests.sha1));
	return true;
}

static bool look_at(struct fsck *f, int index)
{
	struct status failure = {.code = STATUS_OK};
	const struct inventory_object *object = &f->inventory.objects[index];
	int fd;
	if (!object_open(&fd, &f->keeper.beneath, &object->name, NULL, &failure))
		return add_unreadable(f, index, &failure);
	if (fd < 0) { // somebody removed it meanwhile
		f->looks[index].condition = CONDITION_GONE;
		return true;
	}
	f->report->object_count++;
	// reading it would take as long as somebody likes: no file of a model is that large
	bool ok = object->nbytes > MODEL_MAX_FILE_NBYTES
			  ? add_damaged(f, index,
				    arena_printf(f->keep,
					    "size: expected at most %d bytes, found %lld",
					    MODEL_MAX_FILE_NBYTES, (long long)object->nbytes))
			  : read_object(f, index, fd);
	close(fd);
	return ok;
}

bool fsck_objects(struct fsck *f)
{
	int64_t total = 0, done = 0;
	int count = f->inventory.object_count;
	f->looks = arena_array(f->keep, struct object_look, count);
	for (int i = 0; i < count; i++)
		total += f->inventory.objects[i].nbytes;
	for (int i = 0; i < count; i++) {
		if (observer_stopped(f->observer))
			return status_fail(f->st, STATUS_INTERRUPTED, "%s: interrupted",
				f->keeper.beneath.home);
		observer_progress(f->observer, "objects", "bytes", done, total);
		keeper_sign(&f->keeper);
		if (!look_at(f, i))
			return false;
		done += f->inventory.objects[i].nbytes;
	}
	observer_progress(f->observer, "objects", "bytes", done, total);
	observer_finished(f->observer, "objects");
	return true;
}

static void add_unlinked(struct fsck *f, int object)
{
	struct need need;
	bool needed = needed_find(&need, &f->needed, object);
	const char *text =
		needed ? arena_printf(f->keep, "no link names it, but zoo gc keeps it: %s",
				 need_text(&need, f->keep))
		       : "no link names it; zoo gc removes it";
	struct fsck_finding *finding =
		fsck_add(f, FSCK_UNLINKED, &f->inventory.objects[object].name, text);
	say_who_needs_it(f, object, finding);
	if (needed)
		finding->card = need_card(&need);
	finding->fault = false;
}

void fsck_unlinked(struct fsck *f)
{
	for (int i = 0; i < f->inventory.object_count; i++) {
		if (f->looks[i].condition != CONDITION_RIGHT || f->looks[i].wanted ||
			f->inventory.objects[i].link_count > 0)
			continue;
		add_unlinked(f, i);
	}
}
