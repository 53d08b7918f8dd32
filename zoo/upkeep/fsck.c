// SPDX-License-Identifier: Apache-2.0
/*
 * Objects first, as what a link is worth depends on them; then cards and links; then what is
 * left.
 */
#include "zoo/upkeep/fsck.h"

#include "zoo/upkeep/leftovers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *fsck_kind_name(enum fsck_kind kind)
{
	static const char *const names[] = {[FSCK_DAMAGED] = "damaged",
		[FSCK_UNREADABLE] = "unreadable",
		[FSCK_FOREIGN] = "foreign",
		[FSCK_DANGLING] = "dangling",
		[FSCK_WRONG] = "wrong",
		[FSCK_LOST] = "lost",
		[FSCK_UNKNOWN] = "unknown",
		[FSCK_UNLINKED] = "unlinked",
		[FSCK_STALE] = "stale"};
	return names[kind];
}

struct fsck_finding *fsck_add(
	struct fsck *f, enum fsck_kind kind, const struct store_name *name, const char *text)
{
	struct fsck_finding *finding = growing_new(&f->findings, struct fsck_finding, f->keep);
	finding->kind = kind;
	finding->path = arena_strdup(f->keep, name->text);
	finding->text = text;
	finding->fault = true;
	return finding;
}

static void add_foreign(
	struct fsck *f, const struct store_name *name, const char *found, bool in_the_way)
{
	const char *text = arena_printf(f->keep, "%s that zoo did not make%s", found,
		in_the_way ? ", in the way: look at it, and remove it" : "");
	fsck_add(f, FSCK_FOREIGN, name, text)->fault = in_the_way;
}

static void add_strangers(struct fsck *f)
{
	for (int i = 0; i < f->inventory.stranger_count; i++) {
		const struct stranger *stranger = &f->inventory.strangers[i];
		add_foreign(f, &stranger->name, stranger->found,
			stranger->in_the_way || expected_below(&f->expected, &stranger->name));
	}
}

static bool add_stale(struct fsck *f, const struct store_name *name)
{
	struct fsck_finding *finding =
		fsck_add(f, FSCK_STALE, name, "left behind by a process that ended");
	finding->fault = false;
	finding->mendable = true;
	if (!f->mend)
		return true;
	if (!beneath_unlink(&f->keeper.beneath, name) && errno != ENOENT)
		return beneath_fail(&f->keeper.beneath, name, errno, "", f->st);
	finding->mended = true;
	return true;
}

static bool add_leftovers(struct fsck *f)
{
	struct leftover *leftovers;
	int count;
	if (!leftovers_read(
		    &leftovers, &count, &f->keeper.beneath, f->keeper.alone, f->keep, f->st))
		return false;
	for (int i = 0; i < count; i++) {
		const struct leftover *leftover = &leftovers[i];
		bool in_the_way = leftover->kind == LEFTOVER_IN_THE_WAY;
		if (in_the_way || leftover->kind == LEFTOVER_STRANGER)
			add_foreign(f, &leftover->name, leftover->found, in_the_way);
		else if (leftover->kind == LEFTOVER_STALE && !add_stale(f, &leftover->name))
			return false;
	}
	return true;
}

static int by_path(const void *a, const void *b)
{
	const struct fsck_finding *left = a, *right = b;
	int order = strcmp(left->path, right->path);
	return order ? order : (int)left->kind - (int)right->kind;
}

static void conclude(struct fsck *f)
{
	struct fsck_finding *findings = f->findings.items;
	struct fsck_report *report = f->report;
	if (f->findings.count > 0)
		qsort(findings, (size_t)f->findings.count, sizeof(*findings), by_path);
	report->findings = findings;
	report->finding_count = f->findings.count;
	for (int i = 0; i < f->findings.count; i++) {
		report->fault_count += findings[i].fault;
		report->mended_count += findings[i].mended;
		report->unknown_count += findings[i].kind == FSCK_UNKNOWN;
		report->remaining_count += findings[i].fault && !findings[i].mended;
	}
}

static bool look_at_all(struct fsck *f)
{
	if (!inventory_read(&f->inventory, &f->keeper.beneath, f->keep, f->st))
		return false;
	add_strangers(f);
	if (!fsck_objects(f) || !fsck_cards(f) || !fsck_links(f))
		return false;
	fsck_unlinked(f);
	return add_leftovers(f);
}

bool store_fsck(struct fsck_report *out, const struct store *store,
	const struct catalogue *catalogue, bool mend, const struct observer *observer,
	struct arena *keep, struct status *st)
{
	struct fsck f = {.mend = mend,
		.observer = observer,
		.catalogue = catalogue,
		.report = out,
		.keep = keep,
		.st = st};
	*out = (struct fsck_report){.findings = NULL};
	f.needed = (struct needed){&f.inventory, &f.expected, catalogue, fsck_is_right, &f};
	if (!expected_read(&f.expected, catalogue, keep, st) ||
		!keeper_begin(&f.keeper, store, mend ? KEEPER_CHANGE : KEEPER_LOOK, observer, st))
		return false;
	bool ok = look_at_all(&f);
	conclude(&f);
	keeper_end(&f.keeper);
	return ok;
}
