// SPDX-License-Identifier: Apache-2.0
/*
 * The note ends with a hash of itself: one that was cut short or damaged is none.  That the
 * bytes are those of the note's address nobody can promise after a crash; in the end they
 * have the right hash, or they are thrown away.
 */
#include "zoo/store/part.h"

#include "engine/base/file.h"
#include "zoo/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { NOTE_MAX_NBYTES = 16384 };

static const char note_head[] = "zoo part 1\n";

static const char *one_line(const char *begin, const char *end, struct arena *keep)
{
	return arena_strndup(keep, begin, (size_t)(end - begin));
}

// "zoo part 1", the URL's SHA-256, validator and the SHA-256 of these lines.
static void parse_note(struct part_note *out, const char *text, size_t nbytes, struct arena *keep)
{
	size_t head = sizeof(note_head) - 1;
	size_t tail = SHA256_HEX_NBYTES; // with its line's end
	char sha256[SHA256_HEX_NBYTES];
	if (nbytes < head + tail || memchr(text, '\0', nbytes) ||
		memcmp(text, note_head, head) != 0)
		return;
	size_t signed_nbytes = nbytes - tail;
	digest_sha256(sha256, (struct bytes){(const unsigned char *)text, signed_nbytes});
	if (memcmp(sha256, text + signed_nbytes, tail - 1) != 0 || text[nbytes - 1] != '\n')
		return;
	const char *url = text + head, *end = text + signed_nbytes;
	const char *url_end = memchr(url, '\n', (size_t)(end - url));
	if (!url_end || end[-1] != '\n' || url_end + 1 >= end)
		return;
	out->url_sha256 = one_line(url, url_end, keep);
	out->validator = one_line(url_end + 1, end - 1, keep);
}

void part_note_read(struct part_note *out, const struct beneath *beneath,
	const struct store_name *name, struct arena *keep)
{
	struct bytes text;
	struct status ignored;
	*out = (struct part_note){NULL, NULL};
	int fd = beneath_open(beneath, name, O_RDONLY | O_NONBLOCK, 0);
	if (fd < 0)
		return;
	if (file_read_open(&text, fd, name->text, NOTE_MAX_NBYTES, keep, &ignored))
		parse_note(out, (const char *)text.data, text.nbytes, keep);
	close(fd);
}

// Ours to go on with, and later to make read-only: a regular file of one name, our own.
static bool is_usable(const struct stat *info)
{
	return S_ISREG(info->st_mode) && info->st_nlink == 1 && info->st_uid == geteuid();
}

// Read-only already: left by a process that ended just before it gave the file its name.
static bool is_sealed(const struct stat *info)
{
	return (info->st_mode & 0600) != 0600;
}

static bool open_named(struct part *part, const struct beneath *beneath, struct status *st)
{
	struct stat info;
	struct store_name tmp = store_name_place(STORE_TMP);
	if (!beneath_make_directory(beneath, &tmp, st))
		return false;
	if (beneath_stat(beneath, &part->name, &info) && S_ISREG(info.st_mode) &&
		(!is_usable(&info) || is_sealed(&info)) && !beneath_unlink(beneath, &part->name))
		return beneath_fail(beneath, &part->name, errno, "the store cannot be written", st);
	part->fd = beneath_open(beneath, &part->name, O_RDWR | O_CREAT | O_NONBLOCK, 0600);
	if (part->fd < 0)
		return beneath_fail(beneath, &part->name, errno, "the store cannot be written", st);
	if (fstat(part->fd, &info) != 0)
		return beneath_fail(beneath, &part->name, errno, "", st);
	if (!is_usable(&info)) {
		status_fail(st, STATUS_STORE, "%s/%s: expected a file of the store, found %s",
			beneath->home, part->name.text,
			S_ISREG(info.st_mode) ? "somebody else's" : file_kind_name(info.st_mode));
		return status_hint(st, "zoo did not make it; look at it, and remove it");
	}
	beneath_part_mode(beneath, part->fd);
	part->nbytes = info.st_size;
	return true;
}

