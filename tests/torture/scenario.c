// SPDX-License-Identifier: Apache-2.0
/*
 * The commands that are tortured: those that write, then those that read.
 */
#include "tests/torture/world.h"

#include <string.h>

const struct scenario scenarios[] = {
	{"fetch", "--offline fetch demo-words", "", 0, 0, NULL},
	{"fetch-mirror", "--offline fetch torture-words --mirror @/mirror", "demo", 0, 0, NULL},
	{"fetch-http", "fetch torture-words --mirror %/range", "demo", 0, 0, NULL},
	{"add", "add torture-words @/mirror/models/torture/torture_words.tflite", "demo", 0, 0,
		NULL},
	{"verify", "verify", "demo words", SCENARIO_READS, 0, NULL},
	{"verify-damaged", "verify", "demo damage", SCENARIO_READS | SCENARIO_DAMAGED, 0, NULL},
	{"repair", "--offline verify --repair", "demo words damage", SCENARIO_DAMAGED, 0, NULL},
	{"repair-link", "--offline verify --repair demo-words", "demo lose-link", 0, 0, NULL},
	{"fsck-repair", "fsck --repair", "demo words lose-link stale", 0, 0, "fsck"},
	{"fsck-damaged", "fsck --repair", "demo words damage stale", SCENARIO_DAMAGED, 0, "fsck"},
	{"fsck-card", "fsck --repair", "demo words bundle empty unbundle damage-card", 0, 0,
		"fsck"},
	{"gc", "gc", "demo words remove", SCENARIO_TAKES, 0, "gc"},
	{"remove", "remove torture-words", "demo words", SCENARIO_TAKES, 6, "remove"},
	{"remove-card", "remove torture-words", "demo words bundle empty unbundle", SCENARIO_TAKES,
		6, "remove"},
	{"unbundle", "bundle unbundle @/words.bundle", "demo words bundle empty", 0, 0, "bundle"},
	{"list", "list", "demo", SCENARIO_READS, 0, NULL},
	{"show", "show torture-words", "demo", SCENARIO_READS, 0, NULL},
	{"labels", "labels demo-words", "demo", SCENARIO_READS, 0, NULL},
	{"inspect", "inspect demo-words", "demo", SCENARIO_READS, 0, NULL},
	{"run", "run demo-words @/input.npy", "demo", SCENARIO_READS, 0, NULL},
	{"eval", "--quiet eval demo-words --data @/words.tar --limit 3 --threads 1 --json", "demo",
		SCENARIO_READS, 0, NULL},
	{"lint", "lint", "demo", SCENARIO_READS, 0, NULL},
	{"datasets", "datasets", "", SCENARIO_READS, 0, NULL},
	{"version", "version", "", SCENARIO_READS, 0, NULL},
	{"fsck", "fsck", "demo words", SCENARIO_READS, 0, "fsck"},
	{"du", "du", "demo words", SCENARIO_READS, 0, "du"},
	{0},
};

const struct scenario *scenario_find(const char *name)
{
	for (const struct scenario *s = scenarios; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}
