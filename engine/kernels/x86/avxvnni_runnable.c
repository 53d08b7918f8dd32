// SPDX-License-Identifier: Apache-2.0
/*
 * Whether this CPU, and the system that saves its registers, runs the AVX-VNNI table: AVX2,
 * and bit 4 of EAX in leaf 7, subleaf 1 of CPUID, of which not every compiler knows the name.
 * Apart from the table so that tests can run that table emulated, where the answer is another.
 */
#include "engine/kernels/x86/avxvnni.h"

#include <cpuid.h>

bool avxvnni_runnable(void)
{
	enum { LEAF = 7, SUBLEAF = 1, AVX_VNNI = 1 << 4 };
	unsigned eax, ebx, ecx, edx;
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
	       __get_cpuid_count(LEAF, SUBLEAF, &eax, &ebx, &ecx, &edx) && eax & AVX_VNNI;
}
