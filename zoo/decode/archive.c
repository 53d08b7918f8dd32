// SPDX-License-Identifier: Apache-2.0
/*
 * libarchive reads through three functions of ours instead of opening the file itself.
 * Its own skip by seeking runs past the end of a file that was cut short, and then takes
 * that for a regular end; ours stops there, so that the cut is noticed.
 *
 * Zip is read by its table at the end, which alone knows every size: a zip without one
 * has been cut.  A tar that was cut between two members cannot be told from a whole one
 * (many writers leave out the closing blocks); whoever knows the contents must count.
 * Nor does libarchive (3.6) compare gzip's checksum: what still unpacks is taken as it is.
 */
#include "zoo/decode/archive.h"

#include "engine/base/file.h"
#include "zoo/decode/archive_path.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_NBYTES = 256 * 1024, MAX_PATH_NBYTES = 4096 };

// A small file can unpack to any amount.  Sound shrinks by 10 or so, silence by a few hundred:
// beyond a part that costs nothing, more than this is no dataset.
enum { FREE_NBYTES = 64 * 1024 * 1024, MAX_RATIO = 100 };

struct unpacker {
	struct arena arena; // holds this struct, too
	const char *name;
	struct archive *archive;
	int fd;
	int64_t file_nbytes;
	unsigned char *buffer;
	unsigned char *piece;            // of unpacker_stream(); NULL until it is called
	char path[MAX_PATH_NBYTES];      // of the current member
	char last_good[MAX_PATH_NBYTES]; // the member before, if it was whole; may be ""
	bool inside;                     // a member has been announced and not yet passed
	int64_t member_nbytes;
	int64_t left_nbytes; // that all further members may have
	bool started;        // some member has been announced
};

static la_ssize_t read_some(struct archive *archive, void *context, const void **out)
{
	struct unpacker *u = context;
	ssize_t got;
	do
		got = read(u->fd, u->buffer, READ_NBYTES);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		archive_set_error(archive, errno, "%s", "cannot be read");
	*out = u->buffer;
	return got;
}

static la_int64_t skip_some(struct archive *archive, void *context, la_int64_t nbytes)
{
	(void)archive;
	struct unpacker *u = context;
	off_t here = lseek(u->fd, 0, SEEK_CUR);
	if (here < 0 || here >= u->file_nbytes)
		return 0;
	if (nbytes > u->file_nbytes - here)
		nbytes = u->file_nbytes - here;
	return lseek(u->fd, nbytes, SEEK_CUR) < 0 ? 0 : nbytes;
}

static la_int64_t seek_to(struct archive *archive, void *context, la_int64_t offset, int whence)
{
	(void)archive;
	struct unpacker *u = context;
	off_t here = lseek(u->fd, offset, whence);
	return here < 0 ? ARCHIVE_FATAL : here;
}

static bool fail_damaged(struct unpacker *u, struct status *st)
{
	if (archive_errno(u->archive) == EIO)
		return status_fail_errno(st, STATUS_IO, EIO, "%s", u->name);
	if (archive_errno(u->archive) == ENOMEM)
		return status_fail(st, STATUS_IO, "%s: out of memory", u->name);
	const char *why = archive_error_string(u->archive);
	if (!why)
		why = "unreadable";
	if (!u->started)
		return status_fail(st, STATUS_FORMAT,
			"%s: expected a whole .tar, .tar.gz, .tar.xz or .zip, this is something else, "
			"damaged or cut short: %s",
			u->name, why);
	if (!u->last_good[0])
		return status_fail(st, STATUS_FORMAT,
			"%s: damaged or cut short within its first member: %s", u->name, why);
	return status_fail(st, STATUS_FORMAT, "%s: damaged or cut short behind member %s: %s",
		u->name, u->last_good, why);
}

