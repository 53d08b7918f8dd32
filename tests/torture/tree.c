// SPDX-License-Identifier: Apache-2.0
/*
 * Folders by scandir(), so that the order is always the same.
 */
#include "tests/torture/tree.h"

#include "tests/torture/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void fail(const char *path)
{
	perror(path);
	exit(3);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static void walk(const char *full, size_t skip_nbytes, tree_visit *visit, void *context)
{
	struct dirent **entries;
	int count = scandir(full, &entries, no_dots, by_bytes);
	for (int i = 0; i < count; i++) {
		char path[PATH_NBYTES];
		struct stat info;
		text_put(path, sizeof(path), "%s/%s", full, entries[i]->d_name);
		free(entries[i]);
		if (lstat(path, &info) != 0)
			continue;
		visit(context, path + skip_nbytes, path, &info);
		if (S_ISDIR(info.st_mode))
			walk(path, skip_nbytes, visit, context);
	}
	if (count >= 0)
		free(entries);
}

void tree_walk(const char *top, tree_visit *visit, void *context)
{
	walk(top, strlen(top) + 1, visit, context);
}

void tree_remove(const char *path)
{
	struct stat info;
	if (lstat(path, &info) != 0)
		return;
	if (!S_ISDIR(info.st_mode)) {
		if (unlink(path) != 0)
			fail(path);
		return;
	}
	struct dirent **entries;
	int count = scandir(path, &entries, no_dots, NULL);
	if (count < 0)
		fail(path);
	for (int i = 0; i < count; i++) {
		char inner[PATH_NBYTES];
		text_put(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);
		free(entries[i]);
		tree_remove(inner);
	}
	free(entries);
	if (rmdir(path) != 0)
		fail(path);
}

void tree_make(const char *path)
{
	char above[PATH_NBYTES];
	text_put(above, sizeof(above), "%s", path);
	for (char *c = above + 1; *c; c++)
		if (*c == '/') {
			*c = '\0';
			mkdir(above, 0700);
			*c = '/';
		}
	if (mkdir(above, 0700) != 0 && errno != EEXIST)
		fail(path);
}

// With its times: what is old is old in the copy, too.
static void copy_file(const char *to, const char *from, const struct stat *info)
{
	char piece[65536];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = -1;
	while (in >= 0 && out >= 0 && (n = read(in, piece, sizeof(piece))) > 0)
		if (write(out, piece, (size_t)n) != n)
			fail(to);
	if (n != 0 || futimens(out, (struct timespec[]){info->st_atim, info->st_mtim}) != 0 ||
		fchmod(out, info->st_mode & 07777) != 0 || close(out) != 0)
		fail(to);
	close(in);
}

static void copy_one(void *context, const char *path, const char *full, const struct stat *info)
{
	char to[PATH_NBYTES], link[PATH_NBYTES] = "";
	text_put(to, sizeof(to), "%s/%s", (const char *)context, path);
	if (S_ISDIR(info->st_mode)) {
		if (mkdir(to, info->st_mode & 07777) != 0)
			fail(to);
	} else if (S_ISLNK(info->st_mode)) {
		if (readlink(full, link, sizeof(link) - 1) < 0 || symlink(link, to) != 0)
			fail(to);
	} else if (S_ISREG(info->st_mode)) {
		copy_file(to, full, info);
	}
}

void tree_copy(const char *to, const char *from)
{
	struct stat info;
	if (stat(from, &info) != 0)
		return; // a store that is not there yet is copied as it is
	if (mkdir(to, info.st_mode & 07777) != 0)
		fail(to);
	tree_walk(from, copy_one, (void *)(uintptr_t)to);
}

static void add_file(struct digest *digest, const char *path, bool *ok)
{
	char piece[65536];
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) > 0)
		digest_add(digest, piece, (size_t)n);
	*ok = n == 0;
	if (fd >= 0)
		close(fd);
}

bool tree_hash_file(char hex[SHA256_HEX_NBYTES], const char *path)
{
	struct digest *digest = digest_create();
	struct digests digests;
	bool ok;
	add_file(digest, path, &ok);
	digest_finish(digest, &digests);
	memcpy(hex, digests.sha256, SHA256_HEX_NBYTES);
	return ok;
}

struct hashing {
	struct digest *digest;
	const char *const *skip;
};

static bool is_below(const char *path, const char *top)
{
	size_t length = strlen(top);
	return strncmp(path, top, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static void hash_one(void *context, const char *path, const char *full, const struct stat *info)
{
	struct hashing *hashing = context;
	char line[PATH_NBYTES + 64], link[PATH_NBYTES] = "";
	bool ok;
	for (const char *const *skip = hashing->skip; skip && *skip; skip++)
		if (is_below(path, *skip))
			return;
	size_t length = text_put(line, sizeof(line), "%o %s", (unsigned)info->st_mode, path);
	digest_add(hashing->digest, line, length + 1);
	if (S_ISLNK(info->st_mode) && readlink(full, link, sizeof(link) - 1) >= 0)
		digest_add(hashing->digest, link, strlen(link) + 1);
	else if (S_ISREG(info->st_mode))
		add_file(hashing->digest, full, &ok);
}

void tree_hash(char hex[SHA256_HEX_NBYTES], const char *path, const char *const *skip)
{
	struct hashing hashing = {.digest = digest_create(), .skip = skip};
	struct digests digests;
	tree_walk(path, hash_one, &hashing);
	digest_finish(hashing.digest, &digests);
	memcpy(hex, digests.sha256, SHA256_HEX_NBYTES);
}
