// SPDX-License-Identifier: Apache-2.0
/*
 * Running: a loop over segments, samples and steps that only adds up addresses.
 */
#include "engine/plan/plan.h"

static const void *resolve(const struct place *place, const unsigned char *workspace, int sample)
{
	if (place->constant)
		return place->constant;
	return workspace + place->offset + (size_t)sample * place->stride;
}

static struct operands operands_of(
	const struct plan *plan, const struct planned_step *s, unsigned char *workspace, int sample)
{
	return (struct operands){
		.in = {resolve(&s->in[0], workspace, sample),
			resolve(&s->in[1], workspace, sample)},
		.out = workspace + s->out.offset + (size_t)sample * s->out.stride,
		.scratch = workspace + plan->scratch_offset,
	};
}

static void run_steps(const struct plan *plan, const struct segment *segment,
	unsigned char *workspace, int sample)
{
	const struct planned_step *end = plan->steps + segment->end;
	for (const struct planned_step *s = plan->steps + segment->first; s < end; s++) {
		if (!s->step.run)
			continue;
		struct operands operands = operands_of(plan, s, workspace, sample);
		s->step.run(s->step.state, &operands);
	}
}

static void run_batched(
	const struct plan *plan, const struct segment *segment, unsigned char *workspace, int count)
{
	for (int i = segment->first; i < segment->end; i++) {
		const struct planned_step *s = &plan->steps[i];
		struct operands operands = operands_of(plan, s, workspace, 0);
		s->step.run_batch(s->step.state, &operands, count);
	}
}

// Segments before the first batched one: none, or one.
static int lone_segments(const struct plan *plan)
{
	return plan->segment_count > 0 && !plan->segments[0].batched;
}

void plan_batch_add(const struct plan *plan, int sample, void *workspace)
{
	if (lone_segments(plan) > 0)
		run_steps(plan, &plan->segments[0], workspace, sample);
}

void plan_batch_finish(const struct plan *plan, int count, void *workspace)
{
	for (int i = lone_segments(plan); i < plan->segment_count && count > 0; i++) {
		const struct segment *segment = &plan->segments[i];
		if (segment->batched)
			run_batched(plan, segment, workspace, count);
		else
			for (int sample = 0; sample < count; sample++)
				run_steps(plan, segment, workspace, sample);
	}
}

void plan_run(const struct plan *plan, void *workspace)
{
	const struct segment whole = {.end = plan->step_count};
	run_steps(plan, &whole, workspace, 0);
}

void plan_run_observed(const struct plan *plan, void *workspace,
	void (*observe)(void *context, int op, const void *output), void *context)
{
	for (int i = 0; i < plan->step_count; i++) {
		const struct planned_step *s = &plan->steps[i];
		struct operands operands = operands_of(plan, s, workspace, 0);
		if (s->step.run)
			s->step.run(s->step.state, &operands);
		const void *output = s->step.run ? operands.out : operands.in[0];
		observe(context, i, s->folded ? NULL : output);
	}
}

void *plan_batch_input(const struct plan *plan, int sample, int i, void *workspace)
{
	const struct place *place = &plan->inputs[i];
	return (unsigned char *)workspace + place->offset + (size_t)sample * place->stride;
}

const void *plan_batch_output(const struct plan *plan, int sample, int i, const void *workspace)
{
	return resolve(&plan->outputs[i], workspace, sample);
}

void *plan_input(const struct plan *plan, int i, void *workspace)
{
	return plan_batch_input(plan, 0, i, workspace);
}

const void *plan_output(const struct plan *plan, int i, const void *workspace)
{
	return plan_batch_output(plan, 0, i, workspace);
}
