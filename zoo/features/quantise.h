// SPDX-License-Identifier: Apache-2.0
/*
 * Real numbers to codes: code = round(x / scale + zero), brought into the range of the
 * codes' type.  How it is rounded, in which precision, and what happens outside the range
 * belongs to a card's protocol: published figures were made with each of these.
 *
 * A protocol that has a tensor before it goes through zoo/features/encode.h.
 */
#ifndef ZOO_FEATURES_QUANTISE_H
#define ZOO_FEATURES_QUANTISE_H

#include <stddef.h>
#include <stdint.h>

enum quantise_round {
	QUANTISE_NEAREST,      // half away from zero
	QUANTISE_NEAREST_EVEN, // half to even
	QUANTISE_TRUNCATE      // towards zero, after the zero point was added
};

enum quantise_range {
	QUANTISE_CLAMP,
	QUANTISE_WRAP // modulo 2^8 or 2^16, as a cast from int32 does; beyond int32: low bits 0
};

enum quantise_precision {
	QUANTISE_DOUBLE,
	QUANTISE_FLOAT32, // of x, division and addition
	/*
	 * As TFLite's QUANTIZE operator: x and the division in float32, then rounded, then the
	 * zero point is added, exactly (tensorflow/tflite-micro:tensorflow/lite/kernels/
	 * internal/reference/quantize.h).
	 */
	QUANTISE_OPERATOR
};

enum quantise_codes { QUANTISE_INT8, QUANTISE_UINT8, QUANTISE_INT16 };

struct quantise {
	double scale;
	int32_t zero;
	enum quantise_round round;
	enum quantise_range range;
	enum quantise_precision precision;
	enum quantise_codes codes;
};

// The code, within the range of quantise->codes; not a number: the lowest code.
int32_t quantise_code(const struct quantise *quantise, double x);

// The same for many, to elements of quantise->codes.
void quantise_codes(const struct quantise *quantise, void *out, const double *in, size_t count);

// The same of float32.
void quantise_floats(const struct quantise *quantise, void *out, const float *in, size_t count);

#endif
