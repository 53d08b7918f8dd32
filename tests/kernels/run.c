// SPDX-License-Identifier: Apache-2.0
/*
 * Runs a trial on a table, everything that the kernel touches in guarded buffers, and
 * compares.
 */
#include "tests/kernels/guard.h"
#include "tests/kernels/trial.h"

#include <stdio.h>
#include <string.h>

// For trial_describe().
static struct {
	const struct trial *trial;
	const char *table, *way;
	enum forced forced;
} running;

void trial_describe_as(const char *table, const char *what)
{
	running.trial = NULL;
	running.table = table;
	running.way = what;
}

void trial_describe(void)
{
	if (!running.trial) {
		if (running.table)
			printf("# %s: %s\n", running.table, running.way);
		return;
	}
	const struct conv *c = &running.trial->conv;
	const struct window *v = &c->window;
	const char *const forced[] = {"", ", fixed forced", ", scalar forced"};
	printf("# %s, \"%s\": %s in %dx%dx%d (stride %d) window %dx%d stride %dx%d dilation %dx%d "
	       "before %dx%d out %dx%dx%d (stride %d), zero_in %d, %s, zero %d, %d..%d%s\n",
		running.table, running.way, running.trial->depthwise ? "depthwise" : "conv",
		v->in_h, v->in_w, c->in_depth, c->in_stride, v->h, v->w, v->stride_h, v->stride_w,
		v->dilation_h, v->dilation_w, v->before_h, v->before_w, v->out_h, v->out_w,
		c->out_depth, c->out_stride, c->zero_in, rounding_name(c->stage.rounding),
		c->stage.zero, c->stage.min, c->stage.max, forced[running.forced]);
}

void find_forms(struct lane_form *out, const struct channel *channel,
	const struct output_stage *stage, bool mirrored)
{
	struct form_finder finder;
	form_finder_init(&finder, stage, mirrored);
	forms_find(out, &finder, channel->multiplier, channel->low, channel->high);
}

// Whether FORM_FIXED holds for every channel of a panel.
static bool fixed_holds(const struct trial *t, const struct geometry *g, int32_t panel)
{
	for (int lane = 0; lane < g->cols; lane++) {
		int32_t n = panel * g->cols + (g->lanes ? g->lanes[lane] : lane);
		struct lane_form form = {.fixed = true};
		if (n < t->conv.out_depth)
			find_forms(&form, &t->channels[n], &t->conv.stage, true);
		if (!form.fixed)
			return false;
	}
	return true;
}

static void force_forms(unsigned char *form, int16_t *zero, const struct trial *t,
	const struct geometry *g, int32_t panels, enum forced forced)
{
	for (int32_t p = 0; p < panels; p++) {
		if (forced == FORCED_SCALAR)
			form[p] = FORM_SCALAR;
		else if (fixed_holds(t, g, p))
			form[p] = FORM_FIXED;
		zero[p] = (int16_t)form_zero((enum form)form[p], &t->conv.stage);
	}
}

static struct guard of_weights = {.name = "packed.weights"}, of_bias = {.name = "packed.bias"},
		    of_multiplier = {.name = "packed.multiplier"}, of_form = {.name = "forms.form"},
		    of_zero = {.name = "forms.zero"}, of_factor = {.name = "forms.factor"},
		    of_offset = {.name = "forms.offset"},
		    of_exception = {.name = "forms.exception"}, of_q31 = {.name = "forms.q31"},
		    of_nudge = {.name = "forms.nudge"}, of_negative = {.name = "forms.negative"},
		    of_half = {.name = "forms.half"}, of_shift = {.name = "forms.shift"},
		    of_in = {.name = "in"}, of_out = {.name = "out"},
		    of_scratch = {.name = "scratch"};

// What pack() made, behind guards.
static void guard_packed(struct conv *conv, const struct trial *t, const struct conv_kernel *kernel,
	enum forced forced, enum guard_side side)
{
	struct packed *p = &conv->packed;
	struct forms *f = &p->forms;
	size_t panels = (size_t)p->panel_count;
	size_t nbytes = panels * (size_t)kernel->geometry.cols * sizeof(int32_t);
	p->weights = guard_copy(&of_weights, p->weights, panels * p->panel_nbytes, 64, side);
	p->bias = guard_copy(&of_bias, p->bias, nbytes, 64, side);
	p->multiplier = guard_copy(&of_multiplier, p->multiplier,
		nbytes / sizeof(int32_t) * sizeof(struct multiplier), 64, side);
	unsigned char *form = guard_copy(&of_form, f->form, panels, 1, side);
	int16_t *zero = guard_copy(&of_zero, f->zero, panels * sizeof(int16_t), 2, side);
	f->factor = guard_copy(&of_factor, f->factor, nbytes, 64, side);
	f->offset = guard_copy(&of_offset, f->offset, nbytes, 64, side);
	f->exception = guard_copy(&of_exception, f->exception, nbytes, 64, side);
	f->q31 = guard_copy(&of_q31, f->q31, nbytes, 64, side);
	f->nudge = guard_copy(&of_nudge, f->nudge, nbytes, 64, side);
	f->negative = guard_copy(&of_negative, f->negative, nbytes, 64, side);
	f->half = guard_copy(&of_half, f->half, nbytes, 64, side);
	f->shift = guard_copy(&of_shift, f->shift, nbytes, 64, side);
	if (forced != FORCED_NOTHING)
		force_forms(form, zero, t, &kernel->geometry, p->panel_count, forced);
	f->form = form;
	f->zero = zero;
}

