// SPDX-License-Identifier: Apache-2.0
/*
 * What upstream's files hold goes into messages, so each text is made printable on its way
 * in and cut where it is longer than any reader wants.
 */
#include "zoo/lint/findings.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_NBYTES = 1024 };

__attribute__((format(printf, 2, 0))) static const char *printable(
	struct arena *keep, const char *format, va_list arguments)
{
	char shown[TEXT_NBYTES];
	return arena_strdup(keep, status_vprintable(shown, sizeof(shown), format, arguments));
}

static const char *printable_text(struct arena *keep, const char *text)
{
	char shown[TEXT_NBYTES];
	return arena_strdup(keep, status_printable(shown, sizeof(shown), text));
}

static void make_room(struct findings *findings)
{
	if (findings->count < findings->room)
		return;
	int room = findings->room ? 2 * findings->room : 8;
	struct lint_finding *larger = arena_array(findings->keep, struct lint_finding, room);
	if (findings->count)
		memcpy(larger, findings->list, (size_t)findings->count * sizeof(*larger));
	findings->list = larger;
	findings->room = room;
}

static struct lint_finding *last(struct findings *findings)
{
	return findings->is_full ? &findings->spare : &findings->list[findings->count - 1];
}

void findings_add(
	struct findings *findings, enum lint_kind kind, struct place at, const char *format, ...)
{
	findings->is_full = findings->count == FINDINGS_MAX;
	if (!findings->is_full) {
		make_room(findings);
		findings->count++;
	}
	va_list arguments;
	va_start(arguments, format);
	*last(findings) = (struct lint_finding){
		.kind = kind,
		.severity = lint_kinds[kind].severity,
		.file = at.file,
		.line = at.line,
		.message = printable(findings->keep, format, arguments),
		.advice = lint_kinds[kind].advice,
	};
	va_end(arguments);
}

void findings_severity(struct findings *findings, enum lint_severity severity)
{
	last(findings)->severity = severity;
}

void findings_column(struct findings *findings, int column)
{
	last(findings)->column = column;
}

void findings_pair(struct findings *findings, const char *expected, const char *found)
{
	last(findings)->expected = printable_text(findings->keep, expected);
	last(findings)->found = printable_text(findings->keep, found);
}

void findings_pair_count(struct findings *findings, int64_t expected, int64_t found)
{
	last(findings)->expected = arena_printf(findings->keep, "%" PRId64, expected);
	last(findings)->found = arena_printf(findings->keep, "%" PRId64, found);
}

void findings_advise(struct findings *findings, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	last(findings)->advice = printable(findings->keep, format, arguments);
	va_end(arguments);
}

struct ordered {
	const struct lint_finding *finding;
	int file; // index of the first finding of that file
	int index;
};

static int compare_places(const void *a, const void *b)
{
	const struct ordered *left = a, *right = b;
	if (left->file != right->file)
		return left->file < right->file ? -1 : 1;
	if (left->finding->line != right->finding->line)
		return left->finding->line < right->finding->line ? -1 : 1;
	return left->index < right->index ? -1 : 1;
}

static const struct lint_finding *in_order(const struct findings *findings)
{
	int count = findings->count;
	struct lint_finding *sorted = arena_array(findings->keep, struct lint_finding, count);
	struct ordered *order = arena_array(findings->keep, struct ordered, count);
	for (int i = 0; i < count; i++) {
		const char *file = findings->list[i].file;
		int first = 0;
		while (strcmp(findings->list[first].file, file) != 0)
			first++;
		order[i] = (struct ordered){&findings->list[i], first, i};
	}
	if (count)
		qsort(order, (size_t)count, sizeof(*order), compare_places);
	for (int i = 0; i < count; i++)
		sorted[i] = *order[i].finding;
	return sorted;
}

void findings_report(struct lint_report *out, const struct findings *findings)
{
	out->findings = in_order(findings);
	out->finding_count = findings->count;
	for (int i = 0; i < findings->count; i++)
		out->counts[findings->list[i].severity]++;
}

const char *place_text(struct place place, struct arena *keep)
{
	return place.line ? arena_printf(keep, "%s:%d", place.file, place.line) : place.file;
}
