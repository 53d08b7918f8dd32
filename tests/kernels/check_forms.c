// SPDX-License-Identifier: Apache-2.0
/*
 * Fast forms of requantisation at every step of a channel: those that forms_find() says
 * hold, as engine/kernels/forms.h defines them and as each table's kernels compute them,
 * against the definition.
 */
#include "tests/kernels/layers.h"
#include "tests/kernels/trial.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { EXHAUSTIVE = 1 << 15, ROWS = 15, REACH = 2 };

static int32_t clamp64(int64_t x, int64_t low, int64_t high)
{
	return (int32_t)(x < low ? low : x > high ? high : x);
}

// About the least accumulator whose code is `code` or more: at most one off.
static double near_step(const struct channel *c, const struct output_stage *stage, int32_t code)
{
	double factor = stage->rounding == ROUNDING_FP32
				? (double)c->multiplier.fp32
				: ldexp(c->multiplier.q31, c->multiplier.shift - 31);
	return factor > 0 ? ceil((code - stage->zero - 0.5) / factor) : 0;
}

/* ---- the forms as forms.h defines them ---- */

struct tally {
	long long channels, linear, is_signed, fixed, except; // those for which a form holds
	long long compared, wrong, off;                       // off: near_step() missed it
};

static void compare_at(struct tally *tally, const struct lane_form *form, const struct channel *c,
	const struct output_stage *stage, int32_t x)
{
	int32_t expected = definition(x, c->multiplier, stage);
	int32_t got[3];
	int count = 0;
	if (form->linear)
		got[count++] = form_linear(x, form) + form_zero(FORM_LINEAR, stage);
	if (form->is_signed)
		got[count++] = form_signed(x, form) + form_zero(FORM_SIGNED, stage);
	if (form->fixed)
		got[count++] = form_fixed(x, form) + form_zero(FORM_FIXED, stage);
	for (int i = 0; i < count; i++) {
		tally->compared++;
		if (clamp64(got[i], stage->min, stage->max) == expected)
			continue;
		if (tally->wrong++ < 5)
			printf("# %s at %d: expected %d, got %d; factor %d * 2^%d, %s, zero %d, "
			       "%d..%d, accumulators %d..%d\n",
				i > 0 || !(form->linear || form->is_signed) ? "fixed" : "float", x,
				expected, got[i], c->multiplier.q31, c->multiplier.shift,
				rounding_name(stage->rounding), stage->zero, stage->min, stage->max,
				c->low, c->high);
	}
}

static void compare_channel(struct tally *tally, const struct channel *c,
	const struct output_stage *stage, bool mirrored)
{
	struct lane_form form;
	find_forms(&form, c, stage, mirrored);
	tally->channels++;
	tally->linear += form.linear;
	tally->is_signed += form.is_signed;
	tally->fixed += form.fixed;
	tally->except += form.exception != INT32_MIN;
	if (form.exception != INT32_MIN)
		for (int d = -1; d <= 1; d++)
			compare_at(tally, &form, c, stage,
				clamp64((int64_t)form.exception + d, c->low, c->high));
	for (int32_t x = -2; x <= 2; x++)
		compare_at(tally, &form, c, stage, clamp64(x, c->low, c->high));
	compare_at(tally, &form, c, stage, c->low);
	compare_at(tally, &form, c, stage, c->high);
	for (int32_t code = stage->min + 1; code <= stage->max; code++) {
		double near = near_step(c, stage, code);
		if (near - REACH < c->low || near + REACH > c->high)
			continue;
		for (int d = -REACH; d <= REACH; d++)
			compare_at(tally, &form, c, stage, (int32_t)near + d);
		if (stage->rounding == ROUNDING_FP32) // its own noise may be more than that
			continue;
		tally->off += definition((int64_t)near - REACH, c->multiplier, stage) >= code ||
			      definition((int64_t)near + REACH, c->multiplier, stage) < code;
	}
	if ((int64_t)c->high - c->low < EXHAUSTIVE)
		for (int32_t x = c->low; x < c->high; x++)
			compare_at(tally, &form, c, stage, x);
}

