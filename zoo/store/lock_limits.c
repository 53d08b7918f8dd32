// SPDX-License-Identifier: Apache-2.0
/*
 * The program's.
 */
#include "zoo/store/lock_limits.h"

const struct lock_limits lock_limits = {.store_ms = 600000,
	.file_ms = 60000,
	.nbytes_per_s = 256 << 10,
	.assumed_nbytes = 64 << 20,
	.sign_ms = 1000};
