// SPDX-License-Identifier: Apache-2.0
/*
 * Every header is known before it is read, so it is compared and not parsed; the same goes for
 * the zeros between members and at the end.
 */
#include "zoo/bundle/opened.h"

#include "engine/base/file.h"
#include "zoo/bundle/ustar.h"
#include "zoo/digest.h"
#include "zoo/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_NBYTES = 256 << 10 };

static bool fail_cut(const struct opened *opened, int64_t expected, int64_t got, struct status *st)
{
	return status_fail(st, STATUS_FORMAT, "%s: cut short: expected %lld bytes, found %lld",
		opened->path, (long long)expected, (long long)got);
}

static bool read_at(
	const struct opened *opened, void *out, size_t nbytes, int64_t offset, struct status *st)
{
	unsigned char *to = out;
	for (size_t done = 0; done < nbytes;) {
		ssize_t n = pread(
			opened->fd, to + done, nbytes - done, (off_t)(offset + (int64_t)done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", opened->path);
		if (n == 0)
			return fail_cut(
				opened, offset + (int64_t)nbytes, offset + (int64_t)done, st);
		done += (size_t)n;
	}
	return true;
}

static bool fail_stopped(const char *path, struct status *st)
{
	return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", path);
}

bool opened_stream(const struct opened *opened, const struct manifest_member *member,
	bool (*take)(void *context, struct bytes piece, struct status *st), void *context,
	const struct observer *observer, struct status *st)
{
	struct arena scratch = {0};
	unsigned char *piece = arena_array(&scratch, unsigned char, PIECE_NBYTES);
	bool ok = true;
	for (int64_t done = 0; ok && done < member->nbytes;) {
		int64_t left = member->nbytes - done;
		size_t nbytes = left < PIECE_NBYTES ? (size_t)left : PIECE_NBYTES;
		ok = (!observer_stopped(observer) || fail_stopped(opened->path, st)) &&
		     read_at(opened, piece, nbytes, member->offset + done, st) &&
		     take(context, (struct bytes){piece, nbytes}, st);
		done += (int64_t)nbytes;
	}
	arena_release(&scratch);
	return ok;
}

static bool fail_form(
	const struct opened *opened, int64_t offset, const char *what, struct status *st)
{
	return status_fail(st, STATUS_FORMAT, "%s: byte %lld: %s, as zoo bundle create writes it",
		opened->path, (long long)offset, what);
}

static bool check_header(const struct opened *opened, const char *name, int64_t nbytes,
	int64_t offset, struct status *st)
{
	unsigned char expected[USTAR_BLOCK_NBYTES], found[USTAR_BLOCK_NBYTES];
	char what[192];
	ustar_header(expected, name, nbytes);
	if (!read_at(opened, found, sizeof(found), offset, st))
		return false;
	for (size_t i = 0; i < sizeof(found); i++) {
		if (expected[i] == found[i])
			continue;
		snprintf(what, sizeof(what), "expected the header of %s with %lld bytes", name,
			(long long)nbytes);
		return fail_form(opened, offset + (int64_t)i, what, st);
	}
	return true;
}

static bool check_zeros(
	const struct opened *opened, int64_t offset, int64_t nbytes, struct status *st)
{
	unsigned char found[USTAR_END_NBYTES];
	if (!read_at(opened, found, (size_t)nbytes, offset, st))
		return false;
	for (int64_t i = 0; i < nbytes; i++)
		if (found[i])
			return fail_form(opened, offset + i, "expected zeros between members", st);
	return true;
}

static bool open_file(struct opened *opened, int64_t *nbytes, struct status *st)
{
	struct stat info;
	opened->fd = open(opened->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (opened->fd < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", opened->path);
	if (!file_stat_open(&info, opened->fd, opened->path, STATUS_IO, st))
		return false;
	*nbytes = info.st_size;
	return true;
}

static bool fail_no_bundle(const struct opened *opened, struct status *st)
{
	status_fail(st, STATUS_FORMAT,
		"%s: no bundle: expected a tar archive that begins with " MANIFEST_NAME
		" of at most %d bytes",
		opened->path, (int)MANIFEST_MAX_NBYTES);
	return status_hint(st, "zoo bundle create makes one");
}

// The manifest's own header says how long it is, and nothing else that is not known.
static bool read_manifest(
	struct opened *opened, int64_t file_nbytes, struct arena *keep, struct status *st)
{
	unsigned char header[USTAR_BLOCK_NBYTES], expected[USTAR_BLOCK_NBYTES];
	if (file_nbytes < USTAR_BLOCK_NBYTES)
		return fail_no_bundle(opened, st);
	if (!read_at(opened, header, sizeof(header), 0, st))
		return false;
	int64_t nbytes = ustar_size(header);
	if (nbytes < 0 || nbytes > MANIFEST_MAX_NBYTES)
		return fail_no_bundle(opened, st);
	ustar_header(expected, MANIFEST_NAME, nbytes);
	if (memcmp(header, expected, sizeof(header)) != 0)
		return fail_no_bundle(opened, st);
	if (file_nbytes < USTAR_BLOCK_NBYTES + nbytes)
		return fail_cut(opened, USTAR_BLOCK_NBYTES + nbytes, file_nbytes, st);
	unsigned char *text = arena_alloc(keep, (size_t)nbytes + 1, 1, 1);
	return read_at(opened, text, (size_t)nbytes, USTAR_BLOCK_NBYTES, st) &&
	       manifest_parse(&opened->manifest, (struct bytes){text, (size_t)nbytes}, opened->path,
		       keep, st) &&
	       manifest_lay_out(&opened->manifest, nbytes, opened->path, keep, st) &&
	       check_zeros(opened, USTAR_BLOCK_NBYTES + nbytes, ustar_padding_nbytes(nbytes), st);
}

static bool check_length(const struct opened *opened, int64_t file_nbytes, struct status *st)
{
	int64_t expected = opened->manifest.nbytes;
	if (file_nbytes < expected)
		return fail_cut(opened, expected, file_nbytes, st);
	return file_nbytes == expected ||
	       status_fail(st, STATUS_FORMAT, "%s: expected %lld bytes, found %lld more",
		       opened->path, (long long)expected, (long long)(file_nbytes - expected));
}

bool opened_open(struct opened *out, const char *path, struct arena *keep, struct status *st)
{
	int64_t nbytes = 0;
	*out = (struct opened){.fd = -1, .path = path};
	if (open_file(out, &nbytes, st) && read_manifest(out, nbytes, keep, st) &&
		check_length(out, nbytes, st))
		return true;
	opened_close(out);
	return false;
}

void opened_close(struct opened *opened)
{
	if (opened->fd >= 0)
		close(opened->fd);
	opened->fd = -1;
}

// A member on its way: hashed, and kept if it is text or a model.
struct taking {
	struct digest *digest;
	unsigned char *keep; // where the next byte goes; NULL: not kept
	const struct opened *opened;
	const struct observer *observer;
	int64_t done_nbytes; // of the bundle
};

static bool take_piece(void *context, struct bytes piece, struct status *st)
{
	struct taking *taking = context;
	(void)st;
	digest_add(taking->digest, piece.data, piece.nbytes);
	if (taking->keep) {
		memcpy(taking->keep, piece.data, piece.nbytes);
		taking->keep += piece.nbytes;
	}
	taking->done_nbytes += (int64_t)piece.nbytes;
	observer_progress(taking->observer, taking->opened->path, "bytes", taking->done_nbytes,
		taking->opened->manifest.nbytes);
	return true;
}

static bool check_digests(const struct opened *opened, const struct manifest_member *member,
	const struct digests *found, struct status *st)
{
	bool same = strcmp(found->sha256, member->sha256) == 0;
	if (same && (!member->sha1[0] || strcmp(found->sha1, member->sha1) == 0))
		return true;
	return status_fail(st, STATUS_NO, "%s: %s: %s: expected %s, got %s", opened->path,
		member->name, same ? "sha1" : "sha256", same ? member->sha1 : member->sha256,
		same ? found->sha1 : found->sha256);
}

// Hashed; into `content` as well, unless that is NULL.
static bool check_content(const struct opened *opened, const struct manifest_member *member,
	unsigned char *content, const struct observer *observer, struct status *st)
{
	struct taking taking = {.digest = digest_create(),
		.keep = content,
		.opened = opened,
		.observer = observer,
		.done_nbytes = member->offset};
	struct digests found;
	bool ok = opened_stream(opened, member, take_piece, &taking, observer, st);
	digest_finish(taking.digest, &found);
	return ok && check_digests(opened, member, &found, st);
}

// The card whose model it is, one of them, or NULL.
static const struct manifest_card *card_of_model(
	const struct manifest *manifest, const struct manifest_member *member)
{
	if (strncmp(member->name, "objects/", 8) != 0)
		return NULL;
	for (int i = 0; i < manifest->card_count; i++)
		if (strcmp(manifest->cards[i].files[0].sha256, member->sha256) == 0)
			return &manifest->cards[i];
	return NULL;
}

// Just the bytes that were hashed are looked at, one model at a time.
static bool check_model(const struct opened *opened, const struct manifest_member *member,
	const struct manifest_card *card, const struct observer *observer, struct status *st)
{
	struct arena scratch = {0};
	size_t nbytes = (size_t)member->nbytes;
	unsigned char *content = arena_alloc(&scratch, nbytes + 1, 1, 64);
	bool ok = check_content(opened, member, content, observer, st);
	if (ok && !verify_parses((struct bytes){content, nbytes}, card->files[0].name, st))
		ok = status_prefix(st, "%s: %s", opened->path, card->id);
	arena_release(&scratch);
	return ok;
}

static bool check_member(const struct opened *opened, struct manifest_member *member,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	const struct manifest_card *card = card_of_model(&opened->manifest, member);
	unsigned char *text = NULL;
	if (strncmp(member->name, "cards/", 6) == 0) {
		text = arena_alloc(keep, (size_t)member->nbytes + 1, 1, 1);
		member->content = (struct bytes){text, (size_t)member->nbytes};
	}
	return (card ? check_model(opened, member, card, observer, st)
		     : check_content(opened, member, text, observer, st)) &&
	       check_zeros(opened, member->offset + member->nbytes,
		       ustar_padding_nbytes(member->nbytes), st);
}

bool opened_check(struct opened *opened, const struct catalogue *catalogue,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct manifest *manifest = &opened->manifest;
	bool ok = true;
	for (int i = 0; ok && i < manifest->member_count; i++) {
		struct manifest_member *member = &manifest->members[i];
		ok = check_header(opened, member->name, member->nbytes,
			     member->offset - USTAR_BLOCK_NBYTES, st) &&
		     check_member(opened, member, observer, keep, st);
	}
	ok = ok && check_zeros(opened, manifest->nbytes - USTAR_END_NBYTES, USTAR_END_NBYTES, st);
	observer_finished(observer, opened->path);
	return ok && opened_read_cards(opened, catalogue, keep, st);
}
