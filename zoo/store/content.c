// SPDX-License-Identifier: Apache-2.0
/*
 * Both hashes are compared if both are known.  The cards print SHA-1, for which files of
 * equal hash can be made to order; SHA-256 is what Git LFS checked at the publisher's.
 */
#include "zoo/store/content.h"

#include "engine/base/identify.h"

#include <string.h>

struct content content_of(struct bytes file)
{
	struct content content = {.nbytes = (int64_t)file.nbytes, .digests = digest_bytes(file)};
	size_t head_nbytes =
		file.nbytes < IDENTIFY_HEAD_NBYTES ? file.nbytes : IDENTIFY_HEAD_NBYTES;
	content.head = (struct bytes){file.data, head_nbytes};
	return content;
}

const char *content_look(
	const struct content *content, const struct card_file *expected, struct arena *keep)
{
	struct identity identity;
	identify(&identity, content->head, content->nbytes, expected->size_nbytes);
	return identity.text[0] ? arena_printf(keep, " (%s)", identity.text) : "";
}

static bool differs(const char *expected, const char *found)
{
	return expected[0] && strcmp(expected, found) != 0;
}

static bool check(const struct content *content, const struct card_file *expected,
	struct arena *scratch, struct status *st)
{
	const char *look = content_look(content, expected, scratch);
	const struct digests *found = &content->digests;
	if (expected->size_nbytes >= 0 && content->nbytes != expected->size_nbytes)
		return status_fail(st, STATUS_NO, "size: expected %lld bytes, got %lld%s",
			(long long)expected->size_nbytes, (long long)content->nbytes, look);
	bool sha1 = differs(expected->sha1, found->sha1);
	bool sha256 = differs(expected->sha256, found->sha256);
	if (sha256 && !sha1 && expected->sha1[0])
		return status_fail(st, STATUS_NO,
			"sha256: expected %s, got %s, although the SHA-1 agrees: a collision that "
			"somebody made?",
			expected->sha256, found->sha256);
	if (sha1)
		return status_fail(st, STATUS_NO, "sha1: expected %s, got %s%s", expected->sha1,
			found->sha1, look);
	if (sha256)
		return status_fail(st, STATUS_NO, "sha256: expected %s, got %s%s", expected->sha256,
			found->sha256, look);
	if (expected->md5[0] && strcmp(expected->md5, found->md5) != 0)
		return status_fail(st, STATUS_NO, "md5: expected %s, got %s%s", expected->md5,
			found->md5, look);
	// A file of which no hash is known is not accepted unseen.
	if (!expected->sha1[0] && !expected->sha256[0] && !expected->md5[0])
		return status_fail(st, STATUS_FORMAT, "the card names no hash for this file");
	return true;
}

bool content_check(
	const struct content *content, const struct card_file *expected, struct status *st)
{
	struct arena scratch = {0};
	bool ok = check(content, expected, &scratch, st);
	arena_release(&scratch);
	return ok;
}
