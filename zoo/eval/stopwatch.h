// SPDX-License-Identifier: Apache-2.0
/*
 * Where a thread's time goes: a stopwatch with one hand for each stage.  Each lap goes to one
 * stage, from where the lap before ended, so that the stages add up to the whole.
 */
#ifndef ZOO_EVAL_STOPWATCH_H
#define ZOO_EVAL_STOPWATCH_H

#include "zoo/eval.h"

#include <stdint.h>

struct stopwatch {
	int64_t lap_ns; // when the lap before ended
	int64_t spent_ns[EVAL_STAGE_COUNT];
};

int64_t stopwatch_now_ns(void); // from some point in the past; it never goes back

void stopwatch_start(struct stopwatch *watch);
void stopwatch_lap(struct stopwatch *watch, enum eval_stage stage);

// Adds what each stage took.
void stopwatch_add(double seconds[EVAL_STAGE_COUNT], const struct stopwatch *watch);

#endif
