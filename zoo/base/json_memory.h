// SPDX-License-Identifier: Apache-2.0
/*
 * Memory for yajl, which asks its caller: there always is some, as in engine/base/arena.h.
 */
#ifndef ZOO_BASE_JSON_MEMORY_H
#define ZOO_BASE_JSON_MEMORY_H

#include "engine/base/arena.h"

#include <stdlib.h>

static inline void *json_allocate(void *context, size_t nbytes)
{
	(void)context;
	void *memory = malloc(nbytes);
	if (!memory)
		arena_out_of_memory(nbytes);
	return memory;
}

static inline void *json_reallocate(void *context, void *old, size_t nbytes)
{
	(void)context;
	void *memory = realloc(old, nbytes);
	if (!memory)
		arena_out_of_memory(nbytes);
	return memory;
}

static inline void json_release(void *context, void *memory)
{
	(void)context;
	free(memory);
}

#endif
