// SPDX-License-Identifier: Apache-2.0
/*
 * A file that the user got some other way, held against the card like any download.
 */
#include "zoo/fetch.h"

#include "engine/base/file.h"
#include "zoo/fetch/labels.h"
#include "zoo/fetch/structure.h"
#include "zoo/incoming.h"
#include "zoo/upkeep.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct by_hand {
	const struct store *store;
	const struct card *card;
	const char *path;
	const struct observer *observer;
	struct arena *scratch;
};

static bool add_from(
	struct incoming *incoming, int fd, const struct by_hand *order, struct status *st)
{
	unsigned char piece[64 << 10];
	for (;;) {
		if (observer_stopped(order->observer))
			return status_fail(
				st, STATUS_INTERRUPTED, "%s: interrupted", order->card->id);
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", order->path);
		if (n == 0)
			return true;
		if (!store_incoming_add(incoming, piece, (size_t)n, st))
			return false;
	}
}

static bool install_locked(
	const struct by_hand *order, int fd, const struct store_lock *lock, struct status *st)
{
	bool written;
	const struct card *card = order->card;
	struct incoming *incoming;
	if (!store_incoming_open(&incoming, order->store, card, &card->file, lock, st))
		return false;
	if (add_from(incoming, fd, order, st) && store_incoming_check(incoming, st) &&
		structure_check(incoming, card->file.name, st) &&
		install_labels(&written, order->store, card, order->observer, order->scratch, st))
		return store_incoming_install(incoming, st);
	store_incoming_abandon(incoming);
	return false;
}

// The store's lock is taken before anything is: from then on nothing else is waited for.
static bool install_from(const struct by_hand *order, int fd, struct status *st)
{
	struct store_lock *lock;
	if (!store_lock_shared(&lock, order->store, STORE_LOCK_WAIT_MS, order->observer, st))
		return false;
	bool is_new = !store_remembers(order->store, order->card);
	bool ok = install_locked(order, fd, lock, st);
	store_unlock(lock);
	if (!ok && is_new)
		store_take_back(order->store, order->card, order->observer);
	return ok;
}

bool fetch_from_file(const struct store *store, const struct card *card, const char *path,
	const struct observer *observer, struct arena *scratch, struct status *st)
{
	struct stat info;
	const struct by_hand order = {store, card, path, observer, scratch};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", path);
	bool ok = file_stat_open(&info, fd, path, STATUS_IO, st) && install_from(&order, fd, st);
	close(fd);
	if (!ok && st->code == STATUS_NO)
		status_prefix(st, "%s is not %s of %s", path, card->file.name, card->id);
	return ok;
}
