// SPDX-License-Identifier: Apache-2.0
/*
 * The scripts with which labels are published (get_class_labels.sh): what they would do.
 */
#ifndef ZOO_LINT_SCRIPT_H
#define ZOO_LINT_SCRIPT_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "zoo/lint/findings.h"
#include "zoo/lint/known_labels.h"

struct script {
	const char *path;
	// The labels that it writes itself, in order; none if it fetches or computes them.
	const char *const *labels; // NULL behind the last
	int label_count;
	int labels_line;                    // where the first is written, or fetched
	const struct known_labels *fetched; // a list that is known, or NULL
};

// `path` is where the script lies, so that the files that it calls can be looked for.
void script_examine(struct script *out, struct bytes text, const char *path,
	struct findings *findings, struct arena *keep);

#endif
