// SPDX-License-Identifier: Apache-2.0
/*
 * A .wav or .flac file to samples.  The one face of libsndfile.
 *
 * Sample values are in steps of 16 bit: -32768 to 32767, whole numbers for a file of
 * 16-bit samples; finer and floating-point files give fractions, all of them finite.
 */
#ifndef ZOO_DECODE_AUDIO_H
#define ZOO_DECODE_AUDIO_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { AUDIO_MAX_VALUES = 16 * 1024 * 1024 }; // of all channels together

struct audio {
	int rate_hz;
	int channel_count;
	int64_t frame_count;  // at least 1
	const float *samples; // [frame][channel]
};

/*
 * STATUS_FORMAT, with `name` in front, if it is something else, damaged, empty, larger
 * than AUDIO_MAX_VALUES, or shorter than it says.
 */
bool audio_decode(struct audio *out, struct bytes file, const char *name, struct arena *keep,
	struct status *st);

#endif
