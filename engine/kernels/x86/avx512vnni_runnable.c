// SPDX-License-Identifier: Apache-2.0
/*
 * Whether this CPU, and the system that saves its registers, runs the AVX-512 VNNI table.
 * Apart from the table so that tests can run that table emulated, where the answer is another.
 */
#include "engine/kernels/x86/avx512vnni.h"

bool avx512vnni_runnable(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
	       __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
	       __builtin_cpu_supports("avx512vnni");
}
