// SPDX-License-Identifier: Apache-2.0
/*
 * Counting cores, on descriptions of machines as Linux writes them below
 * /sys/devices/system/cpu.
 */
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "zoo/eval/cores.h"

static void describe(const char *machine, int cpu, const char *siblings)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s/cpu%d/topology/thread_siblings_list", scratch_directory,
		machine, cpu);
	scratch_write(path, siblings, strlen(siblings));
}

static int count(const char *machine, const int *cpus, int cpu_count)
{
	char folder[512];
	cpu_set_t set;
	CPU_ZERO(&set);
	for (int i = 0; i < cpu_count; i++)
		CPU_SET((size_t)cpus[i], &set);
	snprintf(folder, sizeof(folder), "%s/%s", scratch_directory, machine);
	return cores_of(&set, folder);
}

#define COUNT(machine, ...)                          \
	count((machine), (const int[]){__VA_ARGS__}, \
		(int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)))

int main(void)
{
	scratch_begin();
	for (int cpu = 0; cpu < 4; cpu++) {
		describe("apart", cpu, (const char *[]){"0,4\n", "1,5\n", "2,6\n", "3,7\n"}[cpu]);
		describe("apart", cpu + 4,
			(const char *[]){"0,4\n", "1,5\n", "2,6\n", "3,7\n"}[cpu]);
		describe("beside", cpu, cpu < 2 ? "0-1\n" : "2-3\n");
		describe("single", cpu, (const char *[]){"0\n", "1\n", "2\n", "3\n"}[cpu]);
		describe("odd", cpu,
			(const char *[]){"", "\n", "x,1-", "0-99999999999999999999\n"}[cpu]);
	}
	CHECK_INT(COUNT("apart", 0, 1, 2, 3, 4, 5, 6, 7), 4, "eight CPUs of four cores");
	CHECK_INT(COUNT("apart", 0, 1, 2, 3), 4, "one CPU of each");
	CHECK_INT(COUNT("apart", 4, 5, 1), 2, "the others, two of one core");
	CHECK_INT(COUNT("beside", 0, 1, 2, 3), 2, "siblings as a range");
	CHECK_INT(COUNT("beside", 1, 2), 2, "one of each range");
	CHECK_INT(COUNT("single", 0, 1, 2, 3), 4, "cores of one CPU");
	CHECK_INT(COUNT("unknown", 0, 1, 2, 3), 4, "a machine that tells nothing");
	CHECK_INT(COUNT("odd", 0, 1, 2), 3, "lists that make no sense");
	CHECK_INT(COUNT("odd", 0, 3), 1, "a list of more CPUs than there are");
	cpu_set_t none;
	CPU_ZERO(&none);
	CHECK_INT(cores_of(&none, "/nowhere"), 1, "one at least");
	CHECK(cores_usable() >= 1, "this machine has %d", cores_usable());
	return check_done();
}
