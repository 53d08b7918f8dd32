// SPDX-License-Identifier: Apache-2.0
/*
 * Bytes from a URL, piece by piece.  The one face of libcurl.
 */
#ifndef ZOO_TRANSFER_H
#define ZOO_TRANSFER_H

#include "engine/base/status.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Takes the next piece; false, with `st` set, ends the transfer.
typedef bool transfer_sink(void *context, const void *data, size_t nbytes, struct status *st);

/*
 * GET `url` (http or https; redirects to the same or from http to https, at most 5) into
 * the sink.  `expected_nbytes` is for the progress shown, -1 if not known.  Every outcome
 * but status 200 with a complete body is STATUS_NETWORK and names URL and reason; what the
 * sink reports is passed on as it is.
 */
bool transfer_get(const char *url, transfer_sink *sink, void *sink_context, const char *what,
	int64_t expected_nbytes, const struct observer *observer, struct status *st);

// "libcurl/7.88.1 ...", for zoo version.
const char *transfer_library_version(void);

#endif
