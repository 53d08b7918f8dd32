// SPDX-License-Identifier: Apache-2.0
/*
 * The loops for any CPU.
 */
#include "zoo/features/loops_text.h"

const struct loops loops_any = LOOPS_OF_THIS_SOURCE;
