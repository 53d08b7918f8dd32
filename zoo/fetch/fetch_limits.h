// SPDX-License-Identifier: Apache-2.0
/*
 * How often one source is asked, and how long it is waited for.  Nothing in the program can
 * change these; a test that has no time to wait is linked with a definition of its own, and
 * the archive's is not taken.
 */
#ifndef ZOO_FETCH_FETCH_LIMITS_H
#define ZOO_FETCH_FETCH_LIMITS_H

struct fetch_limits {
	int try_count;      // requests for one file at one source
	int pause_ms;       // before the second; twice that before the third; half as much or more
	int retry_after_ms; // that a server may ask for
	int connect_ms;     // in which a connection must have come, all tries together
};

extern const struct fetch_limits fetch_limits;

#endif
