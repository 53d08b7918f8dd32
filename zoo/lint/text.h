// SPDX-License-Identifier: Apache-2.0
/*
 * One upstream text by itself: a README or a definition.
 */
#ifndef ZOO_LINT_TEXT_H
#define ZOO_LINT_TEXT_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "zoo/published/definition.h"
#include "zoo/lint/findings.h"
#include "zoo/published.h"

#include <stdbool.h>

// `text` is what was read; the files that it names are looked for beside `path`.
void text_check_readme(struct findings *findings, const struct published *says, struct bytes text,
	const char *path, struct arena *keep);

void text_check_definition(struct findings *findings, const struct definition *definition,
	const char *path, struct arena *keep);

/*
 * Do the descriptions say of the inputs and outputs what they are?  `operators` are those of
 * the model, NULL behind the last, or NULL if they are not known.
 */
void text_check_meaning(struct findings *findings, const struct published *says,
	const char *const *operators, const char *path, struct arena *keep);

// The figures alone.
void text_check_figures(
	struct findings *findings, const struct published *says, const char *path, bool is_readme);

#endif
