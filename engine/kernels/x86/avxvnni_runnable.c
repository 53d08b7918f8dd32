// SPDX-License-Identifier: Apache-2.0
/*
 * Whether this CPU runs the AVX-VNNI table: AVX2, and bit 4 of EAX in leaf 7, subleaf 1 of
 * CPUID, of which not every compiler knows the name.
 */
#include "engine/kernels/x86/runnable.h"

#include <cpuid.h>

bool avxvnni_runnable(void)
{
	enum { LEAF = 7, SUBLEAF = 1, AVX_VNNI = 1 << 4 };
	unsigned eax, ebx, ecx, edx;
	return avx2_runnable() && __get_cpuid_count(LEAF, SUBLEAF, &eax, &ebx, &ecx, &edx) &&
	       eax & AVX_VNNI;
}
