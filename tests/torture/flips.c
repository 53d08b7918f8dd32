// SPDX-License-Identifier: Apache-2.0
/*
 * Whatever happens to the bytes of a store is found, and can be put right.
 *
 *	flips COUNT
 *
 * COUNT times a bit at random in an installed file is turned; every fourth time the file is
 * cut, longer, empty, or has another file's bytes instead.  "zoo verify" must say no, and
 * "zoo verify --repair" lead back to the store that was there.
 */
#include "tests/torture/world.h"
#include "tests/unit/random.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 32 };

struct files {
	char paths[MOST_FILES][PATH_NBYTES]; // below the store
	off_t sizes[MOST_FILES];
	int count;
};

// Objects, or, in a store without them, what is installed.
static void collect(void *context, const char *path, const char *full, const struct stat *info)
{
	struct files *files = context;
	(void)full;
	bool installed = strncmp(path, "objects/", 8) == 0 || strncmp(path, "models/", 7) == 0;
	if (!S_ISREG(info->st_mode) || !installed || files->count == MOST_FILES)
		return;
	text_put(files->paths[files->count], PATH_NBYTES, "%s", path);
	files->sizes[files->count++] = info->st_size;
}

static void copy_bytes(const char *to, const char *from)
{
	static char bytes[1 << 20];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	ssize_t n = in < 0 ? -1 : read(in, bytes, sizeof(bytes));
	int out = open(to, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (n < 0 || out < 0 || write(out, bytes, (size_t)n) != n)
		exit(3);
	close(in);
	close(out);
}

// Do harm number `turn` to a file chosen at random; what was done, in words.
static const char *harm(const struct world *world, const struct files *files, int turn)
{
	static char what[PATH_NBYTES + 128];
	char path[2 * PATH_NBYTES], other[2 * PATH_NBYTES];
	int i = random_in(0, files->count - 1);
	off_t at = (off_t)(random_u64() % (uint64_t)files->sizes[i]);
	unsigned char byte = 0;
	text_put(path, sizeof(path), "%s/%s", world->store, files->paths[i]);
	int fd = chmod(path, 0644) == 0 ? open(path, O_RDWR | O_CLOEXEC) : -1;
	bool ok = fd >= 0;
	if (turn % 4 != 3) {
		int bit = random_in(0, 7);
		ok = ok && pread(fd, &byte, 1, at) == 1;
		byte ^= (unsigned char)(1 << bit);
		ok = ok && pwrite(fd, &byte, 1, at) == 1;
		text_put(what, sizeof(what), "%s: bit %d of byte %jd", files->paths[i], bit,
			(intmax_t)at);
	} else if (turn % 16 == 3) {
		ok = ok && ftruncate(fd, at) == 0;
		text_put(what, sizeof(what), "%s: cut to %jd", files->paths[i], (intmax_t)at);
	} else if (turn % 16 == 7) {
		ok = ok && ftruncate(fd, files->sizes[i] + 1 + at) == 0;
		text_put(what, sizeof(what), "%s: %jd bytes more", files->paths[i],
			(intmax_t)at + 1);
	} else if (turn % 16 == 11) {
		ok = ok && ftruncate(fd, 0) == 0;
		text_put(what, sizeof(what), "%s: empty", files->paths[i]);
	} else {
		int j = (i + 1) % files->count;
		while (files->sizes[j] == files->sizes[i] && j != i && files->sizes[i] < 1000)
			j = (j + 1) % files->count; // labels of both cards are the same
		text_put(other, sizeof(other), "%s/%s", world->store, files->paths[j]);
		copy_bytes(path, other);
		text_put(what, sizeof(what), "%s: bytes of %s", files->paths[i], files->paths[j]);
	}
	if (!ok || close(fd) != 0 || chmod(path, 0444) != 0) {
		perror(path);
		exit(3);
	}
	return what;
}

int main(int argc, char **argv)
{
	static const char repair[] = "--offline verify --repair";
	struct world world;
	static struct files files;
	int wanted = argc == 2 ? atoi(argv[1]) : 0, found = 0, repaired = 0, fsck_found = 0;
	if (wanted < 1) {
		fprintf(stderr, "usage: flips COUNT\n");
		return 2;
	}
	random_init();
	world_open(&world);
	bool fsck = world_prepare(&world, scenario_find("fsck"));
	char mirror[PATH_NBYTES];
	text_put(mirror, sizeof(mirror), "ZOO_MIRROR=%.3800s/mirror", world.shared);
	const char *const set[] = {mirror, NULL};
	if (!world_prepare(&world, scenario_find("verify")))
		return 3;
	tree_walk(world.before, collect, &files);
	for (int turn = 0; turn < wanted && files.count > 0; turn++) {
		char state[SHA256_HEX_NBYTES];
		struct invariants whole;
		world_fresh_store(&world);
		const char *what = harm(&world, &files, turn);
		int code = world_run(&world, "verify", NULL, NULL).code;
		found += code == 1;
		if (code != 1)
			report_detail("%s: verify: exit status %d", what, code);
		code = fsck ? world_run(&world, "fsck", NULL, NULL).code : 1;
		fsck_found += code == 1;
		if (code != 1)
			report_detail("%s: fsck: exit status %d", what, code);
		code = world_run(&world, repair, NULL, set).code;
		store_state(state, world.store);
		bool right = code == 0 && strcmp(state, world.old_state) == 0 &&
			     invariants_hold(&whole, world.store, 0);
		repaired += right;
		if (!right)
			report_detail(
				"%s: --repair: exit status %d, %s", what, code, whole.first_fault);
	}
	report(found == wanted && repaired == wanted && fsck_found == wanted,
		"flips: %d of %d found by verify, %d by %s, %d repaired", found, wanted, fsck_found,
		fsck ? "fsck" : "(no zoo fsck)", repaired);
	world_close(&world);
	return 0;
}
