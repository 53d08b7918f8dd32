// SPDX-License-Identifier: Apache-2.0
/*
 * From tmp/ to a name: file to the disk, object, link, each followed by its directory.  The
 * order is that of Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014: data
 * before name, name before success.
 */
#include "zoo/store/arriving.h"

#include "zoo/store/links.h"
#include "zoo/store/lock.h"
#include "zoo/store/objects.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * The hashes are those of what was handed to write(); the size says whether the file got
 * it.  After a failed fsync the kernel may call the pages clean: it is never tried twice.
 */
static bool sync_and_close(struct incoming *in, struct status *st)
{
	struct stat info;
	const struct store_name *name = &in->part.name;
	if (fstat(in->part.fd, &info) != 0)
		return beneath_fail(&in->beneath, name, errno, "", st);
	if (info.st_size != in->nbytes)
		return status_fail(st, STATUS_IO, "%s/%s: %lld bytes were written, but it has %lld",
			in->beneath.home, name->text, (long long)in->nbytes,
			(long long)info.st_size);
	if (fchmod(in->part.fd, 0444) != 0)
		return beneath_fail(&in->beneath, name, errno, "chmod", st);
	if (fsync(in->part.fd) != 0)
		return beneath_fail(&in->beneath, name, errno, "fsync", st);
	int fd = in->part.fd;
	in->part.fd = -1;
	return close(fd) == 0 || beneath_fail(&in->beneath, name, errno, "", st);
}

static bool give_place(struct incoming *in, const struct store_name *place, struct status *st)
{
	struct store_name directory = store_name_parent(place);
	if (!beneath_make_directory(&in->beneath, &directory, st))
		return false;
	if (!beneath_rename(&in->beneath, &in->part.name, place, BENEATH_REPLACE))
		return beneath_fail(&in->beneath, place, errno, "rename", st);
	return beneath_sync(&in->beneath, &directory, st);
}

static bool publish(struct incoming *in, struct status *st)
{
	if (in->is_dataset)
		return give_place(in, &in->place, st);
	return object_publish(&in->beneath, &in->part.name, in->digests.sha256, st) &&
	       link_make(&in->beneath, &in->place, in->digests.sha256, st);
}

// Between object and link nobody may take away what no link names.
static bool publish_locked(struct incoming *in, struct status *st)
{
	struct store_lock *lock = NULL;
	if (!in->locked &&
		!lock_store(&lock, &in->beneath, LOCK_SHARED, STORE_LOCK_WAIT_MS, NULL, st))
		return false;
	bool ok = publish(in, st);
	store_unlock(lock);
	return ok;
}

bool store_incoming_install(struct incoming *in, struct status *st)
{
	if (!store_incoming_check(in, st) || !sync_and_close(in, st) || !publish_locked(in, st)) {
		store_incoming_abandon(in);
		return false;
	}
	part_forget_note(&in->part, &in->beneath);
	arriving_release(in);
	return true;
}

void store_incoming_keep(struct incoming *in)
{
	int64_t nbytes = in->begun ? in->nbytes : in->part.nbytes;
	bool usable = in->part.note.url_sha256 && !in->broken && nbytes > 0 &&
		      ftruncate(in->part.fd, nbytes) == 0; // gives back what was reserved
	if (!usable)
		part_drop(&in->part, &in->beneath);
	arriving_release(in);
}

void store_incoming_abandon(struct incoming *in)
{
	if (!in)
		return;
	part_drop(&in->part, &in->beneath);
	arriving_release(in);
}

static bool put_aside(
	struct incoming *in, const char *word, struct store_name *place, struct status *st)
{
	struct store_name rejected = store_name_place(STORE_REJECTED);
	if (!store_name_below(place, &rejected, word))
		return status_fail(st, STATUS_FORMAT, "%s/%s: no place for the name \"%s\"",
			in->beneath.home, rejected.text, word);
	if (fchmod(in->part.fd, 0444) != 0)
		return beneath_fail(&in->beneath, &in->part.name, errno, "chmod", st);
	return give_place(in, place, st);
}

/*
 * What was too much follows what was written.  The note goes first: whoever finds the .part
 * after a kill begins anew.
 */
static bool write_past(struct incoming *in, struct status *st)
{
	part_forget_note(&in->part, &in->beneath);
	if (in->past_nbytes == 0)
		return true;
	if (!beneath_write_all(in->part.fd, in->past, in->past_nbytes))
		return beneath_fail(&in->beneath, &in->part.name, errno, "write", st);
	digest_add(in->digest, in->past, in->past_nbytes);
	return true;
}

bool store_incoming_reject(
	struct incoming *in, const char **path, struct arena *keep, struct status *st)
{
	struct store_name place;
	char word[256];
	const char *slash = strrchr(in->expected.name, '/');
	*path = NULL;
	if (!write_past(in, st)) {
		store_incoming_abandon(in);
		return false;
	}
	arriving_finish(in);
	snprintf(word, sizeof(word), "%s.%.12s.rejected", slash ? slash + 1 : in->expected.name,
		in->digests.sha256);
	bool ok = put_aside(in, word, &place, st);
	if (ok)
		*path = beneath_path(&in->beneath, &place, keep);
	store_incoming_abandon(in);
	return ok;
}
