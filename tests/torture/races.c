// SPDX-License-Identifier: Apache-2.0
/*
 * Somebody swaps folders and files of the store for links, all the time, while zoo works on it:
 * nothing outside the store may change.
 *
 *	races FLIPS
 *
 * At each place (the store, objects/, its folders, objects, tmp/, models/, a card's folder,
 * locks/) one process exchanges what is there for a link to a folder or file outside,
 * with renameat2(RENAME_EXCHANGE), so that there is always one or the other; FLIPS in all.
 * Meanwhile zoo fetches, repairs and verifies.  Names, contents and times of the tree outside
 * are hashed before and after.
 */
#include "tests/torture/world.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_PLACES = 24 };

struct places {
	char paths[MOST_PLACES][PATH_NBYTES]; // below the world's folder
	bool folder[MOST_PLACES];
	int count;
};

struct race {
	struct world *world;
	_Atomic uint64_t *flips; // done, shared with the process that flips
	char outside[2 * PATH_NBYTES], canary[SHA256_HEX_NBYTES];
	long runs, codes[9], wrong;
};

static void add_place(struct places *places, const char *path, bool folder)
{
	if (places->count == MOST_PLACES)
		return;
	text_put(places->paths[places->count], PATH_NBYTES, "store%s%s", *path ? "/" : "", path);
	places->folder[places->count++] = folder;
}

static void collect(void *context, const char *path, const char *full, const struct stat *info)
{
	(void)full;
	if (S_ISDIR(info->st_mode) || S_ISREG(info->st_mode))
		add_place(context, path, S_ISDIR(info->st_mode));
}

static void foul(void *context, const char *path, const char *full, const struct stat *info)
{
	(void)context, (void)path;
	if (!S_ISREG(info->st_mode))
		return;
	FILE *f = chmod(full, 0644) == 0 ? fopen(full, "w") : NULL;
	if (!f || fputs("not yours\n", f) < 0 || fclose(f) != 0)
		exit(3);
}

// Also what leaves no trace in names and contents: a file that came and went.
static void stamp_one(void *context, const char *path, const char *full, const struct stat *info)
{
	char line[PATH_NBYTES + 256];
	(void)full;
	size_t length = text_put(line, sizeof(line), "%s %ju %o %jd %jd.%09ld %jd.%09ld\n", path,
		(uintmax_t)info->st_ino, (unsigned)info->st_mode, (intmax_t)info->st_size,
		(intmax_t)info->st_mtim.tv_sec, info->st_mtim.tv_nsec,
		(intmax_t)info->st_ctim.tv_sec, info->st_ctim.tv_nsec);
	digest_add(context, line, length);
}

static void stamp(char hex[SHA256_HEX_NBYTES], const char *path)
{
	struct digest *digest = digest_create();
	struct digests digests;
	tree_walk(path, stamp_one, digest);
	digest_finish(digest, &digests);
	memcpy(hex, digests.sha256, SHA256_HEX_NBYTES);
}

// What somebody else owns: a folder shaped like a store, with nothing right in it.
static void make_outside(struct race *race)
{
	char path[3 * PATH_NBYTES];
	struct world *world = race->world;
	text_put(race->outside, sizeof(race->outside), "%s/outside", world->folder);
	tree_copy(race->outside, world->before);
	text_put(path, sizeof(path), "%s/precious", race->outside);
	FILE *f = fopen(path, "w");
	if (!f || fclose(f) != 0)
		exit(3);
	tree_walk(race->outside, foul, NULL);
	stamp(race->canary, race->outside);
}

static _Noreturn void flip_for_ever(const struct race *race, const char *path, const char *link)
{
	for (;;) {
		if (syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, link,
			    2 /* RENAME_EXCHANGE */) == 0)
			atomic_fetch_add(race->flips, 1);
		usleep(20); // or nobody else gets anywhere
	}
}

static bool canary_lives(struct race *race)
{
	char hex[SHA256_HEX_NBYTES];
	stamp(hex, race->outside);
	return strcmp(hex, race->canary) == 0;
}

