// SPDX-License-Identifier: Apache-2.0
/*
 * Archives of datasets: as files of a card, but that they lie in datasets/ under their own
 * names.
 */
#include "zoo/fetch.h"

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

static bool is_there(const struct session *s, const struct card_file *file)
{
	return !s->options->force && store_dataset_is_right(s->store, file, s->observer);
}

static bool fetch_archive(const struct session *s, const struct dataset_kind *kind,
	const struct dataset_download *download)
{
	struct store_lock *lock = NULL;
	struct card_file file = describe(download);
	const struct wanted wanted = {.store = s->store,
		.file = &file,
		.use = WANTED_ARCHIVE,
		.owner = kind->name,
		.what = download->name};
	if (observer_stopped(s->observer))
		return status_fail(s->st, STATUS_INTERRUPTED, "%s: interrupted", kind->name);
	if (is_there(s, &file))
		return true;
	if (!store_lock(&lock, s->store, &file, STORE_LOCK_WAIT_MS, s->observer, s->st))
		return status_prefix(s->st, "%s", kind->name);
	bool present = is_there(s, &file);
	const char *source = present ? "store" : session_ask_sources(s, &wanted, lock);
	store_unlock(lock);
	if (!source)
		return false;
	if (!present)
		s->result->outcome = FETCH_FETCHED;
	s->result->source = source;
	return true;
}

bool fetch_dataset(struct fetch_result *out, const struct store *store,
	const struct dataset_kind *kind, const struct fetch_options *options,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct unreachable unreachable;
	*out = (struct fetch_result){.outcome = FETCH_FAILED, .source = "store"};
	if (!kind->downloads) {
		status_fail(st, STATUS_UNMEASURABLE,
			"%s: zoo cannot fetch this dataset (licence: %s)", kind->name,
			kind->licence);
		return status_hint(st, "%s", kind->how);
	}
	unreachable_init(&unreachable);
	const struct session s = {store, options, observer, &unreachable, out, keep, st};
	bool ok = true;
	out->outcome = FETCH_PRESENT;
	for (const struct dataset_download *d = kind->downloads; ok && d->name; d++)
		ok = fetch_archive(&s, kind, d);
	if (!ok)
		out->outcome = FETCH_FAILED;
	unreachable_destroy(&unreachable);
	return ok;
}
