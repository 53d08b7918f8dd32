// SPDX-License-Identifier: Apache-2.0
/*
 * The cosine transform DCT-II: out[k] = sqrt(2 / n) sum over i of in[i] cos(pi k (i + 0.5) / n).
 * out[0] has no scale of its own.
 */
#ifndef ZOO_FEATURES_DCT_H
#define ZOO_FEATURES_DCT_H

#include "engine/base/arena.h"
#include "zoo/features/lanes.h"

enum { DCT_GROUP = 4 }; // outputs that are summed side by side

struct dct {
	int input_count, output_count;
	// [outputs / DCT_GROUP, rounded up][input][DCT_GROUP], with the scale
	const double *cosine;
};

const struct dct *dct_create(int input_count, int output_count, struct arena *keep);

void dct_apply(const struct dct *dct, lanes *out, const lanes *in);

#endif
