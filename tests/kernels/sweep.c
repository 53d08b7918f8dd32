// SPDX-License-Identifier: Apache-2.0
/*
 * The only weight that is not 0 is a 1 in the middle of the window, so an accumulator is
 * what stands in `bias` plus the code of the pixel there.  What kernels_pack() makes of one
 * panel is repeated for every step; only `bias` differs.
 */
#include "tests/kernels/sweep.h"

#include "tests/kernels/definition.h"
#include "tests/kernels/repeat.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { REACH = SWEEP_REACH, SPAN = 2 * REACH + 1 };

// Shapes for which a table may have a way of its own.
static const struct way {
	bool depthwise;
	int32_t taps, stride, dilation; // on both sides
	int32_t pixels;                 // of the output, a row of them
	int32_t narrow;                 // channels; 0: a panel for each step
} ways[] = {
	{false, 1, 1, 1, 15, 0},
	{false, 3, 1, 1, 15, 0},
	{false, 3, 1, 2, 15, 0},
	{false, 1, 1, 1, 1, 0},
	{false, 1, 1, 1, 23, 5},
	{true, 1, 1, 1, 15, 0},
	{true, 3, 1, 1, 15, 0},
	{true, 3, 2, 1, 15, 0},
	{true, 5, 1, 1, 15, 0},
	{true, 3, 1, 1, 15, 1},
	{true, 3, 1, 1, 15, 2},
	{true, 3, 1, 1, 15, 4},
	{true, 3, 2, 1, 15, 4},
	{true, 3, 1, 1, 15, 8},
};
enum { WAY_COUNT = sizeof(ways) / sizeof(ways[0]) };

struct sweep {
	const struct kernels *table;
	const struct channel *channels; // SWEEP_CHANNELS without bias
	const struct output_stage *stage;
	const struct way *way;
	int32_t steps;
};

double sweep_near_step(
	const struct channel *channel, const struct output_stage *stage, int32_t code)
{
	double factor = stage->rounding == ROUNDING_FP32
				? (double)channel->multiplier.fp32
				: ldexp(channel->multiplier.q31, channel->multiplier.shift - 31);
	return factor > 0 ? ceil((code - stage->zero - 0.5) / factor) : 0;
}

/*
 * Where a channel is put for step i: near that step, but within its bounds; the last two
 * are the bounds.
 */
static int32_t accumulator_at(const struct sweep *s, const struct channel *c, int32_t i)
{
	int32_t low = c->low + REACH, high = c->high - REACH;
	double near = sweep_near_step(c, s->stage, s->stage->min + 1 + i);
	if (i >= s->steps - 2)
		return i % 2 ? low : high;
	return near < low ? low : near > high ? high : (int32_t)near;
}

static int32_t code_of_pixel(int32_t pixel)
{
	return pixel % SPAN - REACH;
}

static struct conv make_conv(const struct sweep *s, int32_t out_depth)
{
	const struct way *way = s->way;
	int32_t before = way->taps / 2 * way->dilation;
	struct window v = {.in_h = 1,
		.in_w = (way->pixels - 1) * way->stride + 1,
		.out_h = 1,
		.out_w = way->pixels,
		.h = way->taps,
		.w = way->taps,
		.stride_h = way->stride,
		.stride_w = way->stride,
		.dilation_h = way->dilation,
		.dilation_w = way->dilation,
		.before_h = before,
		.before_w = before};
	int32_t in_depth = way->depthwise ? out_depth : 1;
	return (struct conv){.window = v,
		.in_depth = in_depth,
		.out_depth = out_depth,
		.in_stride = in_depth,
		.out_stride = out_depth,
		.stage = *s->stage};
}

static const struct conv_kernel *kernel_for(const struct sweep *s, const struct conv *conv)
{
	return (s->way->depthwise ? s->table->depthwise : s->table->conv)(conv);
}

