// SPDX-License-Identifier: Apache-2.0
/*
 * Every source gets its say, so that the last message tells the whole story.
 */
#include "zoo/fetch/session.h"

#include "zoo/fetch/answers.h"
#include "zoo/fetch/source.h"

static void note(const struct session *s, const struct wanted *wanted, const struct source *source,
	const struct delivered *delivered, const struct status *why)
{
	const struct fetch_attempt attempt = {.file = wanted->file->name,
		.source = source->shown,
		.answer = arena_strdup(s->keep, why->message),
		.nbytes = delivered->received_nbytes,
		.kind = delivered->kind,
		.rejected = delivered->rejected,
		.rejected_nbytes = delivered->rejected_nbytes,
		.rejected_cut = delivered->rejected_cut,
		.not_kept = delivered->not_kept};
	attempts_add(s->result, &attempt, s->keep);
}

static const char *ask_each(const struct session *s, const struct wanted *wanted,
	const struct store_lock *lock, const struct source_list *list)
{
	struct answers answers = {.text = ""};
	for (int i = 0; i < list->source_count; i++) {
		const struct source *source = &list->sources[i];
		struct delivered delivered;
		struct status why = {.code = STATUS_OK};
		const struct delivery_order order = {.source = source,
			.wanted = wanted,
			.lock = lock,
			.unreachable = s->unreachable,
			.keep_rejected = s->options->keep_rejected,
			.observer = s->observer,
			.keep = s->keep};
		if (!source_may_be_asked(source, s->options->offline)) {
			answers.barred_count++;
			continue;
		}
		bool ok = delivery_run(&delivered, &order, &why);
		s->result->received_nbytes += delivered.received_nbytes;
		if (ok) {
			s->result->transferred_nbytes += delivered.transferred_nbytes;
			return source->kind == SOURCE_BUILTIN ? "builtin" : source->shown;
		}
		if (delivered.blame == DELIVERY_FATAL) {
			*s->st = why;
			status_prefix(s->st, "%s", wanted->owner);
			return NULL;
		}
		note(s, wanted, source, &delivered, &why);
		answers_add(&answers, &delivered, &why, s->keep);
	}
	if (observer_stopped(s->observer)) // which may be why nothing more came
		status_fail(s->st, STATUS_INTERRUPTED, "%s: interrupted", wanted->owner);
	else
		answers_fail(&answers, wanted, s->keep, s->st);
	return NULL;
}

const char *session_ask_sources(
	const struct session *s, const struct wanted *wanted, const struct store_lock *lock)
{
	struct source_list list;
	if (!source_list(&list, wanted, s->options->mirrors, s->keep, s->st))
		return NULL;
	return ask_each(s, wanted, lock, &list);
}
