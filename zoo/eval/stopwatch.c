// SPDX-License-Identifier: Apache-2.0
/*
 * A look at the clock takes some 25 ns, and there are a handful for each sample.
 */
#include "zoo/eval/stopwatch.h"

#include <time.h>

int64_t stopwatch_now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
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
