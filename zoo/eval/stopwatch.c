// SPDX-License-Identifier: Apache-2.0
/*
 * There are a handful of looks at the clock for each sample.
 */
#include "zoo/eval/stopwatch.h"

#include "zoo/clock.h"

int64_t stopwatch_now_ns(void)
{
	return clock_wall_ns();
}

void stopwatch_start(struct stopwatch *watch)
{
	watch->lap_ns = stopwatch_now_ns();
}

void stopwatch_lap(struct stopwatch *watch, enum eval_stage stage)
{
	int64_t now_ns = stopwatch_now_ns();
	watch->spent_ns[stage] += now_ns - watch->lap_ns;
	watch->lap_ns = now_ns;
}

void stopwatch_add(double seconds[EVAL_STAGE_COUNT], const struct stopwatch *watch)
{
	for (int i = 0; i < EVAL_STAGE_COUNT; i++)
		seconds[i] += (double)watch->spent_ns[i] * 1e-9;
}

const char *eval_stage_name(enum eval_stage stage)
{
	static const char *const names[EVAL_STAGE_COUNT] = {[EVAL_READING] = "reading",
		[EVAL_HASHING] = "hashing",
		[EVAL_FEATURES] = "features",
		[EVAL_INFERENCE] = "inference",
		[EVAL_OTHER] = "other"};
	return names[stage];
}

double eval_inference_share(const struct eval_result *result)
{
	double sum = 0;
	for (int i = 0; i < EVAL_STAGE_COUNT; i++)
		sum += result->stage_seconds[i];
	return sum > 0 ? result->stage_seconds[EVAL_INFERENCE] / sum : 0;
}
