// SPDX-License-Identifier: Apache-2.0
/*
 * How a published figure was made: which set, which pre-processing to the last constant,
 * which quantisation, which score.  A protocol is a name and a few knobs; their default
 * values are what reproduces the card.
 *
 * Each protocol is one file in zoo/protocols/ that exports one const struct protocol.
 */
#ifndef ZOO_PROTOCOL_H
#define ZOO_PROTOCOL_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "engine/model.h"

#include <stdbool.h>

struct knob {
	const char *name; // "scale"
	const char *about;
	const char *const *values; // the default first, NULL behind the last
};

enum { PROTOCOL_MAX_KNOBS = 12 };

// The choice made for each knob of a protocol, as an index into its values.
struct knob_choice {
	int value[PROTOCOL_MAX_KNOBS];
};

struct pipeline; // a protocol with its knobs set, for one model input; immutable

struct protocol {
	const char *name; // "kws-micronet"
	const char *about;
	const char *dataset;
	const char *metric; // "accuracy"
	const char *sample; // what a sample is: "a mono clip of one second at 16 kHz (.wav, .flac)"
	const struct knob *knobs;
	int knob_count;

	// Tables for this choice and this input tensor.  STATUS_FORMAT if the input does not suit.
	bool (*pipeline_create)(struct pipeline **out, const struct knob_choice *choice,
		const struct tensor *input, struct arena *keep, struct status *st);
	/*
	 * A sample file's bytes to the input tensor's bytes (input->nbytes of them at `input`).
	 * Any thread; `scratch` is the caller's to release.  `name` is for messages.
	 */
	bool (*prepare)(const struct pipeline *pipeline, void *input, struct bytes sample,
		const char *name, struct arena *scratch, struct status *st);
};

// Every protocol of this program; NULL behind the last.
const struct protocol *const *protocols_all(void);

// STATUS_UNKNOWN with a hint if there is none of that name.
const struct protocol *protocol_find(const char *name, struct status *st);

// "KNOB=VALUE" into `choice`.  STATUS_USAGE, with the values that would do, if it is none.
bool protocol_set(const struct protocol *protocol, struct knob_choice *choice, const char *setting,
	struct status *st);

#endif
