// SPDX-License-Identifier: Apache-2.0
/*
 * What the parts of script.h share.
 */
#ifndef ZOO_LINT_SCRIPT_READER_H
#define ZOO_LINT_SCRIPT_READER_H

#include "engine/base/arena.h"
#include "zoo/lint/findings.h"
#include "zoo/lint/script.h"
#include "zoo/lint/shell.h"

struct script_reader {
	const struct shell_script *shell;
	const char *path;
	struct findings *findings;
	struct arena *keep;
};

struct place script_place(const struct script_reader *r, const struct shell_command *command);

// The address that wget or curl fetches, or NULL.
const char *script_address(const struct shell_command *command);

// What is written to the file of labels, and under which name.
void script_read_labels(struct script *out, const struct script_reader *r);

#endif
