// SPDX-License-Identifier: Apache-2.0
/*
 * Readers of datasets, by some threads: every chosen sample comes once, and the same bytes
 * come whatever the threads and the packing.
 */
#ifndef TESTS_UNIT_DATASET_READING_H
#define TESTS_UNIT_DATASET_READING_H

#include "zoo/dataset.h"

#include "tests/unit/check.h"

#include <pthread.h>
#include <stdint.h>

struct reading {
	struct dataset_reader *reader;
	const struct dataset *set;
	pthread_mutex_t lock;
	int *times;     // [sample] how often it came
	uint64_t *sums; // [sample] of its bytes
	int failed_count;
};

static uint64_t checksum(struct bytes b) // FNV-1a
{
	uint64_t sum = 14695981039346656037u;
	for (size_t i = 0; i < b.nbytes; i++)
		sum = (sum ^ b.data[i]) * 1099511628211u;
	return sum;
}

static void *read_until_end(void *context)
{
	struct reading *r = context;
	for (bool more = true; more;) {
		struct arena arena = {0};
		struct status st = {0};
		struct dataset_item item;
		bool ok = dataset_reader_next(r->reader, &item, &arena, &st);
		pthread_mutex_lock(&r->lock);
		if (!ok) {
			r->failed_count++;
			more = item.index >= 0;
		} else if (!item.content.data) {
			more = false;
		} else {
			r->times[item.index]++;
			r->sums[item.index] = checksum(item.content);
		}
		pthread_mutex_unlock(&r->lock);
		arena_release(&arena);
	}
	return NULL;
}

// Reads with that many threads; sums of what came and 0 elsewhere, or NULL.
static uint64_t *read_with(const struct dataset *set, const int64_t *chosen, int64_t chosen_count,
	int thread_count, struct arena *keep)
{
	struct status st = {0};
	struct reading r = {.set = set};
	if (!CHECK(dataset_reader_open(&r.reader, set, chosen, chosen_count, &st), "reader: %s",
		    st.message))
		return NULL;
	pthread_mutex_init(&r.lock, NULL);
	r.times = arena_array(keep, int, set->sample_count);
	r.sums = arena_array(keep, uint64_t, set->sample_count);
	pthread_t threads[8];
	for (int t = 0; t < thread_count; t++)
		pthread_create(&threads[t], NULL, read_until_end, &r);
	for (int t = 0; t < thread_count; t++)
		pthread_join(threads[t], NULL);
	int64_t wrong = 0;
	for (int64_t i = 0; i < set->sample_count; i++) {
		int expected = !chosen;
		for (int64_t k = 0; chosen && k < chosen_count; k++)
			expected |= chosen[k] == i;
		wrong += r.times[i] != expected;
	}
	CHECK_INT(wrong, 0, "%s, %d threads: every chosen sample once", set->where, thread_count);
	CHECK_INT(r.failed_count, 0, "%s, %d threads: failures", set->where, thread_count);
	pthread_mutex_destroy(&r.lock);
	dataset_reader_close(r.reader);
	return r.sums;
}

// The same bytes whatever the threads and the packing.
static void check_same(const struct dataset *a, const struct dataset *b, const int64_t *chosen,
	int64_t chosen_count)
{
	struct arena arena = {0};
	static const int thread_counts[] = {1, 2, 8};
	const uint64_t *first = read_with(a, chosen, chosen_count, 1, &arena);
	CHECK_INT(a->sample_count, b->sample_count, "%s and %s: samples", a->where, b->where);
	for (int i = 0; i < 3 && first && a->sample_count == b->sample_count; i++) {
		const struct dataset *sets[] = {a, b};
		for (int s = 0; s < 2; s++) {
			const uint64_t *sums =
				read_with(sets[s], chosen, chosen_count, thread_counts[i], &arena);
			CHECK(sums && memcmp(first, sums,
					      (size_t)a->sample_count * sizeof(*sums)) == 0,
				"%s, %d threads: the same bytes", sets[s]->where, thread_counts[i]);
		}
	}
	arena_release(&arena);
}

#endif
