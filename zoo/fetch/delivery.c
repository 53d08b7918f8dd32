// SPDX-License-Identifier: Apache-2.0
/*
 * Bytes that were begun by one answer and ended by another and are wrong may be halves of
 * two files: they get one clean try.  Bytes that are wrong otherwise would be so again.
 */
#include "zoo/fetch/delivery.h"

#include "engine/base/file.h"
#include "engine/base/resolve.h"
#include "zoo/builtin.h"
#include "zoo/fetch/arrived.h"
#include "zoo/fetch/asking.h"
#include "zoo/fetch/labels.h"
#include "zoo/fetch/structure.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_NBYTES = 64 << 10 };

static bool copy_open_file(struct asking *a, int fd, const char *path)
{
	struct stat info;
	unsigned char piece[PIECE_NBYTES];
	const struct wanted *wanted = a->order->wanted;
	if (!file_stat_open(&info, fd, path, STATUS_NETWORK, a->st))
		return false;
	a->total_nbytes = info.st_size;
	for (;;) {
		if (observer_stopped(a->order->observer))
			return status_fail(
				a->st, STATUS_INTERRUPTED, "%s: interrupted", wanted->what);
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(a->st, STATUS_NETWORK, errno, "%s", path);
		if (n == 0)
			return true;
		if (!asking_add(a, piece, (size_t)n))
			return false;
		observer_progress(a->order->observer, wanted->what, "bytes", a->answered_nbytes,
			wanted->file->size_nbytes);
	}
}

// A mirror may be somebody else's directory: what is copied from it is what lies in it.
static bool copy_file(struct asking *a)
{
	const struct source *source = a->order->source;
	int fd = resolve_open_in(
		source->base, source->path, O_RDONLY | O_NONBLOCK, RESOLVE_LINKS_WITHIN);
	if (fd < 0 && (errno == EXDEV || errno == ELOOP))
		return status_fail(a->st, STATUS_NETWORK,
			"%s: a link that leads out of the mirror is not followed", source->shown);
	if (fd < 0)
		return status_fail_errno(a->st, STATUS_NETWORK, errno, "%s", source->shown);
	bool ok = copy_open_file(a, fd, source->shown);
	close(fd);
	return ok;
}

static bool copy_builtin(struct asking *a)
{
	const char *path = a->order->source->path;
	struct bytes content = builtin_find(path);
	if (!content.data)
		return status_fail(a->st, STATUS_NETWORK, "%s: not inside this program", path);
	return asking_add(a, content.data, content.nbytes);
}

static bool ask_server(struct asking *a, bool from_start)
{
	const struct source *source = a->order->source;
	const struct card_file *file = a->order->wanted->file;
	if (source->kind == SOURCE_LFS && (!file->sha256[0] || file->size_nbytes < 0))
		return status_fail(a->st, STATUS_NETWORK,
			"%s: Git LFS is asked by SHA-256 and size, which are not known of %s",
			source->shown, file->name);
	if (unreachable_has(a->order->unreachable, source->base))
		return status_fail(a->st, STATUS_NETWORK,
			"%s: not asked, as this server could not be reached before", source->shown);
	return asking_run(a, from_start);
}

static bool bring(struct asking *a, bool from_start)
{
	switch (a->order->source->kind) {
	case SOURCE_BUILTIN:
		return copy_builtin(a);
	case SOURCE_DIRECTORY:
		return copy_file(a);
	case SOURCE_URL:
	case SOURCE_LFS:
		break;
	}
	return ask_server(a, from_start);
}

static bool bring_and_check(struct asking *a, bool from_start)
{
	a->resumed = a->oversized = false;
	bool ended = bring(a, from_start);
	a->cut = a->oversized && !ended;
	return ended && store_incoming_check(a->incoming, a->st);
}

// Once more if two answers were put together; false with STATUS_NO if it is not the file.
static bool bring_right(struct asking *a)
{
	bool ok = bring_and_check(a, false);
	if (ok || a->st->code != STATUS_NO || !a->resumed)
		return ok;
	return bring_and_check(a, true);
}

// What is wrong stays wrong where it cannot be kept: that is told beside it.
static void put_aside(struct delivered *out, struct asking *a)
{
	struct status failure;
	struct arena *keep = a->order->keep;
	out->rejected_nbytes = store_incoming_nbytes(a->incoming);
	out->rejected_cut = a->cut;
	if (!store_incoming_reject(a->incoming, &out->rejected, keep, &failure))
		out->not_kept = arena_strdup(keep, failure.message);
}

// What came is not the file: say what it is, and put it aside if that is wanted.
static void refuse(struct delivered *out, struct asking *a)
{
	const struct delivery_order *order = a->order;
	arrived_describe(out, a->incoming, a->cut, order->wanted, order->keep, a->st);
	status_prefix(a->st, "%s", order->source->shown);
	if (order->keep_rejected)
		put_aside(out, a);
	else
		store_incoming_abandon(a->incoming);
}

static bool give_up(struct delivered *out, struct asking *a)
{
	bool fatal = a->store_failed || a->st->code == STATUS_INTERRUPTED;
	if (a->st->code == STATUS_NO && !fatal) {
		out->blame = DELIVERY_WRONG;
		refuse(out, a);
		return false;
	}
	out->blame = a->st->code == STATUS_NETWORK && !fatal ? DELIVERY_SILENT : DELIVERY_FATAL;
	store_incoming_keep(a->incoming);
	return false;
}

// The labels come first: whoever sees the model finds them beside it.
static bool install(struct asking *a, const struct wanted *wanted)
{
	struct arena scratch = {0};
	bool written, ok = true;
	if (wanted->use == WANTED_MODEL) {
		ok = structure_check(a->incoming, wanted->file->name, a->st);
		if (!ok)
			status_prefix(a->st, "%s", a->order->source->shown);
		ok = ok && install_labels(&written, wanted->store, wanted->card, a->order->observer,
				   &scratch, a->st);
		arena_release(&scratch);
	}
	if (ok)
		return store_incoming_install(a->incoming, a->st);
	store_incoming_abandon(a->incoming);
	return false;
}

bool delivery_run(struct delivered *out, const struct delivery_order *order, struct status *st)
{
	const struct wanted *wanted = order->wanted;
	struct asking a = {.order = order, .st = st};
	*out = (struct delivered){.blame = DELIVERY_FATAL};
	bool opened = wanted->card ? store_incoming_open(&a.incoming, wanted->store, wanted->card,
					     wanted->file, order->lock, st)
				   : store_incoming_open_dataset(&a.incoming, wanted->store,
					     wanted->file, order->lock, st);
	if (!opened)
		return false;
	bool ok = bring_right(&a);
	observer_finished(order->observer, wanted->what);
	out->received_nbytes = a.received_nbytes;
	out->transferred_nbytes = a.transferred_nbytes;
	// The last look: whoever says stop from here on finds the file installed.
	if (ok && observer_stopped(order->observer))
		ok = status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", wanted->what);
	return ok ? install(&a, wanted) : give_up(out, &a);
}
