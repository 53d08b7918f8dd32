// SPDX-License-Identifier: Apache-2.0
/*
 * Bundles that are only looked at.
 */
#include "zoo/bundle.h"

#include "zoo/bundle/opened.h"

bool bundle_verify(struct bundle_report *out, const char *path, const struct catalogue *catalogue,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct opened opened;
	*out = (struct bundle_report){.items = NULL};
	if (!opened_open(&opened, path, keep, st))
		return false;
	bool ok = opened_check(&opened, catalogue, observer, keep, st);
	opened_close(&opened);
	if (ok)
		opened_report(out, &opened.manifest, keep);
	return ok;
}
