// SPDX-License-Identifier: Apache-2.0
/*
 * Window functions.
 */
#ifndef ZOO_FEATURES_WINDOW_H
#define ZOO_FEATURES_WINDOW_H

#include "engine/base/arena.h"

/*
 * The periodic Hann window, 0.5 - 0.5 cos(2 pi i / count): what spectrograms use, as
 * opposed to the symmetric one with count - 1 below the line.
 */
const double *window_hann_periodic(int count, struct arena *keep);

#endif
