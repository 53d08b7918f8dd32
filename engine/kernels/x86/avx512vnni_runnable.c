// SPDX-License-Identifier: Apache-2.0
/*
 * Whether this CPU runs the AVX-512 VNNI table.
 */
#include "engine/kernels/x86/runnable.h"

bool avx512vnni_runnable(void)
{
	return avx2_runnable() && __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
	       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni");
}
