// SPDX-License-Identifier: Apache-2.0
/*
 * How long is too long.  Nothing in the program can change these; a test that has no time
 * to wait is linked with a definition of its own, and the archive's is not taken.
 */
#ifndef ZOO_FETCH_TRANSFER_LIMITS_H
#define ZOO_FETCH_TRANSFER_LIMITS_H

#include <stdint.h>

struct transfer_limits {
	int connect_ms;          // name, TCP and TLS
	int stall_ms;            // without a byte
	int total_ms;            // plus the size at the lowest rate
	int lowest_nbytes_per_s; // so that a transfer that never stalls ends, too
	int64_t assumed_nbytes;  // where the size is not known
};

extern const struct transfer_limits transfer_limits;

#endif