static void draw_random(struct channel *c, struct output_stage *stage)
{
	const int32_t q31[] = {1 << 30, (1 << 30) + 1, INT32_MAX, draw_in(1 << 30, INT32_MAX),
		draw_in(1 << 30, INT32_MAX), draw_in(1 << 30, INT32_MAX)};
	int shift = one_of(10) ? -draw_in(0, 31) : -draw_in(1, 12);
	*c = (struct channel){0};
	c->multiplier = (struct multiplier){q31[draw_in(0, 5)], shift, 0};
	c->multiplier.fp32 = (float)ldexp(c->multiplier.q31, shift - 31);
	int bits = one_of(2) ? draw_in(2, 30) : draw_in(12, 22);
	c->low = -draw_in(0, 1 << bits);
	c->high = draw_in(0, 1 << bits);
	if (one_of(8)) { // the bounds of FORM_FIXED, and one beyond
		c->low = -(1 << 30) + draw_in(0, 1);
		c->high = (1 << 30) - draw_in(0, 1);
	} else if (one_of(8)) {
		c->low += draw_in(0, 1 << bits);
		c->high = c->low + draw_in(0, 1 << bits);
	}
	int32_t zero = one_of(2) ? -128 : draw_in(-128, 127);
	*stage = (struct output_stage){(enum rounding)draw_in(0, 2), zero, -128, 127};
	if (one_of(2))
		stage->min = zero;
	if (one_of(5))
		stage->max = draw_in(stage->min, 127);
}

static void report_tally(const struct tally *tally, const char *what)
{
	printf("# %s: %lld channels: linear %lld, signed %lld, fixed %lld; %lld with an exception\n",
		what, tally->channels, tally->linear, tally->is_signed, tally->fixed,
		tally->except);
	report(tally->wrong == 0 && tally->off == 0 && tally->compared > 0,
		"%s: forms at %lld accumulators, %lld wrong, %lld steps missed", what,
		tally->compared, tally->wrong, tally->off);
}

/* ---- the forms as kernels compute them ---- */

/*
 * A convolution whose accumulators are as wished: the only weight that is not 0 is a 1 in
 * the middle of the window, so that they are what stands in `bias` plus the pixel's code.
 * Panel j holds the same channels as panel 0, brought to their step j; the last two, to the
 * bounds of their accumulators.
 */
struct sweep {
	const struct channel *channels; // `cols` of them, from `first` on
	const struct output_stage *stage;
	int32_t taps; // of a side
	bool depthwise;
};

static void sweep_panels(struct conv *conv, int32_t *bias, const struct geometry *g,
	const struct sweep *s, int32_t panels)
{
	for (int32_t p = 0; p < panels; p++)
		for (int lane = 0; lane < g->cols; lane++) {
			const struct channel *c = &s->channels[g->lanes ? g->lanes[lane] : lane];
			double near = near_step(c, s->stage, s->stage->min + 1 + p);
			int64_t low = (int64_t)c->low + REACH, high = (int64_t)c->high - REACH;
			if (p >= panels - 2)
				near = (double)(p % 2 ? low : high);
			int64_t x = near < (double)low    ? low
				    : near > (double)high ? high
							  : (int64_t)near;
			bias[p * g->cols + lane] =
				(int32_t)(uint32_t)((uint64_t)(int64_t)conv->packed.bias[lane] +
						    (uint64_t)x);
		}
}

static void *repeated(const void *from, size_t nbytes, int32_t times, struct arena *arena)
{
	unsigned char *to = arena_alloc(arena, (size_t)times, nbytes, 64);
	for (int32_t i = 0; i < times; i++)
		memcpy(to + (size_t)i * nbytes, from, nbytes);
	return to;
}

static void repeat_packed(struct packed *p, size_t cols, int32_t panels, struct arena *arena)
{
	size_t nbytes = cols * sizeof(int32_t);
	struct forms *f = &p->forms;
	p->panel_count = panels;
	p->weights = repeated(p->weights, p->panel_nbytes, panels, arena);
	p->multiplier = repeated(p->multiplier, cols * sizeof(struct multiplier), panels, arena);
	f->form = repeated(f->form, 1, panels, arena);
	f->zero = repeated(f->zero, sizeof(int16_t), panels, arena);
	f->factor = repeated(f->factor, nbytes, panels, arena);
	f->offset = repeated(f->offset, nbytes, panels, arena);
	f->exception = repeated(f->exception, nbytes, panels, arena);
	f->q31 = repeated(f->q31, nbytes, panels, arena);
	f->nudge = repeated(f->nudge, nbytes, panels, arena);
	f->negative = repeated(f->negative, nbytes, panels, arena);
	f->half = repeated(f->half, nbytes, panels, arena);
	f->shift = repeated(f->shift, nbytes, panels, arena);
}

// Depth 1, or as many channels as come out; rows of codes -2..2 in a picture of one row.
static struct conv sweep_conv(const struct sweep *s, int32_t out_depth)
{
	struct window v = {.in_h = 1,
		.in_w = ROWS,
		.out_h = 1,
		.out_w = ROWS,
		.h = s->taps,
		.w = s->taps,
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1,
		.before_h = s->taps / 2,
		.before_w = s->taps / 2};
	int32_t in_depth = s->depthwise ? out_depth : 1;
	return (struct conv){.window = v,
		.in_depth = in_depth,
		.out_depth = out_depth,
		.in_stride = in_depth,
		.out_stride = out_depth,
		.stage = *s->stage};
}

