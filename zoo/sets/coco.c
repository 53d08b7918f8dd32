// SPDX-License-Identifier: Apache-2.0
/*
 * Records are collected as they come and put together at the end, by sorting: the list of
 * categories, which says what a person is, stands last in COCO's own files.
 */
#include "zoo/sets/coco.h"

#include "zoo/datasets/records.h"

#include <stdlib.h>
#include <string.h>

enum list { LIST_IMAGES, LIST_ANNOTATIONS, LIST_CATEGORIES, LIST_COUNT };

enum field {
	IMAGE_ID,
	IMAGE_FILE_NAME,
	IMAGE_WIDTH,
	IMAGE_HEIGHT,
	IMAGE_URL,
	ANNOTATION_ID,
	ANNOTATION_IMAGE_ID,
	ANNOTATION_CATEGORY_ID,
	ANNOTATION_AREA,
	CATEGORY_ID,
	CATEGORY_NAME,
	FIELD_COUNT
};

static const struct record_list lists[LIST_COUNT] = {
	[LIST_IMAGES] = {"images", "image", IMAGE_ID},
	[LIST_ANNOTATIONS] = {"annotations", "annotation", ANNOTATION_ID},
	[LIST_CATEGORIES] = {"categories", "category", CATEGORY_ID},
};

static const struct record_field fields[FIELD_COUNT] = {
	[IMAGE_ID] = {LIST_IMAGES, "id", RECORD_WHOLE, false},
	[IMAGE_FILE_NAME] = {LIST_IMAGES, "file_name", RECORD_TEXT, false},
	[IMAGE_WIDTH] = {LIST_IMAGES, "width", RECORD_WHOLE, false},
	[IMAGE_HEIGHT] = {LIST_IMAGES, "height", RECORD_WHOLE, false},
	[IMAGE_URL] = {LIST_IMAGES, "coco_url", RECORD_TEXT, true},
	[ANNOTATION_ID] = {LIST_ANNOTATIONS, "id", RECORD_WHOLE, false},
	[ANNOTATION_IMAGE_ID] = {LIST_ANNOTATIONS, "image_id", RECORD_WHOLE, false},
	[ANNOTATION_CATEGORY_ID] = {LIST_ANNOTATIONS, "category_id", RECORD_WHOLE, false},
	[ANNOTATION_AREA] = {LIST_ANNOTATIONS, "area", RECORD_NUMBER, false},
	[CATEGORY_ID] = {LIST_CATEGORIES, "id", RECORD_WHOLE, false},
	[CATEGORY_NAME] = {LIST_CATEGORIES, "name", RECORD_TEXT, false},
};

static const struct record_tables tables = {lists, LIST_COUNT, fields, FIELD_COUNT};

enum { MAX_FOLDERS = 8 };

struct annotation {
	int64_t id, byte, image_id, category_id;
	double area;
};

struct reading {
	struct coco *out;
	struct arena *keep, *scratch;
	const char *name;
	bool seen[LIST_COUNT];
	int64_t image_capacity;
	struct annotation *annotations;
	int64_t annotation_count, annotation_capacity;
	bool person_seen;
	const char *folders[MAX_FOLDERS]; // met so far
	int folder_count;
};

// Room for one more element: a larger copy in `arena` whenever `items` is full.
static void *make_room(
	void *items, int64_t count, int64_t *capacity, size_t element_nbytes, struct arena *arena)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? 2 * *capacity : 1024;
	void *larger = arena_alloc(arena, (size_t)*capacity, element_nbytes, _Alignof(int64_t));
	if (count)
		memcpy(larger, items, (size_t)count * element_nbytes);
	return larger;
}

// The folder in ".../val2017/000000000139.jpg", usually kept once.
static const char *folder_of(struct reading *r, const char *url)
{
	const char *end = strrchr(url, '/');
	end = end ? end : url;
	const char *begin = end;
	while (begin > url && begin[-1] != '/')
		begin--;
	size_t length = (size_t)(end - begin);
	for (int i = 0; i < r->folder_count; i++)
		if (strlen(r->folders[i]) == length && memcmp(r->folders[i], begin, length) == 0)
			return r->folders[i];
	const char *folder = arena_strndup(r->keep, begin, length);
	if (r->folder_count < MAX_FOLDERS)
		r->folders[r->folder_count++] = folder;
	return folder;
}

static bool take_image(
	struct reading *r, struct records *records, const struct record *record, struct status *st)
{
	struct coco *out = r->out;
	const struct record_value *v = record->values;
	if (!v[IMAGE_FILE_NAME].text[0])
		return records_fail(records, st, "file_name: expected a name, found none");
	for (int i = IMAGE_WIDTH; i <= IMAGE_HEIGHT; i++)
		if (v[i].whole < 1 || v[i].whole > INT32_MAX)
			return records_fail(records, st, "%s: expected at least 1, found %lld",
				fields[i].key, (long long)v[i].whole);
	if (out->image_count == COCO_MAX_RECORDS)
		return records_fail(records, st, "expected at most %d images, found more",
			(int)COCO_MAX_RECORDS);
	out->images = make_room(
		out->images, out->image_count, &r->image_capacity, sizeof(*out->images), r->keep);
	out->images[out->image_count++] = (struct coco_image){.id = v[IMAGE_ID].whole,
		.byte = record->byte,
		.file_name = arena_strdup(r->keep, v[IMAGE_FILE_NAME].text),
		.folder = v[IMAGE_URL].given ? folder_of(r, v[IMAGE_URL].text) : NULL,
		.width = (int32_t)v[IMAGE_WIDTH].whole,
		.height = (int32_t)v[IMAGE_HEIGHT].whole};
	return true;
}

