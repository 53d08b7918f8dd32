// SPDX-License-Identifier: Apache-2.0
/*
 * The requests of one delivery: bytes from a server into the store, in up to three tries.
 */
#ifndef ZOO_FETCH_ASKING_H
#define ZOO_FETCH_ASKING_H

#include "zoo/fetch/delivery.h"
#include "zoo/transfer.h"

struct asking {
	const struct delivery_order *order;
	struct incoming *incoming;
	int64_t received_nbytes;    // whatever they were
	int64_t transferred_nbytes; // of them, that the store took
	bool resumed;               // what is there came with more than one answer
	bool store_failed;          // it was the store that stopped it
	bool oversized;             // more came than the file may have
	bool cut;                   // and not all of that: what the store has is the first of it
	char validator[512];        // of what is there; "": none
	// Of the last request.
	struct transfer_failure failure;
	int64_t answered_nbytes;
	int64_t total_nbytes; // that it says the file has; 0 or less: it does not
	struct status *st;
};

// Bytes from here into the store.  As a transfer's sink does.
bool asking_add(struct asking *asking, const void *data, size_t nbytes);

/*
 * Have the whole file in `incoming`, whatever it is.  `from_start`: nothing of what is kept
 * is to be used.
 */
bool asking_run(struct asking *asking, bool from_start);

#endif