// The shape depends on the width of panels, and that on the way which is chosen for the shape.
static const struct conv_kernel *choose(struct conv *conv, const struct sweep *s)
{
	const struct conv_kernel *kernel = NULL;
	*conv = make_conv(s, s->way->narrow ? s->way->narrow : 16 * s->steps);
	for (int i = 0; i < 4; i++) {
		kernel = kernel_for(s, conv);
		if (!s->way->narrow)
			*conv = make_conv(s, s->steps * kernel->geometry.cols);
	}
	return kernel_for(s, conv);
}

// One panel as kernels_pack() makes it.
static void pack_one(struct conv *conv, const struct conv_kernel *kernel, const struct sweep *s,
	struct arena *arena)
{
	int32_t cols = kernel->geometry.cols, k_count = s->way->taps * s->way->taps;
	int32_t count = conv->out_depth < cols ? conv->out_depth : cols;
	int8_t *codes = arena_array(arena, int8_t, k_count * count);
	for (int32_t n = 0; n < count; n++)
		codes[n * k_count + k_count / 2] = 1;
	struct weights weights = {codes, k_count, 1, count, k_count};
	kernels_pack(conv, kernel, &weights, s->channels, arena);
}

// What runs: panels for steps first, first + 1, ...
struct run {
	const struct sweep *sweep;
	const struct conv_kernel *kernel;
	struct conv conv;
	const int32_t *fold; // that the first panel's bias is without an accumulator
	int32_t *bias;
	unsigned char *form;
	int16_t *zero;
	int8_t *in, *out;
	void *scratch;
	int32_t shift; // of the codes, so that a single pixel has all of them in turn
};

static void make_run(struct run *run, const struct sweep *s, struct arena *arena)
{
	run->sweep = s;
	run->kernel = choose(&run->conv, s);
	struct conv *conv = &run->conv;
	int32_t cols = run->kernel->geometry.cols;
	int32_t panels = (conv->out_depth + cols - 1) / cols;
	pack_one(conv, run->kernel, s, arena);
	run->fold = conv->packed.bias;
	run->bias = arena_alloc(arena, (size_t)(panels * cols), sizeof(int32_t), 64);
	run->form = arena_array(arena, unsigned char, panels);
	run->zero = arena_array(arena, int16_t, panels);
	run->form[0] = conv->packed.forms.form[0];
	repeat_panel(&conv->packed, (size_t)cols, panels, arena);
	conv->packed.bias = run->bias;
	conv->packed.forms.form = run->form;
	conv->packed.forms.zero = run->zero;
	size_t in_nbytes = (size_t)conv->window.in_w * (size_t)conv->in_depth;
	run->in = arena_array(arena, int8_t, in_nbytes + KERNELS_SLACK_NBYTES);
	run->out = arena_array(arena, int8_t, conv->window.out_w * conv->out_depth);
	run->scratch = arena_alloc(arena, run->kernel->scratch_nbytes(conv), 1, 64);
}

static const struct channel *channel_in(const struct run *run, int lane)
{
	const struct geometry *g = &run->kernel->geometry;
	return &run->sweep->channels[g->lanes ? g->lanes[lane] : lane];
}

static void fill_in(struct run *run, int32_t first, enum form form)
{
	const struct conv *conv = &run->conv;
	int cols = run->kernel->geometry.cols;
	for (int32_t p = 0; p < conv->packed.panel_count; p++) {
		run->form[p] = (unsigned char)form;
		run->zero[p] = (int16_t)form_zero(form, &conv->stage);
		for (int lane = 0; lane < cols; lane++) {
			int32_t x = accumulator_at(run->sweep, channel_in(run, lane), first + p);
			run->bias[p * cols + lane] =
				(int32_t)((uint32_t)run->fold[lane] + (uint32_t)x);
		}
	}
	size_t depth = (size_t)conv->in_depth;
	for (int32_t x = 0; x < conv->window.in_w; x++)
		memset(run->in + (size_t)x * depth,
			x % run->sweep->way->stride
				? draw_in(-128, 127)
				: code_of_pixel(x / run->sweep->way->stride + run->shift),
			depth);
}

