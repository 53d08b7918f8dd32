// SPDX-License-Identifier: Apache-2.0
/*
 * One request over HTTP, piece by piece.
 *
 * http and https only.  Redirects are followed here, at most 5, never from https to http nor
 * to another scheme, and to any host unless the request names those that are allowed; a POST stays one, except behind 303.  Credentials do not
 * follow to another host: not those in a URL, nor the request's headers except Accept and
 * Content-Type.  Certificates are always checked, TLS is 1.2 or newer.  Nothing is decoded.
 * Proxies and CA bundles are those of the program curl: https_proxy, http_proxy, all_proxy,
 * no_proxy; CURL_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR.  As with curl, ~/.netrc is not read.
 * Any number of threads.
 */
#ifndef ZOO_TRANSFER_H
#define ZOO_TRANSFER_H

#include "engine/base/status.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct transfer_request {
	const char *url;
	const char *what;           // for progress: one name for each transfer under way
	int64_t expected_nbytes;    // of the whole file; -1: not known
	int64_t first_nbyte;        // ask for the file from here on; 0: all of it
	const char *if_range;       // strong validator that must still hold; with first_nbyte > 0
	const char *body;           // not NULL: POST this
	const char *const *headers; // "Name: value", NULL behind the last; may be NULL
	/*
	 * Hosts to which it may be redirected beside its own, ".x.org" for all below x.org; NULL
	 * behind the last.  NULL: any.
	 */
	const char *const *redirect_hosts;
};

struct transfer_answer {
	int64_t first_nbyte;   // of the whole file, that comes first: what was asked for, or 0
	int64_t total_nbytes;  // of the whole file; -1: not said
	const char *validator; // strong ETag, or Last-Modified where it is strong enough; or NULL
};

/*
 * Told once, before the first piece: where the body begins in the file (`answer` lives until
 * it returns).  Then the pieces, of at most 16 KiB each.  False, with `st` set, ends the
 * transfer.  What is longer than expected is the sink's to refuse: if it refuses the first
 * piece that goes beyond, unless total_nbytes ends no further, no more than 16 KiB are ever
 * read past the expected size.
 */
struct transfer_sink {
	bool (*begin)(void *context, const struct transfer_answer *answer, struct status *st);
	bool (*add)(void *context, const void *data, size_t nbytes, struct status *st);
	void *context;
};

// What may be done about a failure.
struct transfer_failure {
	bool again;            // may be answered later: no connection, cut, 408, 429, 5xx, 416
	bool stalled;          // nothing came for too long; may be answered later, too
	bool range_refused;    // 416, or 206 for another range: ask again at once, from byte 0
	int64_t retry_after_s; // the server's wish, clamped to 0 ... 86400; -1: none
	long http_status;      // 0: no answer
	bool from_sink;        // `st` is the sink's
};

/*
 * Success is 200, or 206 with exactly the range that was asked for, and a complete body; 200
 * to a request for a range begins at 0.  Every other outcome is STATUS_NETWORK, names URL
 * (without user, password and query), what was expected and what came, and fills `failure`;
 * what the sink reports is passed on as it is; a stop by the observer is STATUS_INTERRUPTED.
 * Of a body that is no file, an error's or a redirect's, at most 16 KiB are read.  That is
 * what is taken from the connection: what a server can send before it learns that nobody
 * listens lies in the system's buffers, and in those of TLS, and is dropped with them.
 * A connection takes at most 15 s, a stall ends after 25 s, and the whole after 10 minutes
 * plus expected size at 4 KiB/s.
 */
bool transfer_run(const struct transfer_request *request, const struct transfer_sink *sink,
	struct transfer_failure *failure, const struct observer *observer, struct status *st);

// "libcurl/7.88.1 ...", for zoo version.
const char *transfer_library_version(void);

#endif
