// SPDX-License-Identifier: Apache-2.0
/*
 * Sample files, such as clips and pictures, as inputs of a model, through a protocol.
 */
#ifndef CLI_SAMPLE_H
#define CLI_SAMPLE_H

#include "cli/model_argument.h"
#include "cli/options.h"
#include "zoo/protocol.h"

// A protocol set up for one model's input.
struct sampler {
	const struct protocol *protocol;
	struct pipeline *pipeline;
	size_t input_nbytes;
};

/*
 * The protocol of --protocol, else that of the card whose model it is, with the knobs of --set.
 * `path` is the sample that it is for, to be named if there is no such protocol.
 */
bool sampler_open(struct sampler *out, const char *path, const struct model_argument *model,
	const struct tensor *input, const struct arguments *arguments, struct arena *keep,
	struct status *st);

// The file's windows, one input after the other, and how many they are.
bool sampler_read(void **inputs, int *count, const struct sampler *sampler, const char *path,
	struct arena *keep, struct status *st);

#endif
