// SPDX-License-Identifier: Apache-2.0
/*
 * What is proven comes before what is likely: first the hashes, then what the bytes look
 * like, and in the end their number.
 */
#include "zoo/arrival/parts.h"

#include "engine/base/status.h"
#include "engine/base/words.h"

#include <string.h>

const char *arrival_kind_name(enum arrival_kind kind)
{
	static const char *const names[] = {
		[ARRIVAL_UNKNOWN] = "unknown",
		[ARRIVAL_EMPTY] = "empty",
		[ARRIVAL_LFS_POINTER] = "lfs-pointer",
		[ARRIVAL_HTML] = "html",
		[ARRIVAL_JSON] = "json",
		[ARRIVAL_TRUNCATED] = "truncated",
		[ARRIVAL_OVERSIZED] = "oversized",
		[ARRIVAL_WRAPPED] = "wrapped",
		[ARRIVAL_LINE_ENDINGS] = "line-endings",
		[ARRIVAL_KNOWN_MODEL] = "known-model",
		[ARRIVAL_OTHER_VERSION] = "other-version",
		[ARRIVAL_DAMAGED] = "damaged",
	};
	return names[kind];
}

// What a file of that name begins like.
static enum look look_of_name(const char *name)
{
	static const struct {
		const char *suffix;
		enum look look;
	} kinds[] = {{".tflite", LOOK_TFLITE}, {".npy", LOOK_NPY}, {".gz", LOOK_GZIP},
		{".tgz", LOOK_GZIP}, {".zip", LOOK_ZIP}, {".xz", LOOK_XZ}, {".zst", LOOK_ZSTD},
		{".bz2", LOOK_BZIP2}};
	for (size_t i = 0; name && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (word_ends_with(name, kinds[i].suffix))
			return kinds[i].look;
	return LOOK_UNKNOWN;
}

bool arrival_is_expected(const struct question *q, const struct digests *digests)
{
	const struct card_file *expected = q->expected;
	if (!*expected->sha1 && !*expected->sha256)
		return false;
	return (!*expected->sha1 || strcmp(expected->sha1, digests->sha1) == 0) &&
	       (!*expected->sha256 || strcmp(expected->sha256, digests->sha256) == 0);
}

bool arrival_are_expected(const struct question *q, struct bytes bytes)
{
	if (q->expected->size_nbytes >= 0 && q->expected->size_nbytes != (int64_t)bytes.nbytes)
		return false;
	struct digests digests = digest_bytes(bytes);
	return arrival_is_expected(q, &digests);
}

static bool empty(struct question *q)
{
	if (q->nbytes > 0)
		return false;
	q->out->kind = ARRIVAL_EMPTY;
	return true;
}

static bool known(struct question *q)
{
	if (!q->is_whole)
		return false;
	q->digests = digest_bytes(q->got);
	if (arrival_is_expected(q, &q->digests)) {
		q->out->same = true;
		q->out->what = "the file itself, by its hashes";
		return true;
	}
	const struct card_file *expected = q->expected;
	q->out->collides = *expected->sha1 && strcmp(expected->sha1, q->digests.sha1) == 0 &&
			   (expected->size_nbytes < 0 || expected->size_nbytes == q->nbytes);
	const struct known_model *model = known_model_find(&q->digests);
	if (!model)
		return false;
	bool version = q->expected->path && known_model_same_place(model->path, q->expected->path);
	q->out->kind = version ? ARRIVAL_OTHER_VERSION : ARRIVAL_KNOWN_MODEL;
	q->out->where = known_model_text(model, q->keep);
	q->out->what = arena_printf(q->keep, "%s: %s",
		version ? "another version of this model" : "another known model", q->out->where);
	return true;
}

// A card without SHA-256 may still be in the table of known models.
static bool points_to_it(const struct question *q, const struct known_model *target)
{
	const struct card_file *expected = q->expected;
	if (expected->size_nbytes >= 0 && q->out->pointer_nbytes != expected->size_nbytes)
		return false;
	if (*expected->sha256)
		return strcmp(expected->sha256, q->out->pointer_sha256) == 0;
	return target && *expected->sha1 && strcmp(target->sha1, expected->sha1) == 0;
}

static bool pointer(struct question *q)
{
	if (q->identity.look != LOOK_LFS_POINTER)
		return false;
	struct arrival *out = q->out;
	out->kind = ARRIVAL_LFS_POINTER;
	memcpy(out->pointer_sha256, q->identity.pointer_sha256, sizeof(out->pointer_sha256));
	out->pointer_nbytes = q->identity.pointer_nbytes;
	if (!*out->pointer_sha256)
		return true;
	const struct known_model *target = known_model_find_sha256(out->pointer_sha256);
	out->same = points_to_it(q, target);
	if (target && !out->same)
		out->where = known_model_text(target, q->keep);
	out->what = arena_printf(q->keep, "%s: %s%s", q->identity.text,
		out->same    ? "it stands for the file, and is not the file"
		: out->where ? "it stands for another file, "
			     : "it stands for another file",
		out->where ? out->where : "");
	return true;
}

static bool document(struct question *q)
{
	if (q->identity.look == LOOK_HTML) {
		const char *title = arrival_html_title(q->got, q->keep);
		q->out->kind = ARRIVAL_HTML;
		if (*title)
			q->out->what = arena_printf(
				q->keep, "%s with the title \"%s\"", q->identity.text, title);
		return true;
	}
	if (q->identity.look != LOOK_JSON)
		return false;
	const char *message = arrival_json_message(q->got, q->keep);
	q->out->kind = ARRIVAL_JSON;
	if (*message)
		q->out->what = arena_printf(
			q->keep, "%s with the message \"%s\"", q->identity.text, message);
	return true;
}

// Bytes may be lost on the way, and the next time they are not.
static bool is_lasting(const struct question *q)
{
	switch (q->out->kind) {
	case ARRIVAL_EMPTY:
	case ARRIVAL_TRUNCATED:
		return false;
	case ARRIVAL_DAMAGED: // but not where somebody took pains with SHA-1
		return q->out->collides;
	default:
		return true;
	}
}

void arrival_classify(struct arrival *out, struct bytes got, int64_t got_nbytes,
	const struct card_file *expected, struct bytes right, struct arena *keep)
{
	*out = (struct arrival){
		.kind = ARRIVAL_UNKNOWN, .member = "", .pointer_nbytes = -1, .differs_at = -1};
	struct question q = {.out = out,
		.got = got,
		.nbytes = got_nbytes < 0 ? (int64_t)got.nbytes : got_nbytes,
		.is_whole = got_nbytes == (int64_t)got.nbytes,
		.expected = expected,
		.right = right,
		.expected_look = look_of_name(expected->name),
		.keep = keep};
	identify(&q.identity, got, got_nbytes, expected->size_nbytes);
	out->what = q.identity.text;
	(void)(empty(&q) || known(&q) || pointer(&q) || document(&q) || arrival_wrapped(&q) ||
		arrival_line_endings(&q) || arrival_length(&q));
	out->lasting = is_lasting(&q);
	if (!*out->what)
		out->what = "bytes of no kind that is known here";
	char shown[STATUS_MESSAGE_NBYTES];
	out->what = arena_strdup(keep, status_printable(shown, sizeof(shown), out->what));
	if (out->where)
		out->where = arena_strdup(keep, status_printable(shown, sizeof(shown), out->where));
}
