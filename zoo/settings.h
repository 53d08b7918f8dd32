// SPDX-License-Identifier: Apache-2.0
/*
 * Where things are and how the user wants them: from the environment and from
 * $XDG_CONFIG_HOME/zoo/config.yaml (default ~/.config), the environment before the file.
 *
 *	home: /srv/zoo            # ZOO_HOME
 *	metadata: [/srv/cards]    # ZOO_METADATA, colon-separated
 *	data: /srv/datasets       # ZOO_DATA
 *	mirrors: [/srv/ml-zoo]    # ZOO_MIRROR, separated by spaces
 *	isa: scalar               # ZOO_ISA
 *
 * An empty variable counts as unset; one of nothing but separators is an empty list, and
 * hides the file's.  Unknown keys are errors with file:line:column.
 */
#ifndef ZOO_SETTINGS_H
#define ZOO_SETTINGS_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

struct settings {
	// The store: $XDG_DATA_HOME/zoo, else ~/.local/share/zoo; NULL: HOME is not set either.
	const char *home;
	const char *data;            // where datasets are looked for; NULL: not set
	const char *isa;             // NULL: not set
	const char *isa_from;        // what set it, for errors: "ZOO_ISA" or the file's path
	const char *const *metadata; // directories of cards, NULL behind the last
	const char *const *mirrors;  // URLs or directories, NULL behind the last
};

bool settings_read(struct settings *out, struct arena *keep, struct status *st);

#endif
