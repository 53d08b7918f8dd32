// SPDX-License-Identifier: Apache-2.0
/*
 * What fetching would do: the same looks at the store and the same list of sources.
 */
#include "zoo/fetch/plan.h"

#include "zoo/fetch/session.h"
#include "zoo/fetch/source.h"
#include "zoo/incoming.h"

struct planning {
	const struct store *store;
	const struct card *card;
	const struct fetch_options *options;
	struct arena *keep;
	struct fetch_plan_item *items;
	int count;
};

static bool is_right(const struct planning *p, const struct card_file *file)
{
	struct arena scratch = {0};
	struct bytes bytes;
	struct status ignored;
	bool right = store_read(&bytes, p->store, p->card, file, &scratch, &ignored);
	arena_release(&scratch);
	return right;
}

bool plan_item(struct fetch_plan_item *out, const struct wanted *wanted,
	const struct fetch_options *options, struct arena *keep, struct status *st)
{
	struct source_list list;
	if (!source_list(&list, wanted, options->mirrors, keep, st))
		return false;
	const char **sources = arena_array(keep, const char *, list.source_count + 1);
	int count = 0;
	for (int i = 0; i < list.source_count; i++) {
		const struct source *source = &list.sources[i];
		if (source_may_be_asked(source, options->offline))
			sources[count++] =
				source->kind == SOURCE_BUILTIN ? "builtin" : source->shown;
	}
	*out = (struct fetch_plan_item){.name = wanted->file->name,
		.nbytes = wanted->file->size_nbytes,
		.kept_nbytes = store_kept_nbytes(wanted->store, wanted->file),
		.sources = sources};
	return true;
}

static bool plan_file(
	struct planning *p, const struct card_file *file, enum wanted_use use, struct status *st)
{
	const struct wanted wanted = {.store = p->store,
		.card = p->card,
		.file = file,
		.use = use,
		.owner = p->card->id,
		.what = file->name};
	struct fetch_plan_item *item = &p->items[p->count];
	if (!plan_item(item, &wanted, p->options, p->keep, st))
		return false;
	item->present = !p->options->force && is_right(p, file);
	p->count++;
	return true;
}

static bool plan_labels(struct planning *p, struct status *st)
{
	struct bytes text;
	const char **sources = arena_array(p->keep, const char *, 2);
	if (p->card->label_count == 0)
		return true;
	if (!store_labels_text(&text, p->card, p->keep, st))
		return false;
	struct card_file file = store_labels_file(text);
	sources[0] = "builtin";
	p->items[p->count++] = (struct fetch_plan_item){.name = "labels.txt",
		.present = is_right(p, &file),
		.nbytes = (int64_t)text.nbytes,
		.sources = sources};
	return true;
}

static bool plan_golden(struct planning *p, enum golden_side side, int count, struct status *st)
{
	for (int i = 0; i < count; i++) {
		struct card_file file = store_golden_file(p->card, side, i, p->keep);
		if (!plan_file(p, &file, WANTED_VECTOR, st))
			return false;
	}
	return true;
}

bool fetch_card_plan(struct fetch_plan *out, const struct store *store, const struct card *card,
	const struct fetch_options *options, struct arena *keep, struct status *st)
{
	int count = 2 + card->golden_input_count + card->golden_output_count;
	struct planning p = {.store = store,
		.card = card,
		.options = options,
		.keep = keep,
		.items = arena_array(keep, struct fetch_plan_item, count)};
	bool ok = fetch_check_names(store, card, st) &&
		  plan_file(&p, &card->file, WANTED_MODEL, st) && plan_labels(&p, st);
	if (ok && options->golden)
		ok = plan_golden(&p, GOLDEN_INPUT, card->golden_input_count, st) &&
		     plan_golden(&p, GOLDEN_OUTPUT, card->golden_output_count, st);
	*out = (struct fetch_plan){p.items, p.count};
	return ok;
}
