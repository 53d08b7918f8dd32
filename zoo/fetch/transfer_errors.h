// SPDX-License-Identifier: Apache-2.0
/*
 * The texts of what can go wrong, what may be done about it, and whether asking again may
 * help.
 */
#ifndef ZOO_FETCH_TRANSFER_ERRORS_H
#define ZOO_FETCH_TRANSFER_ERRORS_H

#include "engine/base/status.h"
#include "zoo/fetch/transfer_head.h"
#include "zoo/transfer.h"

/*
 * An end that is no answer.  `shown` is how the request is named in messages, `url` who was
 * asked, `cut` what had come of what, or "".
 */
bool transfer_fail_end(struct status *st, struct transfer_failure *failure, enum wire_end end,
	const struct wire *wire, const char *shown, const char *url, const char *cut);

/*
 * A status that is no success, of a proxy that was asked in the server's place or of the
 * server; `said` is what came with it as text, or "".
 */
bool transfer_fail_status(struct status *st, struct transfer_failure *failure,
	const struct head *head, bool by_proxy, const char *shown, const char *url,
	const char *said);

#endif
