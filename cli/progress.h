// SPDX-License-Identifier: Apache-2.0
/*
 * How far long work is, on stderr: one line that is drawn over, with rate and time left;
 * or, for programs, one JSON object a line:
 *
 *	{"schema":"zoo.progress/1","what":"...","unit":"bytes","done":N,"total":N}
 *
 * stdout never sees any of it.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "cli/style.h"
#include "engine/base/arena.h"
#include "zoo/observer.h"

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER, PROGRESS_JSON };

struct progress;

// AUTO draws if stderr is a terminal that is not dumb.
struct progress *progress_create(struct arena *keep, enum progress_mode mode, struct style style);

// The observer that draws here and stops at a signal.
struct observer progress_observer(struct progress *progress);

// Wipe the line away, if there is one.  To be called before anything else is printed.
void progress_clear(struct progress *progress); // NULL is allowed

#endif
