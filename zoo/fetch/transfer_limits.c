// SPDX-License-Identifier: Apache-2.0
/*
 * The program's.
 */
#include "zoo/fetch/transfer_limits.h"

const struct transfer_limits transfer_limits = {.connect_ms = 15000,
	.stall_ms = 25000,
	.total_ms = 600000,
	.lowest_nbytes_per_s = 4096,
	.assumed_nbytes = 256 << 20};
