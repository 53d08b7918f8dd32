// SPDX-License-Identifier: Apache-2.0
/*
 * Segments from steps, lives of tensors from both, and from the lives the places.  The
 * arena of one inference is worked out beside it, as if every operator ran by itself: that
 * is what an interpreter needs, whatever this plan leaves out.
 */
#include "engine/plan/layout.h"

#include "engine/plan/arena.h"

enum { MAX_PLACED = 8192 }; // placing takes time by the square of their number

/*
 * Time is counted in steps: 0 is before the first operator, i + 1 is operator i, and one
 * more is after the last.  A stretch is a segment, or one of these ends; but the beginning
 * belongs to the first segment, unless that is a batched one.
 */
struct stretch {
	int first, last;
	bool batched;
};

// Pieces of the workspace: one for each tensor that has one, or for several that share it.
struct layout {
	struct arena_item *items;
	size_t *strides; // from a sample to the next; 0: there is only one
	int item_count;
	int *item_of; // by tensor, -1 if it has none
};

static const struct segment *cut(int *count, const struct planned_step *steps, int step_count,
	bool batched, struct arena *keep)
{
	struct segment *segments = arena_array(keep, struct segment, step_count + 1);
	*count = 0;
	for (int i = 0; i < step_count; i++) {
		bool alone = batched && steps[i].step.run_batch;
		if (*count == 0 || alone || segments[*count - 1].batched)
			segments[(*count)++] = (struct segment){.first = i, .batched = alone};
		segments[*count - 1].end = i + 1;
	}
	return segments;
}

// By time, the stretch that it belongs to.
static const struct stretch *stretches_of(const struct plan *plan, struct arena *scratch)
{
	struct stretch *by_time = arena_array(scratch, struct stretch, plan->step_count + 2);
	int end = plan->step_count + 1;
	by_time[end] = (struct stretch){end, end, false};
	for (int i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segments[i];
		bool with_beginning = i == 0 && !segment->batched;
		const struct stretch stretch = {
			with_beginning ? 0 : segment->first + 1, segment->end, segment->batched};
		for (int time = stretch.first; time <= stretch.last; time++)
			by_time[time] = stretch;
	}
	return by_time;
}

static void use(struct layout *layout, const struct model *model, int32_t tensor, int time)
{
	if (tensor < 0 || model->tensors[tensor].constant.data)
		return;
	int *item = &layout->item_of[tensor];
	if (*item < 0) {
		*item = layout->item_count++;
		layout->items[*item] = (struct arena_item){
			.nbytes = model->tensors[tensor].nbytes, .first = time, .last = time};
	}
	if (layout->items[*item].last < time)
		layout->items[*item].last = time;
}

/*
 * An output that is its input shares its piece.  `whole`: as if every operator ran by
 * itself.
 */
static struct layout find_lives(const struct model *model, const struct planned_step *steps,
	bool whole, struct arena *scratch)
{
	struct layout layout = {
		.items = arena_array(scratch, struct arena_item, model->tensor_count),
		.strides = arena_array(scratch, size_t, model->tensor_count),
		.item_of = arena_array(scratch, int, model->tensor_count),
	};
	for (int t = 0; t < model->tensor_count; t++)
		layout.item_of[t] = -1;
	for (int i = 0; i < model->input_count; i++)
		use(&layout, model, model->inputs[i], 0);
	for (int i = 0; i < model->op_count; i++) {
		const struct step *step = &steps[i].step;
		const int32_t *inputs = whole ? model->ops[i].inputs : step->inputs;
		if (steps[i].folded && !whole)
			continue;
		for (int k = 0; k < step->input_count; k++)
			use(&layout, model, inputs[k], i + 1);
		bool view = !step->run && !steps[i].folded;
		if (view)
			layout.item_of[step->output] = layout.item_of[inputs[0]];
		if (!view || layout.item_of[step->output] < 0)
			use(&layout, model, step->output, i + 1);
	}
	for (int i = 0; i < model->output_count; i++)
		use(&layout, model, model->outputs[i], model->op_count + 1);
	return layout;
}

