// SPDX-License-Identifier: Apache-2.0
/*
 * To be preloaded: one call among many goes wrong.
 *
 *	STARVE_KIND    memory | short | interrupt
 *	STARVE_AT      the k-th call, from 1
 *	STARVE_SPAN    as many calls from there on; 0: all
 *	STARVE_COUNT   a file of one 64-bit number: calls seen so far, by all processes together
 *
 * memory: malloc() and its kin return NULL.  short: read() and write() and their kin move one
 * byte.  interrupt: they fail with EINTR.  strace can do the last alone: what it calls a short
 * count moves nothing at all.
 *
 * Calls are counted from this object's constructor on, in a shared mapping, so that children
 * go on counting.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum kind { KIND_NONE, KIND_MEMORY, KIND_SHORT, KIND_INTERRUPT };

extern void *__libc_malloc(size_t nbytes);
extern void *__libc_calloc(size_t count, size_t nbytes);
extern void *__libc_realloc(void *old, size_t nbytes);
extern void *__libc_memalign(size_t alignment, size_t nbytes);
int posix_memalign(void **out, size_t alignment, size_t nbytes);

static enum kind kind;
static uint64_t first, span;
static _Atomic uint64_t *seen;

__attribute__((constructor)) static void begin(void)
{
	const char *name = getenv("STARVE_KIND"), *path = getenv("STARVE_COUNT");
	const char *at = getenv("STARVE_AT"), *length = getenv("STARVE_SPAN");
	if (!name || !path || !at || !length)
		return;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *shared =
		fd < 0 ? MAP_FAILED
		       : mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (shared == MAP_FAILED)
		return;
	seen = shared;
	first = strtoull(at, NULL, 10);
	span = strtoull(length, NULL, 10);
	if (strcmp(name, "memory") == 0)
		kind = KIND_MEMORY;
	else
		kind = strcmp(name, "short") == 0 ? KIND_SHORT : KIND_INTERRUPT;
}

static bool hit(bool memory)
{
	if (kind == KIND_NONE || memory != (kind == KIND_MEMORY))
		return false;
	uint64_t now = atomic_fetch_add(seen, 1) + 1;
	return now >= first && (span == 0 || now - first < span);
}

static bool no_memory(void)
{
	if (!hit(true))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t nbytes)
{
	return no_memory() ? NULL : __libc_malloc(nbytes);
}

void *calloc(size_t count, size_t nbytes)
{
	return no_memory() ? NULL : __libc_calloc(count, nbytes);
}

void *realloc(void *old, size_t nbytes)
{
	return no_memory() ? NULL : __libc_realloc(old, nbytes);
}

void *memalign(size_t alignment, size_t nbytes);
void *memalign(size_t alignment, size_t nbytes)
{
	return no_memory() ? NULL : __libc_memalign(alignment, nbytes);
}

void *aligned_alloc(size_t alignment, size_t nbytes)
{
	return memalign(alignment, nbytes);
}

int posix_memalign(void **out, size_t alignment, size_t nbytes)
{
	void *memory = memalign(alignment, nbytes);
	if (!memory)
		return ENOMEM;
	*out = memory;
	return 0;
}

// What a call may move now; -1: it is to fail with EINTR.
static ssize_t granted(size_t nbytes)
{
	if (nbytes == 0 || !hit(false))
		return (ssize_t)nbytes;
	if (kind == KIND_SHORT)
		return 1;
	errno = EINTR;
	return -1;
}

#define NEXT(name, type) ((type)(uintptr_t)dlsym(RTLD_NEXT, name))

ssize_t read(int fd, void *to, size_t nbytes)
{
	ssize_t n = granted(nbytes);
	return n < 0 ? -1 : NEXT("read", ssize_t(*)(int, void *, size_t))(fd, to, (size_t)n);
}

ssize_t write(int fd, const void *from, size_t nbytes)
{
	ssize_t n = granted(nbytes);
	return n < 0 ? -1
		     : NEXT("write", ssize_t(*)(int, const void *, size_t))(fd, from, (size_t)n);
}

ssize_t pread64(int fd, void *to, size_t nbytes, off64_t at)
{
	typedef ssize_t call(int, void *, size_t, off64_t);
	ssize_t n = granted(nbytes);
	return n < 0 ? -1 : NEXT("pread64", call *)(fd, to, (size_t)n, at);
}

ssize_t pread(int fd, void *to, size_t nbytes, off_t at)
{
	return pread64(fd, to, nbytes, at);
}

ssize_t pwrite64(int fd, const void *from, size_t nbytes, off64_t at)
{
	typedef ssize_t call(int, const void *, size_t, off64_t);
	ssize_t n = granted(nbytes);
	return n < 0 ? -1 : NEXT("pwrite64", call *)(fd, from, (size_t)n, at);
}

ssize_t pwrite(int fd, const void *from, size_t nbytes, off_t at)
{
	return pwrite64(fd, from, nbytes, at);
}
