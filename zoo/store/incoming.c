// SPDX-License-Identifier: Apache-2.0
/*
 * Bytes that arrive: written to tmp/ and hashed on the way.  What becomes of them: install.c.
 */
#include "zoo/store/arriving.h"

#include "zoo/store/links.h"
#include "zoo/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_NBYTES = 256 << 10 };

void arriving_release(struct incoming *in)
{
	struct arena arena = in->arena;
	digest_free(in->digest);
	if (in->part.fd >= 0)
		close(in->part.fd);
	beneath_end(&in->beneath);
	arena_release(&arena);
}

static struct digest *new_digest(const struct card_file *expected)
{
	return expected->md5[0] ? digest_create_with_md5() : digest_create();
}

static struct incoming *create(const struct store *store, const struct card_file *expected)
{
	struct arena arena = {0};
	struct incoming *in = arena_new(&arena, struct incoming);
	in->arena = arena;
	in->store.home = arena_strdup(&in->arena, store->home);
	in->expected = *expected;
	in->expected.name = arena_strdup(&in->arena, expected->name);
	in->beneath.fd = in->part.fd = -1;
	in->limit_nbytes =
		expected->size_nbytes >= 0 ? expected->size_nbytes : MODEL_MAX_FILE_NBYTES;
	in->digest = new_digest(expected);
	return in;
}

// Who gives the name would find out, but only when everything has been brought.
static bool check_place(const struct incoming *in, struct status *st)
{
	struct link ignored;
	if (in->is_dataset)
		return arriving_check_archive(&in->beneath, &in->place, st);
	return link_check(&ignored, &in->beneath, &in->place, st);
}

static bool prepare(struct incoming *in, const struct store_lock *lock, struct status *st)
{
	char key[SHA256_HEX_NBYTES];
	in->locked = lock != NULL;
	in->path = arena_printf(&in->arena, "%s/%s", in->store.home, in->place.text);
	if (!beneath_begin(&in->beneath, &in->store, BENEATH_WRITE, st))
		return false;
	if (!check_place(in, st))
		return false;
	const char *name = lock_holds(lock) && lock_key(key, &in->expected) ? key : NULL;
	if (!part_open(&in->part, &in->beneath, name, &in->arena, st))
		return false;
	if (part_reserve(&in->part, &in->beneath, in->expected.size_nbytes, st))
		return true;
	// what an earlier transfer left stays, without what could be reserved behind it
	if (!in->part.note.url_sha256 || ftruncate(in->part.fd, in->part.nbytes) != 0)
		part_drop(&in->part, &in->beneath);
	return false;
}

static bool open_at(struct incoming **out, struct incoming *in, const struct store_lock *lock,
	struct status *st)
{
	if (!prepare(in, lock, st)) {
		arriving_release(in);
		return false;
	}
	*out = in;
	return true;
}

bool store_incoming_open(struct incoming **out, const struct store *store, const struct card *card,
	const struct card_file *expected, const struct store_lock *lock, struct status *st)
{
	struct store_name place;
	*out = NULL;
	if (!store_name_checked(&place, card, expected->name, st))
		return false;
	struct incoming *in = create(store, expected);
	in->place = place;
	return open_at(out, in, lock, st);
}

bool store_incoming_open_dataset(struct incoming **out, const struct store *store,
	const struct card_file *file, const struct store_lock *lock, struct status *st)
{
	struct store_name place;
	*out = NULL;
	if (!arriving_archive_place(&place, file, st))
		return false;
	if (file->size_nbytes < 0 || (!file->sha1[0] && !file->sha256[0] && !file->md5[0]))
		return status_fail(st, STATUS_FORMAT,
			"dataset file %s: its size and hash must be known", file->name);
	struct incoming *in = create(store, file);
	in->place = place;
	in->is_dataset = true;
	return open_at(out, in, lock, st);
}

static void take_in(struct incoming *in, const void *data, size_t nbytes)
{
	size_t room = sizeof(in->head) - in->head_nbytes;
	size_t n = nbytes < room ? nbytes : room;
	if (n > 0)
		memcpy(in->head + in->head_nbytes, data, n);
	in->head_nbytes += n;
	digest_add(in->digest, data, nbytes);
	in->nbytes += (int64_t)nbytes;
}

static void start_over(struct incoming *in)
{
	in->nbytes = 0;
	in->head_nbytes = in->past_nbytes = 0;
	in->broken = in->over = false;
	digest_free(in->digest);
	in->digest = new_digest(&in->expected);
}

// Hash what an earlier transfer left; the file stands behind it.
static bool take_in_kept(struct incoming *in)
{
	struct arena scratch = {0};
	unsigned char *piece = arena_array(&scratch, unsigned char, PIECE_NBYTES);
	bool ok = lseek(in->part.fd, 0, SEEK_SET) == 0;
	while (ok && in->nbytes < in->part.nbytes) {
		ssize_t n = read(in->part.fd, piece, PIECE_NBYTES);
		if (n < 0 && errno == EINTR)
			continue;
		ok = n > 0;
		if (ok)
			take_in(in, piece, (size_t)n);
	}
	arena_release(&scratch);
	return ok && in->nbytes == in->part.nbytes;
}

