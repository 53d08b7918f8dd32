// SPDX-License-Identifier: Apache-2.0
/*
 * The proof of the kernels: every table that this CPU runs, against definitions of its own.
 *
 *	check [--quick] [--first] [--isa NAME] [--only SUBJECT] [--seed N] [--list | --bench]
 *
 * --first: ends at the first difference.
 *
 * Links with the engine alone, so that it can be built for another architecture and run
 * in an emulator.  This header is what its files share: results, random numbers, settings.
 */
#ifndef TESTS_KERNELS_CHECKER_H
#define TESTS_KERNELS_CHECKER_H

#include "engine/engine.h"
#include "engine/kernels/kernels.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
	bool quick;
	const char *isa; // NULL: every table
};

enum { MAX_TABLES = 16 };

struct tables {
	const struct kernels *at[MAX_TABLES]; // runnable and asked for
	int count;
};

// One line of TAP.  Returns `ok`.
__attribute__((format(printf, 2, 3))) bool report(bool ok, const char *format, ...);
void report_skip(const char *what, const char *why);
// Said wherever a kernel has given something else than it should; ends the program if asked to.
void difference(void);
// Directory of shared test data or NULL.
const char *report_shared(void);

// Random numbers of the program's one seed; 64 bits, or low..high with both included.
uint64_t draw(void);
int32_t draw_in(int32_t low, int32_t high);
// `one_of(n)` is true once in n times.
static inline bool one_of(int n)
{
	return draw_in(1, n) == 1;
}

// A file each.
void check_conv(const struct tables *tables, const struct settings *settings);
void check_depthwise(const struct tables *tables, const struct settings *settings);
void check_add(const struct tables *tables, const struct settings *settings);
void check_pool(const struct tables *tables, const struct settings *settings);
void check_lookup(const struct tables *tables, const struct settings *settings);
void check_forms(const struct tables *tables, const struct settings *settings);
void bench(const struct tables *tables);

#endif
