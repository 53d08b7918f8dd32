// SPDX-License-Identifier: Apache-2.0
/*
 * The listing is sorted, so that what begins with the same words stands together.
 */
#include "zoo/datasets/gathering.h"

#include "engine/base/words.h"
#include "zoo/datasets/folders.h"

#include <stdlib.h>
#include <string.h>

int64_t gathering_first(const struct gathering *g, const char *path)
{
	const char *full = arena_printf(g->scratch, "%s%s", g->set->base, path);
	int64_t low = 0, high = g->listing->count;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (strcmp(g->listing->files[middle].path, full) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *gathering_path(const struct gathering *g, int64_t index, const char *prefix)
{
	size_t base_length = strlen(g->set->base);
	if (index >= g->listing->count)
		return NULL;
	const char *path = g->listing->files[index].path;
	if (strncmp(path, g->set->base, base_length) != 0 ||
		strncmp(path + base_length, prefix, strlen(prefix)) != 0)
		return NULL;
	return path + base_length;
}

bool gathering_has_folder(const struct gathering *g, const char *folder)
{
	const char *path = arena_printf(g->scratch, "%s/", folder);
	return gathering_path(g, gathering_first(g, path), path) != NULL;
}

void gathering_add(struct gathering *g, struct dataset_sample sample)
{
	struct dataset *set = g->set;
	if (set->sample_count == g->capacity) {
		g->capacity = g->capacity ? 2 * g->capacity : 8192;
		struct dataset_sample *larger =
			arena_array(g->keep, struct dataset_sample, g->capacity);
		if (set->sample_count)
			memcpy(larger, g->samples, (size_t)set->sample_count * sizeof(*larger));
		g->samples = larger;
	}
	sample.group_index = -1;
	g->samples[set->sample_count++] = sample;
	g->class_counts[sample.class_index]++;
}

static void add_file(struct gathering *g, int64_t index, const char *path, int class_index)
{
	int64_t nbytes = g->listing->files[index].nbytes;
	const char *next = gathering_path(g, index + 1, path);
	if (next && strcmp(next, path) == 0)
		dataset_faults_add(&g->single, "%s: there more than once", path);
	if (g->sample_nbytes && nbytes != g->sample_nbytes)
		dataset_faults_add(&g->single, "%s: expected %lld bytes, got %lld", path,
			(long long)g->sample_nbytes, (long long)nbytes);
	gathering_add(g, (struct dataset_sample){
				 .path = path, .class_index = class_index, .nbytes = nbytes});
}

bool gathering_take_file(struct gathering *g, const char *path, int class_index)
{
	int64_t index = gathering_first(g, path);
	const char *found = gathering_path(g, index, path);
	if (!found || strcmp(found, path) != 0)
		return false;
	add_file(g, index, found, class_index);
	return true;
}

void gathering_take_folder(
	struct gathering *g, const char *folder, const char *suffix, int class_index)
{
	const char *prefix = arena_printf(g->scratch, "%s/", folder);
	const char *path, *previous = "";
	for (int64_t i = gathering_first(g, prefix); (path = gathering_path(g, i, prefix)); i++) {
		bool again = strcmp(path, previous) == 0;
		if (!again && word_ends_with(path, suffix) && !dataset_path_is_hidden(path) &&
			!strchr(path + strlen(prefix), '/'))
			add_file(g, i, path, class_index);
		previous = path;
	}
}

static int compare_samples(const void *a, const void *b)
{
	return strcmp(
		((const struct dataset_sample *)a)->path, ((const struct dataset_sample *)b)->path);
}

void gathering_finish(struct gathering *g)
{
	if (g->set->sample_count)
		qsort(g->samples, (size_t)g->set->sample_count, sizeof(*g->samples),
			compare_samples);
	g->set->samples = g->samples;
}
