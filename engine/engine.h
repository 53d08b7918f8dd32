// SPDX-License-Identifier: Apache-2.0
/*
 * The int8 engine: plan a model once, then run it, on as many threads as you like.
 *
 *	struct model *model;
 *	struct plan *plan;
 *	if (!model_parse(&model, file, "m.tflite", &arena, &st) ||
 *		!plan_create(&plan, model, &(struct plan_options){0}, &arena, &st))
 *		...
 *	void *workspace = arena_alloc(&mine, plan_workspace_nbytes(plan), 1, 64);
 *	memcpy(plan_input(plan, 0, workspace), codes, n);
 *	plan_run(plan, workspace);
 *	const int8_t *logits = plan_output(plan, 0, workspace);
 *
 * Everything that can fail fails in plan_create(): operator versions, shapes, types,
 * quantisation, accumulator bounds, memory.  plan_run() returns nothing because it
 * cannot fail.  A plan is immutable and shared by all threads; each thread brings a
 * workspace of its own, which holds every tensor of one inference, or of a few.
 *
 * Results are bit for bit those of TFLite's reference kernels (ROUNDING_DOUBLE), on
 * every kernel table.  Threads must round floats to nearest even and keep subnormal numbers,
 * as they do unless somebody changes that.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/base/rounding.h"
#include "engine/model.h"

#include <stdint.h>

// The inner loops for one instruction set: engine/kernels/kernels.h.
struct kernels;

/*
 * The table called `name`, or the best that this CPU runs if `name` is NULL or "".
 * An unknown name, or one that this CPU cannot run: NULL and STATUS_USAGE, with the
 * names that would do in the message.
 */
const struct kernels *kernels_choose(const char *name, struct status *st);
const char *kernels_name(const struct kernels *kernels);
// Every table of this build, best first, whether or not this CPU runs it; NULL behind the last.
const struct kernels *const *kernels_all(void);
bool kernels_runnable(const struct kernels *kernels);
/*
 * The table's multiply and add, on registers only: `rounds` times in several independent
 * sums.  Returns how many multiply-accumulates of two codes that were; over the time that
 * it took, they are the peak that an inference can be compared with.
 */
int64_t kernels_peak(const struct kernels *kernels, int64_t rounds);

/*
 * plan_options.batch: a number from 1 to PLAN_MAX_BATCH, which is kept to, or refused if its
 * workspace exceeds the limit.  A larger one counts as PLAN_MAX_BATCH, 0 and negative ones
 * but this as 1.  PLAN_BATCH_AUTO: some, if operators that gain by it take a share of the work
 * that matters and the workspace keeps to the limit, else one.  plan_batch() tells.
 */
enum { PLAN_BATCH_AUTO = -1, PLAN_MAX_BATCH = 64 };

struct plan_options {
	const struct kernels *kernels; // NULL: the best that this CPU runs
	enum rounding rounding;        // how an accumulator becomes a code
	size_t workspace_limit_nbytes; // refuse more; 0: 1 GiB
	int batch;                     // samples that a workspace holds; 0: one
	bool every_tensor; // every operator's output comes about, though results do not need it
};

struct plan;

/*
 * Everything that the plan needs, packed weights included, comes to lie in `keep`; the model
 * must outlive it, as constants are read where they are.  What the engine does not run, or a
 * model with which a sum could overflow, is STATUS_FORMAT with the operator and the field.
 */
bool plan_create(struct plan **out, const struct model *model, const struct plan_options *options,
	struct arena *keep, struct status *st);

// Bytes that plan_run() needs at `workspace`, which must be a multiple of 64.
size_t plan_workspace_nbytes(const struct plan *plan);

/*
 * Where the model's i-th input or output lies in a workspace: the tensor's nbytes, in C
 * order.  Inputs are to be written before each run, as a run may overwrite them.
 */
void *plan_input(const struct plan *plan, int i, void *workspace);
const void *plan_output(const struct plan *plan, int i, const void *workspace);

// One inference, of what plan_input() points at.
void plan_run(const struct plan *plan, void *workspace);

/*
 * The same, calling `observe` after each operator with its index in model->ops and the
 * bytes of its first output, which later operators may overwrite.  NULL: a later operator
 * does this one's work, and its output does not come about (see every_tensor).
 */
void plan_run_observed(const struct plan *plan, void *workspace,
	void (*observe)(void *context, int op, const void *output), void *context);

/*
 * Several samples at once.  Operators that read many weights for few activations read them
 * once for all; everything else is done sample by sample in the same small memory.  So
 * this pays for a model to which such operators matter, and for no other.  The results of
 * a sample are the same bytes, however many stand beside it.
 *
 *	for (int s = 0; s < count; s++) { // at most plan_batch(plan)
 *		memcpy(plan_batch_input(plan, s, 0, workspace), codes[s], n);
 *		plan_batch_add(plan, s, workspace);
 *	}
 *	plan_batch_finish(plan, count, workspace);
 *	const int8_t *logits = plan_batch_output(plan, s, 0, workspace);
 *
 * plan_batch_add() runs a sample as far as it goes by itself, and its inputs may be where
 * those of the one before it were: they are to be written when that has been added, and all
 * of them just before their own sample is.  Samples may be added in any order, and one that
 * is added again takes the place of what it was.  plan_batch_finish() is for samples 0 to
 * count - 1, each of which must have been added since the last finish or run; others are
 * lost, and a count of 0 does nothing.  Outputs stand until the next input is written.
 *
 * plan_input(), plan_output(), plan_run() and plan_run_observed() are about sample 0, by
 * itself.  A run gives up what was added and not finished: the batch begins anew, with
 * inputs.  Nothing else has to be undone; a batch may be left at any point.
 *
 * A tensor starts at a multiple of 64 in sample 0, and of its elements in the others.
 */
int plan_batch(const struct plan *plan);
void *plan_batch_input(const struct plan *plan, int sample, int i, void *workspace);
void plan_batch_add(const struct plan *plan, int sample, void *workspace);
void plan_batch_finish(const struct plan *plan, int count, void *workspace);
const void *plan_batch_output(const struct plan *plan, int sample, int i, const void *workspace);

// The table that runs it: the one asked for, or the one chosen.
const struct kernels *plan_kernels(const struct plan *plan);

// Multiply-accumulates of one inference, of operator `op` or, for -1, of the whole model.
int64_t plan_macs(const struct plan *plan, int op);

/*
 * Which kernel runs operator `op`: the name of a convolution's, "" for what has but one,
 * NULL for an operator that takes no time, being a view of its input or the work of a later
 * one.
 */
const char *plan_op_kernel(const struct plan *plan, int op);

// Bytes of the tensors of one inference, without kernels' scratch: what an MCU's arena must hold.
size_t plan_arena_nbytes(const struct plan *plan);

#endif
