// SPDX-License-Identifier: Apache-2.0
/*
 * How a published figure was made: which list of samples, which pre-processing to the last
 * constant, which quantisation, which score.  A protocol is a name and a few knobs; their
 * default values are what reproduces the card.
 *
 * Each protocol is one file in zoo/protocols/ that exports one const struct protocol.
 */
#ifndef ZOO_PROTOCOL_H
#define ZOO_PROTOCOL_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "engine/model.h"
#include "zoo/dataset.h"
#include "zoo/knob.h"

#include <stdbool.h>

enum metric {
	METRIC_ACCURACY, // share of samples whose largest output is the right one
	/*
	 * Area under the ROC curve of score(); class 1 of the set is positive.  The figure is the
	 * mean over the set's groups, or the area over all samples together if the protocol has
	 * a knob "auc" that is set to "pooled".
	 */
	METRIC_AUC
};

const char *metric_name(enum metric metric); // "accuracy", "auc"

struct pipeline; // a protocol with its knobs set, for one model input; immutable

struct protocol {
	const char *name; // "kws-micronet"
	int version;      // raised whenever the same knobs come to mean something else
	const char *about;
	const char *dataset; // name of a dataset_kind
	enum metric metric;
	const char *sample; // what a sample is: "a mono clip of one second at 16 kHz (.wav, .flac)"
	const struct knob *knobs;
	int knob_count;

	// Tables for this choice and this input tensor.  STATUS_FORMAT if the input does not suit.
	bool (*pipeline_create)(struct pipeline **out, const struct knob_choice *choice,
		const struct tensor *input, struct arena *keep, struct status *st);

	// How many input tensors one sample makes; METRIC_ACCURACY: one.  NULL: 1.
	int (*window_count)(const struct pipeline *pipeline);

	/*
	 * A sample file's bytes to input tensors, window_count x input->nbytes bytes, one after
	 * the other.  Any thread; `scratch` is the caller's to release.  `name` is for messages.
	 */
	bool (*prepare)(const struct pipeline *pipeline, void *inputs, struct bytes sample,
		const char *name, struct arena *scratch, struct status *st);

	/*
	 * METRIC_AUC only: the model's outputs for all windows of a sample to one number, larger
	 * for class 1.  `target`: the output that stands for the sample's group.
	 */
	double (*score)(const struct pipeline *pipeline, const struct tensor *output,
		const void *outputs, int target);

	/*
	 * Both or neither: some choices need a number that is the mean over the whole set.
	 * wants_survey() says whether; then survey() gives each sample's share, and the mean of
	 * all of them goes to calibrate() before the first prepare().
	 */
	bool (*wants_survey)(const struct pipeline *pipeline);
	bool (*survey)(const struct pipeline *pipeline, double *out, struct bytes sample,
		const char *name, struct arena *scratch, struct status *st);
	void (*calibrate)(struct pipeline *pipeline, double mean);
};

// Every protocol of this program; NULL behind the last.
const struct protocol *const *protocols_all(void);

// STATUS_UNKNOWN with a hint if there is none of that name.
const struct protocol *protocol_find(const char *name, struct status *st);

struct knobs protocol_knobs(const struct protocol *protocol);

int protocol_window_count(const struct protocol *protocol, const struct pipeline *pipeline);

#endif
