// SPDX-License-Identifier: Apache-2.0
/*
 * zoo verify: all cards are checked, whatever one of them says; --repair fetches what was
 * missing or wrong, and verifies that again.  Damaged bytes stay until the right ones are
 * there, and go into quarantine then: that is how the store takes in what is fetched.  What
 * is not trusted is not repaired: somebody has to look at it.
 */
#include "cli/command.h"

#include "cli/cards_argument.h"
#include "cli/fetching.h"
#include "cli/model_argument.h"
#include "cli/printed.h"
#include "cli/text.h"
#include "cli/verdict.h"
#include "zoo/upkeep.h"
#include "zoo/verify.h"

#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{.name = "repair", .about = "fetch again what is missing or wrong"},
	{.name = "golden", .about = "run the published test vectors, bit for bit"},
	{.name = "isa", .value = "T", .about = "kernels to run them with"},
	{.name = NULL},
};

// The exit status of all is the worst one.
static int worse(int a, int b)
{
	static const int ranks[] = {[STATUS_NO] = 1,
		[STATUS_UNMEASURABLE] = 2,
		[STATUS_NETWORK] = 3,
		[STATUS_FORMAT] = 4,
		[STATUS_UNKNOWN] = 5,
		[STATUS_USAGE] = 6, // a mirror that is none
		[STATUS_IO] = 7,
		[STATUS_STORE] = 8};
	return ranks[a] < ranks[b] ? b : a;
}

/*
 * A card that was named and whose vectors could not be compared is not proven; of all that is
 * installed those are proven that have vectors.
 */
static int exit_code_of(const struct verify_result *result, bool named)
{
	if (result->outcome != VERIFY_OK)
		return result->outcome == VERIFY_MALFORMED ? STATUS_FORMAT : STATUS_NO;
	bool unproven = result->golden == GOLDEN_ABSENT || result->golden == GOLDEN_UNPUBLISHED;
	return named && unproven ? STATUS_UNMEASURABLE : STATUS_OK;
}

// Vectors that are asked for and not there are missing, too.
static bool needs_repair(const struct verify_result *result)
{
	return result->outcome != VERIFY_OK || result->golden == GOLDEN_ABSENT;
}

// Behind the failures that there are; the worse one is the card's.
static void add_failure(struct verdict *out, const struct status *failure, struct arena *keep)
{
	struct verify_result *result = &out->result;
	int count = result->failure_count;
	struct status *grown = arena_array(keep, struct status, count + 1);
	if (count > 0)
		memcpy(grown, result->failures, (size_t)count * sizeof(*grown));
	grown[count] = *failure;
	result->failures = grown;
	result->failure_count = count + 1;
	if (worse((int)out->failure.code, (int)failure->code) != (int)out->failure.code)
		out->failure = *failure;
	out->code = worse(out->code, (int)failure->code);
}

struct work {
	struct context *context;
	const struct kernels *kernels;
	bool golden, repair, named;
};

static void look(
	struct verdict *out, const struct work *work, const struct card *card, struct arena *keep)
{
	*out = (struct verdict){.code = STATUS_OK};
	bool ok = verify_card(&out->result, work->context->store, card, work->golden, work->kernels,
		keep, &out->failure);
	out->code = ok ? exit_code_of(&out->result, work->named) : (int)out->failure.code;
}

// Verify a card and, if that is wanted and needed, fetch it and verify it again; false: stopped.
static bool verify(struct verdict *out, const struct work *work, const struct card *card,
	struct arena *keep, struct status *st)
{
	struct status failure = {.code = STATUS_OK};
	struct fetch_result fetched;
	const struct fetching how = {.golden = work->golden};
	look(out, work, card, keep);
	// What cannot be read may be lost on the disk: a good copy can take its place.
	bool hopeless = out->failure.code != STATUS_OK && out->failure.code != STATUS_IO;
	if (!work->repair || hopeless || !needs_repair(&out->result))
		return true;
	verdict_report(work->context, out);
	if (fetching_run(&fetched, work->context, card, &how, keep, &failure)) {
		look(out, work, card, keep);
		out->repaired = out->result.outcome == VERIFY_OK;
		return true;
	}
	if (failure.code == STATUS_INTERRUPTED)
		*st = failure;
	else
		add_failure(out, &failure, keep);
	return st->code == STATUS_OK;
}

static void show(struct verdict *verdict, const struct work *work, const struct card *card,
	struct json *json, struct arena *scratch)
{
	if (json)
		verdict_write(json, card, verdict, work->kernels);
	else
		verdict_print(work->context, card, verdict, scratch);
	verdict_report(work->context, verdict);
}

