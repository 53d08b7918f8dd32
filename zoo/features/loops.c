// SPDX-License-Identifier: Apache-2.0
/*
 * Which loops this CPU runs best.
 */
#include "zoo/features/loops.h"

bool loops_wide_run(void)
{
#ifdef __x86_64__
	return __builtin_cpu_supports("avx2");
#else
	return false;
#endif
}

const struct loops *loops_best(void)
{
	return loops_wide_run() ? &loops_wide : &loops_any;
}
