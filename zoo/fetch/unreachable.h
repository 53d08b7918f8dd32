// SPDX-License-Identifier: Apache-2.0
/*
 * Servers that could not be reached, so that one command waits for each of them once, and not
 * for every file.  Any number of threads.
 */
#ifndef ZOO_FETCH_UNREACHABLE_H
#define ZOO_FETCH_UNREACHABLE_H

#include "zoo/fetch/transfer_url.h"

#include <pthread.h>
#include <stdbool.h>

enum { UNREACHABLE_MAX = 16 };

struct unreachable {
	pthread_mutex_t mutex;
	char urls[UNREACHABLE_MAX][URL_SHOWN_NBYTES]; // one of each server
	int url_count;
};

void unreachable_init(struct unreachable *unreachable);
void unreachable_destroy(struct unreachable *unreachable);

void unreachable_add(struct unreachable *unreachable, const char *url);
bool unreachable_has(struct unreachable *unreachable, const char *url);
bool unreachable_any(struct unreachable *unreachable);

#endif
