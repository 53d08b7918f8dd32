// SPDX-License-Identifier: Apache-2.0
/*
 * The way into the store: an exclusive file in tmp/, hashed while it is written, synced,
 * renamed, and the directory synced.  The order is that of Pillai et al., "All File
 * Systems Are Not Created Equal", OSDI 2014: data before name, name before success.
 */
#include "zoo/store.h"

#include "zoo/store/content.h"
#include "engine/base/identify.h"
#include "zoo/store/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

struct incoming {
	struct arena arena; // everything lives here, this struct included
	struct card_file expected;
	const char *directory, *path, *temporary;
	int fd; // -1: closed
	bool broken;
	int64_t nbytes, limit_nbytes;
	struct digest *digest;
	size_t head_nbytes;
	unsigned char head[IDENTIFY_HEAD_NBYTES];
};

static void release(struct incoming *in)
{
	struct arena arena = in->arena;
	digest_free(in->digest);
	if (in->fd >= 0)
		close(in->fd);
	arena_release(&arena);
}

// A name that nobody can foresee; O_EXCL does the rest.
static bool open_temporary(struct incoming *in, const char *directory, struct status *st)
{
	for (int tries = 0; tries < 16; tries++) {
		unsigned long long random;
		if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
			return status_fail_errno(st, STATUS_IO, errno, "no random numbers");
		in->temporary = arena_printf(&in->arena, "%s/%016llx.incoming", directory, random);
		in->fd = open(
			in->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
		if (in->fd >= 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	status_fail_errno(st, STATUS_IO, errno, "the store cannot be written: %s", in->temporary);
	return status_hint(st, "ZOO_HOME names its directory");
}

static bool prepare(
	struct incoming *in, const struct store *store, const struct card *card, struct status *st)
{
	in->path = store_path_checked(store, card, in->expected.name, &in->arena, st);
	if (!in->path)
		return false;
	in->directory =
		arena_strndup(&in->arena, in->path, (size_t)(strrchr(in->path, '/') - in->path));
	const char *tmp = arena_printf(&in->arena, "%s/tmp", store->home);
	return store_make_directory(tmp, st) && open_temporary(in, tmp, st);
}

bool store_incoming_open(struct incoming **out, const struct store *store, const struct card *card,
	const struct card_file *expected, struct status *st)
{
	struct arena arena = {0};
	struct incoming *in = arena_new(&arena, struct incoming);
	in->arena = arena;
	in->expected = *expected;
	in->expected.name = arena_strdup(&in->arena, expected->name);
	in->fd = -1;
	in->limit_nbytes =
		expected->size_nbytes >= 0 ? expected->size_nbytes : MODEL_MAX_FILE_NBYTES;
	in->digest = digest_create();
	if (!prepare(in, store, card, st)) {
		release(in);
		return false;
	}
	*out = in;
	return true;
}

static bool write_all(
	struct incoming *in, const unsigned char *data, size_t nbytes, struct status *st)
{
	while (nbytes > 0) {
		ssize_t n = write(in->fd, data, nbytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno,
				"%s: cannot write %lld bytes for %s", in->temporary,
				(long long)in->limit_nbytes, in->path);
		data += n;
		nbytes -= (size_t)n;
	}
	return true;
}

static void keep_head(struct incoming *in, const void *data, size_t nbytes)
{
	size_t room = sizeof(in->head) - in->head_nbytes;
	size_t n = nbytes < room ? nbytes : room;
	if (n > 0)
		memcpy(in->head + in->head_nbytes, data, n);
	in->head_nbytes += n;
}

static bool fail_too_long(struct incoming *in, struct status *st)
{
	struct content content = {.nbytes = -1, .head = {in->head, in->head_nbytes}};
	return status_fail(st, STATUS_NO, "size: expected %s%lld bytes, got more%s",
		in->expected.size_nbytes >= 0 ? "" : "at most ", (long long)in->limit_nbytes,
		content_look(&content, &in->expected, &in->arena));
}

bool store_incoming_add(struct incoming *in, const void *data, size_t nbytes, struct status *st)
{
	keep_head(in, data, nbytes);
	if (in->broken)
		return status_fail(st, STATUS_IO, "%s: an earlier write failed", in->temporary);
	in->broken = true;
	if (nbytes > (size_t)(in->limit_nbytes - in->nbytes))
		return fail_too_long(in, st);
	if (!write_all(in, data, nbytes, st))
		return false;
	digest_add(in->digest, data, nbytes);
	in->nbytes += (int64_t)nbytes;
	in->broken = false;
	return true;
}

static bool check(struct incoming *in, struct status *st)
{
	if (in->broken)
		return status_fail(st, STATUS_IO, "%s: an earlier write failed", in->temporary);
	struct content content = {.nbytes = in->nbytes, .head = {in->head, in->head_nbytes}};
	digest_finish(in->digest, &content.digests);
	in->digest = NULL;
	return content_check(&content, &in->expected, st);
}

/*
 * The hashes are those of what was handed to write(); the size says whether the file got
 * it.  After a failed fsync the kernel may call the pages clean: it is never tried twice.
 */
static bool sync_and_close(struct incoming *in, struct status *st)
{
	struct stat info;
	if (fstat(in->fd, &info) != 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", in->temporary);
	if (info.st_size != in->nbytes)
		return status_fail(st, STATUS_IO, "%s: %lld bytes were written, but it has %lld",
			in->temporary, (long long)in->nbytes, (long long)info.st_size);
	if (fsync(in->fd) != 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s: fsync", in->temporary);
	int fd = in->fd;
	in->fd = -1;
	if (close(fd) != 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", in->temporary);
	return true;
}

static bool give_name(struct incoming *in, struct status *st)
{
	if (!store_make_directory(in->directory, st))
		return false;
	if (rename(in->temporary, in->path) != 0)
		return status_fail_errno(
			st, STATUS_IO, errno, "%s: rename from %s", in->path, in->temporary);
	return true;
}

bool store_incoming_install(struct incoming *in, struct status *st)
{
	if (!check(in, st) || !sync_and_close(in, st) || !give_name(in, st)) {
		store_incoming_abandon(in);
		return false;
	}
	bool ok = store_sync_directory(in->directory, st);
	release(in);
	return ok;
}

void store_incoming_abandon(struct incoming *in)
{
	if (!in)
		return;
	if (in->temporary)
		unlink(in->temporary);
	release(in);
}
