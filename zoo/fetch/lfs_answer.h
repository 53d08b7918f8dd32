// SPDX-License-Identifier: Apache-2.0
/*
 * The server's answer to a batch of one object, out of JSON.
 */
#ifndef ZOO_FETCH_LFS_ANSWER_H
#define ZOO_FETCH_LFS_ANSWER_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/json_reader.h"

#include <stdbool.h>
#include <stdint.h>

enum { LFS_HEADERS_MAX = 16, LFS_ANSWER_MAX_NBYTES = 64 << 10 };

struct lfs_answer {
	struct arena *keep;
	const char *transfer; // NULL: not said
	int object_count;
	// Of the first object; NULL: not said.
	const char *oid, *href, *error_message;
	int64_t nbytes, error_code; // -1: not said
	int header_count;
	const char *headers[LFS_HEADERS_MAX + 1]; // "Name: value"; NULL behind the last
};

void lfs_answer_init(struct lfs_answer *out, struct arena *keep);

// For json_reader_create(); the context is a struct lfs_answer.
bool lfs_answer_take(void *context, struct json_reader *reader, const struct json_event *event,
	struct status *st);

#endif
