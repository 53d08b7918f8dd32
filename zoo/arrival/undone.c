// SPDX-License-Identifier: Apache-2.0
/*
 * Two things that well-meaning programs do to a file on its way: pack it, and turn its line
 * ends into those of another system.  Undone, the bytes can be compared with the hash.
 *
 * Of a file whose CR LF became LF nothing says where the CRs were.  But such a file holds no
 * CR LF at all, where of 65536 neighbouring bytes one pair is expected to be that, and it
 * misses about as many bytes as there should have been.
 *
 * Of a file whose LF became CR LF and that was cut nothing can be hashed.  But in it each LF
 * stands behind a CR, as by chance one of 256 does: that k of them all do has a chance of
 * 256^-k, 2^-64 of PAIRS_LEAST.  And a model has more: of weights, nearly every 256th byte is
 * an LF, and one of 65536 bytes without a lone LF is as good as impossible, (255/256)^65536.
 * The same tells of a whole one that had pairs of its own: which they were nothing says.
 */
#include "zoo/arrival/parts.h"
#include "zoo/decode/unwrap.h"

#include <string.h>

enum { PAIRS = 65536, PAIRS_LEAST = 8, UNWRAP_NBYTES = 64 * 1024 * 1024 };

struct inside {
	const struct question *q;
	const char *name; // of the member that is the file, or of a known model
	const struct known_model *known;
	bool same;
};

static bool look_inside(void *context, const char *name, struct bytes content)
{
	struct inside *inside = context;
	inside->same = arrival_are_expected(inside->q, content);
	if (!inside->same && !inside->known) {
		struct digests digests = digest_bytes(content);
		inside->known = known_model_find(&digests);
	}
	if (inside->same)
		inside->name = arena_strdup(inside->q->keep, name);
	return inside->same;
}

bool arrival_wrapped(struct question *q)
{
	enum look look = q->identity.look;
	if ((look != LOOK_GZIP && look != LOOK_ZIP) || look == q->expected_look)
		return false;
	struct inside inside = {.q = q, .name = ""};
	int64_t limit = q->expected->size_nbytes;
	if (q->is_whole)
		unwrap(q->got, limit >= 0 && limit < UNWRAP_NBYTES ? (size_t)limit : UNWRAP_NBYTES,
			look_inside, &inside);
	q->out->kind = ARRIVAL_WRAPPED;
	q->out->same = inside.same;
	q->out->member = inside.name;
	if (inside.same)
		q->out->what = arena_printf(q->keep, "%s, and the file itself is in it%s%s",
			q->identity.text, *inside.name ? " as " : "", inside.name);
	else if (inside.known)
		q->out->where = known_model_text(inside.known, q->keep);
	if (inside.known && !inside.same)
		q->out->what = arena_printf(q->keep, "%s, with another known model in it: %s",
			q->identity.text, q->out->where);
	return true;
}

static int64_t count_pairs(struct bytes bytes)
{
	int64_t count = 0;
	for (size_t i = 0; i + 1 < bytes.nbytes; i++)
		count += bytes.data[i] == '\r' && bytes.data[i + 1] == '\n';
	return count;
}

static bool has_lone_feed(struct bytes bytes)
{
	for (size_t i = 0; i < bytes.nbytes; i++)
		if (bytes.data[i] == '\n' && (i == 0 || bytes.data[i - 1] != '\r'))
			return true;
	return false;
}

static struct bytes without_pairs(struct bytes bytes, struct arena *scratch)
{
	unsigned char *out = arena_alloc(scratch, bytes.nbytes + 1, 1, 64);
	size_t used = 0;
	for (size_t i = 0; i < bytes.nbytes; i++)
		if (bytes.data[i] != '\r' || i + 1 == bytes.nbytes || bytes.data[i + 1] != '\n')
			out[used++] = bytes.data[i];
	return (struct bytes){out, used};
}

static bool equal(struct bytes a, struct bytes b)
{
	return a.data && b.data && a.nbytes == b.nbytes && memcmp(a.data, b.data, a.nbytes) == 0;
}

static bool answer(struct question *q, bool same, const char *what)
{
	q->out->kind = ARRIVAL_LINE_ENDINGS;
	q->out->same = same;
	q->out->what = what;
	return true;
}

// So many bytes are too many; fewer than there are pairs if the file had some of its own.
static bool may_be_pairs(const struct question *q, int64_t count, int64_t more)
{
	bool known = q->expected_look != LOOK_UNKNOWN && count >= PAIRS_LEAST;
	return more == count || (known && more > 0 && more < count);
}

// Each LF was made CR LF, those of pairs perhaps not: no LF stands alone.
static bool pairs_were_added(struct question *q, struct arena *scratch)
{
	int64_t count = count_pairs(q->got), expected = q->expected->size_nbytes;
	int64_t more = expected < 0 ? count : q->nbytes - expected;
	if (count == 0 || !may_be_pairs(q, count, more))
		return false;
	bool same = more == count && arrival_are_expected(q, without_pairs(q->got, scratch));
	if (!same &&
		(expected < 0 || q->identity.look != q->expected_look || has_lone_feed(q->got)))
		return false;
	return answer(q, same,
		arena_printf(q->keep, "%s with every line end made CR LF, %lld bytes more",
			same ? "the file itself," : "perhaps the file,", (long long)more));
}

// The same of the first of a longer file.  The CR of a last pair may have lost its LF.
static bool pairs_were_added_before_cut(struct question *q, struct arena *scratch)
{
	int64_t count = count_pairs(q->got), expected = q->expected->size_nbytes;
	if (expected < 0 || count < PAIRS_LEAST || has_lone_feed(q->got) ||
		q->expected_look == LOOK_UNKNOWN || q->identity.look != q->expected_look)
		return false;
	struct bytes undone = without_pairs(q->got, scratch);
	undone.nbytes -= undone.data[undone.nbytes - 1] == '\r';
	if ((int64_t)undone.nbytes > expected)
		return false; // it is too long still
	if (q->right.data && (undone.nbytes > q->right.nbytes ||
				     memcmp(undone.data, q->right.data, undone.nbytes) != 0))
		return false;
	return answer(q, false,
		arena_printf(q->keep,
			"perhaps the file, with every line end made CR LF: so is each of the %lld "
			"in its first %lld bytes",
			(long long)count, (long long)q->got.nbytes));
}

static bool pairs_were_removed(struct question *q, struct arena *scratch)
{
	int64_t missing = q->expected->size_nbytes - q->nbytes;
	bool same = q->right.data && equal(without_pairs(q->right, scratch), q->got);
	if (missing <= 0 || (!same && (q->identity.look != q->expected_look ||
					      q->expected_look == LOOK_UNKNOWN)))
		return false;
	int64_t by_chance = q->expected->size_nbytes / PAIRS;
	if (!same && (by_chance < 1 || missing > 4 * by_chance + 4 || count_pairs(q->got) > 0))
		return false;
	return answer(q, same,
		arena_printf(q->keep,
			"%s with every CR LF made LF, %lld bytes fewer: no CR LF is left in it",
			same ? "the file itself," : "perhaps the file,", (long long)missing));
}

bool arrival_line_endings(struct question *q)
{
	struct arena scratch = {0};
	bool found = q->is_whole ? pairs_were_added(q, &scratch) || pairs_were_removed(q, &scratch)
				 : pairs_were_added_before_cut(q, &scratch);
	arena_release(&scratch);
	return found;
}
