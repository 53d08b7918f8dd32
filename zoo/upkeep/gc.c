// SPDX-License-Identifier: Apache-2.0
/*
 * Each removal is one call, and none depends on another: killed at any point, the rest is
 * there for the next time.  Nothing is synced: what comes back after a power failure goes
 * with the next time, too.
 */
#include "zoo/upkeep.h"

#include "zoo/upkeep/growing.h"
#include "zoo/upkeep/inventory.h"
#include "zoo/upkeep/keeper.h"
#include "zoo/upkeep/leftovers.h"

#include <errno.h>

struct collection {
	struct keeper keeper;
	const struct gc_options *options;
	const struct observer *observer;
	struct growing paths;
	int64_t nbytes;
	struct arena *keep;
	struct status *st;
};

static bool take_away(struct collection *c, const struct store_name *name, int64_t nbytes)
{
	if (observer_stopped(c->observer))
		return status_fail(
			c->st, STATUS_INTERRUPTED, "%s: interrupted", c->keeper.beneath.home);
	keeper_sign(&c->keeper);
	if (!c->options->dry_run && !beneath_unlink(&c->keeper.beneath, name) && errno != ENOENT)
		return beneath_fail(&c->keeper.beneath, name, errno, "cannot be removed", c->st);
	const char **path = growing_new(&c->paths, const char *, c->keep);
	*path = arena_strdup(c->keep, name->text);
	c->nbytes += nbytes;
	return true;
}

static bool take_objects(struct collection *c)
{
	struct inventory inventory;
	if (!inventory_read(&inventory, &c->keeper.beneath, c->keep, c->st))
		return false;
	for (int i = 0; i < inventory.object_count; i++) {
		const struct inventory_object *object = &inventory.objects[i];
		if (object->link_count > 0)
			continue;
		if (!take_away(c, &object->name, object->nbytes))
			return false;
		struct store_name fan = store_name_parent(&object->name);
		if (!c->options->dry_run)
			keeper_remove_empty(&c->keeper, &fan);
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
			!take_away(c, &leftovers[i].name, leftovers[i].nbytes))
			return false;
	return true;
}

bool store_gc(struct gc_report *out, const struct store *store, const struct gc_options *options,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct collection c = {.options = options, .observer = observer, .keep = keep, .st = st};
	enum keeper_use use = options->dry_run ? KEEPER_LOOK : KEEPER_CHANGE;
	bool ok = keeper_begin(&c.keeper, store, use, observer, st);
	if (ok) {
		ok = take_objects(&c) && take_leftovers(&c);
		keeper_end(&c.keeper);
	}
	growing_new(&c.paths, const char *, keep); // the NULL
	*out = (struct gc_report){c.paths.items, c.nbytes};
	return ok;
}
