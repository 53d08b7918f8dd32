// SPDX-License-Identifier: Apache-2.0
/*
 * What arrived is read back from tmp/: what is looked at is what gets the name.
 */
#include "zoo/fetch/structure.h"

#include "engine/model.h"
#include "zoo/verify.h"

bool structure_check(const struct incoming *incoming, const char *name, struct status *st)
{
	struct arena scratch = {0};
	struct bytes bytes;
	bool ok = store_incoming_read(&bytes, incoming, MODEL_MAX_FILE_NBYTES, &scratch, st) &&
		  verify_parses(bytes, name, st);
	arena_release(&scratch);
	return ok;
}