static int verify_all(const struct work *work, const struct card *const *cards, struct json *json,
	struct status *st)
{
	int code = STATUS_OK;
	for (; *cards; cards++) {
		if (context_stopped(work->context, st))
			return (int)st->code;
		struct arena scratch = {0};
		struct verdict verdict;
		bool ended = verify(&verdict, work, *cards, &scratch, st);
		if (ended)
			show(&verdict, work, *cards, json, &scratch);
		arena_release(&scratch);
		if (!ended)
			return (int)st->code;
		code = worse(code, verdict.code);
	}
	return code;
}

// Who asks for all cards asks for those that cannot be read, too.
static int worst_unread(const struct context *context)
{
	int code = STATUS_OK;
	for (int i = 0; i < context->catalogue->unread_count; i++)
		code = worse(code, (int)context->catalogue->unread[i].why.code);
	return code;
}

// What is installed without a card: nobody can say whether it is right.
struct unknown {
	const char *const *ids; // NULL behind the last
	struct status failure;  // why they are not known; STATUS_OK: there is none
};

static struct unknown find_unknown(struct context *context)
{
	struct unknown found = {.failure = {.code = STATUS_OK}};
	store_unknown(
		&found.ids, context->store, context->catalogue, context->keep, &found.failure);
	return found;
}

// A line for each; the exit status is the worst of them.
static int report_unknown(
	const struct context *context, const struct unknown *unknown, struct json *json)
{
	int code = (int)unknown->failure.code;
	if (code != STATUS_OK)
		context_report(context, &unknown->failure);
	if (json && code != STATUS_OK)
		context_write_error(json, &unknown->failure);
	if (json)
		json_texts(json, "unknown", unknown->ids);
	for (const char *const *id = unknown->ids; *id; id++) {
		struct status st = {.code = STATUS_OK};
		status_fail(&st, STATUS_UNKNOWN,
			"%s: installed, but no card that is known here says what it should be",
			*id);
		if (!id[1])
			status_hint(&st,
				"set ZOO_METADATA to the directory with the card, unbundle it "
				"again, or remove the model with zoo remove ID");
		context_report(context, &st);
		code = worse(code, (int)st.code);
	}
	return code;
}

// There is no card to verify: is there really nothing?
static void say_why_none(const struct context *context, const struct unknown *unknown)
{
	const char *home = text_printable(context->keep, context->store->home);
	int unread = context->catalogue->unread_count;
	if (unread > 0)
		printf("nothing could be verified in %s: %d card%s cannot be read\n", home, unread,
			unread == 1 ? "" : "s");
	else if (*unknown->ids || unknown->failure.code != STATUS_OK)
		printf("nothing could be verified in %s\n", home);
	else
		printf("nothing is installed in %s\n", home);
	printed_flush();
}

// One whose model got lost is still one that should be there; and what cannot be looked at is
// not taken for absent.
static bool should_be_installed(
	struct context *context, const struct card *card, const void *unused)
{
	bool is = false;
	struct status ignored;
	(void)unused;
	return !store_was_installed(&is, context->store, card, card->file.name, &ignored) || is ||
	       store_remembers(context->store, card);
}

// Who asks for all cards asks for what has none, too.
static int verify_rest(struct context *context, bool no_cards, struct json *json)
{
	const struct unknown unknown = find_unknown(context);
	if (no_cards && !json)
		say_why_none(context, &unknown);
	return worse(report_unknown(context, &unknown, json), worst_unread(context));
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	const struct work work = {.context = context,
		.kernels = model_kernels(context, arguments_value(arguments, "isa"), st),
		.golden = arguments_has(arguments, "golden"),
		.repair = arguments_has(arguments, "repair"),
		.named = arguments->word_count > 0};
	if (!work.kernels)
		return (int)st->code;
	const struct card *const *cards = NULL;
	if (context_store(context, st))
		cards = work.named ? cards_named(context, arguments, st)
				   : cards_where(context, should_be_installed, NULL, st);
	if (!cards || st->code != STATUS_OK)
		return (int)st->code;
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	int code = verify_all(&work, cards, json, st);
	if (st->code != STATUS_OK)
		return code;
	if (json)
		json_array_close(json);
	if (!work.named)
		code = worse(code, verify_rest(context, !*cards, json));
	if (json)
		context_document_finish(context);
	return code;
}

const struct command cmd_verify = {
	.name = "verify",
	.group = "Models in the store",
	.summary = "check what is installed against its card",
	.synopsis = "[CARD...] [--repair] [--golden] [--isa T]",
	.options = options,
	.most_words = -1,
	.run = run,
};
