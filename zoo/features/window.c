// SPDX-License-Identifier: Apache-2.0
/*
 * By the definition, in double precision.
 */
#include "zoo/features/window.h"

#include <math.h>

const double *window_hann_periodic(int count, struct arena *keep)
{
	const double pi = 3.14159265358979323846;
	double *window = arena_array(keep, double, count);
	for (int i = 0; i < count; i++)
		window[i] = 0.5 - 0.5 * cos(2 * pi * i / count);
	return window;
}
