// SPDX-License-Identifier: Apache-2.0
/*
 * Image by image in order of their ids: its picture by name, then what is known of it.
 */
#include "zoo/sets/coco_match.h"

#include "zoo/sets/minival.h"

#include <stdlib.h>
#include <string.h>

// The folder in "coco/val2017/000000000139.jpg"; NULL: none.
static const char *folder_of(const char *path, struct arena *scratch)
{
	const char *end = strrchr(path, '/'), *begin = end;
	while (begin && begin > path && begin[-1] != '/')
		begin--;
	return begin ? arena_strndup(scratch, begin, (size_t)(end - begin)) : NULL;
}

struct job {
	struct coco_matches *out;
	const struct pictures *pictures;
	const int64_t *minival;
	bool minival_only;
	struct dataset_faults *faults;
	struct arena *scratch;
};

// What was found of an image.
struct here {
	struct picture_file *picture; // NULL: nothing
	int64_t picture_count;        // of that name
	bool renamed;
	const char *folder; // that it lies in; NULL: none
	enum coco_origin origin;
};

static struct here look(const struct job *job, const struct coco_image *image)
{
	const char *slash = strrchr(image->file_name, '/');
	const char *name = slash ? slash + 1 : image->file_name;
	struct here here = {.renamed = false};
	here.picture = pictures_named(job->pictures, name, &here.picture_count);
	char others[COCO_OTHER_NAMES][COCO_NAME_NBYTES];
	int other_count = here.picture ? 0 : coco_other_names(others, name);
	for (int i = 0; i < other_count && !here.picture; i++) {
		here.picture = pictures_named(job->pictures, others[i], &here.picture_count);
		here.renamed = here.picture != NULL;
	}
	if (here.picture)
		here.folder = folder_of(here.picture->file->path, job->scratch);
	here.origin = coco_origin_of(image, here.picture ? here.picture->name : NULL, here.folder);
	return here;
}

static void take_found(const struct job *job, const struct coco_image *image, struct here *here)
{
	struct coco_matches *out = job->out;
	if (here->picture->taken) {
		dataset_faults_add(job->faults, "%s: listed for image %lld and for another one",
			image->file_name, (long long)image->id);
		return;
	}
	if (here->picture_count > 1)
		dataset_faults_add(job->faults, "%s: there %lld times, looked at is %s",
			here->picture->name, (long long)here->picture_count,
			here->picture->file->path);
	if (here->picture->file->nbytes == 0)
		dataset_faults_add(job->faults, "%s: empty", here->picture->file->path);
	enum coco_origin by_url = coco_origin_of_folder(image->folder);
	enum coco_origin by_folder = coco_origin_of_folder(here->folder);
	bool by_name = here->origin == COCO_VAL2014 || here->origin == COCO_VAL2017;
	bool by_list = !by_name && minival_has(job->minival, image->id);
	out->renamed_count += here->renamed;
	out->moved_count +=
		by_url != COCO_UNKNOWN && by_folder != COCO_UNKNOWN && by_url != by_folder;
	out->origin_counts[here->origin]++;
	out->certain_count += by_name || by_list;
	out->minival_count += by_list;
	out->found[out->found_count++] = (struct coco_match){image, here->picture->file};
}

static void take_image(const struct job *job, const struct coco_image *image)
{
	struct here here = look(job, image);
	bool wanted = job->minival_only ? minival_has(job->minival, image->id)
					: here.origin != COCO_ELSEWHERE;
	job->out->wanted_count += wanted;
	job->out->left_out_count += !wanted;
	if (wanted && here.picture)
		take_found(job, image, &here);
	else if (wanted)
		dataset_faults_add(job->faults, "%s: not there", image->file_name);
	for (int64_t i = 0; here.picture && i < here.picture_count; i++)
		here.picture[i].taken = true;
}

static void count_unlisted(struct coco_matches *out, const struct pictures *pictures)
{
	for (int64_t i = 0; i < pictures->count; i++) {
		const char *path = pictures->files[i].file->path;
		if (pictures->files[i].taken)
			continue;
		out->unlisted_count++;
		if (!out->first_unlisted || strcmp(path, out->first_unlisted) < 0)
			out->first_unlisted = path;
	}
}

static int compare_matches(const void *a, const void *b)
{
	const struct coco_match *x = a, *y = b;
	return strcmp(x->file->path, y->file->path);
}

void coco_match(struct coco_matches *out, const struct coco *coco, struct pictures *pictures,
	const int64_t *minival, bool minival_only, struct dataset_faults *faults,
	struct arena *scratch)
{
	*out = (struct coco_matches){.found = NULL};
	out->found = arena_array(scratch, struct coco_match, coco->image_count);
	struct job job = {out, pictures, minival, minival_only, faults, scratch};
	for (int64_t i = 0; i < coco->image_count; i++)
		take_image(&job, &coco->images[i]);
	if (out->found_count)
		qsort(out->found, (size_t)out->found_count, sizeof(*out->found), compare_matches);
	count_unlisted(out, pictures);
}
