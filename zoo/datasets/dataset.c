// SPDX-License-Identifier: Apache-2.0
/*
 * What is in a directory or archive, held against what the set should be.
 *
 * A sample is a file BASE/CLASS/NAME with the set's suffix, where BASE is empty or one
 * folder: the one that holds most.  Other files do not matter, unless they are samples in
 * a folder that is no class; hidden files (and the "._" doubles that macOS packs) never do.
 */
#include "zoo/dataset.h"

#include "engine/base/words.h"
#include "zoo/datasets/faults.h"
#include "zoo/datasets/listing.h"

#include <stdlib.h>
#include <string.h>

static int find_class(const struct dataset_kind *kind, const char *name, size_t length)
{
	for (int i = 0; i < kind->class_count; i++)
		if (strlen(kind->classes[i].label) == length &&
			memcmp(kind->classes[i].label, name, length) == 0)
			return i;
	return -1;
}

static bool is_hidden(const char *path)
{
	return path[0] == '.' || strstr(path, "/.") || strncmp(path, "__MACOSX/", 9) == 0;
}

static bool is_sample(const struct dataset_kind *kind, const char *path)
{
	return word_ends_with(path, kind->sample_suffix) && !is_hidden(path);
}

// The class of CLASS/NAME; -1 for every other path.
static int class_of(const struct dataset_kind *kind, const char *path)
{
	const char *slash = strchr(path, '/');
	if (!slash || strchr(slash + 1, '/'))
		return -1;
	return find_class(kind, path, (size_t)(slash - path));
}

// Length of BASE, -1 if the set is nowhere.  Files of one folder stand together.
static int64_t find_base(const char **out, const struct dataset_kind *kind, const struct listing *l)
{
	int64_t at_top = 0, best = 0, here = 0;
	const char *best_path = NULL, *path = NULL;
	size_t best_length = 0, length = 0;
	for (int64_t i = 0; i < l->count; i++) {
		const char *p = l->files[i].path;
		if (!is_sample(kind, p))
			continue;
		at_top += class_of(kind, p) >= 0;
		const char *slash = strchr(p, '/');
		if (!slash || class_of(kind, slash + 1) < 0)
			continue;
		if (!path || strncmp(path, p, length) != 0) {
			path = p;
			length = (size_t)(slash + 1 - p);
			here = 0;
		}
		if (++here > best) {
			best = here;
			best_path = p;
			best_length = length;
		}
	}
	if (!at_top && !best)
		return -1;
	*out = best_path;
	return at_top >= best ? 0 : (int64_t)best_length;
}

static bool fail_nothing_there(
	const struct dataset_kind *kind, const char *where, struct status *st)
{
	char labels[256] = "";
	for (int i = 0; i < kind->class_count; i++)
		words_add(labels, sizeof(labels), kind->classes[i].label);
	status_fail(st, STATUS_UNMEASURABLE,
		"%s: nothing of dataset %s is there: expected folders with %s files: %s", where,
		kind->name, kind->sample_suffix, labels);
	return status_hint(st, "%s", kind->how);
}

// Samples into `set`; they come sorted, as the listing is and all have the same base.
static void take_samples(struct dataset *set, int64_t *class_counts, struct dataset_faults *faults,
	const struct listing *l, struct arena *keep)
{
	const struct dataset_kind *kind = set->kind;
	struct dataset_sample *samples = arena_array(keep, struct dataset_sample, l->count);
	size_t base_length = strlen(set->base);
	int64_t count = 0;
	for (int64_t i = 0; i < l->count; i++) {
		const struct listed_file *file = &l->files[i];
		if (strncmp(file->path, set->base, base_length) != 0)
			continue;
		const char *path = file->path + base_length;
		if (!is_sample(kind, path))
			continue;
		int class_index = class_of(kind, path);
		if (class_index < 0) {
			dataset_faults_stray(faults, path);
			continue;
		}
		if (count && strcmp(samples[count - 1].path, path) == 0) {
			dataset_faults_add(faults, "%s: there more than once", path);
			continue;
		}
		if (kind->sample_nbytes && file->nbytes != kind->sample_nbytes)
			dataset_faults_add(faults, "%s: expected %lld bytes, got %lld", path,
				(long long)kind->sample_nbytes, (long long)file->nbytes);
		samples[count++] = (struct dataset_sample){path, class_index, file->nbytes};
		class_counts[class_index]++;
	}
	set->samples = samples;
	set->sample_count = count;
}

bool dataset_open(struct dataset **out, const struct dataset_kind *kind, const char *path,
	struct arena *keep, struct status *st)
{
	struct listing listing;
	if (!listing_read(&listing, path, keep, st)) {
		if (st->code == STATUS_UNMEASURABLE)
			status_hint(st, "%s", kind->how);
		return false;
	}
	const char *base_path = "";
	int64_t base_length = find_base(&base_path, kind, &listing);
	if (base_length < 0)
		return fail_nothing_there(kind, path, st);

	struct dataset *set = arena_new(keep, struct dataset);
	set->kind = kind;
	set->where = arena_strdup(keep, path);
	set->base = base_length ? arena_strndup(keep, base_path, (size_t)base_length) : "";

	struct arena scratch = {0};
	struct dataset_faults faults = {.kind = kind, .keep = keep, .scratch = &scratch};
	int64_t *class_counts = arena_array(&scratch, int64_t, kind->class_count);
	take_samples(set, class_counts, &faults, &listing, keep);
	set->faults = dataset_faults_finish(&faults, class_counts);
	set->complete = set->faults[0] == NULL;
	arena_release(&scratch);
	*out = set;
	return true;
}