static bool open_file(struct unpacker *u, struct status *st)
{
	u->fd = open(u->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (u->fd < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", u->name);
	struct stat info;
	if (!file_stat_open(&info, u->fd, u->name, STATUS_IO, st))
		return false;
	u->file_nbytes = info.st_size;
	if (__builtin_mul_overflow(u->file_nbytes, MAX_RATIO, &u->left_nbytes) ||
		__builtin_add_overflow(u->left_nbytes, FREE_NBYTES, &u->left_nbytes))
		u->left_nbytes = INT64_MAX;
	return true;
}

static bool start_library(struct unpacker *u, struct status *st)
{
	struct archive *a = u->archive = archive_read_new();
	if (!a)
		arena_out_of_memory(0);
	// Anything but ARCHIVE_OK: that decoder is missing, or an outside program would be run.
	if (archive_read_support_filter_gzip(a) != ARCHIVE_OK ||
		archive_read_support_filter_xz(a) != ARCHIVE_OK ||
		archive_read_support_format_tar(a) != ARCHIVE_OK ||
		archive_read_support_format_zip_seekable(a) != ARCHIVE_OK)
		return status_fail(st, STATUS_IO,
			"%s: this system's libarchive lacks tar, zip, gzip or xz", u->name);
	archive_read_set_read_callback(a, read_some);
	archive_read_set_skip_callback(a, skip_some);
	archive_read_set_seek_callback(a, seek_to);
	archive_read_set_callback_data(a, u);
	if (archive_read_open1(a) != ARCHIVE_OK)
		return fail_damaged(u, st);
	return true;
}

bool unpacker_open(struct unpacker **out, const char *path, struct status *st)
{
	struct arena arena = {0};
	struct unpacker *u = arena_new(&arena, struct unpacker);
	u->name = arena_strdup(&arena, path);
	u->buffer = arena_alloc(&arena, READ_NBYTES, 1, 64);
	u->arena = arena;
	if (!open_file(u, st) || !start_library(u, st)) {
		unpacker_close(u);
		*out = NULL;
		return false;
	}
	*out = u;
	return true;
}

bool unpacker_must_unpack(const struct unpacker *u)
{
	return archive_filter_code(u->archive, 0) != ARCHIVE_FILTER_NONE;
}

void unpacker_close(struct unpacker *u)
{
	if (!u)
		return;
	if (u->archive)
		archive_read_free(u->archive);
	if (u->fd >= 0)
		close(u->fd);
	struct arena arena = u->arena;
	arena_release(&arena);
}

// The member's path into u->path, if it can be trusted.
static bool take_path(struct unpacker *u, struct archive_entry *entry, struct status *st)
{
	const char *path = archive_entry_pathname(entry);
	if (!path) // a name that this locale cannot show
		path = archive_entry_pathname_utf8(entry);
	if (!path || !*path)
		return status_fail(st, STATUS_FORMAT, "%s: a member without a name behind \"%s\"",
			u->name, u->last_good);
	const char *within = archive_path_within(path);
	if (!within)
		return status_fail(st, STATUS_FORMAT,
			"%s: member %s: not a path within the archive", u->name, path);
	size_t length = strlen(within);
	if (length >= sizeof(u->path))
		return status_fail(st, STATUS_FORMAT,
			"%s: a member's name has %zu bytes, at most %zu are allowed", u->name,
			length, sizeof(u->path) - 1);
	memcpy(u->path, within, length + 1);
	return true;
}

// Pass over what is left of the current member, which shows whether it is whole.
static bool finish_member(struct unpacker *u, struct status *st)
{
	if (!u->inside)
		return true;
	int code = archive_read_data_skip(u->archive);
	if (code != ARCHIVE_OK && code != ARCHIVE_EOF && code != ARCHIVE_WARN)
		return fail_damaged(u, st);
	u->inside = false;
	memcpy(u->last_good, u->path, sizeof(u->last_good));
	return true;
}

bool unpacker_next(struct unpacker *u, struct packed_file *out, struct status *st)
{
	*out = (struct packed_file){NULL, 0};
	for (;;) {
		if (!finish_member(u, st))
			return false;
		struct archive_entry *entry;
		int code = archive_read_next_header(u->archive, &entry);
		if (code == ARCHIVE_EOF)
			return true;
		if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
			return fail_damaged(u, st);
		u->started = true;
		// A hard link is a second name without content of its own.
		bool regular =
			archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry);
		if (!take_path(u, entry, st))
			return false;
		u->inside = true;
		if (archive_entry_size(entry) > u->left_nbytes)
			return status_fail(st, STATUS_FORMAT,
				"%s: member %s: %lld bytes; all members together have more than %d "
				"times the archive",
				u->name, u->path, (long long)archive_entry_size(entry), MAX_RATIO);
		if (archive_entry_size(entry) > 0)
			u->left_nbytes -= archive_entry_size(entry);
		if (!regular)
			continue;
		u->member_nbytes = archive_entry_size(entry);
		if (!archive_entry_size_is_set(entry) || u->member_nbytes < 0)
			return status_fail(
				st, STATUS_FORMAT, "%s: member %s: no size", u->name, u->path);
		*out = (struct packed_file){u->path, u->member_nbytes};
		return true;
	}
}

static bool fail_length(const struct unpacker *u, int64_t got_nbytes, struct status *st)
{
	bool longer = got_nbytes > u->member_nbytes;
	return status_fail(st, STATUS_FORMAT, "%s: member %s: expected %lld bytes, got %s%lld",
		u->name, u->path, (long long)u->member_nbytes, longer ? "at least " : "",
		(long long)got_nbytes);
}

bool unpacker_read(struct unpacker *u, struct bytes *out, size_t limit_nbytes, struct arena *keep,
	struct status *st)
{
	*out = (struct bytes){NULL, 0};
	if ((uint64_t)u->member_nbytes > limit_nbytes)
		return status_fail(st, STATUS_FORMAT,
			"%s: member %s: %lld bytes, at most %zu are allowed here", u->name, u->path,
			(long long)u->member_nbytes, limit_nbytes);
	size_t nbytes = (size_t)u->member_nbytes, done = 0;
	unsigned char *data = arena_alloc(keep, nbytes + 1, 1, 64);
	// One byte more is asked for: a member longer than it says is damaged, too.
	while (done <= nbytes) {
		la_ssize_t got = archive_read_data(u->archive, data + done, nbytes + 1 - done);
		if (got < 0)
			return fail_damaged(u, st);
		if (got == 0)
			break;
		done += (size_t)got;
	}
	if (done != nbytes)
		return fail_length(u, (int64_t)done, st);
	data[nbytes] = 0;
	*out = (struct bytes){data, nbytes};
	return true;
}

bool unpacker_stream(struct unpacker *u,
	bool (*take)(void *context, struct bytes piece, struct status *st), void *context,
	struct status *st)
{
	if (!u->piece)
		u->piece = arena_alloc(&u->arena, READ_NBYTES, 1, 64);
	int64_t done = 0;
	for (;;) {
		la_ssize_t got = archive_read_data(u->archive, u->piece, READ_NBYTES);
		if (got < 0)
			return fail_damaged(u, st);
		if (got == 0)
			break;
		done += got;
		if (done > u->member_nbytes)
			return fail_length(u, done, st);
		if (!take(context, (struct bytes){u->piece, (size_t)got}, st))
			return false;
	}
	return done == u->member_nbytes || fail_length(u, done, st);
}
