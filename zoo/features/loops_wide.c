// SPDX-License-Identifier: Apache-2.0
/*
 * The loops for an x86-64 with AVX2.
 */
#define WIDE_DOUBLES
#include "zoo/features/loops_text.h"

const struct loops loops_wide = LOOPS_OF_THIS_SOURCE;
