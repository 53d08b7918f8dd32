// SPDX-License-Identifier: Apache-2.0
/*
 * What the parts of verify share: the list of checks under way, and the parts themselves.
 */
#ifndef ZOO_VERIFY_CHECKS_H
#define ZOO_VERIFY_CHECKS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "engine/engine.h"
#include "zoo/card.h"
#include "zoo/store.h"
#include "zoo/verify.h"

#include <stdbool.h>

enum { VERIFY_CHECKS_MAX = 6, VERIFY_FAILURES_MAX = 3 };

struct verification {
	const struct store *store;
	const struct card *card;
	const struct kernels *kernels; // NULL: the best
	struct arena *keep;
	struct verify_check checks[VERIFY_CHECKS_MAX];
	int check_count;
	struct status failures[VERIFY_FAILURES_MAX];
	int failure_count;
	enum verify_outcome outcome;
	enum verify_golden golden;
	const struct model *model; // NULL: cannot be read
	const struct plan *plan;   // NULL: cannot be run
};

// Note a check; a failed one makes the outcome a mismatch, if it was not worse already.
void verification_note(
	struct verification *v, const char *name, bool ok, const char *expected, const char *got);

// Note that a file could not be looked at; the worst of it is the outcome.  Returns false.
bool verification_fail(struct verification *v, const struct status *why);

/*
 * Names, shapes and types of inputs and outputs, and the operators, against the card.  Sets
 * v->model and v->plan.  False only if the system failed.
 */
bool verify_structure(struct verification *v, struct bytes file, struct status *st);

// The published vectors through v->plan; sets v->golden.  False only if the system failed.
bool verify_vectors(struct verification *v, struct status *st);

#endif
