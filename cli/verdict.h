// SPDX-License-Identifier: Apache-2.0
/*
 * What zoo verify says of a card.
 */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "cli/context.h"
#include "zoo/verify.h"

struct verdict {
	struct verify_result result; // its failures also hold that of a repair
	bool repaired;
	int reported_count;    // of result.failures, on stderr
	struct status failure; // the worst of them; STATUS_OK: there is none
	int code;              // exit status of this card alone
};

// {"card", "status", "path", "repaired", "checks", "golden", "isa", "error", "failures"}; the
// error is there if there are failures
void verdict_write(struct json *json, const struct card *card, const struct verdict *verdict,
	const struct kernels *kernels);

// A line for the card and one for each check on stdout, and advice on stderr.
void verdict_print(const struct context *context, const struct card *card,
	const struct verdict *verdict, struct arena *scratch);

// The failures on stderr, each once.
void verdict_report(const struct context *context, struct verdict *verdict);

#endif
