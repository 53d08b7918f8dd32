// SPDX-License-Identifier: Apache-2.0
/*
 * What an answer says of itself before its body.
 */
#ifndef ZOO_FETCH_TRANSFER_HEAD_H
#define ZOO_FETCH_TRANSFER_HEAD_H

#include "zoo/fetch/transfer_wire.h"

enum { HEAD_VALUE_NBYTES = 256, RETRY_AFTER_MAX_S = 86400 };

struct head {
	long status;
	int64_t length_nbytes; // of this body; -1: not said
	const char *broken;    // why it cannot be told where the body ends; or NULL
	bool chunked;
	char encoding[HEAD_VALUE_NBYTES]; // of content or transfer, that was not asked for; or ""
	char type[HEAD_VALUE_NBYTES];
	char range[HEAD_VALUE_NBYTES];   // Content-Range as it came, or ""
	int64_t range_first, range_last; // -1: not said, or not understood
	int64_t range_total;
	char validator[HEAD_VALUE_NBYTES]; // a strong one, or ""
	int64_t retry_after_s;             // 0 ... RETRY_AFTER_MAX_S; -1: not said
	bool rate_limited;
};

void head_read(struct head *out, const struct wire *wire);

#endif
