// SPDX-License-Identifier: Apache-2.0
/*
 * A plan: steps in the order of the model's operators, cut into segments.  A segment is
 * run for one sample after the other, or, if it is a batched one, once for all.  A sample's
 * inputs are written just before it goes through the first segment, if that is none of the
 * batched ones.  Tensors that are alive in more than one segment exist once for each
 * sample, one behind the other; all others once.
 */
#ifndef ENGINE_PLAN_PLAN_H
#define ENGINE_PLAN_PLAN_H

#include "engine/engine.h"
#include "engine/ops/ops.h"

// A tensor's bytes: those of a constant, or at an offset in the workspace.
struct place {
	const unsigned char *constant;
	size_t offset;
	size_t stride; // from a sample to the next; 0: there is only one
};

struct planned_step {
	struct step step;
	bool folded; // a later step does its work, and its output does not exist
	struct place in[STEP_MAX_INPUTS], out;
};

struct segment {
	int first, end; // steps first..end-1
	bool batched;   // these have run_batch(), and are run once for all samples
};

struct plan {
	const struct kernels *kernels;
	int step_count; // one for each operator
	const struct planned_step *steps;
	int batch;
	int segment_count;
	const struct segment *segments;
	const struct place *inputs, *outputs; // of the model
	size_t scratch_offset, workspace_nbytes;
	size_t arena_nbytes; // of one inference
	int64_t macs;
};

#endif
