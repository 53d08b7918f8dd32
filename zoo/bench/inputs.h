// SPDX-License-Identifier: Apache-2.0
/*
 * Something to run a model on.
 */
#ifndef ZOO_BENCH_INPUTS_H
#define ZOO_BENCH_INPUTS_H

#include "engine/base/arena.h"
#include "engine/engine.h"
#include "engine/model.h"

/*
 * One inference's worth for each input of the model: random codes from a fixed seed, all
 * values alike likely, real numbers from -1 to 1.  A constant would be unfair to code that
 * branches on values, in either direction.
 */
const void *const *bench_inputs_create(const struct model *model, struct arena *keep);

// To where the plan wants them; before each run, as a run may overwrite them.
void bench_inputs_write(const void *const *inputs, const struct model *model,
	const struct plan *plan, void *workspace);

#endif
