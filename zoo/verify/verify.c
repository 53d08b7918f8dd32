// SPDX-License-Identifier: Apache-2.0
/*
 * One file is read once; size and hashes, structure and golden vectors are those of the
 * same bytes.  The structure of wrong bytes is looked at as well: "another model" and "no
 * model" are different news.
 */
#include "zoo/verify.h"

#include "zoo/arrival.h"
#include "zoo/digest.h"
#include "zoo/store/names.h"
#include "zoo/verify/checks.h"

#include <string.h>

const char *verify_outcome_name(enum verify_outcome outcome)
{
	switch (outcome) {
	case VERIFY_OK:
		return "ok";
	case VERIFY_MISSING:
		return "missing";
	case VERIFY_MISMATCH:
		return "mismatch";
	case VERIFY_MALFORMED:
		return "malformed";
	case VERIFY_UNREADABLE:
		return "unreadable";
	case VERIFY_UNTRUSTED:
		return "untrusted";
	}
	return "unknown";
}

// The first check that fails says what the file is instead, unless that is all there is to say.
static void check_value(struct verification *v, struct bytes file, const char *name,
	const char *expected, const char *got)
{
	bool same = strcmp(expected, got) == 0;
	if (!same && v->outcome == VERIFY_OK) {
		struct arrival arrival;
		arrival_classify(&arrival, file, (int64_t)file.nbytes, &v->card->file,
			(struct bytes){NULL, 0}, v->keep);
		if (arrival.kind != ARRIVAL_DAMAGED || arrival.lasting)
			got = arena_printf(v->keep, "%s (%s)", got, arrival.what);
	}
	verification_note(v, name, same, expected, got);
}

static void check_content(struct verification *v, struct bytes file)
{
	const struct card_file *expected = &v->card->file;
	struct digests digests = digest_bytes(file);
	if (expected->size_nbytes >= 0)
		check_value(v, file, "size",
			arena_printf(v->keep, "%lld", (long long)expected->size_nbytes),
			arena_printf(v->keep, "%zu", file.nbytes));
	if (expected->sha1[0])
		check_value(v, file, "sha1", expected->sha1, digests.sha1);
	if (expected->sha256[0])
		check_value(v, file, "sha256", expected->sha256, digests.sha256);
}

// Lines of a text, and where line `wanted` (from 0) begins, if it has that many.
static int count_lines(struct bytes text, int wanted, struct bytes *line)
{
	int count = 0;
	const unsigned char *at = text.data, *end = text.data + text.nbytes;
	*line = (struct bytes){NULL, 0};
	while (at < end) {
		const unsigned char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t nbytes = (size_t)((feed ? feed : end) - at);
		if (count++ == wanted)
			*line = (struct bytes){at, nbytes};
		at = feed ? feed + 1 : end;
	}
	return count;
}

// The file's content is not the card's: in how many lines, or in which?
static void note_other_labels(struct verification *v, struct bytes text, const char *expected)
{
	struct bytes line;
	int count = count_lines(text, -1, &line);
	const char *got = arena_printf(v->keep, "%d labels", count);
	for (int i = 0; count == v->card->label_count && i < count; i++) {
		const char *label = v->card->labels[i];
		count_lines(text, i, &line);
		const char *found = arena_strndup(v->keep, (const char *)line.data, line.nbytes);
		if (strcmp(found, label) == 0)
			continue;
		expected = arena_printf(v->keep, "\"%s\" in line %d", label, i + 1);
		got = arena_printf(v->keep, "\"%s\"", found);
		break;
	}
	verification_note(v, "labels", false, expected, got);
}

// Labels that the first output can tell apart: its elements, without the batch.
static int64_t output_label_count(const struct card *card)
{
	int64_t count = 1;
	const struct card_tensor *output = &card->outputs[0];
	for (int i = output->rank > 1 ? 1 : 0; i < output->rank; i++)
		if (__builtin_mul_overflow(count, (int64_t)output->shape[i], &count))
			return -1;
	return count;
}

static bool check_labels(struct verification *v, struct status *st)
{
	const struct card *card = v->card;
	struct bytes expected_text, text;
	if (card->label_count == 0 || card->output_count == 0)
		return true;
	if (!store_labels_text(&expected_text, card, v->keep, st))
		return false;
	int64_t output_count = output_label_count(card);
	const char *expected = arena_printf(
		v->keep, "%d labels for %lld outputs", card->label_count, (long long)output_count);
	if (output_count != card->label_count) {
		verification_note(v, "labels", false,
			arena_printf(v->keep, "%lld labels, as the first output has elements",
				(long long)output_count),
			arena_printf(v->keep, "%d labels in the card", card->label_count));
		return true;
	}
	if (!store_has(v->store, card, "labels.txt")) {
		verification_note(v, "labels", false, expected,
			arena_printf(v->keep, "not installed: zoo fetch %s", card->id));
		return true;
	}
	struct card_file file = store_labels_file(expected_text);
	if (!store_read_as_found(&text, v->store, card, &file, v->keep, st))
		return false;
	if (text.nbytes != expected_text.nbytes ||
		memcmp(text.data, expected_text.data, text.nbytes) != 0)
		note_other_labels(v, text, expected);
	else
		verification_note(v, "labels", true, expected, expected);
	return true;
}

static bool verify_model(struct verification *v, struct status *st)
{
	struct bytes file;
	if (!store_read_as_found(&file, v->store, v->card, &v->card->file, v->keep, st))
		return false;
	check_content(v, file);
	return verify_structure(v, file, st);
}

// What is wrong with one file is no reason not to look at the next.
static void verify_all(struct verification *v, bool golden)
{
	struct status why = {.code = STATUS_OK};
	bool read = verify_model(v, &why);
	if (!read && why.code == STATUS_UNMEASURABLE) { // somebody took it away since
		v->outcome = VERIFY_MISSING;
		return;
	}
	if (!read)
		verification_fail(v, &why);
	if (!check_labels(v, &why))
		verification_fail(v, &why);
	if (golden && read && !verify_vectors(v, &why)) {
		verification_fail(v, &why);
		v->golden = GOLDEN_NOT_ASKED;
	}
}

// The first of those that decided the outcome.
static bool fail_worst(const struct verification *v, struct status *st)
{
	int worst = 0;
	for (int i = 1; i < v->failure_count; i++)
		if (v->failures[i].code == STATUS_STORE && v->failures[worst].code != STATUS_STORE)
			worst = i;
	*st = v->failures[worst];
	return false;
}

bool verify_card(struct verify_result *out, const struct store *store, const struct card *card,
	bool golden, const struct kernels *kernels, struct arena *keep, struct status *st)
{
	struct verification *v = arena_new(keep, struct verification);
	struct status why = {.code = STATUS_OK};
	v->store = store;
	v->card = card;
	v->kernels = kernels;
	v->keep = keep;
	v->outcome = VERIFY_OK;
	const char *path = store_path_checked(store, card, card->file.name, keep, &why);
	if (!path)
		verification_fail(v, &why);
	else if (!store_has(store, card, card->file.name))
		v->outcome = VERIFY_MISSING;
	else
		verify_all(v, golden);
	*out = (struct verify_result){.path = path ? path : card->file.name,
		.outcome = v->outcome,
		.checks = v->checks,
		.check_count = v->check_count,
		.golden = v->golden,
		.failures = v->failures,
		.failure_count = v->failure_count};
	return v->failure_count == 0 || fail_worst(v, st);
}
