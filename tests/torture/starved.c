// SPDX-License-Identifier: Apache-2.0
/*
 * Every allocation fails once, and from there on for ever; every read and write moves one byte,
 * or is interrupted.
 *
 *	starved memory|short|interrupt [--every K] SCENARIO...
 *
 * starve.so, which lies beside this program, counts the calls; k = 1, 2, ... until a run ends
 * in which there was no k-th one.
 *
 *	memory            no signal; exit status 3, or a figure as if nothing had happened; the
 *	                  store is whole
 *	short, interrupt  as if nothing had happened
 */
#include "tests/torture/world.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct starving {
	struct world *world;
	const char *kind;
	char preload[PATH_NBYTES + 32], count[PATH_NBYTES + 32], count_path[PATH_NBYTES];
	volatile uint64_t *seen;
	int points, bad, untouched, refused;
};

static void prepare(struct starving *starving, const char *self)
{
	char path[PATH_NBYTES];
	char *absolute = realpath(self, NULL);
	if (!absolute)
		exit(3);
	text_put(path, sizeof(path), "%s", absolute);
	text_put(starving->preload, sizeof(starving->preload), "LD_PRELOAD=%s/starve.so",
		dirname(path));
	free(absolute);
	text_put(starving->count_path, sizeof(starving->count_path), "%s/count",
		starving->world->folder);
	text_put(starving->count, sizeof(starving->count), "STARVE_COUNT=%s", starving->count_path);
	int fd = open(starving->count_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	void *shared = MAP_FAILED;
	if (fd >= 0 && ftruncate(fd, sizeof(uint64_t)) == 0)
		shared = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared == MAP_FAILED) {
		perror(starving->count_path);
		exit(3);
	}
	starving->seen = shared;
	close(fd);
}

static void complain(
	struct starving *starving, long k, long span, const char *what, const char *why)
{
	starving->bad++;
	report_detail("STARVE_KIND=%s STARVE_AT=%ld STARVE_SPAN=%ld zoo %s: %s %s", starving->kind,
		k, span, starving->world->scenario->command, what, why);
}

static void judge(struct starving *starving, long k, long span, const struct process_end *end)
{
	struct world *world = starving->world;
	char state[SHA256_HEX_NBYTES];
	static char message[4096];
	const char *why;
	text_of_file(message, sizeof(message), world->err);
	store_state(state, world->store);
	bool as_always = end->code == world->code && strcmp(state, world->new_state) == 0 &&
			 world_same_output(world);
	bool refused = end->code == 3 && *message && strcmp(starving->kind, "memory") == 0;
	starving->untouched += as_always;
	starving->refused += !as_always && refused;
	if (!as_always && !refused)
		complain(starving, k, span, process_end_text(end), message);
	else if (*(why = world_recovers(world, MAY_TRUST)))
		complain(starving, k, span, "then", why);
}

static void sweep(struct starving *starving, long every, long span)
{
	char at[48], length[48], kind[48];
	text_put(kind, sizeof(kind), "STARVE_KIND=%s", starving->kind);
	text_put(length, sizeof(length), "STARVE_SPAN=%ld", span);
	for (long k = 1;; k += every) {
		text_put(at, sizeof(at), "STARVE_AT=%ld", k);
		const char *const set[] = {
			kind, at, length, starving->count, starving->preload, NULL};
		world_fresh_store(starving->world);
		*starving->seen = 0;
		struct process_end end =
			world_run(starving->world, starving->world->scenario->command, NULL, set);
		if (*starving->seen < (uint64_t)k)
			break;
		starving->points++;
		judge(starving, k, span, &end);
	}
}

int main(int argc, char **argv)
{
	struct world world;
	struct starving starving = {.world = &world};
	long every = 1;
	int i = 2;
	if (i + 1 < argc && strcmp(argv[i], "--every") == 0) {
		every = strtol(argv[i + 1], NULL, 10);
		i += 2;
	}
	if (i >= argc || every < 1) {
		fprintf(stderr, "usage: starved memory|short|interrupt [--every K] SCENARIO...\n");
		return 2;
	}
	world_open(&world);
	prepare(&starving, argv[0]);
	starving.kind = argv[1];
	for (; i < argc; i++) {
		const struct scenario *scenario = scenario_find(argv[i]);
		if (!scenario)
			return 2;
		if (!world_prepare(&world, scenario)) {
			printf("ok - %s %s # SKIP no zoo %s\n", argv[1], argv[i], scenario->needs);
			continue;
		}
		starving.points = starving.bad = starving.untouched = starving.refused = 0;
		sweep(&starving, every, 1);
		// Nothing is interrupted for ever.
		sweep(&starving, every, strcmp(argv[1], "interrupt") == 0 ? 20 : 0);
		report(starving.bad == 0 && starving.points > 0,
			"%s %s: %d points, %d as if nothing was, %d refused, %d bad", argv[1],
			argv[i], starving.points, starving.untouched, starving.refused,
			starving.bad);
	}
	world_close(&world);
	return 0;
}
