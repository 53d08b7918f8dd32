// SPDX-License-Identifier: Apache-2.0
/*
 * There is one text for a link from one place to one object; every other is somebody else's, and
 * nobody else's is replaced: what has the name is looked at, and what comes to be there between
 * that look and the rename is left, where the rename is not over a link of ours.
 */
#include "zoo/store/links.h"

#include "engine/base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { TARGET_NBYTES = 160, TRIES = 8 };

// "../../objects/ab/<sha256>", with a step up for every directory of `name`.
static bool target_of(char out[TARGET_NBYTES], const struct store_name *name, const char *sha256)
{
	struct store_name object;
	size_t used = 0;
	if (!store_name_object(&object, sha256))
		return false;
	out[0] = '\0';
	for (const char *c = name->text; *c && used + 4 < TARGET_NBYTES; c++)
		if (*c == '/')
			used += (size_t)snprintf(out + used, TARGET_NBYTES - used, "../");
	int length = snprintf(out + used, TARGET_NBYTES - used, "%s", object.text);
	return length > 0 && used + (size_t)length < TARGET_NBYTES;
}

bool link_read(struct link *out, const struct beneath *beneath, const struct store_name *name,
	struct status *st)
{
	char expected[TARGET_NBYTES];
	*out = (struct link){.kind = LINK_ABSENT};
	int length = beneath_readlink(beneath, name, out->text, sizeof(out->text));
	if (length < 0 && errno == EINVAL) {
		out->kind = LINK_NONE;
		return true;
	}
	if (length < 0)
		return errno == ENOENT || beneath_fail(beneath, name, errno, "", st);
	const char *slash = strrchr(out->text, '/');
	const char *sha256 = slash ? slash + 1 : out->text;
	out->kind = LINK_ELSEWHERE;
	if (target_of(expected, name, sha256) && strcmp(expected, out->text) == 0) {
		out->kind = LINK_OBJECT;
		memcpy(out->sha256, sha256, sizeof(out->sha256)); // 64 digits: it is the target's
	}
	return true;
}

bool link_refuse(const struct link *link, const struct beneath *beneath,
	const struct store_name *name, struct status *st)
{
	static const char expected[] = "expected a link to an object of this store";
	struct stat info;
	if (link->kind == LINK_ELSEWHERE)
		status_fail(st, STATUS_STORE, "%s/%s: %s, found one to %s", beneath->home,
			name->text, expected, link->text);
	else
		status_fail(st, STATUS_STORE, "%s/%s: %s, found %s", beneath->home, name->text,
			expected,
			beneath_stat(beneath, name, &info) ? file_kind_name(info.st_mode)
							   : "something else");
	return status_hint(st, "zoo did not make it; look at it, and remove it");
}

bool link_check(struct link *out, const struct beneath *beneath, const struct store_name *name,
	struct status *st)
{
	if (!link_read(out, beneath, name, st))
		return false;
	return out->kind == LINK_ABSENT || out->kind == LINK_OBJECT ||
	       link_refuse(out, beneath, name, st);
}

static bool make_temporary(struct store_name *temporary, const struct beneath *beneath,
	const char *target, struct status *st)
{
	for (int tries = 0; tries < TRIES; tries++) {
		if (!beneath_unused(temporary, beneath, ".link", st))
			return false;
		if (beneath_symlink(beneath, target, temporary))
			return true;
		if (errno != EEXIST)
			break;
	}
	return beneath_fail(beneath, temporary, errno, "the store cannot be written", st);
}

// False, with errno, and without the temporary name.
static bool give_name(const struct beneath *beneath, const struct store_name *temporary,
	const struct store_name *name, const char *target, enum beneath_over over)
{
	if (beneath_rename(beneath, temporary, name, over))
		return true;
	int error = errno;
	beneath_unlink(beneath, temporary);
	errno = error;
	// no RENAME_NOREPLACE here; symlink() never replaces anything either
	if (over == BENEATH_KEEP && (error == ENOSYS || error == EINVAL || error == EPERM))
		return beneath_symlink(beneath, target, name);
	return false;
}

// *taken: something is there by now that must not be replaced unseen.
static bool put(bool *taken, const struct beneath *beneath, const struct store_name *name,
	const char *target, enum beneath_over over, struct status *st)
{
	struct store_name temporary;
	if (!make_temporary(&temporary, beneath, target, st))
		return false;
	bool given = give_name(beneath, &temporary, name, target, over);
	*taken = !given && (errno == EEXIST || errno == EISDIR);
	return given || *taken || beneath_fail(beneath, name, errno, "rename", st);
}

bool link_make(const struct beneath *beneath, const struct store_name *name, const char *sha256,
	struct status *st)
{
	struct link now;
	char target[TARGET_NBYTES];
	struct store_name directory = store_name_parent(name);
	if (!target_of(target, name, sha256))
		return status_fail(st, STATUS_FORMAT, "\"%s\" is no SHA-256", sha256);
	if (!beneath_make_directory(beneath, &directory, st))
		return false;
	for (int tries = 0; tries < TRIES; tries++) {
		bool taken;
		if (!link_check(&now, beneath, name, st))
			return false;
		if (now.kind == LINK_OBJECT && strcmp(now.sha256, sha256) == 0)
			return tries == 0 || beneath_sync(beneath, &directory, st);
		if (!put(&taken, beneath, name, target,
			    now.kind == LINK_OBJECT ? BENEATH_REPLACE : BENEATH_KEEP, st))
			return false;
		if (!taken)
			return beneath_sync(beneath, &directory, st);
	}
	return beneath_fail(beneath, name, EEXIST, "rename", st);
}

bool link_remove(const struct beneath *beneath, const struct store_name *name, struct status *st)
{
	struct link now;
	if (!link_check(&now, beneath, name, st))
		return false;
	return now.kind == LINK_ABSENT || beneath_unlink(beneath, name) ||
	       beneath_fail(beneath, name, errno, "", st);
}
