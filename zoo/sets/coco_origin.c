// SPDX-License-Identifier: Apache-2.0
/*
 * Names of 2014 are COCO_PART_NUMBER.jpg, those of 2017 only NUMBER.jpg, with twelve digits.
 */
#include "zoo/sets/coco_origin.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define VAL2014 "COCO_val2014_"
#define TRAIN2014 "COCO_train2014_"

static bool begins_with(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

static enum coco_origin origin_of_name(const char *name)
{
	if (begins_with(name, VAL2014))
		return COCO_VAL2014;
	return begins_with(name, "COCO_") ? COCO_ELSEWHERE : COCO_UNKNOWN;
}

enum coco_origin coco_origin_of_folder(const char *folder)
{
	static const struct {
		const char *folder;
		enum coco_origin origin;
	} known[] = {
		{"val2014", COCO_VAL2014},
		{"val2017", COCO_VAL2017},
		{"train2017", COCO_TRAIN2017},
		{"train2014", COCO_ELSEWHERE},
		{"test2014", COCO_ELSEWHERE},
		{"test2015", COCO_ELSEWHERE},
		{"test2017", COCO_ELSEWHERE},
	};
	for (size_t i = 0; folder && i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(folder, known[i].folder) == 0)
			return known[i].origin;
	return COCO_UNKNOWN;
}

enum coco_origin coco_origin_of(
	const struct coco_image *image, const char *name, const char *folder)
{
	const char *slash = strrchr(image->file_name, '/');
	enum coco_origin origins[] = {
		origin_of_name(slash ? slash + 1 : image->file_name),
		name ? origin_of_name(name) : COCO_UNKNOWN,
		coco_origin_of_folder(image->folder),
		coco_origin_of_folder(folder),
	};
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++)
		if (origins[i] != COCO_UNKNOWN)
			return origins[i];
	return COCO_UNKNOWN;
}

int coco_other_names(char out[COCO_OTHER_NAMES][COCO_NAME_NBYTES], const char *name)
{
	enum { NUMBER_NBYTES = 12 + 4 }; // "000000000042.jpg"
	const char *number = strrchr(name, '_');
	number = number ? number + 1 : name;
	if (strlen(number) != NUMBER_NBYTES || strspn(number, "0123456789") != 12)
		return 0;
	if (begins_with(name, "COCO_")) {
		snprintf(out[0], COCO_NAME_NBYTES, "%s", number);
		return 1;
	}
	if (number != name)
		return 0;
	snprintf(out[0], COCO_NAME_NBYTES, VAL2014 "%s", number);
	snprintf(out[1], COCO_NAME_NBYTES, TRAIN2014 "%s", number);
	return 2;
}
