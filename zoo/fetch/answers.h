// SPDX-License-Identifier: Apache-2.0
/*
 * What the sources that did not help had to say, collected for one message.
 */
#ifndef ZOO_FETCH_ANSWERS_H
#define ZOO_FETCH_ANSWERS_H

#include "zoo/fetch.h"
#include "zoo/fetch/delivery.h"

#include <stdbool.h>

// Of one file.
struct answers {
	const char *text; // "A: not found; B: size: ..."
	int count;
	int barred_count; // not asked, being offline
	bool wrong;       // one of them was complete, but not the file
	bool pointer;     // and a Git LFS pointer
	const char *hint; // the first that a source's failure came with; NULL: none
};

void answers_add(struct answers *answers, const struct delivered *delivered,
	const struct status *st, struct arena *keep);

// None was right: code, message and hint.
void answers_fail(const struct answers *answers, const struct wanted *wanted, struct arena *keep,
	struct status *st);

// Put it on the list that the caller gets.
void attempts_add(
	struct fetch_result *result, const struct fetch_attempt *attempt, struct arena *keep);

#endif
