// SPDX-License-Identifier: Apache-2.0
/*
 * One wrong answer counts more than ten that did not come: somebody has the file's place and
 * another file in it.
 */
#include "zoo/fetch/answers.h"

#include "zoo/fetch/source.h"

#include <string.h>

void answers_add(struct answers *answers, const struct delivered *delivered,
	const struct status *st, struct arena *keep)
{
	answers->text = arena_printf(keep, "%s%s%s", answers->count ? answers->text : "",
		answers->count ? "; " : "", st->message);
	if (!answers->hint && st->hint[0])
		answers->hint = arena_strdup(keep, st->hint);
	answers->count++;
	answers->wrong |= delivered->blame == DELIVERY_WRONG;
	answers->pointer |= delivered->kind && strcmp(delivered->kind, "lfs-pointer") == 0;
}

void attempts_add(
	struct fetch_result *result, const struct fetch_attempt *attempt, struct arena *keep)
{
	int count = result->attempt_count;
	struct fetch_attempt *grown = arena_array(keep, struct fetch_attempt, count + 1);
	if (count > 0)
		memcpy(grown, result->attempts, (size_t)count * sizeof(*grown));
	grown[count] = *attempt;
	result->attempts = grown;
	result->attempt_count = count + 1;
}

static void say(const struct answers *answers, const struct wanted *wanted, struct status *st)
{
	const char *owner = wanted->owner, *name = wanted->file->name;
	const char *text = answers->count ? answers->text : "";
	if (answers->wrong)
		status_fail(
			st, STATUS_NO, "%s: no source gave the right %s: %s", owner, name, text);
	else if (answers->barred_count > 0)
		status_fail(st, STATUS_NETWORK,
			"%s: %s is needed, but --offline allows no download%s%s", owner, name,
			*text ? ": " : "", text);
	else
		status_fail(st, STATUS_NETWORK, "%s: no source has %s: %s", owner, name, text);
}

// One that a shell takes as it is.
static bool is_plain_word(const char *text)
{
	return *text && *text != '-' && !strpbrk(text, " \t\n'\"\\$`!*?[](){}<>|&;#~");
}

static void advise_model(const struct answers *answers, const struct wanted *wanted,
	struct arena *keep, struct status *st)
{
	const char *first = answers->hint ? answers->hint : "";
	const char *id = wanted->owner, *name = wanted->file->name;
	const char *url = source_address(wanted, keep);
	if (url && !strchr(url, '\'') && is_plain_word(name))
		status_hint(st,
			"%s%sby hand: curl -fL -o %s '%s' && zoo add %s %s; or set ZOO_MIRROR to a "
			"directory or URL that holds ML-zoo's files",
			first, *first ? "; " : "", name, url, id, name);
	else
		status_hint(st,
			"set ZOO_MIRROR to a directory or URL that holds ML-zoo's files, or install "
			"a file that you have: zoo add %s FILE",
			id);
}

static void advise_archive(const struct wanted *wanted, struct status *st)
{
	status_hint(st,
		"by hand: download %s and put it, as it is, into %s/datasets or the directory that "
		"ZOO_DATA names",
		wanted->file->url, wanted->store->home);
}

void answers_fail(const struct answers *answers, const struct wanted *wanted, struct arena *keep,
	struct status *st)
{
	say(answers, wanted, st);
	switch (wanted->use) {
	case WANTED_MODEL:
		if (answers->pointer)
			status_hint(st,
				"in a clone of ML-zoo, \"git lfs pull\" replaces the pointers by the "
				"files; a file that you have is installed by: zoo add %s FILE",
				wanted->owner);
		else
			advise_model(answers, wanted, keep, st);
		break;
	case WANTED_VECTOR:
		status_hint(st,
			"model and labels are installed; for the test vector set ZOO_MIRROR to a "
			"directory or URL that holds ML-zoo's files");
		break;
	case WANTED_ARCHIVE:
		advise_archive(wanted, st);
		break;
	}
}
