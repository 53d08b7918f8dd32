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
 * The same, and false if something is there that zoo did not make, that is LINK_ELSEWHERE or
 * LINK_NONE: STATUS_STORE with its path, what was expected and what it is, and as hint to look at
 * it and to remove it.
 */
bool link_check(struct link *out, const struct beneath *beneath, const struct store_name *name,
	struct status *st);
// Just that message, of what link_read() found.  False, always.
bool link_refuse(const struct link *link, const struct beneath *beneath,
	const struct store_name *name, struct status *st);

/*
 * Have `name` ("models/...") point to an object, durably; over nothing but a link to another one,
 * which is replaced at once.  Anything else is refused as by link_check(), also what appears
 * where nothing was.  Nothing is done if it points there already.
 */
bool link_make(const struct beneath *beneath, const struct store_name *name, const char *sha256,
	struct status *st);

// Take a link to an object away; true if there is none.  Anything else as by link_check().
bool link_remove(const struct beneath *beneath, const struct store_name *name, struct status *st);

#endif
