// SPDX-License-Identifier: Apache-2.0
/*
 * Statistics of readings, and bench_run() on a model of two operators: counts, sums and how
 * it ends, never a time.  Percentiles: numpy 2.4.6,
 * numpy.percentile(x, 100 * p, method="inverted_cdf"); medians: numpy.median(x).
 */
#include "zoo/bench.h"

#include "zoo/bench/inputs.h"
#include "zoo/bench/statistics.h"

#include "tests/unit/check.h"
#include "tests/unit/net.h"

#include <math.h>
#include <stdatomic.h>

static struct series series_of(const double *values, int count, struct arena *keep)
{
	struct series series = {0};
	for (int i = 0; i < count; i++)
		series_add(&series, values[i], keep);
	return series;
}

static void check_percentiles(void)
{
	static const double values[] = {3.5, -1, 12, 7, 7, 0.25, 9, 100, 2, 4};
	static const struct {
		double p, expected;
	} cases[] = {{0.05, -1}, {0.1, -1}, {0.11, 0.25}, {0.5, 4}, {0.51, 7}, {0.7, 7}, {0.9, 12},
		{0.95, 100}, {1, 100}};
	struct arena arena = {0};
	struct series series = series_of(values, 10, &arena);
	series_sort(&series);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK(series_percentile(&series, cases[i].p) == cases[i].expected,
			"percentile %g of ten: %g", 100 * cases[i].p,
			series_percentile(&series, cases[i].p));
	CHECK(series_median(&series) == 5.5, "median of ten: %g", series_median(&series));
	series.count = 9;
	CHECK(series_median(&series) == 4, "median of nine: %g", series_median(&series));
	series.count = 1;
	CHECK(series_median(&series) == -1 && series_percentile(&series, 0.95) == -1,
		"of one it is that one");
	series.count = 0;
	CHECK(isnan(series_median(&series)) && isnan(series_percentile(&series, 0.95)),
		"of none there is none");
	arena_release(&arena);
}

// Values survive growing, and are those of both series.
static void check_growth(void)
{
	enum { COUNT = 5000 };
	struct arena arena = {0};
	struct series down = {0}, all = {0};
	for (int i = COUNT; i > 0; i--)
		series_add(&down, i, &arena);
	CHECK_INT(down.count, COUNT, "all values are kept");
	series_append(&all, &down, &arena);
	series_append(&all, &(struct series){0}, &arena);
	series_append(&all, &down, &arena);
	series_sort(&all);
	bool right = all.count == 2 * COUNT;
	for (int i = 0; right && i < 2 * COUNT; i++)
		right = all.values[i] == 1 + i / 2;
	CHECK(right, "appended and sorted: each value twice, in order");
	CHECK(down.values[0] == COUNT, "what was appended is as it was");
	arena_release(&arena);
}

/*
 * More than are kept: count and least are of all, what is kept is every second, then every
 * fourth.  Readings that are the numbers of their places tell which those are.
 */
static void check_readings(void)
{
	enum { MOST = READINGS_MOST_KEPT };
	struct arena arena = {0};
	struct readings none = {0}, few = {0}, many = {0};
	for (int i = 0; i < MOST; i++)
		readings_add(&few, i, &arena);
	CHECK(few.count == MOST && few.kept.count == MOST && few.stride == 1, "all are kept");
	readings_add(&few, -1, &arena);
	CHECK(few.count == MOST + 1 && few.kept.count == MOST / 2 + 1 && few.stride == 2,
		"one more: every second");
	for (int i = 0; i < 3 * MOST; i++)
		readings_add(&many, i == 5 ? -7 : i, &arena);
	CHECK(many.count == 3 * (int64_t)MOST && many.least == -7,
		"number and least are those of all, kept or not");
	bool right = many.stride == 4 && many.kept.count == 3 * MOST / 4;
	for (int i = 0; right && i < many.kept.count; i++)
		right = many.kept.values[i] == 4 * i;
	CHECK(right, "three times as many: every fourth");
	struct series all = {0};
	readings_append(&all, &none, many.stride, &arena);
	readings_append(&all, &few, many.stride, &arena);
	readings_append(&all, &many, many.stride, &arena);
	right = all.count == MOST / 4 + 1 + many.kept.count && all.values[MOST / 4] == -1;
	for (int i = 0; right && i < MOST / 4; i++)
		right = all.values[i] == 4 * i;
	CHECK(right, "together: every fourth of each");
	series_sort(&many.kept);
	CHECK(series_median(&many.kept) == 1.5 * MOST - 2, "the median is as near as they lie");
	arena_release(&arena);
}

