// SPDX-License-Identifier: Apache-2.0
/*
 * The tables of this build, best first.  One is chosen once and handed on as data, so
 * that two can run side by side in one process.
 */
#include "engine/engine.h"

#include "engine/base/words.h"
#include "engine/kernels/kernels.h"

#include <string.h>

static const struct kernels *const tables[] = {
#if defined(__x86_64__)
	&kernels_avx512vnni,
	&kernels_avxvnni,
	&kernels_avx2,
#endif
#if defined(__aarch64__)
	&kernels_i8mm,
	&kernels_dotprod,
	&kernels_neon,
#endif
	&kernels_scalar,
	NULL,
};

const struct kernels *const *kernels_all(void)
{
	return tables;
}

const char *kernels_name(const struct kernels *kernels)
{
	return kernels->name;
}

bool kernels_runnable(const struct kernels *kernels)
{
	return kernels->runnable();
}

int64_t kernels_peak(const struct kernels *kernels, int64_t rounds)
{
	return kernels->peak(rounds);
}

const struct kernels *kernels_choose(const char *name, struct status *st)
{
	bool any = !name || !*name;
	bool known = false;
	for (const struct kernels *const *t = tables; *t; t++) {
		if (!any && strcmp(name, (*t)->name) != 0)
			continue;
		known = true;
		if ((*t)->runnable())
			return *t;
	}
	char names[256] = "";
	for (const struct kernels *const *t = tables; *t; t++)
		if ((*t)->runnable())
			words_add(names, sizeof(names), (*t)->name);
	status_fail(st, STATUS_USAGE, "instruction set \"%s\": %s, expected one of: %s",
		any ? "" : name, known ? "this CPU cannot run it" : "unknown", names);
	return NULL;
}
