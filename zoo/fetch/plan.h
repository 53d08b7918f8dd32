// SPDX-License-Identifier: Apache-2.0
/*
 * What would be done for one file, whether it is a card's or a dataset's.
 */
#ifndef ZOO_FETCH_PLAN_H
#define ZOO_FETCH_PLAN_H

#include "zoo/fetch.h"
#include "zoo/fetch/wanted.h"

#include <stdbool.h>

// All but whether it is there and right, which is not found out in one way for all.
bool plan_item(struct fetch_plan_item *out, const struct wanted *wanted,
	const struct fetch_options *options, struct arena *keep, struct status *st);

#endif