static void check_windows(void)
{
	CHECK(window_is_whole(0.002, 0.002), "all of the time on the CPU");
	CHECK(window_is_whole(0.002, 0.00197), "98.5 %% of it");
	CHECK(!window_is_whole(0.002, 0.0019699), "a little less");
	CHECK(!window_is_whole(0.002, 0), "none of it");
	CHECK(window_is_whole(0.002, 0.0020001), "clocks that differ by a tick");
	CHECK(!window_is_whole(0, 0), "a window without a length");
}

// A convolution of 3x3 and a pool: 4 * 4 * 8 * 9 * 4 multiply-accumulates.
static void build(struct net *net)
{
	int in = net_tensor(net, TENSOR_INT8, SHAPE(1, 4, 4, 4), 0.5f, 3);
	int weights = net_tensor(net, TENSOR_INT8, SHAPE(8, 3, 3, 4), 0.01f, 0);
	int convolved = net_tensor(net, TENSOR_INT8, SHAPE(1, 4, 4, 8), 0.5f, -128);
	int out = net_tensor(net, TENSOR_INT8, SHAPE(1, 2, 2, 8), 0.5f, -128);
	int8_t *codes = net_constant(net, weights);
	for (size_t i = 0; i < net->tensors[weights].nbytes; i++)
		codes[i] = random_code();
	struct op *conv = net_op(net, OP_CONV_2D, OPERANDS(in, weights), convolved);
	conv->options.window.stride_h = conv->options.window.stride_w = 1;
	conv->options.window.dilation_h = conv->options.window.dilation_w = 1;
	struct op *pool = net_op(net, OP_AVERAGE_POOL_2D, OPERANDS(convolved), out);
	pool->options.window.stride_h = pool->options.window.stride_w = 2;
	pool->options.window.dilation_h = pool->options.window.dilation_w = 1;
	pool->options.window.window_h = pool->options.window.window_w = 2;
	net_io(net, in, out);
}

static void check_inputs(const struct net *net)
{
	struct arena arena = {0};
	const struct tensor *tensor = &net->model.tensors[net->model.inputs[0]];
	const void *const *first = bench_inputs_create(&net->model, &arena);
	const void *const *second = bench_inputs_create(&net->model, &arena);
	CHECK(memcmp(first[0], second[0], tensor->nbytes) == 0, "inputs are the same every time");
	/*
	 * The upper bytes of splitmix64 with seed 20200713, in Python:
	 * z = (s := s + 0x9e3779b97f4a7c15) and so on, mod 2^64; z >> 56
	 */
	static const unsigned char expected[] = {
		253, 191, 100, 86, 137, 72, 118, 172, 110, 238, 227, 97};
	CHECK(memcmp(first[0], expected, sizeof(expected)) == 0, "and these");
	arena_release(&arena);
}

