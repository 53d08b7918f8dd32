// SPDX-License-Identifier: Apache-2.0
/*
 * One hop of a request: what libcurl reports becomes pieces for the sink, or a judgement.
 */
#ifndef ZOO_FETCH_TRANSFER_ANSWER_H
#define ZOO_FETCH_TRANSFER_ANSWER_H

#include "zoo/fetch/transfer_errors.h"
#include "zoo/fetch/transfer_head.h"
#include "zoo/fetch/transfer_url.h"
#include "zoo/fetch/transfer_wire.h"
#include "zoo/transfer.h"

enum { SAID_NBYTES = 161 };

struct transfer {
	const struct transfer_request *request;
	const struct transfer_sink *sink;
	const struct observer *observer;
	struct transfer_failure *failure;
	struct status *st;
	struct wire *wire;
	int64_t begin_ms, deadline_ms;
	const char *url;                       // of this hop; valid until it is performed
	char shown[2 * URL_SHOWN_NBYTES + 32]; // what was asked for, and where that led
	size_t asked_length;                   // of the first part of `shown`

	// Of this hop:
	struct head head;
	bool head_known;
	bool head_ended;  // the empty line was there
	int64_t heard_ms; // when a byte came last; 0: not connected
	int64_t header_nbytes;
	int header_count;
	int64_t first_nbyte, body_nbytes; // of the body that goes to the sink
	int64_t refuse_nbytes;            // of a body that does not
	char said[SAID_NBYTES];
	bool begun;  // the sink has been told
	bool failed; // `st` is set
};

extern const struct wire_events transfer_events; // for a struct transfer's wire

int64_t transfer_now_ms(void);

// Forget the hop before.
void transfer_begin_hop(struct transfer *t);

// The body that went to the sink is all of it, or `st` says why not.
bool transfer_judge(struct transfer *t, enum wire_end end);

#endif
