// SPDX-License-Identifier: Apache-2.0
/*
 * Counts, and what they must come to.
 */
#include "tests/kernels/seen.h"

#include <stdio.h>

static const char *const form_names[] = {
	"linear", "linear-except", "signed", "signed-except", "fixed", "scalar"};

void seen_way(struct seen *seen, const struct conv_kernel *way)
{
	for (int i = 0; i < MAX_WAYS; i++) {
		if (!seen->ways[i].way)
			seen->ways[i].way = way;
		if (seen->ways[i].way != way)
			continue;
		seen->ways[i].runs++;
		return;
	}
	printf("# more than %d ways: \"%s\"\n", MAX_WAYS, way->name);
	seen->wrong++;
}

static void print_seen(const struct seen *seen, const char *table)
{
	printf("# %s:", table);
	for (int i = 0; i < MAX_WAYS && seen->ways[i].way; i++)
		printf(" \"%s\" %lld", seen->ways[i].way->name, seen->ways[i].runs);
	printf("; panels");
	for (int i = 0; i <= FORM_SCALAR; i++)
		printf(" %s %lld", form_names[i], seen->forms[i]);
	printf("\n");
}

bool seen_every_form(const struct seen *seen)
{
	bool all = true;
	for (int form = 0; form <= FORM_SCALAR; form++)
		all = all && seen->forms[form] > 0;
	return all;
}

void seen_report(const struct seen seen[MAX_TABLES], const struct tables *tables, const char *what)
{
	for (int i = 0; i < tables->count; i++) {
		const char *name = tables->at[i]->name;
		print_seen(&seen[i], name);
		report(seen[i].wrong == 0, "%s: %s: %lld runs, %lld wrong", name, what,
			seen[i].runs, seen[i].wrong);
		report(seen_every_form(&seen[i]), "%s: %s: every form occurs", name, what);
	}
}

static bool was_run(const struct seen *seen, const struct conv_kernel *way)
{
	for (int i = 0; i < MAX_WAYS && seen->ways[i].way; i++)
		if (seen->ways[i].way == way)
			return true;
	return false;
}

static bool is_among(const struct ways *ways, const struct conv_kernel *way)
{
	for (int i = 0; i < ways->count; i++)
		if (ways->at[i] == way)
			return true;
	return false;
}

static bool every_way(const struct seen *seen, const struct ways *ways, const char *table)
{
	bool all = ways->count > 0 && ways->count <= MAX_WAYS;
	for (int i = 0; all && i < ways->count; i++)
		if (!was_run(seen, ways->at[i])) {
			printf("# %s: \"%s\" has never run\n", table, ways->at[i]->name);
			return false;
		}
	for (int i = 0; all && i < MAX_WAYS && seen->ways[i].way; i++)
		if (!is_among(ways, seen->ways[i].way)) {
			printf("# %s: \"%s\" is chosen for no shape of tests/kernels/ways.c\n",
				table, seen->ways[i].way->name);
			return false;
		}
	return all;
}

void seen_report_ways(
	const struct seen seen[MAX_TABLES], const struct tables *tables, bool depthwise)
{
	for (int i = 0; i < tables->count; i++) {
		const char *name = tables->at[i]->name;
		struct ways ways;
		ways_find(&ways, tables->at[i], depthwise);
		report(every_way(&seen[i], &ways, name), "%s: all %d ways of %s convolutions occur",
			name, ways.count, depthwise ? "depthwise" : "dense");
	}
}
