// SPDX-License-Identifier: Apache-2.0
/*
 * Before it gets a name: a card whose hash is that of something else is found out here, and
 * not when it is first run.
 */
#include "zoo/verify.h"

#include "engine/model.h"

bool verify_parses(struct bytes file, const char *name, struct status *st)
{
	struct arena scratch = {0};
	struct model *model;
	bool ok = model_parse(&model, file, name, &scratch, st);
	if (!ok && st->code == STATUS_FORMAT)
		status_hint(st,
			"size and hash are the card's; zoo cannot use the file, and did not "
			"install it");
	arena_release(&scratch);
	return ok;
}
