// SPDX-License-Identifier: Apache-2.0
/*
 * A published list of labels: a text with one label a line.
 */
#ifndef ZOO_LINT_LABEL_LIST_H
#define ZOO_LINT_LABEL_LIST_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "zoo/lint/findings.h"

struct label_list {
	const char *path;
	const char *const *labels; // NULL behind the last
	int label_count;           // lines that are not empty
};

void label_list_examine(struct label_list *out, struct bytes text, const char *path,
	struct findings *findings, struct arena *keep);

/*
 * Are two lists the same but for case and underscores?  "_silence_" and "Silence" are.  The
 * index of the first difference, or -1; a list that goes on behind the other differs there.
 */
int labels_difference(const char *const *a, const char *const *b);

#endif