static long long compare(const struct run *run, int32_t first, bool quiet)
{
	const struct conv *conv = &run->conv;
	const struct geometry *g = &run->kernel->geometry;
	const struct output_stage *stage = &conv->stage;
	long long wrong = 0;
	for (int32_t i = 0; i < conv->packed.panel_count * g->cols * conv->window.out_w; i++) {
		int32_t pixel = i / (conv->packed.panel_count * g->cols);
		int32_t p = i / g->cols % conv->packed.panel_count;
		int lane = i % g->cols;
		int32_t n = p * g->cols + (g->lanes ? g->lanes[lane] : lane);
		if (n >= conv->out_depth)
			continue;
		const struct channel *c = channel_in(run, lane);
		int32_t x = accumulator_at(run->sweep, c, first + p) +
			    code_of_pixel(pixel + run->shift);
		int32_t got = run->out[pixel * conv->out_depth + n];
		int32_t expected = definition(x, c->multiplier, stage);
		if (got == expected)
			continue;
		if (wrong++ == 0 && !quiet)
			printf("# %s, \"%s\": form %d at %d: expected %d, got %d; factor %d * 2^%d, "
			       "%s, zero %d, %d..%d, accumulators %d..%d\n",
				run->sweep->table->name, run->kernel->name, run->form[p], x,
				expected, got, c->multiplier.q31, c->multiplier.shift,
				rounding_name(stage->rounding), stage->zero, stage->min, stage->max,
				c->low, c->high);
	}
	return wrong;
}

static bool all_fixed(const struct sweep *s, int cols)
{
	for (int i = 0; i < cols; i++) {
		struct lane_form form;
		find_forms(&form, &s->channels[i], s->stage, true);
		if (!form.fixed)
			return false;
	}
	return true;
}

static void run_steps(struct seen *seen, struct run *run, enum form form)
{
	int32_t panels = run->conv.packed.panel_count;
	int32_t shifts = run->conv.window.out_w == 1 ? SPAN : 1;
	for (int32_t first = 0; first < run->sweep->steps; first += panels)
		for (run->shift = 0; run->shift < shifts; run->shift++) {
			fill_in(run, first, form);
			trial_describe_as(run->sweep->table->name, "a sweep over steps");
			run->kernel->run(run->out, run->in, &run->conv, run->scratch);
			trial_describe_as(NULL, NULL);
			seen->runs++;
			seen->forms[form] += panels;
			if (compare(run, first, seen->wrong > 5) > 0) {
				seen->wrong++;
				difference();
			}
		}
	seen_way(seen, run->kernel);
}

static void run_sweep(struct seen *seen, const struct sweep *s)
{
	struct arena arena = {0};
	struct run run;
	make_run(&run, s, &arena);
	enum form found = (enum form)run.form[0];
	run_steps(seen, &run, found);
	if (found != FORM_FIXED && all_fixed(s, run.kernel->geometry.cols))
		run_steps(seen, &run, FORM_FIXED);
	if (found != FORM_SCALAR && one_of(4))
		run_steps(seen, &run, FORM_SCALAR);
	arena_release(&arena);
}

void sweep(struct seen seen[MAX_TABLES], const struct tables *tables,
	const struct channel *channels, int count, const struct output_stage *stage)
{
	// too few channels are repeated, and those of a few accumulators left out
	struct channel padded[SWEEP_CHANNELS];
	int wide = 0;
	for (int i = 0; i < count && wide < SWEEP_CHANNELS; i++) {
		padded[wide] = channels[i];
		padded[wide].bias = 0;
		wide += (int64_t)channels[i].high - channels[i].low > 4 * REACH &&
			channels[i].multiplier.shift <= 0;
	}
	if (wide == 0)
		return;
	for (int i = wide; i < SWEEP_CHANNELS; i++)
		padded[i] = padded[i % wide];
	for (int w = 0; w < WAY_COUNT; w++) {
		if (!one_of(3))
			continue;
		for (int t = 0; t < tables->count; t++) {
			struct sweep s = {tables->at[t], padded, stage, &ways[w],
				stage->max - stage->min + 2};
			run_sweep(&seen[t], &s);
		}
	}
}
