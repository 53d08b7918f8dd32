// SPDX-License-Identifier: Apache-2.0
/*
 * A listing held against the classes that the set should have.
 *
 * BASE is the folder that holds most.  Files that are no samples do not matter, unless they
 * are samples in a folder that is no class.
 */
#include "zoo/datasets/folders.h"

#include "engine/base/words.h"
#include "zoo/datasets/faults.h"
#include "zoo/datasets/source.h"

#include <string.h>
#include <strings.h>

static int find_class(const struct class_folders *folders, const char *name, size_t length)
{
	for (int i = 0; i < folders->class_count; i++)
		if (strlen(folders->classes[i].label) == length &&
			memcmp(folders->classes[i].label, name, length) == 0)
			return i;
	return -1;
}

bool dataset_path_is_hidden(const char *path)
{
	return path[0] == '.' || strstr(path, "/.") || strncmp(path, "__MACOSX/", 9) == 0;
}

static bool is_sample(const struct class_folders *folders, const char *path)
{
	size_t length = strlen(path), suffix_length = strlen(folders->sample_suffix);
	return length > suffix_length &&
	       strcasecmp(path + length - suffix_length, folders->sample_suffix) == 0 &&
	       !dataset_path_is_hidden(path);
}

// The class of CLASS/NAME; -1 for every other path.
static int class_of(const struct class_folders *folders, const char *path)
{
	const char *slash = strchr(path, '/');
	if (!slash || strchr(slash + 1, '/'))
		return -1;
	return find_class(folders, path, (size_t)(slash - path));
}

