// SPDX-License-Identifier: Apache-2.0
/*
 * Archives of datasets in the store: gigabytes, which are never read into memory.
 */
#include "zoo/store/arriving.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PIECE_NBYTES = 1 << 20 };

static bool has_size(
	const struct beneath *beneath, const struct store_name *place, int64_t size_nbytes)
{
	struct stat info;
	return beneath_stat(beneath, place, &info) && S_ISREG(info.st_mode) &&
	       info.st_size == size_nbytes;
}

static bool read_content(
	struct content *out, int fd, const struct card_file *file, const struct observer *observer)
{
	struct arena scratch = {0};
	unsigned char *piece = arena_array(&scratch, unsigned char, PIECE_NBYTES);
	struct digest *digest = file->md5[0] ? digest_create_with_md5() : digest_create();
	ssize_t n;
	while ((n = read(fd, piece, PIECE_NBYTES)) != 0 && !observer_stopped(observer)) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		digest_add(digest, piece, (size_t)n);
		out->nbytes += n;
		observer_progress(observer, file->name, "bytes", out->nbytes, file->size_nbytes);
	}
	digest_finish(digest, &out->digests);
	observer_finished(observer, file->name);
	arena_release(&scratch);
	return n == 0;
}

static bool is_right(const struct beneath *beneath, const struct store_name *place,
	const struct card_file *file, const struct observer *observer)
{
	struct content content = {0};
	struct status ignored;
	if (!has_size(beneath, place, file->size_nbytes))
		return false;
	int fd = beneath_open(beneath, place, O_RDONLY | O_NONBLOCK, 0);
	bool right = fd >= 0 && read_content(&content, fd, file, observer) &&
		     content_check(&content, file, &ignored);
	if (fd >= 0)
		close(fd);
	return right;
}

bool arriving_archive_place(struct store_name *out, const struct card_file *file, struct status *st)
{
	return store_name_in(out, STORE_DATASETS, file->name) ||
	       status_fail(st, STATUS_FORMAT,
		       "dataset file %s: only letters, digits and . _ - may stand in a name",
		       file->name);
}

// Who gives the name would find out, but only when everything has been brought.
bool arriving_check_archive(
	const struct beneath *beneath, const struct store_name *place, struct status *st)
{
	struct stat info;
	if (!beneath_stat(beneath, place, &info))
		return errno == ENOENT || beneath_fail(beneath, place, errno, "", st);
	return !S_ISDIR(info.st_mode) || beneath_fail(beneath, place, EISDIR, "", st);
}

bool store_check_dataset(const struct store *store, const struct card_file *file, struct status *st)
{
	struct beneath beneath;
	struct store_name place;
	if (!arriving_archive_place(&place, file, st) ||
		!beneath_begin(&beneath, store, BENEATH_READ, st))
		return false;
	bool ok = arriving_check_archive(&beneath, &place, st);
	beneath_end(&beneath);
	return ok;
}

bool store_dataset_is_right(
	const struct store *store, const struct card_file *file, const struct observer *observer)
{
	struct beneath beneath;
	struct store_name place;
	struct status ignored;
	if (!store_name_in(&place, STORE_DATASETS, file->name) ||
		!beneath_begin(&beneath, store, BENEATH_READ, &ignored))
		return false;
	bool right = is_right(&beneath, &place, file, observer);
	beneath_end(&beneath);
	return right;
}
