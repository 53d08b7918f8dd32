// SPDX-License-Identifier: Apache-2.0
/*
 * Aligned columns.  Cells are added from left to right, row after row, and made printable
 * here; widths count what a terminal shows.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "cli/style.h"
#include "engine/base/arena.h"

struct table;

// `alignment`: one letter a column, 'l' or 'r'.
struct table *table_create(struct arena *keep, const char *alignment);
void table_titles(struct table *table, const char *const *titles); // one for each column
void table_add(struct table *table, const char *cell);             // NULL: an empty cell
void table_add_coloured(struct table *table, enum colour colour, const char *cell);
__attribute__((format(printf, 2, 3))) void table_addf(struct table *table, const char *format, ...);

// Rows that are full, `indent` columns from the left.
void table_print(const struct table *table, FILE *out, struct style style, int indent);

#endif
