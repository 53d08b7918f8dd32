// SPDX-License-Identifier: Apache-2.0
/*
 * What a source sent instead of the file, for people and programs.
 */
#ifndef ZOO_FETCH_ARRIVED_H
#define ZOO_FETCH_ARRIVED_H

#include "zoo/fetch/delivery.h"

/*
 * `st` says what differs: add what it is.  Sets out->kind.  `cut`: there was more of it than
 * the file may have, and `incoming` has only the first of it.
 */
void arrived_describe(struct delivered *out, const struct incoming *incoming, bool cut,
	const struct wanted *wanted, struct arena *keep, struct status *st);

#endif
