// SPDX-License-Identifier: Apache-2.0
/*
 * One thing under way, and how it reads in a line.
 */
#ifndef CLI_PROGRESS_LINE_H
#define CLI_PROGRESS_LINE_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct progress_row {
	bool under_way;
	char what[256], unit[16];
	int64_t done, total; // total -1: not known
	int64_t began_at;    // units done when it began
	double began, shown; // seconds
};

// "micronet-kws-medium  [####....]  50 %  89 KiB of 178 KiB  12 KiB/s  8 s left"
const char *progress_line(const struct progress_row *row, int columns, struct arena *scratch);

// The rows that are under way, together: "3 transfers, 1 not shown  ..."
const char *progress_sum_line(const struct progress_row *rows, int row_count, int hidden_count,
	int columns, struct arena *scratch);

#endif
