// SPDX-License-Identifier: Apache-2.0
/*
 * Linux tells of each CPU which others are threads of its core, as a list "0,64" or "2-3"
 * (torvalds/linux:Documentation/admin-guide/cputopology.rst).
 */
#include "zoo/eval/cores.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

// Is one of the CPUs in the list before `cpu`, and usable?
static bool lists_earlier(const char *list, int cpu, const cpu_set_t *cpus)
{
	char *end;
	for (const char *at = list; *at >= '0' && *at <= '9'; at = end + (*end == ',')) {
		long first = strtol(at, &end, 10), last = first;
		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		for (long i = first; i <= last && i < cpu; i++)
			if (CPU_ISSET((size_t)i, cpus))
				return true;
	}
	return false;
}

static bool shares_core_with_earlier(int cpu, const cpu_set_t *cpus, const char *folder)
{
	char path[256], list[1024];
	snprintf(path, sizeof(path), "%s/cpu%d/topology/thread_siblings_list", folder, cpu);
	FILE *file = fopen(path, "r");
	if (!file)
		return false;
	bool known = fgets(list, sizeof(list), file);
	fclose(file);
	return known && lists_earlier(list, cpu, cpus);
}

int cores_of(const cpu_set_t *cpus, const char *folder)
{
	int count = 0;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		count += CPU_ISSET((size_t)cpu, cpus) &&
			 !shares_core_with_earlier(cpu, cpus, folder);
	return count > 0 ? count : 1;
}

int cores_usable(void)
{
	cpu_set_t cpus;
	if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
		return 1;
	return cores_of(&cpus, "/sys/devices/system/cpu");
}