// Room for every sample's, where more than one sample's is alive.  False: no such size.
static bool spread(struct layout *layout, const struct plan *plan, struct arena *scratch)
{
	const struct stretch *by_time = stretches_of(plan, scratch);
	for (int i = 0; i < layout->item_count; i++) {
		struct arena_item *item = &layout->items[i];
		const struct stretch *from = &by_time[item->first], *to = &by_time[item->last];
		if (from->first == to->first && !from->batched)
			continue;
		layout->strides[i] = item->nbytes;
		item->first = from->first;
		item->last = to->last;
		if (!size_mul(&item->nbytes, item->nbytes, (size_t)plan->batch))
			return false;
	}
	return true;
}

static struct place place_of(const struct layout *layout, const struct model *model, int32_t tensor)
{
	struct place place = {.constant = model->tensors[tensor].constant.data};
	int item = layout->item_of[tensor];
	if (!place.constant && item >= 0) {
		place.offset = layout->items[item].offset;
		place.stride = layout->strides[item];
	}
	return place;
}

static struct place *places_of(const struct layout *layout, const struct model *model,
	const int32_t *tensors, int count, struct arena *keep)
{
	struct place *places = arena_array(keep, struct place, count);
	for (int i = 0; i < count; i++)
		places[i] = place_of(layout, model, tensors[i]);
	return places;
}

static size_t largest_scratch(const struct planned_step *steps, int step_count)
{
	size_t nbytes = KERNELS_SLACK_NBYTES; // may be read behind the last tensor
	for (int i = 0; i < step_count; i++)
		if (steps[i].step.scratch_nbytes > nbytes)
			nbytes = steps[i].step.scratch_nbytes;
	return nbytes;
}

static bool place_tensors(struct plan *plan, bool *fits, struct planned_step *steps,
	const struct model *model, size_t limit_nbytes, struct arena *keep, struct arena *scratch,
	struct status *st)
{
	struct layout whole = find_lives(model, steps, true, scratch);
	struct layout layout = find_lives(model, steps, false, scratch);
	if (whole.item_count > MAX_PLACED)
		return status_fail(st, STATUS_FORMAT, "%d tensors to place (must be at most %d)",
			whole.item_count, MAX_PLACED);
	plan->segments = cut(&plan->segment_count, steps, plan->step_count, plan->batch > 1, keep);
	size_t scratch_nbytes = largest_scratch(steps, plan->step_count);
	if (!arena_place(&plan->arena_nbytes, whole.items, whole.item_count) ||
		(plan->batch > 1 && !spread(&layout, plan, scratch)) ||
		!arena_place(&plan->scratch_offset, layout.items, layout.item_count) ||
		!size_add(&plan->workspace_nbytes, plan->scratch_offset, scratch_nbytes))
		plan->workspace_nbytes = SIZE_MAX;
	*fits = plan->workspace_nbytes <= limit_nbytes;
	if (!*fits)
		return true;

	for (int i = 0; i < plan->step_count; i++) {
		struct step *step = &steps[i].step;
		for (int k = 0; k < step->input_count; k++)
			steps[i].in[k] = place_of(&layout, model, step->inputs[k]);
		steps[i].out = place_of(&layout, model, step->output);
	}
	plan->inputs = places_of(&layout, model, model->inputs, model->input_count, keep);
	plan->outputs = places_of(&layout, model, model->outputs, model->output_count, keep);
	return true;
}

bool layout_tensors(struct plan *plan, bool *fits, struct planned_step *steps,
	const struct model *model, size_t limit_nbytes, struct arena *keep, struct status *st)
{
	struct arena scratch = {0};
	bool ok = place_tensors(plan, fits, steps, model, limit_nbytes, keep, &scratch, st);
	arena_release(&scratch);
	return ok;
}