bool part_open(struct part *out, const struct beneath *beneath, const char *key, struct arena *keep,
	struct status *st)
{
	char word[SHA256_HEX_NBYTES + 8];
	*out = (struct part){.fd = -1};
	if (!key)
		return beneath_temporary(&out->name, &out->fd, beneath, ".incoming", st);
	snprintf(word, sizeof(word), "%s.part", key);
	store_name_in(&out->name, STORE_TMP, word);
	snprintf(word, sizeof(word), "%s.note", key);
	store_name_in(&out->note_name, STORE_TMP, word);
	if (!open_named(out, beneath, st)) {
		if (out->fd >= 0)
			close(out->fd);
		return false;
	}
	part_note_read(&out->note, beneath, &out->note_name, keep);
	return true;
}

void part_forget_note(struct part *part, const struct beneath *beneath)
{
	if (part->note_name.text[0])
		beneath_unlink(beneath, &part->note_name);
	part->note = (struct part_note){NULL, NULL};
}

void part_hash_url(char hex[SHA256_HEX_NBYTES], const char *url)
{
	digest_sha256(hex, (struct bytes){(const unsigned char *)url, strlen(url)});
}

static bool may_be_noted(const char *text)
{
	return text && text[0] && !strpbrk(text, "\r\n");
}

bool part_begin(struct part *part, const struct beneath *beneath, const char *url,
	const char *validator, struct arena *keep, struct status *st)
{
	char sha256[SHA256_HEX_NBYTES], url_sha256[SHA256_HEX_NBYTES];
	part_forget_note(part, beneath);
	if (ftruncate(part->fd, 0) != 0 || lseek(part->fd, 0, SEEK_SET) != 0)
		return beneath_fail(beneath, &part->name, errno, "", st);
	if (!part->note_name.text[0] || !may_be_noted(url) || !may_be_noted(validator))
		return true;
	part_hash_url(url_sha256, url);
	const char *text = arena_printf(keep, "%s%s\n%s\n", note_head, url_sha256, validator);
	size_t nbytes = strlen(text);
	if (nbytes + SHA256_HEX_NBYTES > NOTE_MAX_NBYTES)
		return true;
	digest_sha256(sha256, (struct bytes){(const unsigned char *)text, nbytes});
	text = arena_printf(keep, "%s%s\n", text, sha256);
	part->note =
		(struct part_note){arena_strdup(keep, url_sha256), arena_strdup(keep, validator)};
	return beneath_write(beneath, &part->note_name,
		(struct bytes){(const unsigned char *)text, nbytes + SHA256_HEX_NBYTES},
		beneath->shared ? 0660 : 0600, st);
}

static bool fail_no_room(
	const struct beneath *beneath, int64_t needed, int64_t had, int error, struct status *st)
{
	struct store_name tmp = store_name_place(STORE_TMP);
	status_fail_errno(st, STATUS_IO, error, "%s/%s: no room: needs %lld bytes, has %lld",
		beneath->home, tmp.text, (long long)needed, (long long)had);
	return status_hint(st, "make room there, or set ZOO_HOME to a place that has it");
}

bool part_reserve(
	const struct part *part, const struct beneath *beneath, int64_t nbytes, struct status *st)
{
	struct statvfs space;
	struct stat info;
	if (nbytes <= 0 || fstat(part->fd, &info) != 0 || fstatvfs(part->fd, &space) != 0)
		return true;
	int64_t has = (int64_t)(space.f_bavail * space.f_frsize);
	int64_t needed = nbytes - (int64_t)info.st_blocks * 512;
	if (needed > has)
		return fail_no_room(beneath, needed, has, ENOSPC, st);
	// the size stays what was written, so that others see the file grow
	if (fallocate(part->fd, FALLOC_FL_KEEP_SIZE, 0, nbytes) != 0 &&
		(errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
		return fail_no_room(beneath, needed, has, errno, st);
	return true;
}

void part_drop(struct part *part, const struct beneath *beneath)
{
	beneath_unlink(beneath, &part->name);
	part_forget_note(part, beneath);
}
