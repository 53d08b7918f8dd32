// SPDX-License-Identifier: Apache-2.0
/*
 * The ledger: one lock for all workers, who report at the end of a sample, seldom enough that
 * none waits for another.
 */
#include "zoo/eval/ledger.h"

#include <stdlib.h>

enum { PROGRESS_STRIDE = 16 };

struct skip {
	int64_t index; // of the sample
	const char *why;
	struct skip *next;
};

void ledger_open(struct ledger *out, const struct observer *observer, const char *what,
	int64_t expected_count, struct arena *keep)
{
	*out = (struct ledger){.observer = observer,
		.what = what,
		.expected_count = expected_count,
		.skip_arena = keep};
	pthread_mutex_init(&out->lock, NULL);
}

void ledger_close(struct ledger *ledger)
{
	pthread_mutex_destroy(&ledger->lock);
}

void ledger_stop(struct ledger *ledger)
{
	atomic_store(&ledger->stop, true);
}

bool ledger_stopped(struct ledger *ledger)
{
	return atomic_load(&ledger->stop);
}

void ledger_fail(struct ledger *ledger, int64_t index, const struct status *failure)
{
	pthread_mutex_lock(&ledger->lock);
	if (!ledger->failed || index < ledger->failed_index) {
		ledger->failed = true;
		ledger->failed_index = index;
		ledger->failure = *failure;
	}
	atomic_store(&ledger->stop, true);
	pthread_mutex_unlock(&ledger->lock);
}

void ledger_sample(struct ledger *ledger, int64_t index, const struct status *skip)
{
	pthread_mutex_lock(&ledger->lock);
	if (skip) {
		struct skip *noted = arena_new(ledger->skip_arena, struct skip);
		*noted = (struct skip){
			index, arena_strdup(ledger->skip_arena, skip->message), ledger->skips};
		ledger->skips = noted;
	}
	ledger->skipped_count += skip != NULL;
	ledger->done_count++;
	if (ledger->done_count % PROGRESS_STRIDE == 0 ||
		ledger->done_count == ledger->expected_count)
		observer_progress(ledger->observer, ledger->what, "samples", ledger->done_count,
			ledger->expected_count);
	pthread_mutex_unlock(&ledger->lock);
}

static int compare_skips(const void *a, const void *b)
{
	int64_t x = (*(struct skip *const *)a)->index, y = (*(struct skip *const *)b)->index;
	return (x > y) - (x < y);
}

const char *const *ledger_skips(const struct ledger *ledger, struct arena *keep)
{
	struct skip **sorted = arena_array(keep, struct skip *, ledger->skipped_count + 1);
	const char **lines = arena_array(keep, const char *, ledger->skipped_count + 1);
	int64_t count = 0;
	for (struct skip *skip = ledger->skips; skip; skip = skip->next)
		sorted[count++] = skip;
	qsort(sorted, (size_t)count, sizeof(struct skip *), compare_skips);
	for (int64_t i = 0; i < count; i++)
		lines[i] = sorted[i]->why;
	return lines;
}