int64_t store_incoming_kept(struct incoming *in, const char *url, const char **validator)
{
	const struct part_note *note = &in->part.note;
	char url_sha256[SHA256_HEX_NBYTES];
	*validator = NULL;
	part_hash_url(url_sha256, url);
	if (in->begun || !note->url_sha256 || strcmp(note->url_sha256, url_sha256) != 0 ||
		in->part.nbytes <= 0 || in->part.nbytes > in->limit_nbytes)
		return 0;
	if (!take_in_kept(in)) {
		start_over(in);
		return 0;
	}
	in->begun = true;
	*validator = note->validator;
	return in->nbytes;
}

bool store_incoming_begin(
	struct incoming *in, const char *url, const char *validator, struct status *st)
{
	start_over(in);
	in->begun = true;
	return part_begin(&in->part, &in->beneath, url, validator, &in->arena, st);
}

// Never into tmp/: a .part that a killed process leaves is no longer than the file.
static void hold_past(struct incoming *in, const void *data, size_t nbytes)
{
	if (!in->past)
		in->past = arena_alloc(&in->arena, INCOMING_PAST_NBYTES, 1, 1);
	size_t room = INCOMING_PAST_NBYTES - in->past_nbytes;
	size_t n = nbytes < room ? nbytes : room;
	memcpy(in->past + in->past_nbytes, data, n);
	in->past_nbytes += n;
}

// `found`: how much it was.
static bool fail_too_long(struct incoming *in, const char *found, struct status *st)
{
	size_t room = sizeof(in->head) - in->head_nbytes;
	size_t n = in->past_nbytes < room ? in->past_nbytes : room;
	memcpy(in->head + in->head_nbytes, in->past, n);
	struct content content = {.nbytes = -1, .head = {in->head, in->head_nbytes + n}};
	return status_fail(st, STATUS_NO, "size: expected %s%lld bytes, got %s%s",
		in->expected.size_nbytes >= 0 ? "" : "at most ", (long long)in->limit_nbytes, found,
		content_look(&content, &in->expected, &in->arena));
}

static const char *part_path(struct incoming *in)
{
	return beneath_path(&in->beneath, &in->part.name, &in->arena);
}

static bool fail_broken(struct incoming *in, struct status *st)
{
	return status_fail(st, STATUS_IO, "%s: an earlier write failed", part_path(in));
}

bool store_incoming_add(struct incoming *in, const void *data, size_t nbytes, struct status *st)
{
	if (!in->digest || (in->broken && !in->over))
		return fail_broken(in, st);
	if (!in->begun && !store_incoming_begin(in, NULL, NULL, st))
		return false;
	in->broken = true;
	size_t room = (size_t)(in->limit_nbytes - in->nbytes);
	size_t fits = nbytes < room ? nbytes : room;
	if (!beneath_write_all(in->part.fd, data, fits))
		return status_fail_errno(st, STATUS_IO, errno, "%s: cannot write %lld bytes for %s",
			part_path(in), (long long)in->limit_nbytes, in->path);
	take_in(in, data, fits);
	in->over |= fits < nbytes;
	if (in->over) {
		hold_past(in, (const char *)data + fits, nbytes - fits);
		return fail_too_long(in, "more", st);
	}
	in->broken = false;
	return true;
}

int64_t store_incoming_nbytes(const struct incoming *in)
{
	return in->nbytes + (int64_t)in->past_nbytes;
}

bool store_incoming_read(struct bytes *out, const struct incoming *in, size_t limit_nbytes,
	struct arena *keep, struct status *st)
{
	size_t nbytes = (size_t)in->nbytes < limit_nbytes ? (size_t)in->nbytes : limit_nbytes;
	size_t room = limit_nbytes - nbytes;
	size_t past = in->past_nbytes < room ? in->past_nbytes : room;
	unsigned char *data = arena_alloc(keep, nbytes + past + 1, 1, 64);
	size_t done = 0;
	*out = (struct bytes){NULL, 0};
	while (done < nbytes) {
		ssize_t n = pread(in->part.fd, data + done, nbytes - done, (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return beneath_fail(
				&in->beneath, &in->part.name, n < 0 ? errno : EIO, "read", st);
		done += (size_t)n;
	}
	if (past > 0)
		memcpy(data + nbytes, in->past, past);
	*out = (struct bytes){data, nbytes + past};
	return true;
}

void arriving_finish(struct incoming *in)
{
	if (in->digest)
		digest_finish(in->digest, &in->digests);
	in->digest = NULL;
}

// All was added: if not all that was too much is held, there was more than that.
static const char *found_nbytes(struct incoming *in)
{
	if (in->past_nbytes == INCOMING_PAST_NBYTES)
		return "more";
	return arena_printf(&in->arena, "%lld", (long long)store_incoming_nbytes(in));
}

bool store_incoming_check(struct incoming *in, struct status *st)
{
	if (in->over)
		return fail_too_long(in, found_nbytes(in), st);
	if (in->broken)
		return fail_broken(in, st);
	// nothing came at all: what an earlier transfer left does not count
	if (!in->begun && !store_incoming_begin(in, NULL, NULL, st))
		return false;
	arriving_finish(in);
	struct content content = {
		.nbytes = in->nbytes, .digests = in->digests, .head = {in->head, in->head_nbytes}};
	return content_check(&content, &in->expected, st);
}
