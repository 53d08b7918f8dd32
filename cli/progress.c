// SPDX-License-Identifier: Apache-2.0
/*
 * The lines are drawn over at most ten times a second, and wiped before anything else is
 * said.  How many lines that are is counted anew with the width that the terminal has by
 * then, as it folds what was drawn when it was wider.
 */
#include "cli/progress.h"

#include "cli/progress_line.h"
#include "cli/signals.h"
#include "cli/text.h"
#include "zoo/clock.h"
#include "zoo/json.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ROWS_MAX = 64 };

// Often enough to look alive, seldom enough to cost nothing.
static const double redraw_seconds = 0.1;

struct progress {
	enum progress_mode mode; // never AUTO
	struct style style;
	bool silent;
	pthread_mutex_t mutex; // recursive
	int held_count;
	struct progress_row rows[ROWS_MAX];
	double shown;         // seconds
	int widths[ROWS_MAX]; // of the lines that stand there
	int drawn_count;
};

struct progress *progress_create(struct arena *keep, enum progress_mode mode, struct style style)
{
	struct progress *progress = arena_new(keep, struct progress);
	const char *term = getenv("TERM");
	bool dumb = !term || !*term || strcmp(term, "dumb") == 0;
	bool terminal = isatty(STDERR_FILENO) && !dumb;
	pthread_mutexattr_t attributes;
	if (mode == PROGRESS_AUTO)
		mode = terminal ? PROGRESS_ALWAYS : PROGRESS_NEVER;
	progress->mode = mode;
	progress->style = style;
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&progress->mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
	return progress;
}

void progress_silence(struct progress *progress)
{
	progress->silent = true;
}

// Lines for rows; at least one.
static int terminal_lines(void)
{
	struct winsize size;
	int lines =
		ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : 24;
	return lines > 3 ? lines - 2 : 1;
}

static void wipe(struct progress *progress)
{
	int columns = style_columns(STDERR_FILENO), lines = 0;
	if (progress->drawn_count == 0)
		return;
	for (int i = 0; i < progress->drawn_count; i++)
		lines +=
			progress->widths[i] > 0 ? (progress->widths[i] + columns - 1) / columns : 1;
	if (lines > 1)
		fprintf(stderr, "\x1b[%dA", lines - 1);
	fputs("\r\x1b[J", stderr);
	progress->drawn_count = 0;
}

static void draw_line(struct progress *progress, const char *line)
{
	fprintf(stderr, "%s%s", progress->drawn_count > 0 ? "\n" : "", line);
	progress->widths[progress->drawn_count++] = text_width(line);
}

static void draw(struct progress *progress)
{
	struct arena scratch = {0};
	int columns = style_columns(STDERR_FILENO) - 1, room = terminal_lines(), count = 0;
	for (int i = 0; i < ROWS_MAX; i++)
		count += progress->rows[i].under_way;
	// the sum takes a line of its own
	int shown = count <= 1 ? count : count < room ? count : room - 1;
	wipe(progress);
	for (int i = 0, left = shown; i < ROWS_MAX && left > 0; i++)
		if (progress->rows[i].under_way) {
			draw_line(progress, progress_line(&progress->rows[i], columns, &scratch));
			left--;
		}
	if (count > 1)
		draw_line(progress, progress_sum_line(progress->rows, ROWS_MAX, count - shown,
					    columns, &scratch));
	fflush(stderr);
	arena_release(&scratch);
}

static void print_json(struct json *json)
{
	json_object_close(json);
	struct bytes text = json_bytes(json);
	fprintf(stderr, "%.*s\n", (int)text.nbytes, (const char *)text.data);
	json_free(json);
}

static void write_event(const struct progress_row *row)
{
	struct json *json = json_create();
	json_object_open(json, NULL);
	json_text(json, "schema", "zoo.progress/1");
	json_text(json, "what", row->what);
	json_text(json, "unit", row->unit);
	json_int(json, "done", row->done);
	json_count(json, "total", row->total);
	print_json(json);
}

