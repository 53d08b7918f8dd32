// SPDX-License-Identifier: Apache-2.0
/*
 * A line is drawn over at most ten times a second, and wiped before anything else is said.
 */
#include "cli/progress.h"

#include "cli/signals.h"
#include "cli/text.h"
#include "zoo/clock.h"
#include "zoo/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR_MIN_CELLS = 6, BAR_MAX_CELLS = 24, WHAT_COLUMNS = 24 };

// Often enough to look alive, seldom enough to cost nothing.
static const double redraw_seconds = 0.1;

struct progress {
	enum progress_mode mode; // never AUTO
	struct style style;
	bool drawn;
	char what[256];      // what was worked on at the last call
	double began, shown; // seconds
	int64_t began_at;    // units done when it began
};

struct progress *progress_create(struct arena *keep, enum progress_mode mode, struct style style)
{
	struct progress *progress = arena_new(keep, struct progress);
	const char *term = getenv("TERM");
	bool dumb = !term || !*term || strcmp(term, "dumb") == 0;
	bool terminal = isatty(STDERR_FILENO) && !dumb;
	if (mode == PROGRESS_AUTO)
		mode = terminal ? PROGRESS_ALWAYS : PROGRESS_NEVER;
	progress->mode = mode;
	progress->style = style;
	return progress;
}

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
static const char *figures(struct arena *scratch, const struct progress *progress, const char *unit,
	int64_t done, int64_t total)
{
	double elapsed = clock_wall_seconds() - progress->began;
	double rate = elapsed > 0.2 ? (double)(done - progress->began_at) / elapsed : 0;
	const char *line = amount(scratch, unit, (double)done);
	if (total > 0)
		line = arena_printf(
			scratch, "%s of %s", line, amount(scratch, unit, (double)total));
	if (strcmp(unit, "bytes") != 0)
		line = arena_printf(scratch, "%s %s", line, unit);
	if (rate > 0)
		line = arena_printf(scratch, "%s  %s/s", line, amount(scratch, unit, rate));
	if (rate > 0 && total > done)
		line = arena_printf(scratch, "%s  %s left", line,
			duration(scratch, (double)(total - done) / rate));
	return line;
}

static void draw(struct progress *progress, const char *unit, int64_t done, int64_t total)
{
	struct arena scratch = {0};
	int columns = style_columns(STDERR_FILENO) - 1;
	const char *name =
		text_fit(&scratch, text_printable(&scratch, progress->what), WHAT_COLUMNS);
	const char *tail = figures(&scratch, progress, unit, done, total);
	int room = columns - (int)strlen(name) - (int)strlen(tail) - 2;
	double fraction = total > 0 ? fmin(1, (double)done / (double)total) : 0;
	const char *line = arena_printf(
		&scratch, "%s  %s%s", name, total > 0 ? bar(&scratch, fraction, room) : "", tail);
	fprintf(stderr, "\r%s\x1b[K", text_fit(&scratch, line, columns));
	fflush(stderr);
	progress->drawn = true;
	arena_release(&scratch);
}

static void write_event(
	const struct progress *progress, const char *unit, int64_t done, int64_t total)
{
	struct json *json = json_create();
	json_object_open(json, NULL);
	json_text(json, "schema", "zoo.progress/1");
	json_text(json, "what", progress->what);
	json_text(json, "unit", unit);
	json_int(json, "done", done);
	json_count(json, "total", total);
	json_object_close(json);
	struct bytes text = json_bytes(json);
	fprintf(stderr, "%.*s\n", (int)text.nbytes, (const char *)text.data);
	json_free(json);
}

static void observe(void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	struct progress *progress = context;
	double now = clock_wall_seconds();
	bool is_new = strncmp(progress->what, what, sizeof(progress->what) - 1) != 0;
	if (is_new) {
		snprintf(progress->what, sizeof(progress->what), "%s", what);
		progress->began = now;
		progress->began_at = done;
	} else if (now - progress->shown < redraw_seconds && done != total) {
		return;
	}
	progress->shown = now;
	if (progress->mode == PROGRESS_JSON)
		write_event(progress, unit, done, total);
	else
		draw(progress, unit, done, total);
}

static bool stopped(void *context)
{
	(void)context;
	return signals_caught();
}

struct observer progress_observer(struct progress *progress)
{
	return (struct observer){.progress = progress->mode == PROGRESS_NEVER ? NULL : observe,
		.stopped = stopped,
		.context = progress};
}

void progress_clear(struct progress *progress)
{
	if (!progress)
		return;
	progress->what[0] = '\0';
	if (!progress->drawn)
		return;
	fputs("\r\x1b[K", stderr);
	progress->drawn = false;
}
