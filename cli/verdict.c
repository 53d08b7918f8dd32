// SPDX-License-Identifier: Apache-2.0
/*
 * Every check has its line, and what can be done about a card follows from all of them.
 */
#include "cli/verdict.h"

#include "cli/printed.h"
#include "cli/text.h"

#include <stdio.h>
#include <string.h>

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

void verdict_write(struct json *json, const struct card *card, const struct verdict *verdict,
	const struct kernels *kernels)
{
	const struct verify_result *result = &verdict->result;
	json_object_open(json, NULL);
	json_text(json, "card", card->id);
	json_text(json, "status", verify_outcome_name(result->outcome));
	json_text(json, "path", result->path);
	json_bool(json, "repaired", verdict->repaired);
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
	if (verdict->failure.code != STATUS_OK)
		context_write_error(json, &verdict->failure);
	json_array_open(json, "failures");
	for (int i = 0; i < result->failure_count; i++)
		json_text(json, NULL, result->failures[i].message);
	json_array_close(json);
	json_object_close(json);
}

static void print_check(
	const struct context *context, const struct verify_check *check, struct arena *scratch)
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

void verdict_print(const struct context *context, const struct card *card,
	const struct verdict *verdict, struct arena *scratch)
{
	const struct verify_result *result = &verdict->result;
	enum colour colour = result->outcome == VERIFY_OK ? COLOUR_GOOD : COLOUR_BAD;
	bool ok = result->outcome == VERIFY_OK, bare = context->quiet && ok;
	printf("%s%s%s: %s%s%s%s%s\n", style_begin(context->out, COLOUR_STRONG), card->id,
		style_end(context->out, COLOUR_STRONG), style_begin(context->out, colour),
		verify_outcome_name(result->outcome), style_end(context->out, colour),
		verdict->repaired ? " (repaired)" : "",
		ok ? "" : arena_printf(scratch, "  %s", text_printable(scratch, result->path)));
	for (int i = 0; i < result->check_count && !bare; i++)
		print_check(context, &result->checks[i], scratch);
	printed_flush();
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

void verdict_report(const struct context *context, struct verdict *verdict)
{
	while (verdict->reported_count < verdict->result.failure_count)
		context_report(context, &verdict->result.failures[verdict->reported_count++]);
}
