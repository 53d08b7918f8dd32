// SPDX-License-Identifier: Apache-2.0
/*
 * Directories and archives end in the same sorted list of paths, which is what makes results
 * independent of how a set is packed.
 */
#include "zoo/datasets/listing.h"

#include "zoo/datasets/unpacked.h"
#include "zoo/decode/archive.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 3 };

// A listing that grows: old arrays stay behind in the arena, in sum no more than the last.
struct growing {
	struct listing listing;
	int64_t capacity;
	const char *where;
	const struct observer *observer;
	struct arena *keep;
};

static bool growing_add(struct growing *g, const char *path, int64_t nbytes, struct status *st)
{
	struct listing *l = &g->listing;
	if (observer_stopped(g->observer))
		return status_fail(st, STATUS_INTERRUPTED, "stopped");
	if (l->count == LISTING_MAX_FILES)
		return status_fail(st, STATUS_FORMAT, "%s: more than %d files", g->where,
			(int)LISTING_MAX_FILES);
	if (l->count == g->capacity) {
		g->capacity = g->capacity ? 2 * g->capacity : 1024;
		struct listed_file *larger = arena_array(g->keep, struct listed_file, g->capacity);
		if (l->count)
			memcpy(larger, l->files, (size_t)l->count * sizeof(*larger));
		l->files = larger;
	}
	l->files[l->count++] = (struct listed_file){path, nbytes};
	return true;
}

// `*unpacked` gets the members' contents, as long as there is room, and then becomes NULL.
static bool list_members(
	struct growing *g, struct unpacker *unpacker, struct unpacked **unpacked, struct status *st)
{
	struct packed_file file;
	while (unpacker_next(unpacker, &file, st)) {
		if (!file.path)
			return true;
		if (!growing_add(g, arena_strdup(g->keep, file.path), file.nbytes, st))
			return false;
		if (*unpacked && !unpacked_has_room(*unpacked, &file)) {
			unpacked_let_go(*unpacked);
			*unpacked = NULL;
		}
		if (*unpacked && !unpacked_add(*unpacked, unpacker, &file, st))
			return false;
	}
	return false;
}

static bool unpack_archive(struct growing *g, struct unpacked *unpacked, struct status *st)
{
	struct unpacker *unpacker;
	bool ok = unpacker_open(&unpacker, g->where, st);
	if (ok && unpacked && !unpacker_must_unpack(unpacker)) {
		unpacked_let_go(unpacked);
		unpacked = NULL;
	}
	ok = ok && list_members(g, unpacker, &unpacked, st);
	unpacker_close(unpacker);
	if (ok && unpacked)
		unpacked_keep(unpacked);
	else
		unpacked_let_go(unpacked);
	return ok;
}

static bool list_unpacked(struct growing *g, const struct unpacked *unpacked, struct status *st)
{
	int64_t count;
	const struct unpacked_file *files = unpacked_files(unpacked, &count);
	bool ok = true;
	for (int64_t i = 0; ok && i < count; i++)
		ok = growing_add(g, arena_strdup(g->keep, files[i].path),
			(int64_t)files[i].content.nbytes, st);
	return ok;
}

static bool list_archive(struct growing *g, struct status *st)
{
	struct unpacked *unpacked = unpacked_find(g->where);
	if (unpacked) {
		bool ok = list_unpacked(g, unpacked, st);
		unpacked_let_go(unpacked);
		return ok;
	}
	unpacked = unpacked_begin(g->where);
	struct status failure = {.code = STATUS_OK};
	if (unpacked && unpack_archive(g, unpacked, &failure))
		return true;
	if (failure.code == STATUS_INTERRUPTED) {
		*st = failure;
		return false;
	}
	// Whether it can be listed, and what is said if not, does not depend on the contents.
	g->listing.count = 0;
	return unpack_archive(g, NULL, st);
}

static bool list_directory(struct growing *g, const char *path, int depth, struct status *st);

// One entry of a directory; `path` is its own path within the set, `full` the whole.
static bool list_entry(
	struct growing *g, const char *path, const char *full, int depth, struct status *st)
{
	struct stat info;
	if (stat(full, &info) != 0) {
		if (errno == ENOENT || errno == ELOOP) // a link that leads nowhere
			return true;
		return status_fail_errno(st, STATUS_IO, errno, "%s", full);
	}
	if (S_ISREG(info.st_mode))
		return growing_add(g, path, info.st_size, st);
	if (S_ISDIR(info.st_mode) && depth < MAX_DEPTH)
		return list_directory(g, path, depth + 1, st);
	return true;
}

static bool list_directory(struct growing *g, const char *path, int depth, struct status *st)
{
	const char *full = *path ? arena_printf(g->keep, "%s/%s", g->where, path) : g->where;
	DIR *directory = opendir(full);
	if (!directory)
		return status_fail_errno(st, STATUS_IO, errno, "%s", full);
	bool ok = true;
	while (ok) {
		errno = 0;
		const struct dirent *entry = readdir(directory);
		if (!entry) {
			if (errno)
				ok = status_fail_errno(st, STATUS_IO, errno, "%s", full);
			break;
		}
		if (entry->d_name[0] == '.')
			continue;
		const char *whole = arena_printf(g->keep, "%s/%s", full, entry->d_name);
		const char *inner = whole + strlen(g->where) + 1;
		ok = list_entry(g, inner, whole, depth, st);
	}
	closedir(directory);
	return ok;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct listed_file *)a)->path, ((const struct listed_file *)b)->path);
}

bool listing_is_directory(bool *out, const char *where, struct status *st)
{
	struct stat info;
	if (stat(where, &info) != 0)
		return status_fail_errno(st,
			errno == ENOENT || errno == ENOTDIR ? STATUS_UNMEASURABLE : STATUS_IO,
			errno, "%s", where);
	*out = S_ISDIR(info.st_mode);
	return true;
}

bool listing_read(struct listing *out, const char *where, const struct observer *observer,
	struct arena *keep, struct status *st)
{
	struct growing g = {.where = where, .observer = observer, .keep = keep};
	bool directory = false;
	if (!listing_is_directory(&directory, where, st))
		return false;
	if (!(directory ? list_directory(&g, "", 1, st) : list_archive(&g, st)))
		return false;
	if (g.listing.count)
		qsort(g.listing.files, (size_t)g.listing.count, sizeof(*g.listing.files),
			compare_paths);
	*out = g.listing;
	return true;
}
