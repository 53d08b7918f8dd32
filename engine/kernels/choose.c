// SPDX-License-Identifier: Apache-2.0
/*
 * The tables of this build, best first.  One is chosen once and handed on as data, so
 * that two can run side by side in one process.
 */
#include "engine/engine.h"
#include "engine/kernels/kernels.h"

#include <stdio.h>
#include <string.h>

static const struct kernels *const tables[] = {&kernels_scalar, NULL};

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

static void list_runnable(char *out, size_t out_nbytes)
{
	out[0] = '\0';
	size_t used = 0;
	for (const struct kernels *const *t = tables; *t; t++) {
		if (!(*t)->runnable() || used >= out_nbytes)
			continue;
		used += (size_t)snprintf(
			out + used, out_nbytes - used, "%s%s", used ? ", " : "", (*t)->name);
	}
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
	char names[256];
	list_runnable(names, sizeof(names));
	status_fail(st, STATUS_USAGE, "instruction set \"%s\": %s, expected one of: %s",
		any ? "" : name, known ? "this CPU cannot run it" : "unknown", names);
	return NULL;
}
