// SPDX-License-Identifier: Apache-2.0
/*
 * Whether this CPU, and the system that saves its registers, runs a table.
 *
 * Every CPU executes these functions, whatever it lacks: they stand in files of their own,
 * *_runnable.c, which the Makefile compiles without the flags of their table.  That also lets
 * tests run a table emulated, where the answer is another.
 */
#ifndef ENGINE_KERNELS_X86_RUNNABLE_H
#define ENGINE_KERNELS_X86_RUNNABLE_H

#include <stdbool.h>

bool avx2_runnable(void);
bool avxvnni_runnable(void);
bool avx512vnni_runnable(void);

#endif
