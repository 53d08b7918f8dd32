// SPDX-License-Identifier: Apache-2.0
/*
 * Before it gets a name: a card whose hash is that of something else is found out here, and
 * not when it is first run.
 */
#include "zoo/fetch/structure.h"

#include "engine/model.h"

bool structure_check(const struct incoming *incoming, const char *name, struct status *st)
{
	struct arena scratch = {0};
	struct bytes bytes;
	struct model *model;
	bool ok = store_incoming_read(&bytes, incoming, MODEL_MAX_FILE_NBYTES, &scratch, st) &&
		  model_parse(&model, bytes, name, &scratch, st);
	if (!ok && st->code == STATUS_FORMAT)
		status_hint(st,
			"size and hash are the card's; zoo cannot use the file, and did not "
			"install it");
	arena_release(&scratch);
	return ok;
}
