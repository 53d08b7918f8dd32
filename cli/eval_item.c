// SPDX-License-Identifier: Apache-2.0
/*
 * What is asked for on the command line must agree before anything is read: card, protocol,
 * knobs, dataset; then the model, which is the quicker of the two to find missing.
 */
#include "cli/eval_item.h"

#include "cli/eval_explain.h"
#include "cli/eval_sweep.h"
#include "cli/looked_at.h"
#include "cli/progress.h"
#include "cli/text.h"
#include "zoo/clock.h"

#include <string.h>

// A card whose protocol is not in this program cannot be measured, which is an answer.
static void set_unmeasurable(struct eval_item *item, struct arena *keep)
{
	const char **reasons = arena_array(keep, const char *, 2);
	reasons[0] = arena_printf(keep, "this version of zoo has no protocol \"%s\"",
		item->protocol_name ? item->protocol_name : "");
	item->result = (struct eval_result){
		.verdict = VERDICT_NOT_MEASURABLE, .reasons = reasons, .metric = NULL};
}

// Protocol, dataset and knobs: the user's words first, else the card's, else the protocol's.
static bool choose_method(struct eval_item *item, const struct eval_options *options,
	struct arena *keep, struct status *st)
{
	const char *asked = arguments_value(options->arguments, "protocol");
	if (!asked && !item->card) {
		struct status known;
		status_fail(st, STATUS_USAGE, "%s: a file needs --protocol NAME", item->name);
		protocol_find("", &known);
		return status_hint(st, "%s; or name its card, if it has one: zoo list", known.hint);
	}
	item->protocol_name = asked ? asked : item->card->protocol;
	struct status unknown;
	const struct protocol *protocol = protocol_find(item->protocol_name, asked ? st : &unknown);
	if (!protocol)
		return !asked;
	const char *dataset = arguments_value(options->arguments, "dataset");
	if (!method_create(&item->method, protocol,
		    dataset      ? dataset
		    : item->card ? item->card->dataset
				 : NULL,
		    st)) {
		// a word of the user's is unknown; a word of a card is a set that zoo cannot read
		if (!dataset)
			st->code = STATUS_UNMEASURABLE;
		return false;
	}
	const char *const *settings = arguments_values(options->arguments, "set", keep);
	for (; *settings; settings++)
		if (!method_set(&item->method, *settings, st))
			return false;
	return true;
}

// An open set of the same kind and list.
static const struct dataset *find_opened(
	const struct eval_options *options, const struct method *method)
{
	for (int i = 0; i < options->opened_count; i++) {
		const struct dataset *set = options->opened[i];
		if (set->kind == method->dataset && knob_choices_equal(&set->choice, &method->list))
			return set;
	}
	return NULL;
}

static bool find_dataset(struct eval_item *item, struct context *context,
	struct eval_options *options, struct status *st)
{
	struct arena *keep = context->keep; // shared by all items
	const struct dataset_kind *kind = item->method.dataset;
	const char *path = arguments_value(options->arguments, "data");
	const char *const *looked_at = NULL;
	if (!path)
		path = dataset_locate(
			kind, context->settings->data, context->settings->home, &looked_at, keep);
	if (!path) {
		status_fail(st, STATUS_UNMEASURABLE, "dataset %s was not found; looked for %s",
			kind->name, looked_at_text(keep, looked_at));
		return status_hint(st, "%s, or name its place with --data", kind->how);
	}
	item->dataset = find_opened(options, &item->method);
	if (item->dataset)
		return true;
	struct dataset *dataset;
	double start = clock_wall_seconds();
	if (!dataset_open(&dataset, kind, &item->method.list, path, &context->observer, keep, st))
		return false;
	item->listing_seconds = clock_wall_seconds() - start;
	item->dataset = dataset;
	size_t most = sizeof(options->opened) / sizeof(options->opened[0]);
	if ((size_t)options->opened_count < most)
		options->opened[options->opened_count++] = dataset;
	return true;
}

/*
 * A file without a card has no labels of its own; it is measured with those of a card of
 * the same protocol and dataset.
 */
static const struct card *labels_card(
	struct eval_item *item, struct context *context, struct status *st)
{
	if (item->card)
		return item->card;
	const struct catalogue *catalogue = context_catalogue(context, st);
	for (int i = 0; catalogue && i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		if (strcmp(card->protocol, item->method.protocol->name) == 0 &&
			strcmp(card->dataset, item->method.dataset->family) == 0)
			return card;
	}
	if (catalogue)
		status_fail(st, STATUS_UNMEASURABLE,
			"%s: no card of protocol %s and dataset %s is known that could lend its labels",
			item->name, item->method.protocol->name, item->method.dataset->family);
	return NULL;
}

// What is to be measured.  A file that is a card's, byte for byte, is measured as the card.
static bool find_model(struct model_argument *argument, struct eval_item *item,
	struct context *context, const char *word, struct arena *keep, struct status *st)
{
	if (!model_argument_is_file(word)) {
		item->card = context_card(context, word, st);
		if (!item->card)
			return false;
		item->name = item->card->id;
		item->file_name = item->card->file.name;
		return true;
	}
	if (!model_argument_read(argument, context, word, keep, st))
		return false;
	item->card = argument->identity;
	return true;
}

bool eval_item_run(struct eval_item *out, struct context *context, struct eval_options *options,
	const char *word, struct arena *keep, struct status *st)
{
	*out = (struct eval_item){.name = word,
		.file_name = word,
		.rounding = options->rounding,
		.limit = arguments_number(options->arguments, "limit", 0)};
	struct model_argument argument = {.file = {NULL, 0}};
	if (!find_model(&argument, out, context, word, keep, st) ||
		!choose_method(out, options, keep, st))
		return false;
	if (!out->method.protocol) {
		set_unmeasurable(out, keep);
		return true;
	}
	if ((!argument.file.data && !model_argument_read(&argument, context, word, keep, st)) ||
		!find_dataset(out, context, options, st))
		return false;
	out->file_name = argument.file_name;
	const struct card *labels = labels_card(out, context, st);
	if (!labels)
		return false;
	struct eval_request request = {
		.card = out->card,
		.file_name = argument.file_name,
		.file = argument.file,
		.sha1 = argument.sha1,
		.labels = labels->labels,
		.label_count = labels->label_count,
		.method = &out->method,
		.dataset = out->dataset,
		.limit = out->limit,
		.seed = (uint64_t)arguments_number(options->arguments, "seed", 0),
		.threads = (int)arguments_number(options->arguments, "threads", 0),
		.kernels = options->kernels,
		.rounding = options->rounding,
		.allow_skips = arguments_has(options->arguments, "allow-skips"),
	};
	bool ok = eval_run(&out->result, &request, &context->observer, keep, st) &&
		  eval_explain_run(out, context, options->arguments, &request, keep, st) &&
		  eval_sweep_run(out, context, options->arguments, &request, keep, st);
	progress_clear(context->progress);
	return ok;
}
