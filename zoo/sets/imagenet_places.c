// SPDX-License-Identifier: Apache-2.0
/*
 * Folders are compared one by one, the latest first: paths come sorted, so that most images
 * are in the folder of the one before.
 */
#include "zoo/sets/imagenet_places.h"

#include "zoo/datasets/folders.h"
#include "zoo/sets/pictures.h"

#include <string.h>

struct imagenet_place imagenet_place_of(const struct imagenet_truth *truth, const char *path)
{
	struct imagenet_place place = {.class_index = -1};
	if (!picture_is_named_so(path) || dataset_path_is_hidden(path))
		return place;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	place.base_length = (size_t)(name - path);
	if (slash) {
		const char *folder = slash;
		while (folder > path && folder[-1] != '/')
			folder--;
		place.class_index = imagenet_class_of_id(truth, folder, (size_t)(slash - folder));
		if (place.class_index >= 0)
			place.base_length = (size_t)(folder - path);
	}
	place.name = imagenet_name_of(truth, name, strlen(name));
	place.is_picture = true;
	place.is_candidate = place.class_index >= 0 || place.name.number > 0;
	return place;
}

static struct imagenet_base *find_base(
	struct imagenet_bases *bases, const char *path, size_t length)
{
	for (int i = bases->count - 1; i >= 0; i--)
		if (bases->list[i].length == length &&
			memcmp(bases->list[i].path, path, length) == 0)
			return &bases->list[i];
	if (bases->count == IMAGENET_MAX_BASES)
		return NULL;
	struct imagenet_base *base = &bases->list[bases->count++];
	*base = (struct imagenet_base){.path = path, .length = length};
	return base;
}

static bool is_better(const struct imagenet_base *a, const struct imagenet_base *b)
{
	return a->known_count != b->known_count ? a->known_count > b->known_count
						: a->other_count > b->other_count;
}

const struct imagenet_base *imagenet_choose_base(struct imagenet_bases *out,
	const struct imagenet_truth *truth, const struct listing *listing)
{
	*out = (struct imagenet_bases){.count = 0};
	for (int64_t i = 0; i < listing->count; i++) {
		const char *path = listing->files[i].path;
		struct imagenet_place place = imagenet_place_of(truth, path);
		if (!place.is_candidate)
			continue;
		struct imagenet_base *base = find_base(out, path, place.base_length);
		out->unlisted_count += base == NULL;
		if (!base)
			continue;
		base->known_count += place.name.number > 0;
		base->other_count += place.name.number == 0;
	}
	const struct imagenet_base *best = out->count ? &out->list[0] : NULL;
	for (int i = 1; i < out->count; i++)
		if (is_better(&out->list[i], best))
			best = &out->list[i];
	return best;
}
