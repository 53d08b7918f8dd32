// SPDX-License-Identifier: Apache-2.0
/*
 * What counts as the time of an inference: not that in which its input is written.  The clock
 * stands still here but for steps of its own, so that every figure is exact: 1 ms for a look at
 * it, and an hour for an input.
 */
#include "zoo/bench.h"

#include "zoo/bench/inputs.h"

#include "tests/unit/check.h"
#include "tests/unit/net.h"

#include <math.h>
#include <time.h>

enum { LOOK_NS = 1000000 };

static const int64_t writing_ns = INT64_C(3600) * 1000000000;
static int64_t now_ns;

// In place of the C library's, for zoo/clock.h.
int clock_gettime(clockid_t clock, struct timespec *now)
{
	(void)clock;
	now_ns += LOOK_NS;
	*now = (struct timespec){now_ns / 1000000000, now_ns % 1000000000};
	return 0;
}

// In place of those of zoo/bench/inputs.c: what is written matters to nothing here.
const void *const *bench_inputs_create(const struct model *model, struct arena *keep)
{
	return arena_array(keep, const void *, model->input_count);
}

void bench_inputs_write(const void *const *inputs, const struct model *model,
	const struct plan *plan, void *workspace)
{
	(void)inputs;
	(void)model;
	(void)plan;
	(void)workspace;
	now_ns += writing_ns;
}

static void build(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(1, 2, 2, 8), 0.5f, 0);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(1, 1, 1, 8), 0.5f, 0);
	struct op *pool = net_op(net, OP_AVERAGE_POOL_2D, OPERANDS(in), out);
	pool->options.window.stride_h = pool->options.window.stride_w = 2;
	pool->options.window.dilation_h = pool->options.window.dilation_w = 1;
	pool->options.window.window_h = pool->options.window.window_w = 2;
	net_io(net, in, out);
}

int main(void)
{
	struct net net = {0};
	struct arena arena = {0};
	struct status st = {0};
	build(&net);
	CHECK(net_plan(&net, ROUNDING_DOUBLE), "a model: %s", net.st.message);
	struct bench_case one = {.model = &net.model, .plan = net.plan};
	one.kernels = kernels_choose("scalar", &st);
	struct bench_request request = {
		.cases = &one, .case_count = 1, .threads = 1, .least_seconds = 0.05};
	struct bench_result result;
	CHECK(bench_run(&result, &request, NULL, &arena, &st), "runs: %s", st.message);
	CHECK(fabs(result.ms_min - 1) < 1e-6 && fabs(result.ms_median - 1) < 1e-6,
		"a run is the look at its end: %g ms, median %g ms", result.ms_min,
		result.ms_median);
	// A run, a look at the share of the slice, and one before the next input is written.
	double per_second = 1e9 / (3 * LOOK_NS);
	CHECK(result.per_second > 0.8 * per_second && result.per_second <= per_second,
		"%g inferences/s; an input takes an hour", result.per_second);
	arena_release(&arena);
	net_release(&net);
	return check_done();
}
