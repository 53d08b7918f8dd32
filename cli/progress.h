// SPDX-License-Identifier: Apache-2.0
/*
 * How far long work is, on stderr: a line for each thing under way, as many as the terminal
 * has room for, and a sum if there are several, drawn over in place, with rate and time left;
 * or, for programs, one JSON object a line:
 *
 *	{"schema":"zoo.progress/1","what":"...","unit":"bytes","done":N,"total":N}
 *	{"schema":"zoo.progress/1","remark":"..."}
 *
 * stdout never sees any of it.  Any number of threads.
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

void progress_silence(struct progress *progress); // no remarks

// The observer that draws here and stops at a signal.
struct observer progress_observer(struct progress *progress);

/*
 * Before something else is printed: wipe the lines away, if there are any, and draw none
 * until as many calls of progress_go_on().  NULL is allowed.
 */
void progress_hold(struct progress *progress);
void progress_go_on(struct progress *progress);

// All work is over: wipe the lines away and forget them.  NULL is allowed.
void progress_clear(struct progress *progress);

#endif
