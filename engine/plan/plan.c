// SPDX-License-Identifier: Apache-2.0
/*
 * A model into a list of steps that run blind: operators are checked and made one by
 * one, tensors get their place in the workspace by how long they live, and running is
 * a loop.  Behind the tensors lies one piece of scratch, as large as the step that
 * needs most.
 */
#include "engine/engine.h"

#include "engine/ops/ops.h"
#include "engine/plan/arena.h"
#include "engine/plan/support.h"

enum { MAX_OPS = 4096, MAX_PLACED = 8192 }; // placing takes time by the square of their number

static const size_t default_limit_nbytes = (size_t)1 << 30;
/*
 * At 2.5 such operations a nanosecond or more, some minutes of one core at most; the
 * largest network of the zoo needs a hundredth of it.
 */
static const int64_t max_work = INT64_C(1) << 40;
/*
 * Packed weights take twice their bytes, and more where channels are few and lanes stay
 * empty.  But operators may share one constant, and then a small file asks for any amount.
 */
static const size_t packed_least_nbytes = (size_t)32 << 20, packed_ratio = 8;

// A tensor's bytes: those of a constant, or at an offset in the workspace.
struct place {
	const unsigned char *constant;
	size_t offset;
};

struct planned_step {
	struct step step;
	struct place in[STEP_MAX_INPUTS];
	size_t out; // offset
};

struct plan {
	int step_count;
	const struct planned_step *steps;
	const struct place *inputs, *outputs; // of the model
	size_t arena_nbytes, workspace_nbytes;
	int64_t macs;
};

// While planning: each tensor's piece of the workspace, -1 if it has none.
struct layout {
	struct arena_item *items;
	int item_count;
	int *item_of; // by tensor
};

static bool create_steps(struct planned_step *steps, const struct model *model,
	const struct plan_options *options, const struct kernels *kernels, struct arena *keep,
	struct status *st)
{
	size_t packed_left_nbytes = packed_least_nbytes + packed_ratio * model->constant_nbytes;
	for (int i = 0; i < model->op_count; i++) {
		const struct op *op = &model->ops[i];
		struct op_context x = {
			.model = model,
			.index = i,
			.op = op,
			.kernels = kernels,
			.rounding = options->rounding,
			.packed_left_nbytes = &packed_left_nbytes,
			.keep = keep,
			.st = st,
		};
		if (!op_kind_find(op->code)->create(&steps[i].step, &x))
			return false;
	}
	return true;
}