static void check_run(const struct net *net, int threads, bool ops)
{
	struct arena arena = {0};
	struct status st = {0};
	const struct kernels *best = kernels_choose(NULL, &st),
			     *scalar = kernels_choose("scalar", &st);
	struct bench_case cases[2] = {{.kernels = best}, {.kernels = scalar}};
	for (int i = 0; i < 2; i++) {
		struct plan_options options = {.kernels = cases[i].kernels};
		struct plan *plan;
		CHECK(plan_create(&plan, &net->model, &options, &arena, &st), "plan: %s",
			st.message);
		cases[i].model = &net->model;
		cases[i].plan = plan;
	}
	struct bench_request request = {.cases = cases,
		.case_count = 2,
		.threads = threads,
		.ops = ops,
		.least_seconds = 0.03};
	struct bench_result results[2];
	CHECK(bench_run(results, &request, NULL, &arena, &st), "%d threads: %s", threads,
		st.message);
	for (int i = 0; i < 2; i++) {
		const struct bench_result *r = &results[i];
		double macs = 4.0 * 4 * 8 * 9 * 4;
		CHECK(r->run_count >= 5 * threads, "%lld runs", (long long)r->run_count);
		CHECK(r->ms_min > 0 && r->ms_median >= r->ms_min,
			"the median is not below the least");
		CHECK(fabs(r->gmac_per_second - macs * r->per_second * 1e-9) <
				1e-9 * r->gmac_per_second,
			"work is runs times work of one");
		CHECK(r->peak_window_count + r->peak_discarded_count >= 4 * threads,
			"windows: %lld, and %lld discarded", (long long)r->peak_window_count,
			(long long)r->peak_discarded_count);
		CHECK(isnan(r->peak_gmac_per_second) == (r->peak_window_count == 0),
			"a peak where there was a window");
		if (r->peak_window_count > 0)
			CHECK(fabs(r->fraction_of_peak * r->peak_gmac_per_second * r->ms_min * 1e6 /
					      macs -
				      1) < 1e-9,
				"the fraction is that of the least time");
		CHECK((r->ops != NULL) == ops, "operators where they are asked for");
		if (ops)
			CHECK(fabs(r->ops[0].share + r->ops[1].share - 1) < 1e-12 &&
					r->ops[1].gmac_per_second == 0 &&
					isnan(r->ops[1].fraction_of_peak),
				"shares sum to 1, a pool multiplies nothing");
	}
	arena_release(&arena);
}

static bool stop_soon(void *context)
{
	return atomic_fetch_add((atomic_int *)context, 1) >= 3;
}

static void check_stop(const struct net *net)
{
	struct arena arena = {0};
	struct status st = {0};
	struct bench_case one = {.model = &net->model, .plan = net->plan};
	one.kernels = kernels_choose(NULL, &st);
	struct bench_request request = {
		.cases = &one, .case_count = 1, .threads = 2, .least_seconds = 3600};
	atomic_int asked = 0;
	struct observer observer = {.stopped = stop_soon, .context = &asked};
	struct bench_result result;
	CHECK(!bench_run(&result, &request, &observer, &arena, &st), "an hour can be cut short");
	CHECK_INT(st.code, STATUS_INTERRUPTED, "and that is said");
	arena_release(&arena);
}

struct seen {
	int calls, ends;
	int64_t last;
	bool right;
};

static void see_progress(
	void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	struct seen *seen = context;
	seen->right &= strcmp(what, "this one") == 0 && strcmp(unit, "ms") == 0 && total == 60 &&
		       done >= seen->last && done < total;
	seen->last = done;
	seen->calls++;
}

static void see_end(void *context, const char *what)
{
	struct seen *seen = context;
	seen->right &= strcmp(what, "this one") == 0;
	seen->ends++;
}

// In slices of 25 ms 60 of them are told in the beginning and twice on the way.
static void check_progress(const struct net *net)
{
	struct arena arena = {0};
	struct status st = {0};
	struct bench_case one = {.model = &net->model, .plan = net->plan};
	one.kernels = kernels_choose(NULL, &st);
	struct bench_request request = {.cases = &one,
		.case_count = 1,
		.threads = 1,
		.least_seconds = 0.06,
		.name = "this one"};
	struct seen seen = {.right = true};
	struct observer observer = {
		.progress = see_progress, .finished = see_end, .context = &seen};
	struct bench_result result;
	CHECK(bench_run(&result, &request, &observer, &arena, &st), "runs: %s", st.message);
	CHECK(seen.right && seen.calls >= 2 && seen.last > 0 && seen.ends == 1,
		"progress: %d calls, the last at %lld ms, %d ends", seen.calls,
		(long long)seen.last, seen.ends);
	arena_release(&arena);
}

int main(void)
{
	random_init();
	check_percentiles();
	check_growth();
	check_readings();
	check_windows();
	struct net net = {0};
	build(&net);
	CHECK(net_plan(&net, ROUNDING_DOUBLE), "a model: %s", net.st.message);
	check_inputs(&net);
	check_run(&net, 1, false);
	check_run(&net, 2, true);
	check_stop(&net);
	check_progress(&net);
	net_release(&net);
	return check_done();
}
