// SPDX-License-Identifier: Apache-2.0
/*
 * Each removal is one call, and none depends on another: killed at any point, the rest is
 * there for the next time.  Nothing is synced: what comes back after a power failure goes
 * with the next time, too.
 *
 * Objects are told by their names: whether one is damaged is for fsck to find.
 */
#include "zoo/upkeep.h"

#include "zoo/store/objects.h"
#include "zoo/upkeep/growing.h"
#include "zoo/upkeep/inventory.h"
#include "zoo/upkeep/keeper.h"
#include "zoo/upkeep/leftovers.h"
#include "zoo/upkeep/needed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct collection {
	struct keeper keeper;
	const struct gc_options *options;
	const struct observer *observer;
	struct inventory inventory;
	struct expected expected;
	struct needed needed;
	const char **sha1;     // of each object that was read, else NULL; "": it cannot be
	struct status refused; // reading an object: why
	struct growing paths, kept;
	int64_t nbytes, kept_nbytes;
	bool undecided;
	struct arena *keep;
	struct status *st;
};

static bool go_on(const struct collection *c)
{
	if (observer_stopped(c->observer))
		return status_fail(
			c->st, STATUS_INTERRUPTED, "%s: interrupted", c->keeper.beneath.home);
	keeper_sign(&c->keeper);
	return true;
}

static bool take_away(struct collection *c, const struct store_name *name, int64_t nbytes)
{
	if (!c->options->dry_run && !beneath_unlink(&c->keeper.beneath, name) && errno != ENOENT)
		return beneath_fail(&c->keeper.beneath, name, errno, "cannot be removed", c->st);
	const char **path = growing_new(&c->paths, const char *, c->keep);
	*path = arena_strdup(c->keep, name->text);
	c->nbytes += nbytes;
	return true;
}

/*
 * "" of what cannot be read for what it is, such as a foreign file.  What the system refuses
 * ends it: nobody knows what is needed then.
 */
static const char *read_sha1(struct collection *c, const struct inventory_object *object)
{
	struct status why = {.code = STATUS_OK};
	struct digests digests;
	int64_t nbytes;
	int fd;
	keeper_sign(&c->keeper);
	bool ok = object_open(&fd, &c->keeper.beneath, &object->name, NULL, &why);
	if (ok && fd >= 0) {
		ok = object_digests(&digests, &nbytes, fd, object->name.text, &why);
		close(fd);
		if (ok)
			return arena_strdup(c->keep, digests.sha1);
	}
	if (!ok && why.code == STATUS_IO)
		c->refused = why;
	return "";
}

// What cannot be read may be what the card means.
static bool may_be(void *context, const struct card_file *file, int object)
{
	struct collection *c = context;
	const struct inventory_object *found = &c->inventory.objects[object];
	if (file->sha256[0])
		return true;
	if (found->nbytes > MODEL_MAX_FILE_NBYTES ||
		(file->size_nbytes >= 0 && file->size_nbytes != found->nbytes))
		return false;
	if (!c->sha1[object])
		c->sha1[object] = read_sha1(c, found);
	return !c->sha1[object][0] || strcmp(c->sha1[object], file->sha1) == 0;
}

static void leave(
	struct collection *c, const struct inventory_object *object, const struct need *need)
{
	*growing_new(&c->kept, struct gc_kept, c->keep) =
		(struct gc_kept){.path = arena_strdup(c->keep, object->name.text),
			.text = need_text(need, c->keep),
			.card = need_card(need),
			.nbytes = object->nbytes};
	c->kept_nbytes += object->nbytes;
	c->undecided |= need->unread != NULL;
}

static bool take_objects(struct collection *c)
{
	if (!inventory_read(&c->inventory, &c->keeper.beneath, c->keep, c->st))
		return false;
	c->sha1 = arena_array(c->keep, const char *, c->inventory.object_count);
	for (int i = 0; i < c->inventory.object_count; i++) {
		const struct inventory_object *object = &c->inventory.objects[i];
		struct need need;
		if (object->link_count > 0)
			continue;
		if (!go_on(c))
			return false;
		bool needed = needed_find(&need, &c->needed, i);
		if (c->refused.code != STATUS_OK) {
			*c->st = c->refused;
			return false;
		}
		if (needed) {
			leave(c, object, &need);
			continue;
		}
		if (!take_away(c, &object->name, object->nbytes))
			return false;
		struct store_name fan = store_name_parent(&object->name);
		if (!c->options->dry_run)
			beneath_remove_empty(&c->keeper.beneath, &fan);
	}
	return true;
}

static bool is_wanted(const struct gc_options *options, enum leftover_kind kind)
{
	return kind == LEFTOVER_STALE || (kind == LEFTOVER_PART && options->parts) ||
	       (kind == LEFTOVER_ASIDE && options->quarantine);
}

static bool take_leftovers(struct collection *c)
{
	struct leftover *leftovers;
	int count;
	if (!leftovers_read(
		    &leftovers, &count, &c->keeper.beneath, c->keeper.alone, c->keep, c->st))
		return false;
	for (int i = 0; i < count; i++)
		if (is_wanted(c->options, leftovers[i].kind) &&
			!(go_on(c) && take_away(c, &leftovers[i].name, leftovers[i].nbytes)))
			return false;
	return true;
}

bool store_gc(struct gc_report *out, const struct store *store, const struct catalogue *catalogue,
	const struct gc_options *options, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	struct collection c = {.options = options, .observer = observer, .keep = keep, .st = st};
	enum keeper_use use = options->dry_run ? KEEPER_LOOK : KEEPER_CHANGE;
	c.needed = (struct needed){&c.inventory, &c.expected, catalogue, may_be, &c};
	bool ok = expected_read(&c.expected, catalogue, keep, st) &&
		  keeper_begin(&c.keeper, store, use, observer, st);
	if (ok) {
		ok = take_objects(&c) && take_leftovers(&c);
		keeper_end(&c.keeper);
	}
	growing_new(&c.paths, const char *, keep); // the NULL
	*out = (struct gc_report){.paths = c.paths.items,
		.nbytes = c.nbytes,
		.kept = c.kept.items,
		.kept_count = c.kept.count,
		.kept_nbytes = c.kept_nbytes,
		.undecided = c.undecided};
	return ok;
}
