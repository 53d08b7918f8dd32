// SPDX-License-Identifier: Apache-2.0
/*
 * Pictures are told by their suffix: what is in them shows when they are decoded.
 */
#include "zoo/sets/pictures.h"

#include "zoo/datasets/folders.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

size_t picture_suffix_length(const char *name, size_t length)
{
	static const char *const suffixes[] = {".jpg", ".jpeg", ".png", ".bmp"};
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		size_t nbytes = strlen(suffixes[i]);
		if (length > nbytes &&
			strncasecmp(name + length - nbytes, suffixes[i], nbytes) == 0)
			return nbytes;
	}
	return 0;
}

bool picture_is_named_so(const char *path)
{
	return picture_suffix_length(path, strlen(path)) > 0;
}

static int compare_pictures(const void *a, const void *b)
{
	const struct picture_file *x = a, *y = b;
	int by_name = strcmp(x->name, y->name);
	return by_name ? by_name : strcmp(x->file->path, y->file->path);
}

struct pictures pictures_find(const struct listing *listing, struct arena *keep)
{
	struct pictures out = {.count = 0};
	out.files = arena_array(keep, struct picture_file, listing->count);
	for (int64_t i = 0; i < listing->count; i++) {
		const char *path = listing->files[i].path, *slash = strrchr(path, '/');
		if (picture_is_named_so(path) && !dataset_path_is_hidden(path))
			out.files[out.count++] = (struct picture_file){
				slash ? slash + 1 : path, &listing->files[i], false};
	}
	if (out.count)
		qsort(out.files, (size_t)out.count, sizeof(*out.files), compare_pictures);
	return out;
}

struct picture_file *pictures_named(
	const struct pictures *pictures, const char *name, int64_t *count)
{
	int64_t low = 0, high = pictures->count;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (strcmp(pictures->files[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < pictures->count &&
		strcmp(pictures->files[low + *count].name, name) == 0)
		++*count;
	return *count ? &pictures->files[low] : NULL;
}
