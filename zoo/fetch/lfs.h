// SPDX-License-Identifier: Apache-2.0
/*
 * Git LFS's batch API (git-lfs/git-lfs:docs/api/batch.md@0671f0663): where a server keeps the
 * object of a SHA-256.
 */
#ifndef ZOO_FETCH_LFS_H
#define ZOO_FETCH_LFS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/observer.h"
#include "zoo/transfer.h"

#include <stdbool.h>
#include <stdint.h>

struct lfs_object {
	const char *sha256; // 64 lower-case hex digits
	int64_t nbytes;
};

// What is to be asked for next; `href` may be a key itself, and is not to be shown whole.
struct lfs_action {
	const char *href;
	const char *const *headers; // as in struct transfer_request
};

/*
 * Ask the server of the repository at `base` ("https://HOST/OWNER/REPO.git").  False as
 * transfer_run(): STATUS_NETWORK, also where the answer is none that can be used: it is not
 * JSON, is for another object, has no download, leads from https to http or to another
 * scheme, wants headers to be sent that are none of a client's.
 */
bool lfs_find(struct lfs_action *out, const char *base, const struct lfs_object *object,
	const char *const *redirect_hosts, struct transfer_failure *failure,
	const struct observer *observer, struct arena *keep, struct status *st);

#endif
