// SPDX-License-Identifier: Apache-2.0
/*
 * What every set has in common: its kind lists it, from whatever it lies in.
 */
#include "zoo/dataset.h"

#include "zoo/datasets/source.h"

struct knobs dataset_knobs(const struct dataset_kind *kind)
{
	return (struct knobs){"dataset", kind->name, kind->knobs, kind->knob_count};
}

bool dataset_open(struct dataset **out, const struct dataset_kind *kind,
	const struct knob_choice *choice, const char *path, const struct observer *observer,
	struct arena *keep, struct status *st)
{
	struct dataset_source source;
	if (!dataset_source_open(&source, path, observer, keep, st)) {
		if (st->code == STATUS_UNMEASURABLE)
			status_hint(st, "%s", kind->how);
		return false;
	}
	struct dataset *set = arena_new(keep, struct dataset);
	set->kind = kind;
	if (choice)
		set->choice = *choice;
	set->where = arena_strdup(keep, path);
	set->split = kind->split;
	set->expected_count = kind->sample_count;
	if (!kind->list(set, &source, keep, st))
		return false;
	set->complete = set->faults[0] == NULL;
	*out = set;
	return true;
}
