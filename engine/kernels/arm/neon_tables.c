// SPDX-License-Identifier: Apache-2.0
/*
 * The Arm tables, and which CPUs run them.  All of it executes on every CPU, as a question
 * about instructions must not need them.
 */
#include "engine/kernels/arm/neon.h"

#include <sys/auxv.h>

static bool neon_runnable(void)
{
	return getauxval(AT_HWCAP) & HWCAP_ASIMD;
}

static bool dotprod_runnable(void)
{
	return getauxval(AT_HWCAP) & HWCAP_ASIMDDP;
}

// The table takes some entries from dotprod.
static bool i8mm_runnable(void)
{
	return (getauxval(AT_HWCAP2) & HWCAP2_I8MM) && dotprod_runnable();
}

// Every AArch64 CPU.
const struct kernels kernels_neon = {
	.name = "neon",
	.runnable = neon_runnable,
	.conv = neon_choose_conv,
	.depthwise = neon_choose_depthwise,
	.average_pool = neon_average_pool,
	.max_pool = neon_max_pool,
	.add = neon_add,
	.lookup = neon_lookup,
	.peak = neon_peak,
};

// CPUs with sdot: Cortex-A55 and A75 and later, Neoverse, Apple A11 and later.
const struct kernels kernels_dotprod = {
	.name = "dotprod",
	.runnable = dotprod_runnable,
	.conv = dotprod_choose_conv,
	.depthwise = dotprod_choose_depthwise,
	.average_pool = neon_average_pool,
	.max_pool = neon_max_pool,
	.add = neon_add,
	.lookup = neon_lookup,
	.peak = dotprod_peak,
};

// CPUs with smmla: Cortex-A510 and A710 and later, Neoverse V1 and N2 and later, Apple A15 and
// M2 and later.
const struct kernels kernels_i8mm = {
	.name = "i8mm",
	.runnable = i8mm_runnable,
	.conv = i8mm_choose_conv,
	.depthwise = dotprod_choose_depthwise,
	.average_pool = neon_average_pool,
	.max_pool = neon_max_pool,
	.add = neon_add,
	.lookup = neon_lookup,
	.peak = i8mm_peak,
};
