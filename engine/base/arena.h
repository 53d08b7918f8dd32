// SPDX-License-Identifier: Apache-2.0
/*
 * Memory with a lifetime.  Whoever owns the arena decides how long everything in
 * it lives; a function says by its parameter where its results go: `keep` holds
 * what is returned.  There is no free() of a single piece.
 *
 *	struct arena arena = {0};
 *	char *name = arena_printf(&arena, "%s/%s", directory, file);
 *	...
 *	arena_release(&arena);
 *
 * Memory is zeroed.  Nothing here returns NULL: when the system has no more, the
 * handler is called, which does not return.  Sizes that come from files must be
 * capped by the caller before they get here.
 *
 * An arena belongs to one thread at a time.
 */
#ifndef ENGINE_BASE_ARENA_H
#define ENGINE_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *last; // newest block; {0} is an empty arena
};

/*
 * `count` elements of `element_nbytes`, at a multiple of `alignment`, which is a power of
 * two and at most 4096.
 */
void *arena_alloc(struct arena *arena, size_t count, size_t element_nbytes, size_t alignment);

#define arena_new(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type), _Alignof(type)))
#define arena_array(arena, type, count) \
	((type *)arena_alloc((arena), (size_t)(count), sizeof(type), _Alignof(type)))

char *arena_strdup(struct arena *arena, const char *text);
// The first `nbytes` of `text`, terminated.
char *arena_strndup(struct arena *arena, const char *text, size_t nbytes);
__attribute__((format(printf, 2, 3))) char *arena_printf(
	struct arena *arena, const char *format, ...);

// Give everything back; the arena is empty again and may be used on.
void arena_release(struct arena *arena);

/*
 * Forget everything, but keep the memory, up to some megabytes, for what comes next and is
 * about as much: for work that repeats.  To be released in the end.
 */
void arena_reuse(struct arena *arena);

/*
 * Called when memory runs out, with the size that was asked for; must not return.
 * The default prints "out of memory" and ends the process with status 3.
 */
extern void (*arena_out_of_memory)(size_t nbytes);

#endif
