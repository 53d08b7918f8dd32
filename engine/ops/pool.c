// SPDX-License-Identifier: Apache-2.0
/*
 * AVERAGE_POOL_2D and MAX_POOL_2D: over the taps inside the picture, padding does not
 * count.  Codes are averaged as they are, so input and output share their quantisation
 * (tensorflow/tflite-micro:tensorflow/lite/kernels/internal/reference/integer_ops/pooling.h).
 *
 * Where the reference fails at run time, a window without a tap inside: does not occur,
 * see window.c.  Where its sum leaves int32: refused.
 */
#include "engine/ops/check.h"

struct pool_state {
	void (*run)(int8_t *out, const int8_t *in, const struct pool *pool);
	struct pool pool;
	int32_t batches;
	size_t in_nbytes, out_nbytes; // of one batch
};

static void pool_run(const void *state, const struct operands *operands)
{
	const struct pool_state *s = state;
	const int8_t *in = operands->in[0];
	int8_t *out = operands->out;
	for (int32_t b = 0; b < s->batches; b++, in += s->in_nbytes, out += s->out_nbytes)
		s->run(out, in, &s->pool);
}

static int32_t smaller(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static bool pool_create(struct step *out, const struct op_context *x,
	void (*run)(int8_t *, const int8_t *, const struct pool *))
{
	const struct tensor *in = op_input(x, 0), *result = op_output(x);
	const struct op_options *o = &x->op->options;
	if (!check_int8(x, in, "input") || !check_int8(x, result, "output") ||
		!check_rank(x, in, "input", 4) || !check_same_quantisation(x, in) ||
		!check_range(x, "filter_h", o->window.window_h, 1, INT32_MAX) ||
		!check_range(x, "filter_w", o->window.window_w, 1, INT32_MAX) ||
		!check_range(x, "dilation_h", o->window.dilation_h, 1, 1) ||
		!check_range(x, "dilation_w", o->window.dilation_w, 1, 1))
		return false;

	struct pool_state *state = arena_new(x->keep, struct pool_state);
	struct pool *pool = &state->pool;
	pool->depth = in->shape[3];
	if (!op_window(&pool->window, x, in, o->window.window_h, o->window.window_w, pool->depth) ||
		!op_activation(&pool->min, &pool->max, x, result))
		return false;
	const struct window *v = &pool->window;
	int32_t taps_h = smaller(v->h, v->in_h), taps_w = smaller(v->w, v->in_w);
	// 2^23 codes of at most 128, and half their number, stay below 2^31.
	if (!check_range(x, "taps of a window", (int64_t)taps_h * taps_w, 1, 1 << 23))
		return false;
	state->run = run;
	state->batches = in->shape[0];
	state->in_nbytes = in->nbytes / (size_t)in->shape[0];
	state->out_nbytes = result->nbytes / (size_t)in->shape[0];
	step_init(out, x, 1);
	out->run = pool_run;
	out->state = state;
	// a code's division and its place take as long as 24 taps or so
	out->work = work_product((int64_t)result->count, (int64_t)taps_h * taps_w + 24, 1, 1);
	return true;
}

bool op_average_pool_create(struct step *out, const struct op_context *x)
{
	return pool_create(out, x, x->kernels->average_pool);
}

bool op_max_pool_create(struct step *out, const struct op_context *x)
{
	return pool_create(out, x, x->kernels->max_pool);
}
