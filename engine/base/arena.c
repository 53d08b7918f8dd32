// SPDX-License-Identifier: Apache-2.0
/*
 * A list of blocks, newest first; each allocation is cut from the newest block.
 * A block doubles the size of the one before it, up to 1 MiB, so that a small
 * arena stays small and a large one needs few calls of calloc().
 */
#include "engine/base/arena.h"

#include "engine/base/bytes.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_BLOCK_NBYTES = 4096, LARGEST_BLOCK_NBYTES = 1 << 20, MOST_KEPT_NBYTES = 32 << 20 };

struct arena_block {
	struct arena_block *previous;
	size_t nbytes; // of data[]
	size_t used_nbytes;
	unsigned char data[];
};

static void die(size_t nbytes)
{
	char line[96];
	int length =
		snprintf(line, sizeof(line), "zoo: out of memory (%zu bytes asked for)\n", nbytes);
	if (write(STDERR_FILENO, line, (size_t)length) < 0)
		_exit(3);
	_exit(3);
}

void (*arena_out_of_memory)(size_t nbytes) = die;

static _Noreturn void run_out(size_t nbytes)
{
	arena_out_of_memory(nbytes);
	abort(); // a handler that returns breaks its contract
}

// Offset within the block at which an aligned piece can start.
static size_t aligned_start(const struct arena_block *block, size_t alignment)
{
	uintptr_t at = (uintptr_t)block->data + block->used_nbytes;
	return block->used_nbytes + (size_t)(-at & (alignment - 1));
}

static struct arena_block *add_block(struct arena *arena, size_t nbytes)
{
	struct arena_block *block = calloc(1, sizeof(*block) + nbytes);
	if (!block)
		run_out(nbytes);
	block->previous = arena->last;
	block->nbytes = nbytes;
	arena->last = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t element_nbytes, size_t alignment)
{
	size_t nbytes, needed;
	if (!size_mul(&nbytes, count, element_nbytes) ||
		!size_add(&needed, nbytes, alignment + sizeof(struct arena_block)))
		run_out(SIZE_MAX);

	struct arena_block *block = arena->last;
	if (block) {
		size_t start = aligned_start(block, alignment);
		if (start <= block->nbytes && nbytes <= block->nbytes - start) {
			block->used_nbytes = start + nbytes;
			return block->data + start;
		}
	}

	size_t block_nbytes = FIRST_BLOCK_NBYTES;
	if (block)
		block_nbytes = block->nbytes < LARGEST_BLOCK_NBYTES / 2 ? block->nbytes * 2
									: LARGEST_BLOCK_NBYTES;
	block = add_block(arena, block_nbytes < needed ? needed : block_nbytes);
	size_t start = aligned_start(block, alignment);
	block->used_nbytes = start + nbytes;
	return block->data + start;
}

char *arena_strndup(struct arena *arena, const char *text, size_t nbytes)
{
	char *copy = arena_alloc(arena, nbytes + 1, 1, 1);
	memcpy(copy, text, nbytes);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		run_out(0);
	char *text = arena_alloc(arena, (size_t)length + 1, 1, 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void arena_release(struct arena *arena)
{
	struct arena_block *block = arena->last;
	while (block) {
		struct arena_block *previous = block->previous;
		free(block);
		block = previous;
	}
	arena->last = NULL;
}

void arena_reuse(struct arena *arena)
{
	size_t nbytes = 0;
	for (struct arena_block *block = arena->last; block; block = block->previous)
		nbytes += block->nbytes;
	struct arena_block *last = arena->last;
	if (nbytes > 0 && nbytes == last->nbytes && nbytes <= MOST_KEPT_NBYTES) {
		memset(last->data, 0, last->used_nbytes);
		last->used_nbytes = 0;
		return;
	}
	arena_release(arena);
	if (nbytes > 0 && nbytes <= MOST_KEPT_NBYTES)
		add_block(arena, nbytes);
}
