// SPDX-License-Identifier: Apache-2.0
/*
 * The list of findings while it grows.
 *
 *	findings_add(f, FOUND_SIZE_DIFFERS, at, "size");
 *	findings_pair(f, "503816", "503817");
 *
 * findings_add() takes severity and advice of the kind; what follows it speaks of the finding
 * that was added last.  Texts are copied and made printable.
 */
#ifndef ZOO_LINT_FINDINGS_H
#define ZOO_LINT_FINDINGS_H

#include "engine/base/arena.h"
#include "zoo/lint.h"

#include <stdbool.h>
#include <stdint.h>

// So that material that was made to differ everywhere ends somewhere.
enum { FINDINGS_MAX = 10000 };

struct findings {
	struct arena *keep;
	struct lint_finding *list;
	int count, room;
	bool is_full;              // more were found than FINDINGS_MAX
	struct lint_finding spare; // takes those
};

struct place {
	const char *file;
	int line; // 0: the whole file
};

__attribute__((format(printf, 4, 5))) void findings_add(
	struct findings *findings, enum lint_kind kind, struct place at, const char *format, ...);

// Another severity than the kind's usual one.
void findings_severity(struct findings *findings, enum lint_severity severity);

void findings_column(struct findings *findings, int column);

// What was expected there, and what was found.
void findings_pair(struct findings *findings, const char *expected, const char *found);
void findings_pair_count(struct findings *findings, int64_t expected, int64_t found);

// Advice that fits better than the kind's.
__attribute__((format(printf, 2, 3))) void findings_advise(
	struct findings *findings, const char *format, ...);

// Fill in a report's findings, file by file and line by line, and their counts.
void findings_report(struct lint_report *out, const struct findings *findings);

// "FILE", or "FILE:LINE" if there is a line.
const char *place_text(struct place place, struct arena *keep);

#endif