// Length of BASE, -1 if the set is nowhere.  Files of one folder stand together.
static int64_t find_base(
	const char **out, const struct class_folders *folders, const struct listing *l)
{
	int64_t at_top = 0, best = 0, here = 0;
	const char *best_path = NULL, *path = NULL;
	size_t best_length = 0, length = 0;
	for (int64_t i = 0; i < l->count; i++) {
		const char *p = l->files[i].path;
		if (!is_sample(folders, p))
			continue;
		at_top += class_of(folders, p) >= 0;
		const char *slash = strchr(p, '/');
		if (!slash || class_of(folders, slash + 1) < 0)
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

bool dataset_find_base(const char **out, const struct class_folders *folders,
	const struct listing *listing, struct arena *keep)
{
	const char *path = "";
	int64_t length = find_base(&path, folders, listing);
	if (length < 0)
		return false;
	*out = length ? arena_strndup(keep, path, (size_t)length) : "";
	return true;
}

static bool fail_nothing_there(const struct dataset *set, struct status *st)
{
	const struct class_folders *folders = set->kind->layout;
	char labels[256] = "";
	for (int i = 0; i < folders->class_count; i++)
		words_add(labels, sizeof(labels), folders->classes[i].label);
	status_fail(st, STATUS_UNMEASURABLE,
		"%s: nothing of dataset %s is there: expected folders with %s files: %s",
		set->where, set->kind->name, folders->sample_suffix, labels);
	return status_hint(st, "%s", set->kind->how);
}

struct stray {
	const char *folder; // not a class; "" for the set's own
	int64_t sample_count;
	struct stray *next;
};

struct walk {
	struct dataset *set;
	const struct class_folders *folders;
	struct arena *scratch;
	int64_t *class_counts;
	struct dataset_faults single; // about one file each
	struct stray *strays;         // newest first
};

static bool is_ignored(const struct class_folders *folders, const char *folder, size_t length)
{
	const char *const *ignored = folders->ignored_folders;
	for (; ignored && *ignored; ignored++)
		if (strlen(*ignored) == length && memcmp(*ignored, folder, length) == 0)
			return true;
	return false;
}

// A sample that is in no class's folder.
static void note_stray(struct walk *walk, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;
	if (is_ignored(walk->folders, path, length))
		return;
	// Paths come sorted: what is in one folder stands together.
	struct stray *last = walk->strays;
	if (!last || strlen(last->folder) != length || memcmp(last->folder, path, length) != 0) {
		last = arena_new(walk->scratch, struct stray);
		last->folder = arena_strndup(walk->scratch, path, length);
		last->next = walk->strays;
		walk->strays = last;
	}
	last->sample_count++;
}

// Samples into the set; they come sorted, as the listing is and all have the same base.
static void take_samples(struct walk *walk, const struct listing *l, struct arena *keep)
{
	struct dataset *set = walk->set;
	const struct class_folders *folders = walk->folders;
	struct dataset_sample *samples = arena_array(keep, struct dataset_sample, l->count);
	size_t base_length = strlen(set->base);
	int64_t count = 0;
	for (int64_t i = 0; i < l->count; i++) {
		const struct listed_file *file = &l->files[i];
		if (strncmp(file->path, set->base, base_length) != 0)
			continue;
		const char *path = file->path + base_length;
		if (!is_sample(folders, path))
			continue;
		int class_index = class_of(folders, path);
		if (class_index < 0) {
			note_stray(walk, path);
			continue;
		}
		if (count && strcmp(samples[count - 1].path, path) == 0) {
			dataset_faults_add(&walk->single, "%s: there more than once", path);
			continue;
		}
		if (folders->sample_nbytes && file->nbytes != folders->sample_nbytes)
			dataset_faults_add(&walk->single, "%s: expected %lld bytes, got %lld", path,
				(long long)folders->sample_nbytes, (long long)file->nbytes);
		samples[count++] = (struct dataset_sample){.path = path,
			.class_index = class_index,
			.group_index = -1,
			.nbytes = file->nbytes};
		walk->class_counts[class_index]++;
	}
	set->samples = samples;
	set->sample_count = count;
}

static const char *find_lookalike(const struct walk *walk)
{
	const struct dataset_lookalike *l = walk->folders->lookalikes;
	for (; l && l->folder; l++)
		for (const struct stray *s = walk->strays; s; s = s->next)
			if (strcmp(s->folder, l->folder) == 0)
				return l->about;
	return NULL;
}

static void add_stray_lines(struct dataset_faults *faults, struct walk *walk)
{
	struct stray *forward = NULL;
	while (walk->strays) {
		struct stray *s = walk->strays;
		walk->strays = s->next;
		s->next = forward;
		forward = s;
	}
	for (struct stray *s = forward; s; s = s->next)
		dataset_faults_add(faults, "%s: %lld %s that do not belong to the set",
			s->folder[0] ? s->folder : "top folder", (long long)s->sample_count,
			walk->set->kind->sample_noun);
}

static void find_faults(struct walk *walk, struct arena *keep)
{
	struct dataset *set = walk->set;
	struct dataset_faults general = {.keep = keep};
	const char *lookalike = find_lookalike(walk);
	if (lookalike)
		dataset_faults_add(&general, "this looks like %s", lookalike);
	dataset_faults_add_counts(&general, set->classes, set->class_count, walk->class_counts,
		set->kind->sample_noun);
	add_stray_lines(&general, walk);
	set->faults = dataset_faults_finish(&general, &walk->single);
}

bool dataset_list_folders(
	struct dataset *set, struct dataset_source *source, struct arena *keep, struct status *st)
{
	const struct class_folders *folders = set->kind->layout;
	if (!dataset_find_base(&set->base, folders, &source->listing, keep))
		return fail_nothing_there(set, st);
	set->classes = folders->classes;
	set->class_count = folders->class_count;

	struct arena scratch = {0};
	struct walk walk = {.set = set,
		.folders = folders,
		.scratch = &scratch,
		.class_counts = arena_array(&scratch, int64_t, folders->class_count),
		.single = {.keep = keep}};
	take_samples(&walk, &source->listing, keep);
	find_faults(&walk, keep);
	arena_release(&scratch);
	return true;
}
