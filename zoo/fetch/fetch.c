// SPDX-License-Identifier: Apache-2.0
/*
 * For each file of a card: is it there and right?  If not, take its lock, look again, as
 * somebody else may have brought it meanwhile, see whether the store has the bytes under
 * another name, and only then ask sources.
 */
#include "zoo/fetch.h"

#include "zoo/fetch/labels.h"
#include "zoo/fetch/session.h"
#include "zoo/incoming.h"
#include "zoo/upkeep.h"

// STATUS_OK if it is there and right, STATUS_UNMEASURABLE if it is not there.
static enum status_code look(const struct session *s, const struct wanted *wanted)
{
	struct arena scratch = {0};
	struct bytes bytes;
	struct status st;
	bool right = store_read(&bytes, s->store, wanted->card, wanted->file, &scratch, &st);
	arena_release(&scratch);
	return right ? STATUS_OK : st.code;
}

enum held { HELD_FAILED, HELD_PRESENT, HELD_ADOPTED, HELD_FETCHED };

static enum held fetch_held(const struct session *s, const struct wanted *wanted,
	const struct store_lock *lock, const char **source)
{
	if (!s->options->force) {
		enum status_code found = look(s, wanted);
		if (found == STATUS_OK)
			return HELD_PRESENT;
		// What is there and damaged stays until there is something better.
		if (found != STATUS_UNMEASURABLE)
			s->st->code = STATUS_OK;
		else if (store_adopt(s->store, wanted->card, wanted->file, s->st))
			return HELD_ADOPTED;
		if (s->st->code != STATUS_OK) {
			status_prefix(s->st, "%s", wanted->owner);
			return HELD_FAILED;
		}
	}
	*source = session_ask_sources(s, wanted, lock);
	return *source ? HELD_FETCHED : HELD_FAILED;
}

static bool fetch_file(const struct session *s, const struct wanted *wanted)
{
	struct store_lock *lock = NULL;
	const char *source = "store";
	if (observer_stopped(s->observer))
		return status_fail(s->st, STATUS_INTERRUPTED, "%s: interrupted", wanted->owner);
	if (!s->options->force && look(s, wanted) == STATUS_OK)
		return true;
	if (!store_lock(&lock, s->store, wanted->file, STORE_LOCK_WAIT_MS, s->observer, s->st))
		return status_prefix(s->st, "%s", wanted->owner);
	enum held held = fetch_held(s, wanted, lock, &source);
	store_unlock(lock);
	if (held == HELD_FAILED)
		return false;
	if (held != HELD_PRESENT)
		s->result->outcome = FETCH_FETCHED;
	if (wanted->use == WANTED_MODEL)
		s->result->source = source;
	return true;
}

static bool fetch_model(const struct session *s, const struct card *card)
{
	const struct wanted wanted = {.store = s->store,
		.card = card,
		.file = &card->file,
		.use = WANTED_MODEL,
		.owner = card->id,
		.what = card->id};
	return fetch_file(s, &wanted);
}

static bool fetch_labels(const struct session *s, const struct card *card)
{
	struct arena scratch = {0};
	bool written;
	bool ok = install_labels(&written, s->store, card, s->observer, &scratch, s->st);
	if (ok && written)
		s->result->outcome = FETCH_FETCHED;
	arena_release(&scratch);
	return ok;
}

static bool fetch_golden(
	const struct session *s, const struct card *card, enum golden_side side, int count)
{
	for (int i = 0; i < count; i++) {
		struct card_file file = store_golden_file(card, side, i, s->keep);
		const struct wanted wanted = {.store = s->store,
			.card = card,
			.file = &file,
			.use = WANTED_VECTOR,
			.owner = card->id,
			.what = arena_printf(s->keep, "%s %s", card->id, file.name)};
		if (!fetch_file(s, &wanted))
			return false;
	}
	return true;
}

static bool fetch_vectors(const struct session *s, const struct card *card)
{
	s->result->vectors_failed =
		s->options->golden &&
		!(fetch_golden(s, card, GOLDEN_INPUT, card->golden_input_count) &&
			fetch_golden(s, card, GOLDEN_OUTPUT, card->golden_output_count));
	return !s->result->vectors_failed;
}

bool fetch_check_names(const struct store *store, const struct card *card, struct status *st)
{
	return (store_check_name(store, card, card->file.name, st) &&
		       (card->label_count == 0 ||
			       store_check_name(store, card, "labels.txt", st))) ||
	       status_prefix(st, "%s", card->id);
}

bool fetch_card_with(struct fetch_result *out, struct unreachable *unreachable,
	const struct store *store, const struct card *card, const struct fetch_options *options,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	*out = (struct fetch_result){.outcome = FETCH_PRESENT, .source = "store"};
	const struct session s = {store, options, observer, unreachable, out, keep, st};
	if (fetch_check_names(store, card, st) && fetch_model(&s, card) && fetch_labels(&s, card))
		return fetch_vectors(&s, card);
	out->outcome = FETCH_FAILED;
	return false;
}

bool fetch_card(struct fetch_result *out, const struct store *store, const struct card *card,
	const struct fetch_options *options, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	struct unreachable unreachable;
	bool is_new = !store_remembers(store, card);
	unreachable_init(&unreachable);
	bool ok = fetch_card_with(out, &unreachable, store, card, options, observer, keep, st);
	unreachable_destroy(&unreachable);
	if (!ok && is_new)
		store_take_back(store, card, observer);
	return ok;
}
