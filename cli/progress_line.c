// SPDX-License-Identifier: Apache-2.0
/*
 * The name keeps its place, the figures theirs; the bar gets what is left.
 */
#include "cli/progress_line.h"

#include "cli/text.h"
#include "zoo/clock.h"

#include <math.h>
#include <string.h>

enum { BAR_MIN_CELLS = 6, BAR_MAX_CELLS = 24, WHAT_COLUMNS = 24 };

static const char *amount(struct arena *scratch, const char *unit, double n)
{
	int64_t whole = n < 9e15 ? (int64_t)n : 0;
	return strcmp(unit, "bytes") == 0 ? text_size(scratch, whole) : text_count(scratch, whole);
}

// "12 s", "3:05", "1:00:00"
static const char *duration(struct arena *scratch, double seconds)
{
	long whole = (long)ceil(fmin(seconds, 359999));
	if (whole < 60)
		return arena_printf(scratch, "%ld s", whole);
	if (whole < 3600)
		return arena_printf(scratch, "%ld:%02ld", whole / 60, whole % 60);
	return arena_printf(scratch, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
}

// "[####....]  50 %", with as many cells as there is room for.
static const char *bar(struct arena *scratch, double fraction, int room)
{
	const char *percent = arena_printf(scratch, "%3d %%  ", (int)(fraction * 100));
	int cells = room - (int)strlen(percent) - (int)strlen("[] ");
	if (cells < BAR_MIN_CELLS)
		return percent;
	if (cells > BAR_MAX_CELLS)
		cells = BAR_MAX_CELLS;
	char text[BAR_MAX_CELLS + 1] = "";
	memset(text, '.', (size_t)cells);
	memset(text, '#', (size_t)(fraction * cells));
	return arena_printf(scratch, "[%s] %s", text, percent);
}

// "528 of 4,890 samples  309/s  15 s left"
static const char *figures(const struct progress_row *row, struct arena *scratch)
{
	double elapsed = clock_wall_seconds() - row->began;
	double rate = elapsed > 0.2 ? (double)(row->done - row->began_at) / elapsed : 0;
	const char *line = amount(scratch, row->unit, (double)row->done);
	if (row->total > 0)
		line = arena_printf(
			scratch, "%s of %s", line, amount(scratch, row->unit, (double)row->total));
	if (strcmp(row->unit, "bytes") != 0)
		line = arena_printf(scratch, "%s %s", line, row->unit);
	if (rate > 0)
		line = arena_printf(scratch, "%s  %s/s", line, amount(scratch, row->unit, rate));
	if (rate > 0 && row->total > row->done)
		line = arena_printf(scratch, "%s  %s left", line,
			duration(scratch, (double)(row->total - row->done) / rate));
	return line;
}

const char *progress_line(const struct progress_row *row, int columns, struct arena *scratch)
{
	const char *name = text_fit(scratch, text_printable(scratch, row->what), WHAT_COLUMNS);
	const char *tail = figures(row, scratch);
	int room = columns - text_width(name) - (int)strlen(tail) - 2;
	double fraction = row->total > 0 ? fmin(1, (double)row->done / (double)row->total) : 0;
	return text_fit(scratch,
		arena_printf(scratch, "%s  %s%s", name,
			row->total > 0 ? bar(scratch, fraction, room) : "", tail),
		columns);
}

const char *progress_sum_line(const struct progress_row *rows, int row_count, int hidden_count,
	int columns, struct arena *scratch)
{
	struct progress_row sum = {.unit = "bytes"};
	int count = 0;
	for (int i = 0; i < row_count; i++) {
		const struct progress_row *row = &rows[i];
		if (!row->under_way || strcmp(row->unit, "bytes") != 0)
			continue;
		sum.began = count == 0 ? row->began : fmin(sum.began, row->began);
		sum.done += row->done;
		sum.began_at += row->began_at;
		sum.total = sum.total < 0 || row->total < 0 ? -1 : sum.total + row->total;
		count++;
	}
	const char *name = arena_printf(scratch, "%d transfers", count);
	if (hidden_count > 0)
		name = arena_printf(scratch, "%s, %d not shown", name, hidden_count);
	return text_fit(
		scratch, arena_printf(scratch, "%s  %s", name, figures(&sum, scratch)), columns);
}
