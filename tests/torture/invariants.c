// SPDX-License-Identifier: Apache-2.0
/*
 * One walk over the store; each entry is judged by where it is.
 */
#include "tests/torture/invariants.h"

#include "tests/torture/process.h"
#include "tests/torture/tree.h"

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct judging {
	struct invariants *out;
	const char *home;
	int allowed;
};

__attribute__((format(printf, 3, 4))) static void fault(
	struct judging *judging, const char *path, const char *format, ...)
{
	char what[256];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	if (judging->out->fault_count++ == 0)
		text_put(judging->out->first_fault, sizeof(judging->out->first_fault), "%.200s: %s",
			path, what);
}

static bool starts(const char *path, const char *top)
{
	return strncmp(path, top, strlen(top)) == 0;
}

static void judge_object(
	struct judging *judging, const char *path, const char *full, const struct stat *info)
{
	const char *name = path + strlen("objects/");
	char hex[SHA256_HEX_NBYTES];
	if (S_ISDIR(info->st_mode)) {
		if (strlen(name) != 2 || strspn(name, "0123456789abcdef") != 2)
			fault(judging, path, "no folder of two hexadecimal digits");
		return;
	}
	judging->out->object_count++;
	if (!S_ISREG(info->st_mode))
		fault(judging, path, "no regular file");
	else if (info->st_nlink != 1)
		fault(judging, path, "%ju names", (uintmax_t)info->st_nlink);
	else if ((info->st_mode & 07777) != 0444)
		fault(judging, path, "mode %o", (unsigned)info->st_mode & 07777);
	else if (strlen(name) != 67 || name[2] != '/' || strncmp(name, name + 3, 2) != 0 ||
		 !digest_is_hex(name + 3, SHA256_HEX_NBYTES))
		fault(judging, path, "no name of an object");
	else if (!tree_hash_file(hex, full))
		fault(judging, path, "cannot be read");
	else if (!(judging->allowed & ALLOW_DAMAGE) && strcmp(hex, name + 3) != 0)
		fault(judging, path, "sha256 is %s, %jd bytes", hex, (intmax_t)info->st_size);
}

// A link must lead to an object of this very store.
static void judge_link(struct judging *judging, const char *path, const char *full)
{
	char target[PATH_NBYTES] = "", real[PATH_MAX], objects[PATH_MAX];
	judging->out->link_count++;
	if (readlink(full, target, sizeof(target) - 1) < 0)
		fault(judging, path, "cannot be read");
	else if (!realpath(full, real)) {
		if (!(judging->allowed & ALLOW_DANGLING))
			fault(judging, path, "leads nowhere: %s", target);
	} else if (!realpath(judging->home, objects) || !starts(real, objects) ||
		   !starts(real + strlen(objects), "/objects/"))
		fault(judging, path, "leads out of objects/: %s", target);
}

static bool ends(const char *path, const char *end)
{
	size_t length = strlen(path), end_length = strlen(end);
	return length > end_length && strcmp(path + length - end_length, end) == 0;
}

// "KEY.note" tells where the bytes of "KEY.part" beside it are from.
static bool is_note_of_part(const char *path, const char *full)
{
	char part[PATH_NBYTES];
	if (!ends(path, ".note"))
		return false;
	text_put(part, sizeof(part), "%.*s.part", (int)(strlen(full) - strlen(".note")), full);
	return access(part, F_OK) == 0;
}

static void judge_tmp(
	struct judging *judging, const char *path, const char *full, const struct stat *info)
{
	judging->out->tmp_count++;
	if (!S_ISREG(info->st_mode) && !(S_ISLNK(info->st_mode) && ends(path, ".link")))
		fault(judging, path, "no regular file");
	else if ((judging->allowed & NO_LEFTOVERS) && !ends(path, ".part") &&
		 !is_note_of_part(path, full))
		fault(judging, path, "%jd bytes left over", (intmax_t)info->st_size);
}

static void judge(void *context, const char *path, const char *full, const struct stat *info)
{
	static const char *const tops[] = {"objects", "models", "datasets", "tmp", "quarantine",
		"rejected", "locks", "cards", NULL};
	struct judging *judging = context;
	int i = 0;
	if (!strchr(path, '/')) {
		while (tops[i] && strcmp(tops[i], path) != 0)
			i++;
		if (!tops[i] || !S_ISDIR(info->st_mode))
			fault(judging, path, "does not belong into a store");
		return;
	}
	if (starts(path, "objects/"))
		judge_object(judging, path, full, info);
	else if (starts(path, "models/") && S_ISLNK(info->st_mode))
		judge_link(judging, path, full);
	else if (starts(path, "tmp/"))
		judge_tmp(judging, path, full, info);
	else if (!S_ISREG(info->st_mode) && !S_ISDIR(info->st_mode))
		fault(judging, path, "neither a file nor a folder");
}

bool invariants_hold(struct invariants *out, const char *home, int allowed)
{
	struct judging judging = {.out = out, .home = home, .allowed = allowed};
	*out = (struct invariants){0};
	tree_walk(home, judge, &judging);
	return out->fault_count == 0;
}

static void describe(void *context, const char *path, const char *full, const struct stat *info)
{
	char line[PATH_NBYTES + 128], content[PATH_NBYTES] = "";
	if (S_ISDIR(info->st_mode) || starts(path, "tmp/") || starts(path, "locks/") ||
		starts(path, "quarantine/") || starts(path, "rejected/"))
		return;
	if (S_ISLNK(info->st_mode)) {
		if (readlink(full, content, sizeof(content) - 1) < 0)
			return;
	} else if (!tree_hash_file(content, full)) {
		return;
	}
	size_t length = text_put(line, sizeof(line), "%s %s\n", path, content);
	digest_add(context, line, length);
}

void store_state(char hex[SHA256_HEX_NBYTES], const char *home)
{
	struct digest *digest = digest_create();
	struct digests digests;
	tree_walk(home, describe, digest);
	digest_finish(digest, &digests);
	memcpy(hex, digests.sha256, SHA256_HEX_NBYTES);
}
