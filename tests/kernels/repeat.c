// SPDX-License-Identifier: Apache-2.0
/*
 * Whatever a panel consists of, as many times as wished.
 */
#include "tests/kernels/repeat.h"

#include <string.h>

static void *repeated(const void *from, size_t nbytes, int32_t times, struct arena *arena)
{
	unsigned char *to = arena_alloc(arena, (size_t)times, nbytes, 64);
	for (int32_t i = 0; i < times; i++)
		memcpy(to + (size_t)i * nbytes, from, nbytes);
	return to;
}

void repeat_panel(struct packed *p, size_t cols, int32_t panels, struct arena *arena)
{
	size_t nbytes = cols * sizeof(int32_t);
	struct forms *f = &p->forms;
	p->panel_count = panels;
	p->weights = repeated(p->weights, p->panel_nbytes, panels, arena);
	p->multiplier = repeated(p->multiplier, cols * sizeof(struct multiplier), panels, arena);
	f->factor = repeated(f->factor, nbytes, panels, arena);
	f->offset = repeated(f->offset, nbytes, panels, arena);
	f->exception = repeated(f->exception, nbytes, panels, arena);
	f->q31 = repeated(f->q31, nbytes, panels, arena);
	f->nudge = repeated(f->nudge, nbytes, panels, arena);
	f->negative = repeated(f->negative, nbytes, panels, arena);
	f->half = repeated(f->half, nbytes, panels, arena);
	f->shift = repeated(f->shift, nbytes, panels, arena);
}