static void run_commands(struct race *race)
{
	static const char *const commands[] = {"--offline fetch demo-words",
		"--offline fetch demo-words --force", "--offline verify --repair demo-words",
		"verify", NULL};
	for (const char *const *command = commands; *command; command++) {
		struct process_end end = world_run(race->world, *command, NULL, NULL);
		race->runs++;
		if (end.code < 0 || end.code > 8 || end.timed_out) {
			race->wrong++;
			report_detail("zoo %s: %s", *command, process_end_text(&end));
		} else {
			race->codes[end.code]++;
		}
	}
}

// One place, for so many flips; false: something outside has changed.
static bool race_at(struct race *race, const char *place, bool folder, uint64_t flips)
{
	char path[2 * PATH_NBYTES], link[2 * PATH_NBYTES], target[3 * PATH_NBYTES];
	struct world *world = race->world;
	world_fresh_store(world);
	text_put(path, sizeof(path), "%s/%s", world->folder, place);
	text_put(link, sizeof(link), "%s/link", world->folder);
	text_put(target, sizeof(target), "%s%s", race->outside, place + strlen("store"));
	if (!folder)
		text_put(target, sizeof(target), "%s/precious", race->outside);
	tree_remove(link);
	if (symlink(target, link) != 0)
		exit(3);
	uint64_t until = atomic_load(race->flips) + flips;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		flip_for_ever(race, path, link);
	do
		run_commands(race);
	while (atomic_load(race->flips) < until);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	// What stands in for the store may be the link now: nothing is removed through it.
	tree_remove(link);
	if (canary_lives(race))
		return true;
	report_detail("%s was a link to %s: what is there has changed", place, target);
	tree_remove(race->outside);
	tree_remove(world->store);
	make_outside(race);
	return false;
}

// An object that is a second name of a file outside: written to, it would change there.
static bool hard_link(struct race *race, const char *place)
{
	char path[2 * PATH_NBYTES], outside[3 * PATH_NBYTES];
	world_fresh_store(race->world);
	text_put(path, sizeof(path), "%s/%s", race->world->folder, place);
	text_put(outside, sizeof(outside), "%s/precious", race->outside);
	if (unlink(path) != 0 || link(outside, path) != 0)
		exit(3);
	// Taking the name away changes a time and a count there, and nothing else.
	char before[SHA256_HEX_NBYTES], after[SHA256_HEX_NBYTES];
	tree_hash(before, race->outside, NULL);
	run_commands(race);
	tree_remove(race->world->store);
	tree_hash(after, race->outside, NULL);
	bool safe = strcmp(before, after) == 0;
	stamp(race->canary, race->outside);
	if (safe)
		return true;
	report_detail("%s was a hard link: what it names outside has changed", place);
	tree_remove(race->outside);
	make_outside(race);
	return false;
}

int main(int argc, char **argv)
{
	struct world world;
	struct race race = {.world = &world};
	static struct places places;
	uint64_t wanted = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;
	int escapes = 0;
	if (wanted < 1) {
		fprintf(stderr, "usage: races FLIPS\n");
		return 2;
	}
	race.flips = mmap(NULL, sizeof(*race.flips), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (race.flips == MAP_FAILED)
		return 3;
	world_open(&world);
	if (!world_prepare(&world, scenario_find("list")))
		return 3;
	add_place(&places, "", true);
	tree_walk(world.before, collect, &places);
	make_outside(&race);
	for (int i = 0; i < places.count; i++) {
		bool safe = race_at(&race, places.paths[i], places.folder[i],
			wanted / (uint64_t)places.count + 1);
		escapes += !safe;
		if (!places.folder[i])
			escapes += !hard_link(&race, places.paths[i]);
	}
	report(escapes == 0 && race.wrong == 0,
		"races: %ju flips at %d places, %ld commands (%ld done, %ld no, %ld input/output, %ld "
		"unsafe), %d changed what is outside, %ld wrong",
		(uintmax_t)atomic_load(race.flips), places.count, race.runs, race.codes[0],
		race.codes[1], race.codes[3], race.codes[8], escapes, race.wrong);
	world_close(&world);
	return 0;
}
