// SPDX-License-Identifier: Apache-2.0
/*
 * Real numbers to int8 codes: code = round(x / scale + zero), brought into -128..127.
 * How it is rounded, in which precision, and what happens outside the range belongs to
 * a card's protocol: published figures were made with each of these.
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
	QUANTISE_WRAP // modulo 256, as a cast from int32 does; beyond int32: code 0
};

enum quantise_precision { QUANTISE_DOUBLE, QUANTISE_FLOAT32 }; // of x, division and addition

struct quantise {
	double scale;
	int32_t zero;
	enum quantise_round round;
	enum quantise_range range;
	enum quantise_precision precision;
};

int8_t quantise_one(const struct quantise *quantise, double x); // not a number: code -128
void quantise_all(const struct quantise *quantise, int8_t *out, const double *in, size_t count);

#endif
