// SPDX-License-Identifier: Apache-2.0
/*
 * The same error means two things: the system refused, or something stands where the store
 * has something else, and only who looks at each step of the path can name it.
 */
#include "zoo/store/beneath.h"

#include "engine/base/file.h"
#include "zoo/store/denied.h"

#include <errno.h>
#include <string.h>

// May be said of what is in the way; all but EACCES and EPERM are said of nothing else.
static bool may_be_obstacle(int error)
{
	return error == ELOOP || error == EXDEV || error == ENOTDIR || error == EISDIR ||
	       error == ENXIO || error == ENODEV || error == EACCES || error == EPERM;
}

// What is at the end of the path: is it that which `error` complains about?
static bool is_last_obstacle(const struct stat *info, int error)
{
	switch (error) {
	case ELOOP:
	case EXDEV:
		return S_ISLNK(info->st_mode);
	case ENOTDIR:
		return !S_ISDIR(info->st_mode);
	case EISDIR:
		return S_ISDIR(info->st_mode);
	default:
		return !S_ISREG(info->st_mode) && !S_ISDIR(info->st_mode) &&
		       !S_ISLNK(info->st_mode);
	}
}

// The first thing on the way to `name` that the store does not have there.
static bool find_obstacle(struct store_name *out, struct stat *info, const struct beneath *beneath,
	const struct store_name *name, int error)
{
	*out = *name;
	for (char *c = out->text; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		if (!beneath_stat(beneath, out, info))
			return false;
		if (!S_ISDIR(info->st_mode))
			return true;
		*c = '/';
	}
	return out->text[0] && beneath_stat(beneath, out, info) && is_last_obstacle(info, error);
}

static const char *advice(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return "make room there, or set ZOO_HOME to a directory that has it";
	case EIO:
		return "the disk did not do it: see the system's log; zoo verify tells what can "
		       "still be read";
	}
	return NULL;
}

// The store has a directory there, or a file.
static bool fail_obstacle(const char *path, const char *doing, const struct stat *info,
	const char *expected, struct status *st)
{
	if (info && !S_ISLNK(info->st_mode)) {
		status_fail(st, STATUS_STORE, "%s%s: there is %s where the store has %s", path,
			doing, file_kind_name(info->st_mode), expected);
		return status_hint(st, "zoo did not make it; look at it, and remove it");
	}
	status_fail(st, STATUS_STORE, "%s%s: there is a symbolic link where the store has none",
		path, doing);
	return status_hint(st, "nothing was followed; look at it, and remove it");
}

static bool fail(const char *path, const char *doing, int error, struct status *st)
{
	if (error == ENOTDIR || error == EISDIR) { // gone by now, but it was in the way
		status_fail_errno(st, STATUS_STORE, error, "%s%s", path, doing);
		return status_hint(st, "somebody else changes the store: try again");
	}
	status_fail_errno(st, STATUS_IO, error, "%s%s", path, doing);
	return advice(error) ? status_hint(st, "%s", advice(error)) : denied_hint(path, error, st);
}

bool beneath_fail(const struct beneath *beneath, const struct store_name *name, int error,
	const char *doing, struct status *st)
{
	struct arena scratch = {0};
	struct store_name at;
	struct stat info;
	bool found = may_be_obstacle(error) && find_obstacle(&at, &info, beneath, name, error);
	const char *path = beneath_path(beneath, found ? &at : name, &scratch);
	if (doing[0])
		doing = arena_printf(&scratch, ": %s", doing);
	if (found || error == ELOOP || error == EXDEV)
		fail_obstacle(path, doing, found ? &info : NULL,
			error == ENOTDIR || (found && strcmp(at.text, name->text) != 0)
				? "a directory"
				: "a file",
			st);
	else
		fail(path, doing, error, st);
	arena_release(&scratch);
	return false;
}
