// SPDX-License-Identifier: Apache-2.0
/*
 * Knobs that need the whole set first are refused by the protocol itself, which knows what
 * else could be chosen.
 */
#include "cli/sample.h"

#include "engine/base/file.h"

enum { SAMPLE_LIMIT_NBYTES = 256 * 1024 * 1024 };

static const struct protocol *find(const char *path, const struct model_argument *model,
	const struct arguments *arguments, struct status *st)
{
	const char *asked = arguments_value(arguments, "protocol");
	if (asked)
		return protocol_find(asked, st);
	if (!model->identity) {
		status_fail(st, STATUS_USAGE,
			"%s: a file of a model without a card takes .npy only", path);
		status_hint(st, "name a protocol with --protocol");
		return NULL;
	}
	const char *name = model->identity->protocol;
	const struct protocol *protocol = protocol_find(name ? name : "", st);
	if (!protocol) {
		// a word of the card is no mistake of the user's
		status_fail(st, STATUS_UNMEASURABLE,
			"%s: this version of zoo has no protocol \"%s\" to make an input of it",
			path, name ? name : "");
		status_hint(st, "a .npy file with the input tensor can be run");
	}
	return protocol;
}

bool sampler_open(struct sampler *out, const char *path, const struct model_argument *model,
	const struct tensor *input, const struct arguments *arguments, struct arena *keep,
	struct status *st)
{
	const struct protocol *protocol = find(path, model, arguments, st);
	if (!protocol)
		return false;
	struct knob_choice choice = {{0}, {0}};
	struct knobs knobs = protocol_knobs(protocol);
	const char *const *settings = arguments_values(arguments, "set", keep);
	for (; *settings; settings++)
		if (!knobs_set(&knobs, &choice, *settings, st))
			return false;
	struct pipeline *pipeline;
	if (!protocol->pipeline_create(&pipeline, &choice, input, keep, st))
		return false;
	*out = (struct sampler){protocol, pipeline, input->nbytes};
	return true;
}

bool sampler_read(void **inputs, int *count, const struct sampler *sampler, const char *path,
	struct arena *keep, struct status *st)
{
	struct bytes sample;
	*count = protocol_window_count(sampler->protocol, sampler->pipeline);
	*inputs = arena_alloc(keep, (size_t)*count, sampler->input_nbytes, 64);
	return file_read(&sample, path, SAMPLE_LIMIT_NBYTES, keep, st) &&
	       sampler->protocol->prepare(sampler->pipeline, *inputs, sample, path, keep, st);
}
