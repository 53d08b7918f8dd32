// SPDX-License-Identifier: Apache-2.0
/*
 * The kernel does not say what it was that it refused, so each step of the path is tried.
 */
#include "zoo/store/denied.h"

#include "engine/base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct refusal {
	const char *path; // NULL: nothing refuses
	const char *verb; // "enter", "read", "write", "write to"
	struct stat info;
};

static bool may(const char *path, int what)
{
	return faccessat(AT_FDCWD, path, what, AT_EACCESS) == 0 || errno != EACCES;
}

static void refuse(struct refusal *out, const char *path, const char *verb)
{
	out->path = stat(path, &out->info) == 0 ? path : NULL;
	out->verb = verb;
}

// What is there in the last place: something to be read, or a place to write in.
static void try_last(struct refusal *out, const char *path, const char *above)
{
	struct stat info;
	bool there = stat(path, &info) == 0;
	bool directory = there && S_ISDIR(info.st_mode);
	if (directory && !may(path, X_OK))
		refuse(out, path, "enter");
	else if (there && !may(path, R_OK))
		refuse(out, path, "read");
	else if (directory && !may(path, W_OK))
		refuse(out, path, "write to");
	else if (!may(above, W_OK))
		refuse(out, above, "write to");
	else if (there && !may(path, W_OK))
		refuse(out, path, "write");
}

// The first directory on the way that refuses, else the last step; what is missing leads on to
// what is above it.
static void find(struct refusal *out, const char *path, struct arena *scratch)
{
	struct stat info;
	const char *above = path[0] == '/' ? "/" : ".";
	for (const char *c = path + 1; *c; c++) {
		if (*c != '/' || c[-1] == '/')
			continue;
		const char *prefix = arena_strndup(scratch, path, (size_t)(c - path));
		if (stat(prefix, &info) != 0) {
			try_last(out, prefix, above);
			return;
		}
		if (S_ISDIR(info.st_mode) && !may(prefix, X_OK)) {
			refuse(out, prefix, "enter");
			return;
		}
		above = prefix;
	}
	try_last(out, path, above);
}

static bool hint_refusal(const struct refusal *refusal, struct status *st)
{
	const struct stat *info = &refusal->info;
	unsigned user = (unsigned)geteuid(), owner = (unsigned)info->st_uid,
		 group = (unsigned)info->st_gid, mode = (unsigned)(info->st_mode & 07777);
	if (owner == user)
		return status_hint(st,
			"user %u may not %s %s, although it is theirs (mode %04o): chmod u+rw%s %s",
			user, refusal->verb, refusal->path, mode, S_ISDIR(info->st_mode) ? "x" : "",
			refusal->path);
	return status_hint(st,
		"user %u may not %s %s, which belongs to user %u, group %u (mode %04o): set "
		"ZOO_HOME to a directory of your own, or have user %u share it with a group of "
		"yours (chgrp, and chmod g+rw%s)",
		user, refusal->verb, refusal->path, owner, group, mode, owner,
		S_ISDIR(info->st_mode) ? "xs" : "");
}

bool denied_hint(const char *path, int error, struct status *st)
{
	struct arena scratch = {0};
	struct refusal refusal = {.path = NULL};
	if (error == EROFS)
		return status_hint(st,
			"%s lies on a file system that may only be read: set "
			"ZOO_HOME to a directory elsewhere",
			path);
	if ((error != EACCES && error != EPERM) || !path[0])
		return false;
	find(&refusal, path, &scratch);
	if (refusal.path)
		hint_refusal(&refusal, st);
	else
		status_hint(st,
			"the system does not let user %u do that: set ZOO_HOME to a directory of "
			"your own",
			(unsigned)geteuid());
	arena_release(&scratch);
	return false;
}