static bool is_named(const struct progress_row *row, const char *what)
{
	return row->under_way && strncmp(row->what, what, sizeof(row->what) - 1) == 0;
}

/*
 * The row of `what`, or one for it.  Transfers go on side by side; anything else is one thing
 * after the other, and takes the place of what was before.  NULL: there is no room.
 */
static struct progress_row *find_row(
	struct progress *progress, const char *what, const char *unit, bool *is_new)
{
	struct progress_row *unused = NULL;
	bool single = strcmp(unit, "bytes") != 0;
	*is_new = false;
	for (int i = 0; i < ROWS_MAX; i++) {
		struct progress_row *row = &progress->rows[i];
		if (is_named(row, what))
			return row;
		if (row->under_way && single && strcmp(row->unit, "bytes") != 0)
			row->under_way = false;
		if (!row->under_way && !unused)
			unused = row;
	}
	*is_new = true;
	return unused;
}

static void observe(void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	struct progress *progress = context;
	double now = clock_wall_seconds();
	bool is_new;
	pthread_mutex_lock(&progress->mutex);
	struct progress_row *row = find_row(progress, what, unit, &is_new);
	if (row && is_new) {
		*row = (struct progress_row){.under_way = true, .began = now, .began_at = done};
		snprintf(row->what, sizeof(row->what), "%s", what);
		snprintf(row->unit, sizeof(row->unit), "%s", unit);
	}
	if (row) {
		bool now_whole = done == total && row->done != total;
		row->done = done;
		row->total = total;
		bool due = is_new || now_whole || now - row->shown >= redraw_seconds;
		if (progress->mode == PROGRESS_JSON && due) {
			row->shown = now;
			write_event(row);
		}
		due = is_new || now_whole || now - progress->shown >= redraw_seconds;
		if (progress->mode == PROGRESS_ALWAYS && due && progress->held_count == 0) {
			progress->shown = now;
			draw(progress);
		}
	}
	pthread_mutex_unlock(&progress->mutex);
}

static void finished(void *context, const char *what)
{
	struct progress *progress = context;
	pthread_mutex_lock(&progress->mutex);
	for (int i = 0; i < ROWS_MAX; i++)
		if (is_named(&progress->rows[i], what)) {
			progress->rows[i].under_way = false;
			if (progress->mode == PROGRESS_ALWAYS && progress->held_count == 0)
				draw(progress);
		}
	pthread_mutex_unlock(&progress->mutex);
}

static void remark(void *context, const char *line)
{
	struct progress *progress = context;
	struct arena scratch = {0};
	if (progress->silent)
		return;
	progress_hold(progress);
	if (progress->mode == PROGRESS_JSON) {
		struct json *json = json_create();
		json_object_open(json, NULL);
		json_text(json, "schema", "zoo.progress/1");
		json_text(json, "remark", line);
		print_json(json);
	} else {
		fprintf(stderr, "%szoo:%s %s\n", style_begin(progress->style, COLOUR_STRONG),
			style_end(progress->style, COLOUR_STRONG), text_printable(&scratch, line));
	}
	progress_go_on(progress);
	arena_release(&scratch);
}

static bool stopped(void *context)
{
	(void)context;
	return signals_caught();
}

struct observer progress_observer(struct progress *progress)
{
	bool never = progress->mode == PROGRESS_NEVER;
	return (struct observer){.progress = never ? NULL : observe,
		.finished = never ? NULL : finished,
		.remark = remark,
		.stopped = stopped,
		.context = progress};
}

void progress_hold(struct progress *progress)
{
	if (!progress)
		return;
	pthread_mutex_lock(&progress->mutex);
	progress->held_count++;
	wipe(progress);
	fflush(stderr);
}

void progress_go_on(struct progress *progress)
{
	if (!progress)
		return;
	progress->held_count--;
	pthread_mutex_unlock(&progress->mutex);
}

void progress_clear(struct progress *progress)
{
	if (!progress)
		return;
	progress_hold(progress);
	for (int i = 0; i < ROWS_MAX; i++)
		progress->rows[i].under_way = false;
	progress_go_on(progress);
}
