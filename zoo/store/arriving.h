// SPDX-License-Identifier: Apache-2.0
/*
 * What the ways in and the ways out of an incoming file share: incoming.c fills it,
 * install.c ends it.
 */
#ifndef ZOO_STORE_ARRIVING_H
#define ZOO_STORE_ARRIVING_H

#include "engine/base/identify.h"
#include "zoo/incoming.h"
#include "zoo/store/beneath.h"
#include "zoo/store/content.h"
#include "zoo/store/part.h"

struct incoming {
	struct arena arena; // everything lives here, this struct included
	struct store store;
	struct beneath beneath;
	struct card_file expected;
	struct store_name place; // models/... (a link) or datasets/... (the file itself)
	const char *path;        // of `place`, for messages
	bool is_dataset, locked;
	struct part part;
	bool begun;  // bytes may be added where the file stands
	bool broken; // a write failed, or there were too many bytes
	bool over;   // there were too many
	int64_t nbytes, limit_nbytes;
	unsigned char *past; // the first that were too many, in memory only; NULL: none
	size_t past_nbytes;
	struct digest *digest; // NULL: finished, in `digests`
	struct digests digests;
	size_t head_nbytes;
	unsigned char head[IDENTIFY_HEAD_NBYTES];
};

void arriving_release(struct incoming *in); // closes and frees; removes nothing

// Of an archive (datasets.c): STATUS_FORMAT if its name may not become part of a path.
bool arriving_archive_place(
	struct store_name *out, const struct card_file *file, struct status *st);
// May an archive get that name (datasets.c)?  Not where a directory has it.
bool arriving_check_archive(
	const struct beneath *beneath, const struct store_name *place, struct status *st);

// Finish the hashes, if that has not been done.
void arriving_finish(struct incoming *in);

#endif
