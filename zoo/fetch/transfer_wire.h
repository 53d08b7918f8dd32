// SPDX-License-Identifier: Apache-2.0
/*
 * One request and its answer, whatever that is: all that is used of libcurl.  Redirects are
 * not followed, and nothing is judged, retried, resumed or decoded here.
 */
#ifndef ZOO_FETCH_TRANSFER_WIRE_H
#define ZOO_FETCH_TRANSFER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Read at a time, of head and body together; a piece of a body is no longer.
enum { WIRE_PIECE_NBYTES = 16 << 10 };

// How it ended.
enum wire_end {
	WIRE_ANSWERED, // completely, with any status
	WIRE_STOPPED,  // an event said so
	WIRE_NO_HOST,  // no address for the name
	WIRE_NO_PROXY,
	WIRE_NO_CONNECTION,
	WIRE_SLOW_CONNECTION,
	WIRE_BROKEN, // the connection
	WIRE_CUT,    // the body
	WIRE_SILENT, // closed without a word
	WIRE_NOT_HTTP,
	WIRE_HUGE_HEADER,
	WIRE_NO_TLS,
	WIRE_OLD_TLS,
	WIRE_NO_AUTHORITIES, // to trust
	WIRE_CERTIFICATE_EXPIRED,
	WIRE_CERTIFICATE_EARLY,
	WIRE_CERTIFICATE_OF_OTHER,
	WIRE_CERTIFICATE_SELF_SIGNED,
	WIRE_CERTIFICATE_UNKNOWN,
	WIRE_CERTIFICATE_REVOKED,
	WIRE_CERTIFICATE_BAD,
	WIRE_NO_URL,
	WIRE_NO_MEMORY,
	WIRE_OTHER,
	WIRE_END_COUNT
};

// False ends it with WIRE_STOPPED.
struct wire_events {
	void (*connected)(void *context);
	bool (*header)(void *context, const char *line, size_t nbytes); // with its line end
	bool (*body)(void *context, const void *data, size_t nbytes);
	bool (*idle)(void *context); // about once a second, or more often
	void *context;
};

struct wire_request {
	const char *url;
	const char *const *headers; // NULL behind the last
	const char *body;           // not NULL: POST
	int connect_ms;
};

struct wire;

// NULL: out of memory, or libcurl cannot start.  `events` must live as long.
struct wire *wire_open(const struct wire_events *events);
void wire_close(struct wire *wire); // NULL is allowed

enum wire_end wire_run(struct wire *wire, const struct wire_request *request);

// After wire_run(), or during an event.  Texts live until the next wire_run().
long wire_status(const struct wire *wire);         // HTTP's, 0: none
long wire_connect_status(const struct wire *wire); // the proxy's answer to CONNECT, 0: none
bool wire_asked_proxy(const struct wire *wire);    // for HTTP's answer, not through a tunnel
const char *wire_detail(const struct wire *wire);  // libcurl's words, "" if it had none
const char *wire_location(struct wire *wire);      // of a redirect, absolute if it can be; or NULL

/*
 * A header of the last answer: copied to `out` and cut at its end; false: there is none.
 * *count says how often it came.
 */
bool wire_header(
	char *out, size_t out_nbytes, int *count, const struct wire *wire, const char *name);

// Why libcurl could not ask for it: host, port and user are not as they must be; or NULL.
const char *wire_url_fault(const char *url);

// Seconds since 1970 of a date as HTTP writes it; -1: it is none.
int64_t wire_date(const char *text);

/*
 * From when to when the certificate is valid that a server shows, whatever it is worth:
 * another connection, on which nothing is said, asks.  Empty if that cannot be found out.
 */
struct wire_validity {
	char from[32], until[32];
};
void wire_look(struct wire_validity *out, const char *url, int connect_ms);

// The file of trusted certificates that is used.
const char *wire_authorities(const struct wire *wire);

const char *wire_library_version(void);

#endif
