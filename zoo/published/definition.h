// SPDX-License-Identifier: Apache-2.0
/*
 * ML-zoo's definition.yaml as the facts that it prints.  It has no schema: of one model
 * `license` is text and of another a list, figures are numbers or text, `benchmark` has two
 * layouts, and one file is no YAML until a quote is added to it.  All of this is read, and
 * said beside the facts.
 *
 * Source of the layouts: ARM-software/ML-zoo@fec0bb5:models/(task)/(model)/definition.yaml.
 */
#ifndef ZOO_PUBLISHED_DEFINITION_H
#define ZOO_PUBLISHED_DEFINITION_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "zoo/published.h"

#include <stdbool.h>

struct definition {
	struct published says; // network_quality is in `quality`, under its own keys

	// Where a closing quote is missing that was put there to read the rest; 0: nowhere.
	int repaired_line;
	const char *fault; // what is wrong with the text as it is, "FILE:LINE:COLUMN: ..."; or ""

	bool is_keyed; // benchmark: {DATASET: {METRIC: VALUE}}, the older layout
	int benchmark_line;
	bool licence_is_text;         // and not a list
	const bool *metric_is_quoted; // for each of says.metrics
};

/*
 * STATUS_FORMAT as "ORIGIN:LINE:COLUMN: ..." if it cannot be read even so, and if it is no
 * mapping with a `network` or `network_parameters`.  What has another type than usual, or no
 * place in struct published, is among says.doubts.
 */
bool definition_read(struct definition *out, struct bytes text, const char *origin,
	struct arena *keep, struct status *st);

#endif
