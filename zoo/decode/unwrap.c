// SPDX-License-Identifier: Apache-2.0
/*
 * libarchive over memory.  Its "raw" format takes what is compressed and nothing else for an
 * archive of one member, and comes last where another format fits.
 */
#include "zoo/decode/unwrap.h"

#include "engine/base/arena.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

static struct archive *open_memory(struct bytes packed)
{
	struct archive *a = archive_read_new();
	if (!a)
		arena_out_of_memory(0);
	// Anything but ARCHIVE_OK: that decoder is missing, or an outside program would be run.
	bool ready = archive_read_support_filter_gzip(a) == ARCHIVE_OK &&
		     archive_read_support_filter_xz(a) == ARCHIVE_OK &&
		     archive_read_support_format_tar(a) == ARCHIVE_OK &&
		     archive_read_support_format_zip_seekable(a) == ARCHIVE_OK &&
		     archive_read_support_format_raw(a) == ARCHIVE_OK;
	if (ready && archive_read_open_memory(a, packed.data, packed.nbytes) == ARCHIVE_OK)
		return a;
	archive_read_free(a);
	return NULL;
}

// All of the current member, if it is not larger than the limit.
static bool read_member(
	struct bytes *out, struct archive *a, size_t limit_nbytes, unsigned char *buffer)
{
	size_t done = 0;
	while (done <= limit_nbytes) {
		la_ssize_t got = archive_read_data(a, buffer + done, limit_nbytes + 1 - done);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	*out = (struct bytes){buffer, done};
	return done <= limit_nbytes;
}

static bool fits(struct archive_entry *entry, size_t limit_nbytes)
{
	return !archive_entry_size_is_set(entry) ||
	       (uint64_t)archive_entry_size(entry) <= limit_nbytes;
}

// Never "" of what has a name, even if it is one that libarchive cannot say.
static const char *name_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	return name && *name ? name : "?";
}

static bool take_members(struct bytes packed, size_t limit_nbytes,
	bool (*take)(void *context, const char *name, struct bytes content), void *context)
{
	struct archive *a = open_memory(packed);
	if (!a)
		return false;
	struct arena arena = {0};
	unsigned char *buffer = arena_alloc(&arena, limit_nbytes + 1, 1, 64);
	bool taken = false, raw = false;
	struct archive_entry *entry;
	for (int i = 0; i < UNWRAP_MEMBERS && !taken && !raw; i++) {
		int code = archive_read_next_header(a, &entry);
		if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
			break;
		if (!fits(entry, limit_nbytes)) {
			if (archive_filter_code(a, 0) != ARCHIVE_FILTER_NONE)
				break; // no seeking here: to pass it over is to unpack it
			continue;
		}
		raw = archive_format(a) == ARCHIVE_FORMAT_RAW;
		struct bytes content;
		if (archive_entry_filetype(entry) == AE_IFREG &&
			read_member(&content, a, limit_nbytes, buffer))
			taken = take(context, raw ? "" : name_of(entry), content);
	}
	archive_read_free(a);
	arena_release(&arena);
	return taken;
}

// In the "C" locale libarchive loses each name that a zip has in UTF-8, in all its forms.
bool unwrap(struct bytes packed, size_t limit_nbytes,
	bool (*take)(void *context, const char *name, struct bytes content), void *context)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 ? uselocale(utf8) : (locale_t)0; // of this thread
	bool taken = take_members(packed, limit_nbytes, take, context);
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	return taken;
}
