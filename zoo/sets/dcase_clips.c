// SPDX-License-Identifier: Apache-2.0
/*
 * Names are taken to the letter: a copy that some file manager called "... (1).wav" is no clip.
 */
#include "zoo/sets/dcase_clips.h"

#include "zoo/datasets/folders.h"

#include <string.h>

static bool has_digits(const char *text, int count)
{
	for (int i = 0; i < count; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

// "id_07_00000000.wav" to 7; -1 if it is something else.
static int parse_id(const char *name)
{
	if (strncmp(name, "id_", 3) != 0 || !has_digits(name + 3, 2) || name[5] != '_' ||
		!has_digits(name + 6, 8) || strcmp(name + 14, ".wav") != 0)
		return -1;
	return (name[3] - '0') * 10 + (name[4] - '0');
}

struct dcase_clip dcase_clip_of_name(const char *name)
{
	static const char *const prefixes[DCASE_CLASS_COUNT] = {"normal_", "anomaly_"};
	for (int c = 0; c < DCASE_CLASS_COUNT; c++) {
		size_t length = strlen(prefixes[c]);
		if (strncmp(name, prefixes[c], length) == 0)
			return (struct dcase_clip){c, parse_id(name + length)};
	}
	return (struct dcase_clip){-1, parse_id(name)};
}

struct dcase_clip dcase_clip_of_path(const char *path)
{
	if (dataset_path_is_hidden(path))
		return (struct dcase_clip){-1, -1};
	return dcase_clip_of_name(path + dcase_folder_length(path));
}

size_t dcase_folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? (size_t)(slash + 1 - path) : 0;
}

bool dcase_folder_is(const char *path, const char *name)
{
	size_t length = dcase_folder_length(path), n = strlen(name);
	if (length < n || memcmp(path + length - n, name, n) != 0)
		return false;
	return length == n || path[length - n - 1] == '/';
}

enum dcase_place dcase_place_of(const char *path)
{
	static const char *const others[] = {
		"fan/test/", "pump/test/", "valve/test/", "ToyCar/test/", "ToyConveyor/test/"};
	if (dcase_folder_is(path, "train/"))
		return DCASE_TRAIN;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (dcase_folder_is(path, others[i]))
			return DCASE_OTHER_MACHINE;
	return dcase_folder_is(path, "slider/test/") ? DCASE_SLIDER_TEST : DCASE_ANYWHERE;
}
