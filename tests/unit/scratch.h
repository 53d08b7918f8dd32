// SPDX-License-Identifier: Apache-2.0
/*
 * A folder of a test's own, gone when the test ends, and cards made by hand for what lies
 * in it.
 */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include "engine/base/arena.h"
#include "engine/base/file.h"
#include "zoo/card.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_directory[256];
static pid_t scratch_owner;

static int scratch_remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
	(void)info, (void)kind, (void)at;
	return remove(path);
}

static void scratch_remove(const char *path)
{
	nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void scratch_end(void)
{
	if (getpid() == scratch_owner)
		scratch_remove(scratch_directory);
}

static void scratch_begin(void)
{
	const char *base = getenv("TMPDIR");
	snprintf(scratch_directory, sizeof(scratch_directory), "%s/zoo-test-XXXXXX",
		base && *base ? base : "/tmp");
	if (!mkdtemp(scratch_directory)) {
		perror(scratch_directory);
		exit(3);
	}
	scratch_owner = getpid();
	atexit(scratch_end);
}

// Write a file and the directories above it.
__attribute__((unused)) static void scratch_write(const char *path, const void *data, size_t nbytes)
{
	char above[4096];
	snprintf(above, sizeof(above), "%s", path);
	for (char *c = above + 1; *c; c++)
		if (*c == '/') {
			*c = '\0';
			mkdir(above, 0755);
			*c = '/';
		}
	chmod(path, 0644); // files of the store are read-only
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(data, 1, nbytes, f) != nbytes || fclose(f) != 0) {
		perror(path);
		exit(3);
	}
}

// Flip one bit of the byte at `offset`.
__attribute__((unused)) static void scratch_flip(const char *path, long offset)
{
	chmod(path, 0644); // files of the store are read-only
	int fd = open(path, O_RDWR | O_CLOEXEC);
	unsigned char byte = 0;
	if (fd < 0 || pread(fd, &byte, 1, offset) != 1) {
		perror(path);
		exit(3);
	}
	byte ^= 1;
	if (pwrite(fd, &byte, 1, offset) != 1 || close(fd) != 0)
		exit(3);
}

// Does the file hold exactly this?
__attribute__((unused)) static bool scratch_holds(const char *path, const void *data, size_t nbytes)
{
	struct arena arena = {0};
	struct bytes got;
	struct status st;
	bool same = file_read(&got, path, MODEL_MAX_FILE_NBYTES, &arena, &st) &&
		    got.nbytes == nbytes && memcmp(got.data, data, nbytes) == 0;
	arena_release(&arena);
	return same;
}

// Entries of a directory; -1: there is none.
__attribute__((unused)) static int scratch_count(const char *path)
{
	DIR *directory = opendir(path);
	int count = 0;
	if (!directory)
		return -1;
	for (struct dirent *entry; (entry = readdir(directory));)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(directory);
	return count;
}

// A card of a model with that content, upstream at `path`.
__attribute__((unused)) static struct card scratch_card(
	const char *id, const char *name, const char *path, struct bytes content)
{
	static const char *const labels[] = {"yes", "no", "d\xc3\xa9j\xc3\xa0 vu"};
	struct digests digests = digest_bytes(content);
	struct card card = {.origin = "by hand",
		.id = id,
		.upstream_repository = "ARM-software/ML-zoo",
		.upstream_commit = "aec70be",
		.file = {.name = name, .path = path, .size_nbytes = (int64_t)content.nbytes},
		.labels = labels,
		.label_count = 3};
	memcpy(card.file.sha1, digests.sha1, sizeof(card.file.sha1));
	memcpy(card.file.sha256, digests.sha256, sizeof(card.file.sha256));
	return card;
}

#endif
