// SPDX-License-Identifier: Apache-2.0
/*
 * Real numbers to the elements of an input tensor, whatever its type: int8, uint8 and int16
 * through scale and zero point, float32 as they are; and back.  What protocols and zoo run
 * have between them and a model.
 *
 *	struct encoder encoder;
 *	struct quantise rules = {.round = QUANTISE_TRUNCATE, .range = QUANTISE_WRAP};
 *	if (!encoder_create(&encoder, "protocol kws-micronet", input, &rules, 490,
 *		    "49 frames of 10", st))
 *		return false;
 *	encode(&encoder, elements, features, 490);
 */
#ifndef ZOO_FEATURES_ENCODE_H
#define ZOO_FEATURES_ENCODE_H

#include "engine/base/status.h"
#include "engine/model.h"
#include "zoo/features/quantise.h"

#include <stdbool.h>
#include <stddef.h>

struct encoder {
	enum tensor_type type;    // of the elements: float32, int8, uint8 or int16
	struct quantise quantise; // not used for float32
};

/*
 * An encoder for `tensor`, if that suits: one of the four types, with exactly one scale
 * unless it is float32, and `count` elements (0: any number), which `what` explains
 * ("49 frames of 10", NULL: nothing).  Otherwise STATUS_FORMAT; `who` stands in front of the
 * message.  Of `rules`, only round, range and precision count; NULL: nearest, clamped.
 */
bool encoder_create(struct encoder *out, const char *who, const struct tensor *tensor,
	const struct quantise *rules, size_t count, const char *what, struct status *st);

// `out`: elements of encoder->type, aligned for it.
void encode(const struct encoder *encoder, void *out, const double *in, size_t count);

// The same of float32, which is the quicker of the two where the rules ask for float32.
void encode_floats(const struct encoder *encoder, void *out, const float *in, size_t count);

/*
 * The real number that the i-th element stands for: scale * (code - zero point), of a tensor
 * with one scale; of any other the element itself.
 */
double decode(const struct tensor *tensor, const void *elements, size_t i);

#endif