// The input with random bytes between its pixels and in the slack.
static const int8_t *guard_in(const struct trial *t, enum guard_side side)
{
	const struct conv *c = &t->conv;
	size_t pixels = (size_t)c->window.in_h * (size_t)c->window.in_w;
	size_t depth = (size_t)c->in_depth, stride = (size_t)c->in_stride;
	int8_t *in =
		guard_place(&of_in, (pixels - 1) * stride + depth + KERNELS_SLACK_NBYTES, 1, side);
	for (size_t i = 0; i < pixels; i++)
		memcpy(in + i * stride, t->in + i * depth, depth);
	return in;
}

// Wrong codes, and 1 if a byte between or around the pixels has changed.
static long long compare(const int8_t *out, const int8_t *before, const struct trial *t)
{
	const struct conv *c = &t->conv;
	size_t pixels = (size_t)c->window.out_h * (size_t)c->window.out_w;
	size_t depth = (size_t)c->out_depth, stride = (size_t)c->out_stride;
	long long wrong = 0, touched = !guard_intact(&of_out) || !guard_intact(&of_scratch);
	if (touched)
		printf("# written beside \"%s\":\n", guard_intact(&of_out) ? "scratch" : "out");
	for (size_t i = 0; i < pixels; i++) {
		const int8_t *expected = t->expected + i * depth;
		if (memcmp(out + i * stride, expected, depth) != 0)
			for (size_t n = 0; n < depth; n++)
				if (out[i * stride + n] != expected[n] && wrong++ == 0)
					printf("# pixel %zu channel %zu: expected %d, got %d\n", i,
						n, expected[n], out[i * stride + n]);
		if (i + 1 < pixels && memcmp(out + i * stride + depth, before + i * stride + depth,
					      stride - depth) != 0) {
			printf("# written between pixels %zu and %zu:\n", i, i + 1);
			touched = 1;
		}
	}
	return wrong + touched;
}

void trial_run(struct seen *seen, const struct trial *t, const struct kernels *table,
	enum forced forced, bool guard_before)
{
	enum guard_side side = guard_before ? GUARD_BEFORE : GUARD_BEHIND;
	struct conv conv = t->conv;
	const struct conv_kernel *kernel = (t->depthwise ? table->depthwise : table->conv)(&conv);
	running.trial = t;
	running.table = table->name;
	running.way = kernel->name;
	running.forced = forced;

	if (kernel->scratch_nbytes(&conv) == SIZE_MAX)
		return; // a plan refuses it
	struct arena arena = {0};
	kernels_pack(&conv, kernel, &t->weights, t->channels, &arena);
	guard_packed(&conv, t, kernel, forced, side);
	const int8_t *in = guard_in(t, side);
	size_t pixels = (size_t)conv.window.out_h * (size_t)conv.window.out_w;
	size_t out_nbytes = (pixels - 1) * (size_t)conv.out_stride + (size_t)conv.out_depth;
	int8_t *out = guard_place(&of_out, out_nbytes, 1, side);
	int8_t *before = arena_array(&arena, int8_t, out_nbytes);
	memcpy(before, out, out_nbytes);
	void *scratch = guard_place(&of_scratch, kernel->scratch_nbytes(&conv), 64, side);
	kernel->run(out, in, &conv, scratch);

	seen->runs++;
	seen_way(seen, kernel);
	for (int32_t p = 0; p < conv.packed.panel_count; p++)
		seen->forms[conv.packed.forms.form[p]]++;
	if (seen->wrong < 5) {
		long long wrong = compare(out, before, t);
		if (wrong) {
			trial_describe();
			seen->wrong++;
			difference();
		}
	}
	trial_describe_as(NULL, NULL);
	arena_release(&arena);
}

void trial_run_all(
	struct seen seen[MAX_TABLES], const struct trial *trial, const struct tables *tables)
{
	enum forced other = one_of(2) ? FORCED_FIXED : FORCED_SCALAR;
	bool side = one_of(2);
	for (int i = 0; i < tables->count; i++) {
		trial_run(&seen[i], trial, tables->at[i], FORCED_NOTHING, false);
		trial_run(&seen[i], trial, tables->at[i], FORCED_NOTHING, true);
		trial_run(&seen[i], trial, tables->at[i], other, side);
	}
}
