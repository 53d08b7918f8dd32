// SPDX-License-Identifier: Apache-2.0
/*
 * Mirrors of the command line come before those of the settings.
 */
#include "cli/fetching.h"

#include "cli/printed.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "engine/base/words.h"

#include <stdio.h>

bool fetching_options(struct fetch_options *out, const struct store **store,
	struct context *context, const struct fetching *how, struct status *st)
{
	const struct settings *settings = context_settings(context, st);
	*store = settings ? context_store(context, st) : NULL;
	if (!*store)
		return false;
	int given = words_count(how->mirrors), set = words_count(settings->mirrors);
	const char **mirrors = arena_array(context->keep, const char *, given + set + 1);
	for (int i = 0; i < given; i++)
		mirrors[i] = how->mirrors[i];
	for (int i = 0; i < set; i++)
		mirrors[given + i] = settings->mirrors[i];
	if (!fetch_check_mirrors(mirrors, st))
		return false;
	*out = (struct fetch_options){.mirrors = mirrors,
		.offline = context->offline,
		.force = how->force,
		.golden = how->golden,
		.keep_rejected = how->keep_rejected,
		.jobs = how->jobs};
	return true;
}

bool fetching_run(struct fetch_result *out, struct context *context, const struct card *card,
	const struct fetching *how, struct arena *keep, struct status *st)
{
	struct fetch_options options;
	const struct store *store;
	if (!fetching_options(&options, &store, context, how, st))
		return false;
	bool ok = fetch_card(out, store, card, &options, &context->observer, keep, st);
	progress_clear(context->progress);
	return ok;
}

static void print_kept(const struct context *context, const struct fetch_attempt *attempt)
{
	struct status failure;
	if (attempt->rejected && attempt->rejected_cut)
		context_note(context, "the first %lld bytes of what %s sent are kept as %s",
			(long long)attempt->rejected_nbytes, attempt->source, attempt->rejected);
	else if (attempt->rejected)
		context_note(
			context, "what %s sent is kept as %s", attempt->source, attempt->rejected);
	if (!attempt->not_kept)
		return;
	status_fail(&failure, STATUS_IO, "what %s sent could not be kept: %s", attempt->source,
		attempt->not_kept);
	context_report(context, &failure);
}

void fetching_print(struct context *context, const char *name, const struct fetch_result *result)
{
	struct arena scratch = {0};
	bool present = result->outcome == FETCH_PRESENT;
	if (result->outcome != FETCH_FAILED) {
		printf("%s: %s%s%s", name, style_begin(context->out, COLOUR_GOOD),
			present ? "present" : "fetched", style_end(context->out, COLOUR_GOOD));
		if (!present)
			printf(", %s from %s", text_size(&scratch, result->transferred_nbytes),
				text_printable(&scratch, result->source));
		putchar('\n');
		printed_flush();
	}
	for (int i = 0; i < result->attempt_count; i++)
		print_kept(context, &result->attempts[i]);
	arena_release(&scratch);
}

static void write_attempts(struct json *json, const struct fetch_result *result)
{
	json_array_open(json, "attempts");
	for (int i = 0; i < result->attempt_count; i++) {
		const struct fetch_attempt *attempt = &result->attempts[i];
		json_object_open(json, NULL);
		json_text(json, "file", attempt->file);
		json_text(json, "source", attempt->source);
		json_text(json, "answer", attempt->answer);
		json_int(json, "bytes", attempt->nbytes);
		json_text(json, "kind", attempt->kind);
		json_text(json, "rejected", attempt->rejected);
		json_text(json, "not_kept", attempt->not_kept);
		if (attempt->rejected)
			json_int(json, "rejected_bytes", attempt->rejected_nbytes);
		else
			json_null(json, "rejected_bytes");
		json_bool(json, "rejected_cut", attempt->rejected && attempt->rejected_cut);
		json_object_close(json);
	}
	json_array_close(json);
}

void fetching_write(struct json *json, const char *name_key, const char *name,
	const struct fetch_result *result, const struct status *failure)
{
	static const char *const names[] = {[FETCH_FETCHED] = "fetched",
		[FETCH_PRESENT] = "present",
		[FETCH_FAILED] = "failed"};
	json_object_open(json, NULL);
	json_text(json, name_key, name);
	json_text(json, "status", names[result->outcome]);
	json_int(json, "bytes", result->received_nbytes);
	json_text(json, "source", result->outcome == FETCH_FAILED ? NULL : result->source);
	json_bool(json, "vectors_failed", result->vectors_failed);
	if (failure)
		context_write_error(json, failure);
	else
		json_null(json, "error");
	write_attempts(json, result);
	json_object_close(json);
}
