// SPDX-License-Identifier: Apache-2.0
/*
 * What zoo/weights.h found out about a model's weights, for people and for programs.
 */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include "cli/context.h"
#include "zoo/weights.h"

// "warnings":[{"kind":"untrained_weights","message":...,"layers":[...]}], or empty; and the same
// "layers":[...] of any model, warning or not.
void evidence_write(struct json *json, const struct weights_report *weights);

// The warning, and a table with a line a layer; with --verbose that table for any model.
void evidence_print(struct context *context, const struct weights_report *weights);

#endif
