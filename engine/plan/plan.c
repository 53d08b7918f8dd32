// SPDX-License-Identifier: Apache-2.0
/*
 * A model into a list of steps that run blind: operators are checked and made one by
 * one, tensors get their place in the workspace by how long they live, and running is
 * a loop.  Behind the tensors lies one piece of scratch, as large as the step that
 * needs most.
 */
#include "engine/plan/plan.h"

#include "engine/plan/fold.h"
#include "engine/plan/layout.h"
#include "engine/plan/support.h"

enum { MAX_OPS = 4096 };

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

/*
 * What a row of a product by itself takes, in multiply-accumulates of a large one; and
 * the share of all work from which on a batch is worth its larger workspace.
 */
static const int64_t lone_row_cost = 4, batch_pays_share = 100;
enum { AUTO_BATCH = 8 };

static bool create_step(struct planned_step *steps, const struct op_context *x)
{
	struct step *step = &steps[x->index].step;
	if (!op_kind_find(x->op->code)->create(step, x))
		return false;
	for (int k = 0; k < step->input_count; k++)
		if (x->model->tensors[step->inputs[k]].constant.data)
			step->run_batch = NULL; // of a constant there is one for all samples
	return true;
}

static bool create_steps(struct planned_step *steps, const struct plan_options *options,
	struct op_context *x, struct arena *scratch)
{
	const struct model *model = x->model;
	struct uses uses = uses_find(model, scratch);
	for (x->index = 0; x->index < model->op_count; x->index++) {
		int pad = options->every_tensor ? -1 : fold_find(model, steps, &uses, x->index);
		x->op = &model->ops[x->index];
		x->border = pad < 0 ? NULL : steps[pad].step.border;
		if (!create_step(steps, x))
			return false;
		if (pad >= 0) {
			steps[pad].folded = true;
			steps[pad].step.run = NULL;
		}
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

// Would batched steps take a share of the time that matters if samples were run one by one?
static bool batch_pays(const struct planned_step *steps, int step_count, int64_t macs)
{
	int64_t batched = 0;
	for (int i = 0; i < step_count; i++)
		if (steps[i].step.run_batch)
			batched += steps[i].step.macs;
	return batched * lone_row_cost * batch_pays_share >= macs;
}

static size_t limit_nbytes_of(const struct plan_options *options)
{
	return options->workspace_limit_nbytes ? options->workspace_limit_nbytes
					       : default_limit_nbytes;
}

static int largest_batch(const struct plan_options *options)
{
	if (options->batch == PLAN_BATCH_AUTO)
		return AUTO_BATCH;
	return clamp_int32(options->batch, 1, PLAN_MAX_BATCH);
}

// True, too, of a plan whose workspace does not fit the limit.
static bool create(struct plan **out, bool *fits, const struct model *model,
	const struct plan_options *options, struct arena *keep, struct status *st)
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
	plan->kernels = kernels;
	plan->step_count = model->op_count;
	plan->steps = steps;
	plan->batch = largest_batch(options);
	size_t packed_left_nbytes = packed_least_nbytes + packed_ratio * model->constant_nbytes;
	struct op_context x = {
		.model = model,
		.kernels = kernels,
		.rounding = options->rounding,
		.batch = plan->batch,
		.packed_left_nbytes = &packed_left_nbytes,
		.keep = keep,
		.st = st,
	};
	struct arena scratch = {0};
	bool created = create_steps(steps, options, &x, &scratch);
	arena_release(&scratch);
	if (!created || !sum_work(&plan->macs, steps, model->op_count, st))
		return false;
	if (options->batch == PLAN_BATCH_AUTO && !batch_pays(steps, model->op_count, plan->macs))
		plan->batch = 1;
	*out = plan;
	return layout_tensors(plan, fits, steps, model, limit_nbytes_of(options), keep, st);
}

static bool create_within_limit(struct plan **out, const struct model *model,
	const struct plan_options *options, struct arena *keep, struct status *st)
{
	bool fits = false;
	if (!create(out, &fits, model, options, keep, st))
		return false;
	if (!fits && options->batch == PLAN_BATCH_AUTO) {
		// From the start, as the kernels for a batch may ask for more scratch.
		struct plan_options one = *options;
		one.batch = 1;
		if (!create(out, &fits, model, &one, keep, st))
			return false;
	}
	if (fits)
		return true;
	return status_fail(st, STATUS_FORMAT,
		"arena: %zu bytes of tensors and scratch are needed (must be at most %zu)",
		(*out)->workspace_nbytes, limit_nbytes_of(options));
}

bool plan_create(struct plan **out, const struct model *model, const struct plan_options *options,
	struct arena *keep, struct status *st)
{
	return create_within_limit(out, model, options, keep, st) ||
	       status_prefix(st, "%s", model->name);
}

size_t plan_workspace_nbytes(const struct plan *plan)
{
	return plan->workspace_nbytes;
}

int plan_batch(const struct plan *plan)
{
	return plan->batch;
}

const struct kernels *plan_kernels(const struct plan *plan)
{
	return plan->kernels;
}

int64_t plan_macs(const struct plan *plan, int op)
{
	return op < 0 ? plan->macs : plan->steps[op].step.macs;
}

const char *plan_op_kernel(const struct plan *plan, int op)
{
	const struct planned_step *s = &plan->steps[op];
	if (!s->step.run)
		return NULL;
	return s->step.way ? s->step.way : "";
}

size_t plan_arena_nbytes(const struct plan *plan)
{
	return plan->arena_nbytes;
}
