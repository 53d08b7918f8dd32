// SPDX-License-Identifier: Apache-2.0
/*
 * Side files are read when they are asked for.  In an archive whose content is not kept that
 * is one more pass over its members, which is cheap as long as it is done for a handful.
 */
#include "zoo/datasets/source.h"

#include "zoo/datasets/unpacked.h"
#include "zoo/decode/archive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_NBYTES = 64 * 1024 };

bool dataset_source_open(struct dataset_source *out, const char *where,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	*out = (struct dataset_source){.where = arena_strdup(keep, where), .observer = observer};
	return listing_is_directory(&out->is_directory, where, st) &&
	       listing_read(&out->listing, where, observer, keep, st);
}

typedef bool taker(void *context, struct bytes piece, struct status *st);

static bool stream_file(const struct dataset_source *source, const char *path, taker *take,
	void *context, struct status *st)
{
	struct arena scratch = {0};
	const char *full = arena_printf(&scratch, "%s/%s", source->where, path);
	unsigned char *buffer = arena_array(&scratch, unsigned char, PIECE_NBYTES);
	FILE *file = fopen(full, "rb");
	bool ok = file || status_fail_errno(st, STATUS_IO, errno, "%s", full);
	while (ok) {
		errno = 0;
		size_t nbytes = fread(buffer, 1, PIECE_NBYTES, file);
		if (nbytes == 0) {
			if (ferror(file))
				ok = status_fail_errno(st, STATUS_IO, errno, "%s", full);
			break;
		}
		ok = take(context, (struct bytes){buffer, nbytes}, st);
	}
	if (file)
		fclose(file);
	arena_release(&scratch);
	return ok;
}

// False, with `st` untouched: it has to be looked for in the archive.
static bool stream_unpacked(bool *ok, const struct unpacked *unpacked, const char *path,
	taker *take, void *context, struct status *st)
{
	const struct unpacked_file *file = unpacked ? unpacked_file(unpacked, path) : NULL;
	if (!file)
		return false;
	struct bytes left = file->content;
	*ok = true;
	while (*ok && left.nbytes) {
		size_t nbytes = left.nbytes < PIECE_NBYTES ? left.nbytes : PIECE_NBYTES;
		*ok = take(context, (struct bytes){left.data, nbytes}, st);
		left = (struct bytes){left.data + nbytes, left.nbytes - nbytes};
	}
	return true;
}

static bool find_member(struct unpacker *unpacker, const struct dataset_source *source,
	const char *path, struct status *st)
{
	struct packed_file file;
	do {
		if (observer_stopped(source->observer))
			return status_fail(st, STATUS_INTERRUPTED, "stopped");
		if (!unpacker_next(unpacker, &file, st))
			return false;
	} while (file.path && strcmp(file.path, path) != 0);
	if (!file.path)
		return status_fail(st, STATUS_IO, "%s: changed since it was listed: %s is gone",
			source->where, path);
	return true;
}

static bool stream_member(const struct dataset_source *source, const char *path, taker *take,
	void *context, struct status *st)
{
	struct unpacked *unpacked = unpacked_find(source->where);
	bool ok;
	bool done = stream_unpacked(&ok, unpacked, path, take, context, st);
	unpacked_let_go(unpacked);
	if (done)
		return ok;
	struct unpacker *unpacker;
	if (!unpacker_open(&unpacker, source->where, st))
		return false;
	ok = find_member(unpacker, source, path, st) &&
	     unpacker_stream(unpacker, take, context, st);
	unpacker_close(unpacker);
	return ok;
}

bool dataset_source_stream(const struct dataset_source *source, const char *path, taker *take,
	void *context, struct status *st)
{
	return source->is_directory ? stream_file(source, path, take, context, st)
				    : stream_member(source, path, take, context, st);
}

struct whole {
	unsigned char *data;
	size_t nbytes, capacity;
	const char *path;
};

static bool take_whole(void *context, struct bytes piece, struct status *st)
{
	struct whole *whole = context;
	if (piece.nbytes > whole->capacity - whole->nbytes)
		return status_fail(
			st, STATUS_FORMAT, "%s: changed since it was listed: larger", whole->path);
	memcpy(whole->data + whole->nbytes, piece.data, piece.nbytes);
	whole->nbytes += piece.nbytes;
	return true;
}

static int compare_path(const void *path, const void *file)
{
	return strcmp(path, ((const struct listed_file *)file)->path);
}

bool dataset_source_read(struct bytes *out, const struct dataset_source *source, const char *path,
	size_t limit_nbytes, struct arena *keep, struct status *st)
{
	const struct listed_file *file = bsearch(path, source->listing.files,
		(size_t)source->listing.count, sizeof(*file), compare_path);
	if (!file)
		return status_fail(st, STATUS_IO, "%s: there is no %s", source->where, path);
	if ((uint64_t)file->nbytes > limit_nbytes)
		return status_fail(st, STATUS_FORMAT, "%s: %s: %lld bytes, at most %zu are allowed",
			source->where, path, (long long)file->nbytes, limit_nbytes);
	struct whole whole = {.capacity = (size_t)file->nbytes, .path = path};
	whole.data = arena_array(keep, unsigned char, whole.capacity + 1);
	if (!dataset_source_stream(source, path, take_whole, &whole, st))
		return false;
	*out = (struct bytes){whole.data, whole.nbytes};
	return true;
}
