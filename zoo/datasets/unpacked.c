// SPDX-License-Identifier: Apache-2.0
/*
 * One mapping holds everything, so that the bound is kept by itself: names and contents grow
 * from its front, the table from its back.  Pages that are never written cost nothing, and a
 * system that does not give so many addresses only makes the short cut impossible.
 */
#include "zoo/datasets/unpacked.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { ALIGNMENT = 64 };

struct unpacked {
	struct stat info; // of the archive, before it was opened
	int holder_count; // below `lock`, once it is kept
	size_t used_nbytes;
	struct unpacked_file *table; // grows towards the front
	int64_t count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct unpacked *kept; // its place is one holder; below `lock`

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

struct unpacked *unpacked_begin(const char *where)
{
	struct stat info;
	// What is packed is hardly ever larger than what it unpacks to.
	if (stat(where, &info) != 0 || !S_ISREG(info.st_mode) ||
		info.st_size >= UNPACKED_MAX_NBYTES)
		return NULL;
	void *memory = mmap(NULL, UNPACKED_MAX_NBYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return NULL;
	struct unpacked *u = memory;
	void *end = (unsigned char *)memory + UNPACKED_MAX_NBYTES;
	*u = (struct unpacked){
		.info = info, .holder_count = 1, .used_nbytes = sizeof(*u), .table = end};
	return u;
}

static size_t aligned(size_t nbytes)
{
	return (nbytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

// Where a file's content begins if its path comes first.
static size_t content_start(const struct unpacked *u, const char *path)
{
	return aligned(u->used_nbytes + strlen(path) + 1);
}

bool unpacked_has_room(const struct unpacked *u, const struct packed_file *file)
{
	size_t table_nbytes = (size_t)(u->count + 1) * sizeof(struct unpacked_file);
	size_t taken = content_start(u, file->path) + 1 + table_nbytes;
	return taken <= UNPACKED_MAX_NBYTES &&
	       (uint64_t)file->nbytes <= UNPACKED_MAX_NBYTES - taken;
}

static bool take_piece(void *context, struct bytes piece, struct status *st)
{
	(void)st;
	struct unpacked *u = context;
	memcpy((unsigned char *)u + u->used_nbytes, piece.data, piece.nbytes);
	u->used_nbytes += piece.nbytes;
	return true;
}

bool unpacked_add(struct unpacked *u, struct unpacker *unpacker, const struct packed_file *file,
	struct status *st)
{
	char *path = (char *)u + u->used_nbytes;
	size_t start = content_start(u, file->path);
	memcpy(path, file->path, strlen(file->path) + 1);
	u->used_nbytes = start;
	// Never more than file->nbytes.
	if (!unpacker_stream(unpacker, take_piece, u, st))
		return false;
	u->used_nbytes++; // a zero byte behind it, and no two contents at one place
	u->count++;
	*--u->table =
		(struct unpacked_file){path, {(unsigned char *)u + start, (size_t)file->nbytes}};
	return true;
}

// In the order of the archive contents lie one behind the other.
static int compare_files(const void *a, const void *b)
{
	const struct unpacked_file *x = a, *y = b;
	int order = strcmp(x->path, y->path);
	return order ? order
		     : (x->content.data > y->content.data) - (x->content.data < y->content.data);
}

static void let_go_locked(struct unpacked *u)
{
	if (u && --u->holder_count == 0)
		munmap(u, UNPACKED_MAX_NBYTES);
}

void unpacked_keep(struct unpacked *u)
{
	if (u->count)
		qsort(u->table, (size_t)u->count, sizeof(struct unpacked_file), compare_files);
	pthread_mutex_lock(&lock);
	let_go_locked(kept);
	kept = u;
	pthread_mutex_unlock(&lock);
}

struct unpacked *unpacked_find(const char *where)
{
	struct stat info;
	if (stat(where, &info) != 0)
		return NULL;
	struct unpacked *found = NULL;
	pthread_mutex_lock(&lock);
	if (kept && is_same_file(&kept->info, &info)) {
		found = kept;
		found->holder_count++;
	}
	pthread_mutex_unlock(&lock);
	return found;
}

void unpacked_let_go(struct unpacked *u)
{
	pthread_mutex_lock(&lock);
	let_go_locked(u);
	pthread_mutex_unlock(&lock);
}

const struct unpacked_file *unpacked_files(const struct unpacked *u, int64_t *count)
{
	*count = u->count;
	return u->table;
}

const struct unpacked_file *unpacked_file(const struct unpacked *u, const char *path)
{
	const struct unpacked_file *files = u->table;
	int64_t low = 0, high = u->count;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (strcmp(files[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < u->count && strcmp(files[low].path, path) == 0 ? &files[low] : NULL;
}
