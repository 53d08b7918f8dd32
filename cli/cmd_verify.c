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
#include "cli/text.h"
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

// "same", "wrong", "absent", "unpublished"; NULL: not asked
static const char *golden_name(enum verify_golden golden)
{
	static const char *const names[] = {[GOLDEN_NOT_ASKED] = NULL,
		[GOLDEN_UNPUBLISHED] = "unpublished",
		[GOLDEN_ABSENT] = "absent",
		[GOLDEN_SAME] = "same",
		[GOLDEN_WRONG] = "wrong"};
	return names[golden];
}

static void write_result(struct json *json, const struct card *card,
	const struct verify_result *result, const struct kernels *kernels, bool repaired,
	const struct status *failure)
{
	json_object_open(json, NULL);
	json_text(json, "card", card->id);
	json_text(json, "status", verify_outcome_name(result->outcome));
	json_text(json, "path", result->path);
	json_bool(json, "repaired", repaired);
	json_array_open(json, "checks");
	for (int i = 0; i < result->check_count; i++) {
		const struct verify_check *check = &result->checks[i];
		json_object_open(json, NULL);
		json_text(json, "name", check->name);
		json_bool(json, "ok", check->ok);
		json_text(json, "expected", check->expected);
		json_text(json, "got", check->got);
		json_object_close(json);
	}
	json_array_close(json);
	json_text(json, "golden", golden_name(result->golden));
	json_text(json, "isa", kernels_name(kernels));
	if (failure->code != STATUS_OK)
		context_write_error(json, failure);
	json_array_open(json, "failures");
	for (int i = 0; i < result->failure_count; i++)
		json_text(json, NULL, result->failures[i].message);
	json_array_close(json);
	json_object_close(json);
}

static void print_check(
	struct context *context, const struct verify_check *check, struct arena *scratch)
{
	enum colour colour = check->ok ? COLOUR_GOOD : COLOUR_BAD;
	printf("  %s%s%s  %-9s  ", style_begin(context->out, colour), check->ok ? "ok  " : "FAIL",
		style_end(context->out, colour), check->name);
	const char *got = text_printable(scratch, check->got);
	if (check->ok)
		printf("%s\n", got);
	else
		printf("expected %s, got %s\n", text_printable(scratch, check->expected), got);
}

// Is it the model itself, and not only a test vector that is not there?
static bool model_is_wrong(const struct verify_result *result)
{
	for (int i = 0; i < result->check_count; i++)
		if (!result->checks[i].ok && strcmp(result->checks[i].name, "golden") != 0)
			return true;
	return false;
}

static void print_result(struct context *context, const struct card *card,
	const struct verify_result *result, bool repaired, struct arena *scratch)
{
	enum colour colour = result->outcome == VERIFY_OK ? COLOUR_GOOD : COLOUR_BAD;
	bool ok = result->outcome == VERIFY_OK, bare = context->quiet && ok;
	printf("%s%s%s: %s%s%s%s%s\n", style_begin(context->out, COLOUR_STRONG), card->id,
		style_end(context->out, COLOUR_STRONG), style_begin(context->out, colour),
		verify_outcome_name(result->outcome), style_end(context->out, colour),
		repaired ? " (repaired)" : "",
		ok ? "" : arena_printf(scratch, "  %s", text_printable(scratch, result->path)));
	for (int i = 0; i < result->check_count && !bare; i++)
		print_check(context, &result->checks[i], scratch);
	fflush(stdout);
	if (result->outcome == VERIFY_MISSING)
		context_note(context, "zoo fetch %s brings it", card->id);
	else if (!ok && model_is_wrong(result))
		context_note(context, "zoo verify --repair %s fetches it again", card->id);
	if (result->golden == GOLDEN_UNPUBLISHED)
		context_note(context, "%s has no published test vector to compare with", card->id);
	else if (result->golden == GOLDEN_ABSENT)
		context_note(context,
			"%s: its test vectors are not installed, so nothing was compared (zoo fetch %s --golden)",
			card->id, card->id);
}

// Vectors that are asked for and not there are missing, too.
static bool needs_repair(const struct verify_result *result)
{
	return result->outcome != VERIFY_OK || result->golden == GOLDEN_ABSENT;
}

static void report_failures(const struct context *context, const struct verify_result *result)
{
	for (int i = 0; i < result->failure_count; i++)
		context_report(context, &result->failures[i]);
}

// Verify a card and, if that is wanted and needed, fetch it and verify it again.
static bool verify(struct verify_result *out, bool *repaired, struct context *context,
	const struct card *card, const struct arguments *arguments, const struct kernels *kernels,
	struct arena *keep, struct status *st)
{
	bool golden = arguments_has(arguments, "golden"),
	     repair = arguments_has(arguments, "repair");
	*repaired = false;
	// What cannot be read may be lost on the disk: a good copy can take its place.
	bool ok = verify_card(out, context->store, card, golden, kernels, keep, st);
	if (!repair || (!ok && st->code != STATUS_IO) || (ok && !needs_repair(out)))
		return ok;
	report_failures(context, out);
	struct fetching how = {.golden = golden};
	struct fetch_result fetched;
	if (!fetching_run(&fetched, context, card, &how, keep, st)) {
		struct status *failure = arena_new(keep, struct status);
		*failure = *st;
		out->failures = failure;
		out->failure_count = 1;
		return false;
	}
	ok = verify_card(out, context->store, card, golden, kernels, keep, st);
	*repaired = out->outcome == VERIFY_OK;
	return ok;
}

static int verify_all(struct context *context, const struct arguments *arguments,
	const struct card *const *cards, const struct kernels *kernels, struct json *json,
	struct status *st)
{
	int code = STATUS_OK;
	for (; *cards; cards++) {
		if (context_stopped(context, st))
			return (int)st->code;
		struct arena scratch = {0};
		struct verify_result result = {.outcome = VERIFY_OK};
		struct status failure = {.code = STATUS_OK};
		bool repaired;
		bool ok = verify(&result, &repaired, context, *cards, arguments, kernels, &scratch,
			&failure);
		if (failure.code == STATUS_INTERRUPTED)
			*st = failure;
		else if (json)
			write_result(json, *cards, &result, kernels, repaired, &failure);
		else
			print_result(context, *cards, &result, repaired, &scratch);
		if (failure.code != STATUS_INTERRUPTED)
			report_failures(context, &result);
		arena_release(&scratch);
		if (failure.code == STATUS_INTERRUPTED)
			return (int)failure.code;
		code = worse(code,
			ok ? exit_code_of(&result, arguments->word_count > 0) : (int)failure.code);
	}
	return code;
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

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	bool named = arguments->word_count > 0;
	const struct kernels *kernels =
		model_kernels(context, arguments_value(arguments, "isa"), st);
	if (!kernels)
		return (int)st->code;
	const struct card *const *cards = NULL;
	if (context_store(context, st))
		cards = named ? cards_named(context, arguments, st)
			      : cards_where(context, should_be_installed, NULL, st);
	if (!cards || st->code != STATUS_OK)
		return (int)st->code;
	struct json *json = context->json ? context_document(context) : NULL;
	if (json)
		json_array_open(json, "results");
	else if (!*cards)
		printf("nothing is installed in %s\n",
			text_printable(context->keep, context->store->home));
	int code = verify_all(context, arguments, cards, kernels, json, st);
	if (json && st->code == STATUS_OK) {
		json_array_close(json);
		context_document_finish(context);
	}
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
