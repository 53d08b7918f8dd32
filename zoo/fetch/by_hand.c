// SPDX-License-Identifier: Apache-2.0
/*
 * A file that the user got some other way, held against the card like any download.
 */
#include "zoo/fetch.h"

#include "zoo/fetch/labels.h"
#include "zoo/fetch/structure.h"
#include "zoo/incoming.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool add_from(struct incoming *incoming, int fd, const char *path, struct status *st)
{
	unsigned char piece[64 << 10];
	for (;;) {
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", path);
		if (n == 0)
			return true;
		if (!store_incoming_add(incoming, piece, (size_t)n, st))
			return false;
	}
}

static bool install_from(const struct store *store, const struct card *card, int fd,
	const char *path, struct arena *scratch, struct status *st)
{
	bool written;
	struct incoming *incoming;
	if (!store_incoming_open(&incoming, store, card, &card->file, NULL, st))
		return false;
	if (add_from(incoming, fd, path, st) && store_incoming_check(incoming, st) &&
		structure_check(incoming, card->file.name, st) &&
		install_labels(&written, store, card, NULL, scratch, st))
		return store_incoming_install(incoming, st);
	store_incoming_abandon(incoming);
	return false;
}

bool fetch_from_file(const struct store *store, const struct card *card, const char *path,
	struct arena *scratch, struct status *st)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", path);
	bool ok = install_from(store, card, fd, path, scratch, st);
	close(fd);
	if (!ok && st->code == STATUS_NO)
		status_prefix(st, "%s is not %s of %s", path, card->file.name, card->id);
	return ok;
}
