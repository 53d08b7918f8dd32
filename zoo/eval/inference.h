// SPDX-License-Identifier: Apache-2.0
/*
 * A worker's samples on their way through the model: they gather until there are as many
 * as the plan likes to run at once.
 */
#ifndef ZOO_EVAL_INFERENCE_H
#define ZOO_EVAL_INFERENCE_H

#include "engine/engine.h"

struct inference {
	const struct plan *plan;
	size_t input_nbytes, output_nbytes; // of one window
	int window_count;                   // of one sample
	int capacity;                       // samples
	int count;                          // that have gathered
	int64_t *samples;                   // their indices
	void *workspace;
	unsigned char *windows; // inputs of one sample, if that has several
	unsigned char *outputs; // [capacity][window_count][output_nbytes]
};

/*
 * At most `most_samples` at once, 1 or more.  A sample of several windows is run by itself,
 * as its windows gather instead.
 */
void inference_create(struct inference *out, const struct plan *plan, const struct model *model,
	int window_count, int64_t most_samples, struct arena *keep);

// Where the next sample's windows go.  They may be written and not added.
void *inference_inputs(const struct inference *inference);

// The sample whose windows stand there has gathered.  True: no more do, run them.
bool inference_add(struct inference *inference, int64_t sample);

// Run what has gathered: sample samples[i] has its outputs at inference_outputs(i).
void inference_run(struct inference *inference);

const void *inference_outputs(const struct inference *inference, int i);

#endif
