// SPDX-License-Identifier: Apache-2.0
/*
 * Whether this CPU can run the VNNI tables as tests/simde/vnni.h makes them.
 */
#include "engine/kernels/x86/avx512vnni.h"
#include "engine/kernels/x86/avxvnni.h"

static bool emulates(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool avx512vnni_runnable(void)
{
	return emulates();
}

bool avxvnni_runnable(void)
{
	return emulates();
}
