// SPDX-License-Identifier: Apache-2.0
/*
 * The listing is sorted, so that what is in one BASE stands together, unless it is the top:
 * that is counted by itself.
 */
#include "zoo/sets/person_folders.h"

#include "zoo/datasets/folders.h"
#include "zoo/sets/pictures.h"

#include <string.h>

static const struct {
	const char *name;
	int class_index;
} folders[] = {{"person", 1}, {"not_person", 0}, {"non_person", 0}, {"1", 1}, {"0", 0}};

enum { FOLDER_COUNT = sizeof(folders) / sizeof(folders[0]) };

// A path BASE/FOLDER/NAME of a picture; class_index -1: any other path.
struct place {
	int class_index;
	size_t base_length; // "BASE/"
};

static struct place place_of(const char *path)
{
	struct place none = {-1, 0};
	const char *end = strrchr(path, '/');
	if (!end || !picture_is_named_so(path) || dataset_path_is_hidden(path))
		return none;
	const char *begin = end;
	while (begin > path && begin[-1] != '/')
		begin--;
	size_t length = (size_t)(end - begin);
	for (int i = 0; i < FOLDER_COUNT; i++)
		if (strlen(folders[i].name) == length &&
			memcmp(folders[i].name, begin, length) == 0)
			return (struct place){folders[i].class_index, (size_t)(begin - path)};
	return none;
}

// "BASE/", NULL if there is none.
static const char *find_base(const struct listing *listing, struct arena *keep)
{
	int64_t at_top = 0, best = 0, here = 0;
	const char *best_path = "", *path = "";
	size_t best_length = 0, length = 0;
	for (int64_t i = 0; i < listing->count; i++) {
		const char *p = listing->files[i].path;
		struct place place = place_of(p);
		if (place.class_index < 0)
			continue;
		at_top += place.base_length == 0;
		if (place.base_length == 0)
			continue;
		if (place.base_length != length || strncmp(path, p, length) != 0) {
			path = p;
			length = place.base_length;
			here = 0;
		}
		if (++here > best) {
			best = here;
			best_path = p;
			best_length = length;
		}
	}
	if (!at_top && !best)
		return NULL;
	return at_top >= best ? "" : arena_strndup(keep, best_path, best_length);
}

bool person_folders_take(struct dataset *set, const struct listing *listing,
	struct dataset_faults *faults, struct arena *keep)
{
	const char *base = find_base(listing, keep);
	if (!base)
		return false;
	size_t base_length = strlen(base);
	struct dataset_sample *samples = arena_array(keep, struct dataset_sample, listing->count);
	int64_t count = 0, other_count = 0;
	const char *other = NULL;
	for (int64_t i = 0; i < listing->count; i++) {
		const struct listed_file *file = &listing->files[i];
		if (strncmp(file->path, base, base_length) != 0)
			continue;
		struct place place = place_of(file->path);
		const char *path = file->path + base_length;
		if (place.class_index < 0 || place.base_length != base_length) {
			// a LICENSE beside the folders is no sample that was forgotten
			if (dataset_path_is_hidden(file->path) ||
				(!strchr(path, '/') && !picture_is_named_so(path)))
				continue;
			other_count++;
			other = other ? other : path;
			continue;
		}
		if (count && strcmp(samples[count - 1].path, path) == 0) {
			dataset_faults_add(faults, "%s: there more than once", path);
			continue;
		}
		if (file->nbytes == 0)
			dataset_faults_add(faults, "%s: empty", path);
		samples[count++] = (struct dataset_sample){.path = path,
			.class_index = place.class_index,
			.group_index = -1,
			.nbytes = file->nbytes};
	}
	if (other_count > 0)
		dataset_faults_add(faults,
			"%lld files that are no pictures in one of these folders, the first is %s",
			(long long)other_count, other);
	set->base = base;
	set->samples = samples;
	set->sample_count = count;
	return true;
}
