// SPDX-License-Identifier: Apache-2.0
/*
 * The program's.
 */
#include "zoo/fetch/fetch_limits.h"

const struct fetch_limits fetch_limits = {
	.try_count = 3, .pause_ms = 500, .retry_after_ms = 60000, .connect_ms = 30000};
