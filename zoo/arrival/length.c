// SPDX-License-Identifier: Apache-2.0
/*
 * Too short, too long, or wrong at the right length.  What only begins like the file may be
 * another file of the kind; it is said to be the file where a hash or its bytes prove it.
 */
#include "zoo/arrival/parts.h"

#include <string.h>

static bool begins_like_it(const struct question *q)
{
	return q->expected_look != LOOK_UNKNOWN && q->identity.look == q->expected_look;
}

// The first byte in which they differ, or the length of the shorter.
static size_t common_nbytes(struct bytes a, struct bytes b)
{
	size_t least = a.nbytes < b.nbytes ? a.nbytes : b.nbytes, i = 0;
	while (i < least && a.data[i] == b.data[i])
		i++;
	return i;
}

static bool truncated(struct question *q)
{
	bool known = q->right.data && (int64_t)q->right.nbytes > q->nbytes;
	size_t common = known ? common_nbytes(q->got, q->right) : 0;
	bool same = known && common == q->got.nbytes;
	if (!same && !begins_like_it(q))
		return false;
	q->out->kind = ARRIVAL_TRUNCATED;
	q->out->same = same;
	q->out->differs_at = known ? (int64_t)common : -1;
	const char *like = same ? "the beginning of the file" : q->identity.text;
	q->out->what = arena_printf(q->keep, "%s: it ends at byte %lld of %lld", like,
		(long long)q->nbytes, (long long)q->expected->size_nbytes);
	return true;
}

static bool oversized(struct question *q)
{
	size_t expected = (size_t)q->expected->size_nbytes;
	bool same = q->got.nbytes >= expected &&
		    arrival_are_expected(q, (struct bytes){q->got.data, expected});
	bool nameless = q->identity.look == LOOK_UNKNOWN || q->identity.look == LOOK_ZEROS;
	if (!same && !nameless && !begins_like_it(q))
		return false;
	const char *like = !*q->identity.text ? "unknown data" : q->identity.text;
	q->out->kind = ARRIVAL_OVERSIZED;
	q->out->same = same;
	q->out->what = arena_printf(q->keep, "%s, and it goes on behind byte %lld",
		same ? "the file itself" : like, (long long)expected);
	return true;
}

static bool damaged(struct question *q)
{
	bool known = q->right.data && q->right.nbytes == q->got.nbytes;
	if (known)
		q->out->differs_at = (int64_t)common_nbytes(q->got, q->right);
	q->out->kind = ARRIVAL_DAMAGED;
	q->out->what = "as long as the file, with other bytes";
	if (q->out->collides)
		q->out->what = "as long as the file and of its SHA-1, with other bytes: "
			       "a collision that somebody made?";
	else if (q->identity.look == LOOK_ZEROS)
		q->out->what = "as long as the file, and nothing but zero bytes";
	else if (known)
		q->out->what = arena_printf(q->keep,
			"as long as the file, and first different at byte %lld",
			(long long)q->out->differs_at);
	return true;
}

bool arrival_length(struct question *q)
{
	int64_t expected = q->expected->size_nbytes;
	if (expected < 0)
		return false;
	if (!q->is_whole || q->nbytes > expected)
		return oversized(q);
	return q->nbytes < expected ? truncated(q) : damaged(q);
}
