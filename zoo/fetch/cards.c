// SPDX-License-Identifier: Apache-2.0
/*
 * Several cards at once: threads that take the next card until there is none.  What the
 * caller is told is told under a lock; its memory goes when it has seen it.
 */
#include "zoo/fetch.h"

#include "zoo/fetch/session.h"
#include "zoo/upkeep.h"

#include <pthread.h>
#include <stdatomic.h>

enum { JOBS_MAX = 64 };

struct job {
	const struct store *store;
	const struct card *const *cards;
	int card_count;
	const struct fetch_options *options;
	const struct observer *observer;
	void (*done)(void *context, const struct fetch_ended *ended);
	void *context;
	struct unreachable unreachable;
	bool *unfinished; // of each card: it was new, and failed
	atomic_int next;
	pthread_mutex_t telling;
};

static void fetch_one(struct job *job, int i)
{
	const struct card *card = job->cards[i];
	bool is_new = !store_remembers(job->store, card);
	struct arena keep = {0};
	struct fetch_result result = {.outcome = FETCH_FAILED};
	struct status failure = {.code = STATUS_OK};
	struct fetch_ended ended = {.card = card, .result = &result};
	ended.ok = fetch_card_with(&result, &job->unreachable, job->store, card, job->options,
		job->observer, &keep, &failure);
	ended.failure = ended.ok ? NULL : &failure;
	job->unfinished[i] = is_new && !ended.ok;
	pthread_mutex_lock(&job->telling);
	job->done(job->context, &ended);
	pthread_mutex_unlock(&job->telling);
	arena_release(&keep);
}

static void *work(void *context)
{
	struct job *job = context;
	int i;
	while ((i = atomic_fetch_add(&job->next, 1)) < job->card_count)
		fetch_one(job, i);
	return NULL;
}

// When no thread works on, as for that the store must be had alone.
static void take_back(const struct job *job)
{
	bool alone = true; // who is not alone for one waits for no other
	for (int i = 0; i < job->card_count && alone; i++)
		alone = !job->unfinished[i] ||
			store_take_back(job->store, job->cards[i], job->observer);
}

void fetch_cards(const struct store *store, const struct card *const *cards,
	const struct fetch_options *options, const struct observer *observer,
	void (*done)(void *context, const struct fetch_ended *ended), void *context)
{
	pthread_t threads[JOBS_MAX];
	struct arena scratch = {0};
	int thread_count = 0, jobs = options->jobs < JOBS_MAX ? options->jobs : JOBS_MAX;
	struct job job = {.store = store,
		.cards = cards,
		.options = options,
		.observer = observer,
		.done = done,
		.context = context};
	while (cards[job.card_count])
		job.card_count++;
	job.unfinished = arena_array(&scratch, bool, job.card_count + 1);
	unreachable_init(&job.unreachable);
	pthread_mutex_init(&job.telling, NULL);
	// This thread works, too; those that cannot be had are not missed.
	while (thread_count + 1 < jobs && thread_count + 1 < job.card_count &&
		pthread_create(&threads[thread_count], NULL, work, &job) == 0)
		thread_count++;
	work(&job);
	for (int i = 0; i < thread_count; i++)
		pthread_join(threads[i], NULL);
	take_back(&job);
	arena_release(&scratch);
	pthread_mutex_destroy(&job.telling);
	unreachable_destroy(&job.unreachable);
}