static bool sum_work(
	int64_t *macs, const struct planned_step *steps, int step_count, struct status *st)
{
	int64_t work = 0;
	*macs = 0;
	for (int i = 0; i < step_count; i++) {
		if (steps[i].step.work > max_work - work)
			return status_fail(st, STATUS_FORMAT,
				"op #%d: work of one inference exceeds 2^40 operations", i);
		work += steps[i].step.work;
		*macs += steps[i].step.macs;
	}
	return true;
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
 * Lives, counted in steps: 0 is before the first operator, i + 1 is operator i.  An
 * output that is its input shares its piece.
 */
static struct layout find_lives(
	const struct model *model, const struct planned_step *steps, struct arena *scratch)
{
	struct layout layout = {
		.items = arena_array(scratch, struct arena_item, model->tensor_count),
		.item_of = arena_array(scratch, int, model->tensor_count),
	};
	for (int t = 0; t < model->tensor_count; t++)
		layout.item_of[t] = -1;
	for (int i = 0; i < model->input_count; i++)
		use(&layout, model, model->inputs[i], 0);
	for (int i = 0; i < model->op_count; i++) {
		const struct step *step = &steps[i].step;
		for (int k = 0; k < step->input_count; k++)
			use(&layout, model, step->inputs[k], i + 1);
		if (!step->run)
			layout.item_of[step->output] = layout.item_of[step->inputs[0]];
		if (step->run || layout.item_of[step->output] < 0)
			use(&layout, model, step->output, i + 1);
	}
	for (int i = 0; i < model->output_count; i++)
		use(&layout, model, model->outputs[i], model->op_count + 1);
	return layout;
}

static struct place place_of(const struct layout *layout, const struct model *model, int32_t tensor)
{
	struct place place = {.constant = model->tensors[tensor].constant.data};
	if (!place.constant && layout->item_of[tensor] >= 0)
		place.offset = layout->items[layout->item_of[tensor]].offset;
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

static bool check_limit(const struct plan *plan, size_t limit_nbytes, struct status *st)
{
	if (plan->workspace_nbytes <= limit_nbytes)
		return true;
	return status_fail(st, STATUS_FORMAT,
		"arena: %zu bytes of tensors and scratch are needed (must be at most %zu)",
		plan->workspace_nbytes, limit_nbytes);
}

static bool place_tensors(struct plan *plan, struct planned_step *steps, const struct model *model,
	size_t limit_nbytes, struct arena *keep, struct arena *scratch, struct status *st)
{
	struct layout layout = find_lives(model, steps, scratch);
	if (layout.item_count > MAX_PLACED)
		return status_fail(st, STATUS_FORMAT, "%d tensors to place (must be at most %d)",
			layout.item_count, MAX_PLACED);
	size_t scratch_nbytes = KERNELS_SLACK_NBYTES; // may be read behind the last tensor
	for (int i = 0; i < model->op_count; i++)
		if (steps[i].step.scratch_nbytes > scratch_nbytes)
			scratch_nbytes = steps[i].step.scratch_nbytes;
	if (!arena_place(&plan->arena_nbytes, layout.items, layout.item_count) ||
		!size_add(&plan->workspace_nbytes, plan->arena_nbytes, scratch_nbytes))
		plan->workspace_nbytes = SIZE_MAX;
	if (!check_limit(plan, limit_nbytes, st))
		return false;

	for (int i = 0; i < model->op_count; i++) {
		struct step *step = &steps[i].step;
		for (int k = 0; k < step->input_count; k++)
			steps[i].in[k] = place_of(&layout, model, step->inputs[k]);
		steps[i].out = place_of(&layout, model, step->output).offset;
	}
	plan->inputs = places_of(&layout, model, model->inputs, model->input_count, keep);
	plan->outputs = places_of(&layout, model, model->outputs, model->output_count, keep);
	return true;
}

static bool create(struct plan **out, const struct model *model, const struct plan_options *options,
	struct arena *keep, struct status *st)
{
	if (model->op_count > MAX_OPS)
		return status_fail(st, STATUS_FORMAT, "%d operators (must be at most %d)",
			model->op_count, MAX_OPS);
	const struct kernels *kernels = options->kernels;
	if (!kernels)
		kernels = kernels_choose(NULL, st);
	if (!kernels || !plan_check_support(model, st))
		return false;

	struct plan *plan = arena_new(keep, struct plan);
	struct planned_step *steps = arena_array(keep, struct planned_step, model->op_count);
	if (!create_steps(steps, model, options, kernels, keep, st) ||
		!sum_work(&plan->macs, steps, model->op_count, st))
		return false;
	plan->step_count = model->op_count;
	plan->steps = steps;
	size_t limit_nbytes = options->workspace_limit_nbytes ? options->workspace_limit_nbytes
							      : default_limit_nbytes;
	struct arena scratch = {0};
	bool ok = place_tensors(plan, steps, model, limit_nbytes, keep, &scratch, st);
	arena_release(&scratch);
	*out = plan;
	return ok;
}

bool plan_create(struct plan **out, const struct model *model, const struct plan_options *options,
	struct arena *keep, struct status *st)
{
	return create(out, model, options, keep, st) || status_prefix(st, "%s", model->name);
}

size_t plan_workspace_nbytes(const struct plan *plan)
{
	return plan->workspace_nbytes;
}

void *plan_input(const struct plan *plan, int i, void *workspace)
{
	return (unsigned char *)workspace + plan->inputs[i].offset;
}

static const void *resolve(const struct place *place, const void *workspace)
{
	if (place->constant)
		return place->constant;
	return (const unsigned char *)workspace + place->offset;
}

const void *plan_output(const struct plan *plan, int i, const void *workspace)
{
	return resolve(&plan->outputs[i], workspace);
}

void plan_run_observed(const struct plan *plan, void *workspace,
	void (*observe)(void *context, int op, const void *output), void *context)
{
	for (int i = 0; i < plan->step_count; i++) {
		const struct planned_step *s = &plan->steps[i];
		struct operands operands = {
			.out = (unsigned char *)workspace + s->out,
			.scratch = (unsigned char *)workspace + plan->arena_nbytes,
		};
		for (int k = 0; k < s->step.input_count; k++)
			operands.in[k] = resolve(&s->in[k], workspace);
		if (s->step.run)
			s->step.run(s->step.state, &operands);
		if (observe)
			observe(context, i, s->step.run ? operands.out : operands.in[0]);
	}
}

void plan_run(const struct plan *plan, void *workspace)
{
	plan_run_observed(plan, workspace, NULL, NULL);
}

int64_t plan_macs(const struct plan *plan, int op)
{
	return op < 0 ? plan->macs : plan->steps[op].step.macs;
}

size_t plan_arena_nbytes(const struct plan *plan)
{
	return plan->arena_nbytes;
}