static int32_t code_of_row(int32_t row)
{
	return row % (2 * REACH + 1) - REACH;
}

static long long compare_sweep(const int8_t *out, const struct conv *conv, const struct sweep *s,
	const struct geometry *g, const int32_t *bias, const int32_t *fold, const char *name,
	bool quiet)
{
	long long wrong = 0;
	for (int32_t row = 0; row < ROWS; row++)
		for (int32_t p = 0; p < conv->packed.panel_count; p++)
			for (int lane = 0; lane < g->cols; lane++) {
				int n = g->lanes ? g->lanes[lane] : lane;
				const struct channel *c = &s->channels[n];
				int32_t x =
					bias[p * g->cols + lane] - fold[lane] + code_of_row(row);
				int32_t got = out[row * conv->out_depth + p * g->cols + n];
				int32_t expected = definition(x, c->multiplier, s->stage);
				if (got == expected)
					continue;
				if (wrong++ == 0 && !quiet)
					printf("# %s: form %d at %d: expected %d, got %d; factor %d * "
					       "2^%d, %s, zero %d, %d..%d, accumulators %d..%d\n",
						name, conv->packed.forms.form[p], x, expected, got,
						c->multiplier.q31, c->multiplier.shift,
						rounding_name(s->stage->rounding), s->stage->zero,
						s->stage->min, s->stage->max, c->low, c->high);
			}
	return wrong;
}

static bool all_fixed(const struct sweep *s, int cols)
{
	for (int i = 0; i < cols; i++) {
		struct lane_form form;
		const struct channel *c = &s->channels[i];
		find_forms(&form, c, s->stage, true);
		if (!form.fixed)
			return false;
	}
	return true;
}

static void run_sweep(struct seen *seen, const struct kernels *table, const struct sweep *s)
{
	int32_t panels = s->stage->max - s->stage->min + 2;
	// The way is chosen for the shape that will run, the packing made for its first panel.
	struct conv conv = sweep_conv(s, 16);
	const struct conv_kernel *kernel = (s->depthwise ? table->depthwise : table->conv)(&conv);
	for (int i = 0; i < 4; i++) {
		conv = sweep_conv(s, panels * kernel->geometry.cols);
		kernel = (s->depthwise ? table->depthwise : table->conv)(&conv);
	}
	const struct geometry *g = &kernel->geometry;
	struct arena arena = {0};
	int32_t k_count = s->taps * s->taps;
	int8_t *codes = arena_array(&arena, int8_t, k_count * g->cols);
	for (int n = 0; n < g->cols; n++)
		codes[n * k_count + k_count / 2] = 1;
	struct weights weights = {codes, k_count, 1, g->cols, k_count};
	kernels_pack(&conv, kernel, &weights, s->channels, &arena);

	const int32_t *fold = conv.packed.bias; // channels have none
	int32_t *bias = arena_alloc(&arena, (size_t)(panels * g->cols), sizeof(int32_t), 64);
	sweep_panels(&conv, bias, g, s, panels);
	repeat_packed(&conv.packed, (size_t)g->cols, panels, &arena);
	conv.packed.bias = bias;

	size_t depth = (size_t)conv.in_depth;
	int8_t *in = arena_array(&arena, int8_t, ROWS * depth + KERNELS_SLACK_NBYTES);
	for (int32_t row = 0; row < ROWS; row++)
		memset(in + (size_t)row * depth, code_of_row(row), depth);
	int8_t *out = arena_array(&arena, int8_t, ROWS * conv.out_depth);
	void *scratch = arena_alloc(&arena, kernel->scratch_nbytes(&conv), 1, 64);
	unsigned char *form = arena_array(&arena, unsigned char, panels);
	int16_t *zero = arena_array(&arena, int16_t, panels);
	enum form found = (enum form)conv.packed.forms.form[0];
	for (int i = 0; i < 3; i++) {
		enum form wanted = i == 0 ? found : i == 1 ? FORM_FIXED : FORM_SCALAR;
		if ((i > 0 && wanted == found) || (i == 1 && !all_fixed(s, g->cols)))
			continue;
		for (int32_t p = 0; p < panels; p++) {
			form[p] = (unsigned char)wanted;
			zero[p] = (int16_t)form_zero(wanted, s->stage);
		}
		conv.packed.forms.form = form;
		conv.packed.forms.zero = zero;
		trial_describe_as(table->name, "a sweep over steps");
		kernel->run(out, in, &conv, scratch);
		trial_describe_as(NULL, NULL);
		seen->runs++;
		seen->forms[wanted] += panels;
		seen->wrong += compare_sweep(out, &conv, s, g, bias, fold, table->name,
				       seen->wrong > 5) > 0;
	}
	arena_release(&arena);
}

