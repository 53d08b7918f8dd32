// SPDX-License-Identifier: Apache-2.0
/*
 * What has been seen of a table: proof that every form and every way of it has run, not only
 * that nothing which ran was wrong.
 */
#ifndef TESTS_KERNELS_SEEN_H
#define TESTS_KERNELS_SEEN_H

#include "tests/kernels/checker.h"
#include "tests/kernels/ways.h"

struct seen {
	long long runs, wrong;
	long long forms[FORM_SCALAR + 1]; // panels
	struct {
		const struct conv_kernel *way; // NULL behind the last
		long long runs;
	} ways[MAX_WAYS];
};

// One more run of a way.
void seen_way(struct seen *seen, const struct conv_kernel *way);

bool seen_every_form(const struct seen *seen);

// Two lines for each table: nothing was wrong, and every form occurred.
void seen_report(const struct seen seen[MAX_TABLES], const struct tables *tables, const char *what);

// A line for each table: every way that it has for such convolutions has run.
void seen_report_ways(
	const struct seen seen[MAX_TABLES], const struct tables *tables, bool depthwise);

#endif
