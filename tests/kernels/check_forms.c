// SPDX-License-Identifier: Apache-2.0
/*
 * Fast forms of requantisation at every step of a channel: those that forms_find() says
 * hold, as engine/kernels/forms.h defines them and as each table's kernels compute them,
 * against the definition.
 */
#include "tests/kernels/definition.h"
#include "tests/kernels/layers.h"
#include "tests/kernels/sweep.h"
#include "tests/kernels/trial.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { EXHAUSTIVE = 1 << 15, REACH = SWEEP_REACH };

static int32_t clamp64(int64_t x, int64_t low, int64_t high)
{
	return (int32_t)(x < low ? low : x > high ? high : x);
}

/* ---- the forms as forms.h defines them ---- */

struct tally {
	long long channels, linear, is_signed, fixed, except; // those for which a form holds
	long long compared, wrong, off;                       // off: sweep_near_step() missed it
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
		difference();
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
		double near = sweep_near_step(c, stage, code);
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

// A panel of channels; if they are alike, a form of floats holds for all when it holds for one.
static void sweep_random(
	struct seen seen[MAX_TABLES], const struct tables *tables, bool exception, bool alike)
{
	struct channel channels[SWEEP_CHANNELS];
	struct output_stage stage, other;
	(exception ? draw_exception : draw_random)(&channels[0], &stage);
	for (int n = 1; n < SWEEP_CHANNELS; n++) {
		channels[n] = channels[0];
		if (!alike)
			draw_random(&channels[n], &other);
	}
	sweep(seen, tables, channels, SWEEP_CHANNELS, &stage);
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
	int sweeps = settings->quick ? 150 : 2000;
	for (int i = 0; i < sweeps; i++)
		sweep_random(seen, tables, one_of(4), !one_of(3));
	// A form that chance has left out.
	for (int i = 0; i < sweeps && !seen_every_form(&seen[0]); i++)
		sweep_random(seen, tables, true, true);
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
			for (int32_t n = 0; n < layer->count; n += SWEEP_CHANNELS)
				if (!settings->quick || one_of(15))
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
