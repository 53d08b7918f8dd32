// SPDX-License-Identifier: Apache-2.0
/*
 * Archives of datasets: as files of a card, but that they lie in datasets/ under their own
 * names.
 */
#include "zoo/fetch.h"

#include "zoo/fetch/plan.h"
#include "zoo/fetch/session.h"

#include <string.h>

// The archive as the store and the sources want to know it.
static struct card_file describe(const struct dataset_download *download)
{
	struct card_file file = {.name = download->name,
		.path = download->name,
		.url = download->url,
		.size_nbytes = download->size_nbytes};
	strncpy(file.sha256, download->sha256, sizeof(file.sha256) - 1);
	strncpy(file.md5, download->md5, sizeof(file.md5) - 1);
	return file;
}

static const char *doubt_of(const struct card_file *file)
{
	return file->sha256[0] ? NULL
			       : "its record has only an MD5, which tells damage, not forgery";
}

// Is it there and right?  False if that was not to be found out, or if it may not get its name.
static bool look(bool *present, const struct session *s, const struct wanted *wanted)
{
	*present =
		!s->options->force && store_dataset_is_right(s->store, wanted->file, s->observer);
	if (*present)
		return true;
	if (observer_stopped(s->observer))
		return status_fail(s->st, STATUS_INTERRUPTED, "%s: interrupted", wanted->owner);
	return store_check_dataset(s->store, wanted->file, s->st) ||
	       status_prefix(s->st, "%s", wanted->owner);
}

// Who does not want to accept the licence can still stop it.
static void announce(
	const struct session *s, const struct wanted *wanted, const struct dataset_kind *kind)
{
	const char *doubt = doubt_of(wanted->file);
	observer_remark(s->observer,
		arena_printf(s->keep, "%s: %s, %lld bytes; licence: %s%s%s", kind->name,
			wanted->file->name, (long long)wanted->file->size_nbytes, kind->licence,
			doubt ? "; " : "", doubt ? doubt : ""));
}

static bool fetch_held(const struct session *s, const struct wanted *wanted,
	const struct dataset_kind *kind, const struct store_lock *lock)
{
	bool present;
	if (!look(&present, s, wanted))
		return false;
	if (present)
		return true;
	announce(s, wanted, kind);
	const char *source = session_ask_sources(s, wanted, lock);
	if (!source)
		return false;
	s->result->outcome = FETCH_FETCHED;
	s->result->source = source;
	return true;
}

static bool fetch_archive(
	const struct session *s, const struct wanted *wanted, const struct dataset_kind *kind)
{
	struct store_lock *lock = NULL;
	bool present;
	if (!look(&present, s, wanted))
		return false;
	if (present)
		return true;
	if (!store_lock(&lock, s->store, wanted->file, STORE_LOCK_WAIT_MS, s->observer, s->st))
		return status_prefix(s->st, "%s", kind->name);
	bool ok = fetch_held(s, wanted, kind, lock);
	store_unlock(lock);
	return ok;
}

static bool has_downloads(const struct dataset_kind *kind, struct status *st)
{
	if (kind->downloads)
		return true;
	status_fail(st, STATUS_UNMEASURABLE, "%s: zoo cannot fetch this dataset (licence: %s)",
		kind->name, kind->licence);
	return status_hint(st, "%s", kind->how);
}

static struct wanted describe_wanted(
	const struct store *store, const struct dataset_kind *kind, const struct card_file *file)
{
	return (struct wanted){.store = store,
		.file = file,
		.use = WANTED_ARCHIVE,
		.owner = kind->name,
		.what = file->name};
}

bool fetch_dataset(struct fetch_result *out, const struct store *store,
	const struct dataset_kind *kind, const struct fetch_options *options,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct unreachable unreachable;
	*out = (struct fetch_result){.outcome = FETCH_FAILED, .source = "store"};
	if (!has_downloads(kind, st))
		return false;
	unreachable_init(&unreachable);
	const struct session s = {store, options, observer, &unreachable, out, keep, st};
	bool ok = true;
	out->outcome = FETCH_PRESENT;
	for (const struct dataset_download *d = kind->downloads; ok && d->name; d++) {
		const struct card_file file = describe(d);
		const struct wanted wanted = describe_wanted(store, kind, &file);
		ok = fetch_archive(&s, &wanted, kind);
	}
	if (!ok)
		out->outcome = FETCH_FAILED;
	unreachable_destroy(&unreachable);
	return ok;
}

static bool plan_archive(
	struct fetch_plan_item *out, const struct session *s, const struct wanted *wanted)
{
	if (!plan_item(out, wanted, s->options, s->keep, s->st))
		return false;
	out->doubt = doubt_of(wanted->file);
	return look(&out->present, s, wanted);
}

bool fetch_dataset_plan(struct fetch_plan *out, const struct store *store,
	const struct dataset_kind *kind, const struct fetch_options *options,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	const struct session s = {
		.store = store, .options = options, .observer = observer, .keep = keep, .st = st};
	*out = (struct fetch_plan){.item_count = 0};
	if (!has_downloads(kind, st))
		return false;
	int count = 0;
	while (kind->downloads[count].name)
		count++;
	struct fetch_plan_item *items = arena_array(keep, struct fetch_plan_item, count);
	for (int i = 0; i < count; i++) {
		const struct card_file file = describe(&kind->downloads[i]);
		const struct wanted wanted = describe_wanted(store, kind, &file);
		if (!plan_archive(&items[i], &s, &wanted))
			return false;
	}
	*out = (struct fetch_plan){items, count};
	return true;
}
