// SPDX-License-Identifier: Apache-2.0
/*
 * There is one text for a link from one place to one object; every other is somebody else's.
 */
#include "zoo/store/links.h"

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

static bool put(const struct beneath *beneath, const struct store_name *name, const char *target,
	struct status *st)
{
	struct store_name temporary;
	for (int tries = 0; tries < TRIES; tries++) {
		if (!beneath_unused(&temporary, beneath, ".link", st))
			return false;
		if (beneath_symlink(beneath, target, &temporary))
			break;
		if (errno != EEXIST || tries + 1 == TRIES)
			return beneath_fail(
				beneath, &temporary, errno, "the store cannot be written", st);
	}
	if (beneath_rename(beneath, &temporary, name, BENEATH_REPLACE))
		return true;
	int error = errno;
	beneath_unlink(beneath, &temporary);
	return beneath_fail(beneath, name, error, "rename", st);
}

bool link_make(const struct beneath *beneath, const struct store_name *name, const char *sha256,
	struct status *st)
{
	struct link now;
	char target[TARGET_NBYTES];
	struct store_name directory = store_name_parent(name);
	if (!target_of(target, name, sha256))
		return status_fail(st, STATUS_FORMAT, "\"%s\" is no SHA-256", sha256);
	if (!beneath_make_directory(beneath, &directory, st) || !link_read(&now, beneath, name, st))
		return false;
	if (now.kind == LINK_OBJECT && strcmp(now.sha256, sha256) == 0)
		return true;
	return put(beneath, name, target, st) && beneath_sync(beneath, &directory, st);
}