static bool take_annotation(
	struct reading *r, struct records *records, const struct record *record, struct status *st)
{
	const struct record_value *v = record->values;
	if (v[ANNOTATION_AREA].number < 0)
		return records_fail(records, st, "area: expected at least 0, found %.17g",
			v[ANNOTATION_AREA].number);
	if (r->annotation_count == COCO_MAX_RECORDS)
		return records_fail(records, st, "expected at most %d annotations, found more",
			(int)COCO_MAX_RECORDS);
	r->annotations = make_room(r->annotations, r->annotation_count, &r->annotation_capacity,
		sizeof(*r->annotations), r->scratch);
	r->annotations[r->annotation_count++] = (struct annotation){.id = v[ANNOTATION_ID].whole,
		.byte = record->byte,
		.image_id = v[ANNOTATION_IMAGE_ID].whole,
		.category_id = v[ANNOTATION_CATEGORY_ID].whole,
		.area = v[ANNOTATION_AREA].number};
	return true;
}

static bool take_category(
	struct reading *r, struct records *records, const struct record *record, struct status *st)
{
	if (strcmp(record->values[CATEGORY_NAME].text, "person") != 0)
		return true;
	if (r->person_seen)
		return records_fail(records, st, "expected one category named person, found two");
	r->person_seen = true;
	r->out->person_id = record->values[CATEGORY_ID].whole;
	return true;
}

static bool take(
	void *context, struct records *records, const struct record *record, struct status *st)
{
	struct reading *r = context;
	switch ((enum list)record->list) {
	case LIST_IMAGES:
		return take_image(r, records, record, st);
	case LIST_ANNOTATIONS:
		return take_annotation(r, records, record, st);
	default:
		return take_category(r, records, record, st);
	}
}

static bool check_lists(const struct reading *r, struct status *st)
{
	for (int i = 0; i < LIST_CATEGORIES; i++)
		if (!r->seen[i])
			return status_fail(st, STATUS_FORMAT,
				"%s: expected a list of %s, found none", r->name, lists[i].key);
	if (r->seen[LIST_CATEGORIES] && !r->person_seen)
		return status_fail(st, STATUS_FORMAT,
			"%s: categories: expected one named person, found none", r->name);
	return true;
}

static int compare_images(const void *a, const void *b)
{
	const struct coco_image *x = a, *y = b;
	int by_id = (x->id > y->id) - (x->id < y->id);
	return by_id ? by_id : (x->byte > y->byte) - (x->byte < y->byte);
}

static bool sort_images(const struct reading *r, struct status *st)
{
	struct coco_image *images = r->out->images;
	if (!images)
		return true;
	qsort(images, (size_t)r->out->image_count, sizeof(*images), compare_images);
	for (int64_t i = 1; i < r->out->image_count; i++)
		if (images[i].id == images[i - 1].id)
			return status_fail(st, STATUS_FORMAT,
				"%s: byte %lld: image %lld: expected each id once, found it again",
				r->name, (long long)images[i].byte, (long long)images[i].id);
	return true;
}

struct coco_image *coco_find(const struct coco *coco, int64_t id)
{
	int64_t low = 0, high = coco->image_count;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (coco->images[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < coco->image_count && coco->images[low].id == id ? &coco->images[low] : NULL;
}

static bool apply_annotations(const struct reading *r, struct status *st)
{
	for (int64_t i = 0; i < r->annotation_count; i++) {
		const struct annotation *a = &r->annotations[i];
		struct coco_image *image = coco_find(r->out, a->image_id);
		if (!image)
			return status_fail(st, STATUS_FORMAT,
				"%s: byte %lld: annotation %lld: image_id: expected an image that "
				"is listed, found %lld",
				r->name, (long long)a->byte, (long long)a->id,
				(long long)a->image_id);
		double share = a->area / ((double)image->width * image->height);
		if (a->category_id == r->out->person_id && share > image->person_share)
			image->person_share = share;
	}
	r->out->annotation_count = r->annotation_count;
	return true;
}

bool coco_read(struct coco *out, const struct dataset_source *source, const char *path,
	struct arena *keep, struct status *st)
{
	struct arena scratch = {0};
	struct reading r = {.out = out, .keep = keep, .scratch = &scratch};
	*out = (struct coco){.person_id = 1};
	r.name = arena_printf(
		&scratch, "%s%s%s", source->where, source->is_directory ? "/" : ": ", path);
	bool ok = records_read(&tables, r.seen, r.name, source, path, take, &r, st) &&
		  check_lists(&r, st) && sort_images(&r, st) && apply_annotations(&r, st);
	arena_release(&scratch);
	return ok;
}
