// SPDX-License-Identifier: Apache-2.0
/*
 * What all keyword spotting protocols here have in common: a clip is one second of mono at
 * 16 kHz; of it 49 frames of 40 ms every 20 ms are taken, with 10 MFCCs each of 40 bands
 * from 20 to 4000 Hz; the model's input are these 490 numbers, frame by frame.
 */
#ifndef ZOO_PROTOCOLS_KWS_CLIP_H
#define ZOO_PROTOCOLS_KWS_CLIP_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "engine/model.h"
#include "zoo/features/encode.h"
#include "zoo/features/mfcc.h"

#include <stdbool.h>
#include <stdint.h>

// What protocol->sample says.
#define KWS_CLIP_SAMPLE                                                        \
	"a mono clip of one second at 16 kHz (.wav, .flac); a shorter one is " \
	"filled up with zeros, of a longer one the first second counts"

// For a tensor of 490 elements, whatever its shape; else STATUS_FORMAT.  See encoder_create().
bool kws_clip_encoder(struct encoder *out, const char *protocol, const struct tensor *input,
	const struct quantise *rules, struct status *st);

const struct mfcc *kws_clip_mfcc(
	enum log_floor log_floor, enum mfcc_power power, struct arena *keep);

struct kws_clip {
	const float *samples; // -32768 to 32767
	int64_t count;        // 1 to 16,000: the clip, without what would be filled up
};

// STATUS_FORMAT, with `name` in front, if it cannot be read or is not of that sort.
bool kws_clip_decode(struct kws_clip *out, struct bytes sample, const char *name,
	struct arena *scratch, struct status *st);

// All samples divided by `by`, to the 490 elements of an input.
void kws_clip_encode(void *out, const struct kws_clip *clip, double by, const struct mfcc *mfcc,
	const struct encoder *encoder, struct arena *scratch);

#endif
