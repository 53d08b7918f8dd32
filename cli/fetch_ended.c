// SPDX-License-Identifier: Apache-2.0
/*
 * What a thread tells is gone when it has been told, so what goes into the document is
 * copied.
 */
#include "cli/fetch_ended.h"

#include "cli/fetching.h"
#include "cli/progress.h"

#include <string.h>

struct ended {
	bool ok;
	struct fetch_result result;
	struct status failure;
};

struct ending {
	struct context *context;
	const struct card *const *cards;
	struct ended *ended; // as many
	bool shown;          // as each ends
};

static const char *copy(struct arena *keep, const char *text)
{
	return text ? arena_strdup(keep, text) : NULL;
}

static void keep_result(
	struct fetch_result *out, const struct fetch_result *result, struct arena *keep)
{
	int count = result->attempt_count;
	struct fetch_attempt *attempts = arena_array(keep, struct fetch_attempt, count + 1);
	for (int i = 0; i < count; i++) {
		const struct fetch_attempt *attempt = &result->attempts[i];
		attempts[i] = (struct fetch_attempt){.file = copy(keep, attempt->file),
			.source = copy(keep, attempt->source),
			.answer = copy(keep, attempt->answer),
			.nbytes = attempt->nbytes,
			.kind = copy(keep, attempt->kind),
			.rejected = copy(keep, attempt->rejected),
			.rejected_nbytes = attempt->rejected_nbytes,
			.rejected_cut = attempt->rejected_cut,
			.not_kept = copy(keep, attempt->not_kept)};
	}
	*out = *result;
	out->source = copy(keep, result->source);
	out->attempts = attempts;
}

static bool was_interrupted(const struct fetch_ended *ended)
{
	return !ended->ok && ended->failure->code == STATUS_INTERRUPTED;
}

static void take(void *context, const struct fetch_ended *told)
{
	struct ending *ending = context;
	int i = 0;
	while (ending->cards[i] != told->card)
		i++;
	struct ended *ended = &ending->ended[i];
	ended->ok = told->ok;
	keep_result(&ended->result, told->result, ending->context->keep);
	if (!told->ok)
		ended->failure = *told->failure;
	if (was_interrupted(told)) // which is said once, at the end
		return;
	progress_hold(ending->context->progress);
	if (ending->shown)
		fetching_print(ending->context, told->card->id, told->result);
	if (!told->ok)
		context_report(ending->context, told->failure);
	progress_go_on(ending->context->progress);
}

int fetch_ended_run(struct context *context, const struct store *store,
	const struct card *const *cards, const struct fetch_options *options, struct json *json,
	struct status *st)
{
	struct batch batch = {STATUS_OK};
	int count = 0;
	while (cards[count])
		count++;
	struct ending ending = {.context = context,
		.cards = cards,
		.ended = arena_array(context->keep, struct ended, count + 1),
		.shown = json == NULL};
	fetch_cards(store, cards, options, &context->observer, take, &ending);
	progress_clear(context->progress);
	for (int i = 0; i < count; i++) {
		const struct ended *ended = &ending.ended[i];
		if (!ended->ok && ended->failure.code == STATUS_INTERRUPTED) {
			*st = ended->failure;
			context_stopped(context, st);
			return STATUS_INTERRUPTED;
		}
		batch_add(&batch, ended->ok ? STATUS_OK : (int)ended->failure.code);
		if (json)
			fetching_write(json, "card", cards[i]->id, &ended->result,
				ended->ok ? NULL : &ended->failure);
	}
	return batch.code;
}
