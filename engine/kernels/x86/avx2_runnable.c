// SPDX-License-Identifier: Apache-2.0
/*
 * Whether this CPU runs the AVX2 table, on which the others stand.
 */
#include "engine/kernels/x86/runnable.h"

bool avx2_runnable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
