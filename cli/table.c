// SPDX-License-Identifier: Apache-2.0
/*
 * Cells are kept until the table is printed, as only then the widths are known.
 */
#include "cli/table.h"

#include "cli/text.h"
#include "engine/base/status.h"

#include <stdarg.h>
#include <string.h>

struct cell {
	struct cell *next;
	const char *text;
	int width;
	enum colour colour;
};

struct table {
	struct arena *keep;
	const char *alignment;
	int column_count;
	int cell_count;
	struct cell *first, **tail;
	int *widths;
};

struct table *table_create(struct arena *keep, const char *alignment)
{
	struct table *table = arena_new(keep, struct table);
	table->keep = keep;
	table->alignment = alignment;
	table->column_count = (int)strlen(alignment);
	table->tail = &table->first;
	table->widths = arena_array(keep, int, table->column_count);
	return table;
}

void table_titles(struct table *table, const char *const *titles)
{
	for (int i = 0; i < table->column_count; i++)
		table_add_coloured(table, COLOUR_FAINT, titles[i]);
}

void table_add_coloured(struct table *table, enum colour colour, const char *text)
{
	struct cell *cell = arena_new(table->keep, struct cell);
	cell->text = text_printable(table->keep, text);
	cell->width = text_width(cell->text);
	cell->colour = colour;
	*table->tail = cell;
	table->tail = &cell->next;
	int column = table->cell_count++ % table->column_count;
	if (cell->width > table->widths[column])
		table->widths[column] = cell->width;
}

void table_add(struct table *table, const char *text)
{
	table_add_coloured(table, COLOUR_NONE, text);
}

void table_addf(struct table *table, const char *format, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, format);
	status_vprintable(text, sizeof(text), format, arguments);
	va_end(arguments);
	table_add(table, text);
}

void table_print(const struct table *table, FILE *out, struct style style, int indent)
{
	int full = table->cell_count - table->cell_count % table->column_count;
	int pending = 0; // blanks owed before the next text, so that no line ends in them
	const struct cell *cell = table->first;
	for (int i = 0; i < full; i++, cell = cell->next) {
		int column = i % table->column_count;
		int gap = table->widths[column] - cell->width;
		bool right = table->alignment[column] == 'r';
		pending = column == 0 ? indent : pending + 2;
		pending += right ? gap : 0;
		if (cell->width > 0) {
			fprintf(out, "%*s%s%s%s", pending, "", style_begin(style, cell->colour),
				cell->text, style_end(style, cell->colour));
			pending = 0;
		}
		pending += right ? 0 : gap;
		if (column == table->column_count - 1)
			putc('\n', out);
	}
}
