// SPDX-License-Identifier: Apache-2.0
/*
 * The links below models/: read, never followed.
 */
#ifndef ZOO_STORE_LINKS_H
#define ZOO_STORE_LINKS_H

#include "engine/base/status.h"
#include "zoo/digest.h"
#include "zoo/store/beneath.h"

#include <stdbool.h>

enum link_kind {
	LINK_ABSENT,
	LINK_OBJECT,    // to an object of this store, be it there or not
	LINK_ELSEWHERE, // to anything else
	LINK_NONE       // something that is no link
};

struct link {
	enum link_kind kind;
	char sha256[SHA256_HEX_NBYTES]; // of LINK_OBJECT, else ""
	char text[160];                 // what stands in it, cut off; "" if it is none
};

// False only if it could not be looked at.
bool link_read(struct link *out, const struct beneath *beneath, const struct store_name *name,
	struct status *st);

/*
 * Have `name` ("models/...") point to an object, durably; over a link or a file that had the
 * name.  Nothing is done if it points there already.
 */
bool link_make(const struct beneath *beneath, const struct store_name *name, const char *sha256,
	struct status *st);

#endif