enum { SWEPT = 64 }; // channels; as wide as any table's panel, and wider

// `count` channels on every table; too few are repeated, and narrow ones left out.
static void sweep(struct seen seen[MAX_TABLES], const struct tables *tables,
	const struct channel *channels, int count, const struct output_stage *stage)
{
	struct channel padded[SWEPT];
	int wide = 0;
	for (int i = 0; i < count && wide < SWEPT; i++) {
		padded[wide] = channels[i];
		padded[wide].bias = 0;
		wide += (int64_t)channels[i].high - channels[i].low > 4 * REACH &&
			channels[i].multiplier.shift <= 0;
	}
	if (wide == 0)
		return;
	for (int i = wide; i < SWEPT; i++)
		padded[i] = padded[i % wide];
	for (int t = 0; t < tables->count; t++)
		for (int way = 0; way < 4; way++) {
			struct sweep s = {padded, stage, way % 2 ? 3 : 1, way / 2 > 0};
			run_sweep(&seen[t], tables->at[t], &s);
		}
}

/* ---- which channels ---- */

// One whose form has an exception, if that takes no more than some hundred draws.
static void draw_exception(struct channel *c, struct output_stage *stage)
{
	struct lane_form form = {.exception = INT32_MIN};
	for (int i = 0; i < 500 && form.exception == INT32_MIN; i++) {
		draw_random(c, stage);
		find_forms(&form, c, stage, !form_linear_suits(stage));
	}
}

static void check_random(
	struct seen seen[MAX_TABLES], const struct tables *tables, const struct settings *settings)
{
	struct tally tally = {0};
	int rounds = settings->quick ? 3000 : 100000;
	for (int i = 0; i < rounds; i++) {
		struct channel c;
		struct output_stage stage;
		draw_random(&c, &stage);
		compare_channel(&tally, &c, &stage, !form_linear_suits(&stage) || one_of(2));
	}
	report_tally(&tally, "random channels");
	for (int i = 0; i < (settings->quick ? 60 : 1000); i++) {
		struct channel channels[SWEPT];
		struct output_stage stage, other;
		(one_of(4) ? draw_exception : draw_random)(&channels[0], &stage);
		// alike, so that a form of floats holds for all
		bool alike = !one_of(3);
		for (int n = 1; n < SWEPT; n++) {
			channels[n] = channels[0];
			if (!alike)
				draw_random(&channels[n], &other);
		}
		sweep(seen, tables, channels, SWEPT, &stage);
	}
}

static void check_model_forms(struct seen seen[MAX_TABLES], const struct tables *tables,
	const struct settings *settings, const struct layers *layers)
{
	for (enum rounding rounding = ROUNDING_DOUBLE; rounding <= ROUNDING_FP32; rounding++) {
		struct tally tally = {0};
		for (int i = 0; i < layers->count; i++) {
			const struct layer *layer = &layers->at[i];
			struct output_stage stage = layer->stage;
			stage.rounding = rounding;
			for (int32_t n = 0; n < layer->count; n++)
				if (!settings->quick || one_of(20))
					compare_channel(&tally, &layer->channels[n], &stage,
						!form_linear_suits(&stage));
			for (int32_t n = 0; n < layer->count; n += SWEPT)
				if (!settings->quick || one_of(40))
					sweep(seen, tables, layer->channels + n, layer->count - n,
						&stage);
		}
		char what[128];
		snprintf(what, sizeof(what), "%s, %s", layers->name, rounding_name(rounding));
		report_tally(&tally, what);
	}
}

void check_forms(const struct tables *tables, const struct settings *settings)
{
	struct seen seen[MAX_TABLES];
	memset(seen, 0, sizeof(seen));
	check_random(seen, tables, settings);
	const char *shared = report_shared();
	if (!shared)
		report_skip("channels of five published networks", "no shared test data");
	for (int i = 0; shared && i < LAYERS_MODEL_COUNT; i++) {
		struct arena arena = {0};
		struct layers layers;
		if (report(layers_read(&layers, i, shared, &arena), "read a published network"))
			check_model_forms(seen, tables, settings, &layers);
		arena_release(&arena);
	}
	seen_report(seen, tables, "sweeps over steps");
}
