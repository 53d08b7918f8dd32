// SPDX-License-Identifier: Apache-2.0
/*
 * What is compared with what.  Keras's initialisers of variance scaling draw from a uniform
 * or from a truncated normal distribution whose width follows from the layer's shape, and
 * they stop at a limit (keras-team/keras:keras/src/initializers/random_initializers.py,
 * VarianceScaling and compute_fans).  So there are two things to look at: does the largest
 * weight lie where that initialiser ends, and is what lies between spread as it should be?
 *
 * The largest of n uniform draws is short of the limit by limit / n on average, and by more
 * than EDGE_DRAWS times that once in e^EDGE_DRAWS; for the truncated normal, thinner at its
 * ends, n is what would be drawn there if it were uniform with the density at the end.
 * Batch normalisation that has seen nothing divides by sqrt(1 + epsilon), epsilon <= 0.001.
 * The largest weight may stand half a quantisation step too high.
 *
 * The spread is measured by Kolmogorov's statistic at BIN_COUNT - 1 points.  Its asymptotic
 * critical value for one in 10,000 is 2.23 / sqrt(n); quantisation to 255 codes adds up to
 * one code's share, and epsilon its half.
 *
 * A trained layer that keeps within all this is not to be expected, but two of a kind, and
 * a head of the network with equal biases, are asked for before the whole is suspected.
 */
#include "zoo/weights.h"

#include <float.h>
#include <math.h>

enum { JUDGED_WEIGHT_COUNT = 512, JUDGED_LAYER_COUNT = 2, BIN_COUNT = 64, EDGE_DRAWS = 12 };

static const double epsilon_most = 0.001;
static const double critical = 2.23;
static const double code_share = 1.0 / 254;
static const double half_step = 0.501; // the quotient was a float32
// Standard deviation of the normal distribution when it is cut at two of its own, and what
// part of it that leaves.
static const double cut_deviation = 0.87962566103423978;
static const double cut_share = 0.95449973610364158;
static const double density_at_two = 0.05399096651318806;

enum fan { FAN_IN, FAN_MEAN };

static const struct initialiser {
	const char *name;
	double scale; // variance is scale / fan
	enum fan fan;
	bool normal; // truncated normal, else uniform
} initialisers[] = {
	{"glorot_uniform", 1, FAN_MEAN, false},
	{"glorot_normal", 1, FAN_MEAN, true},
	{"he_uniform", 2, FAN_IN, false},
	{"he_normal", 2, FAN_IN, true},
	{"lecun_uniform", 1, FAN_IN, false},
	{"lecun_normal", 1, FAN_IN, true},
};

enum { INITIALISER_COUNT = sizeof(initialisers) / sizeof(initialisers[0]) };

// An operator's weights, and what they mean in real numbers.
struct weights {
	const struct tensor *tensor, *bias; // bias NULL: none
	const int8_t *code;
	size_t inner; // elements from one index of the scales' axis to the next
	double input_scale;
	double coarsest_step;
};

static const struct tensor *operand(const struct model *model, const struct op *op, int i)
{
	if (i >= op->input_count || op->inputs[i] == TENSOR_ABSENT)
		return NULL;
	return &model->tensors[op->inputs[i]];
}

static double scale_of(const struct quantisation *q, size_t channel)
{
	return (double)q->scale[q->count > 1 ? channel : 0];
}

// Weights that lie side by side and have one scale.
struct run {
	const int8_t *code;
	size_t count;
	double scale;
	int32_t zero;
};

static size_t run_count(const struct weights *w)
{
	return w->tensor->quantisation.count > 1 ? w->tensor->count / w->inner : 1;
}

static struct run run_at(const struct weights *w, size_t i)
{
	const struct quantisation *q = &w->tensor->quantisation;
	size_t channel = q->count > 1 ? i % (size_t)q->count : 0;
	return (struct run){.code = w->code + i * w->inner,
		.count = q->count > 1 ? w->inner : w->tensor->count,
		.scale = (double)q->scale[channel],
		.zero = q->zero[channel]};
}

// False if this is no layer, or none that we can read.
static bool find_weights(struct weights *out, const struct model *model, const struct op *op)
{
	const struct tensor *input = operand(model, op, 0), *t = operand(model, op, 1);
	bool convolution = op->code == OP_CONV_2D || op->code == OP_DEPTHWISE_CONV_2D;
	if (!convolution && op->code != OP_FULLY_CONNECTED)
		return false;
	if (!input || !t || !t->constant.data || t->type != TENSOR_INT8 ||
		t->quantisation.count < 1 || input->quantisation.count != 1 ||
		t->rank != (convolution ? 4 : 2) || input->rank < 1)
		return false;
	*out = (struct weights){.tensor = t,
		.bias = operand(model, op, 2),
		.code = (const int8_t *)t->constant.data,
		.inner = 1,
		.input_scale = (double)input->quantisation.scale[0]};
	for (int d = t->quantisation.axis + 1; d < t->rank; d++)
		out->inner *= (size_t)t->shape[d];
	for (int i = 0; i < t->quantisation.count; i++)
		out->coarsest_step = fmax(out->coarsest_step, (double)t->quantisation.scale[i]);
	if (out->bias && (!out->bias->constant.data || out->bias->type != TENSOR_INT32))
		out->bias = NULL;
	return true;
}

/*
 * Keras's kernels are (h, w, in, out), of a depthwise convolution (h, w, in, multiplier): the
 * last two are the fans, times h * w.
 */
static void count_fans(struct weights_layer *layer, const struct model *model, const struct op *op)
{
	const struct tensor *input = operand(model, op, 0), *t = operand(model, op, 1);
	if (op->code == OP_FULLY_CONNECTED) {
		layer->fan_in = t->shape[1];
		layer->fan_out = t->shape[0];
		return;
	}
	int64_t window = (int64_t)t->shape[1] * t->shape[2];
	int64_t channels = input->shape[input->rank - 1];
	if (op->code == OP_DEPTHWISE_CONV_2D) {
		layer->fan_in = window * channels;
		layer->fan_out = window * (t->shape[3] > channels ? t->shape[3] / channels : 1);
	} else {
		layer->fan_in = window * t->shape[3];
		layer->fan_out = window * t->shape[0];
	}
}

// By blocks, as compilers keep to one element at a time if they do not know a count.
enum { BLOCK = 16 };

// The largest |code - zero|, and the sum of their squares.
static int32_t measure_run(int64_t *squares, const struct run *run)
{
	int32_t most[BLOCK] = {0};
	size_t i = 0;
	for (; i + BLOCK <= run->count; i += BLOCK) {
		int32_t sum = 0; // of 16 squares of at most 255
		for (size_t k = 0; k < BLOCK; k++) {
			int32_t code = run->code[i + k] - run->zero, size = code < 0 ? -code : code;
			most[k] = size > most[k] ? size : most[k];
			sum += code * code;
		}
		*squares += sum;
	}
	for (; i < run->count; i++) {
		int32_t code = run->code[i] - run->zero, size = code < 0 ? -code : code;
		most[0] = size > most[0] ? size : most[0];
		*squares += code * code;
	}
	for (int k = 1; k < BLOCK; k++)
		most[0] = most[k] > most[0] ? most[k] : most[0];
	return most[0];
}

static void measure_weights(struct weights_layer *layer, const struct weights *w)
{
	double sum = 0;
	for (size_t i = 0; i < run_count(w); i++) {
		struct run run = run_at(w, i);
		int64_t squares = 0;
		layer->limit = fmax(layer->limit, run.scale * measure_run(&squares, &run));
		sum += run.scale * run.scale * (double)squares;
	}
	layer->weight_count = (int64_t)w->tensor->count;
	layer->rms = sqrt(sum / (double)w->tensor->count);
	layer->glorot_limit = sqrt(6 / (double)(layer->fan_in + layer->fan_out));
}

// What one step of a bias stands for: its own scale, where the file gives it, is what it was
// rounded with, though kernels use input scale times weight scale, whatever the file says.
static double bias_step(const struct weights *w, size_t i)
{
	const struct quantisation *own = &w->bias->quantisation, *q = &w->tensor->quantisation;
	if (own->count == 1 || (size_t)own->count == w->bias->count)
		return scale_of(own, i);
	return w->input_scale * scale_of(q, i < (size_t)q->count ? i : 0);
}

static void measure_biases(struct weights_layer *layer, const struct weights *w)
{
	layer->biases_equal = true;
	if (!w->bias)
		return;
	double lowest = -INFINITY, highest = INFINITY; // of a value that all of them may stand for
	layer->bias_count = (int64_t)w->bias->count;
	for (size_t i = 0; i < w->bias->count; i++) {
		double step = bias_step(w, i);
		double code = tensor_element(w->bias, w->bias->constant.data, i), x = code * step;
		layer->bias_least = i == 0 ? x : fmin(layer->bias_least, x);
		layer->bias_most = i == 0 ? x : fmax(layer->bias_most, x);
		lowest = fmax(lowest, (code - half_step) * step);
		highest = fmin(highest, (code + half_step) * step);
	}
	layer->biases_equal = lowest <= highest;
}

static double limit_of(const struct initialiser *initialiser, const struct weights_layer *layer)
{
	double fan = initialiser->fan == FAN_IN ? (double)layer->fan_in
						: (double)(layer->fan_in + layer->fan_out) / 2;
	double deviation = sqrt(initialiser->scale / fan);
	return initialiser->normal ? 2 * deviation / cut_deviation : deviation * sqrt(3.0);
}

// Share of an initialiser's draws below x, which is given as a part of its limit.
static double share_below(const struct initialiser *initialiser, double x)
{
	if (!initialiser->normal)
		return (x + 1) / 2;
	return 0.5 + erf(2 * x / sqrt(2.0)) / 2 / cut_share;
}

// The bin of a weight: of BIN_COUNT between -limit and limit.
static inline int bin_of(const struct run *run, size_t i, double limit)
{
	double at = (run->scale * (run->code[i] - run->zero) / limit + 1) * (BIN_COUNT / 2.0);
	at = at > 0 ? at : 0;
	return (int)(at < BIN_COUNT - 1 ? at : BIN_COUNT - 1);
}

// Neighbours are counted apart, as each count of a bin would wait for the one before.
enum { COUNTER_COUNT = 4 };

static void count_run(size_t bins[COUNTER_COUNT][BIN_COUNT], const struct run *run, double limit)
{
	size_t i = 0;
	for (; i + BLOCK <= run->count; i += BLOCK) {
		int bin[BLOCK];
		for (size_t k = 0; k < BLOCK; k++)
			bin[k] = bin_of(run, i + k, limit);
		for (size_t k = 0; k < BLOCK; k++)
			bins[k % COUNTER_COUNT][bin[k]]++;
	}
	for (; i < run->count; i++)
		bins[0][bin_of(run, i, limit)]++;
}

static double distance_between(
	const struct weights *w, const struct initialiser *initialiser, double limit)
{
	size_t bins[COUNTER_COUNT][BIN_COUNT] = {{0}}, below = 0;
	double distance = 0;
	for (size_t i = 0; i < run_count(w); i++) {
		struct run run = run_at(w, i);
		count_run(bins, &run, limit);
	}
	for (int i = 1; i < BIN_COUNT; i++) {
		for (int k = 0; k < COUNTER_COUNT; k++)
			below += bins[k][i - 1];
		double expected = share_below(initialiser, 2.0 * i / BIN_COUNT - 1);
		double found = (double)below / (double)w->tensor->count;
		distance = fmax(distance, fabs(found - expected));
	}
	return distance;
}

// Does the largest weight lie where so many draws of this initialiser should end?
static bool edge_fits(const struct initialiser *initialiser, double limit,
	const struct weights_layer *layer, double coarsest_step)
{
	double draws = (double)layer->weight_count;
	if (initialiser->normal) // density at the end, beside that of the uniform: 1 / 4
		draws *= 4 * density_at_two / cut_share;
	double least = limit * (1 - EDGE_DRAWS / draws) / sqrt(1 + epsilon_most);
	return layer->limit >= least && layer->limit <= limit + coarsest_step / 2;
}

// Is the layer as this initialiser draws it?  Notes how far from it.
static bool compare(
	struct weights_layer *layer, const struct weights *w, const struct initialiser *initialiser)
{
	layer->initialiser = initialiser->name;
	layer->initialiser_limit = limit_of(initialiser, layer);
	layer->distance = distance_between(w, initialiser, layer->initialiser_limit);
	return layer->distance <= layer->distance_of_chance &&
	       edge_fits(initialiser, layer->initialiser_limit, layer, w->coarsest_step);
}

/*
 * The first initialiser that fits in both ways, and true; else that whose limit is nearest to
 * the largest weight, and false.
 */
static bool find_initialiser(struct weights_layer *layer, const struct weights *w)
{
	int nearest = 0;
	double least = INFINITY;
	for (int i = 0; i < INITIALISER_COUNT; i++) {
		double limit = limit_of(&initialisers[i], layer);
		if (edge_fits(&initialisers[i], limit, layer, w->coarsest_step) &&
			compare(layer, w, &initialisers[i]))
			return true;
		double off = fabs(log(fmax(layer->limit, DBL_MIN) / limit));
		if (off < least) {
			least = off;
			nearest = i;
		}
	}
	return compare(layer, w, &initialisers[nearest]);
}

static void examine_layer(struct weights_layer *layer, const struct weights *w)
{
	measure_weights(layer, w);
	measure_biases(layer, w);
	layer->distance_of_chance =
		critical / sqrt((double)layer->weight_count) + code_share + epsilon_most / 2;
	layer->judged = layer->weight_count >= JUDGED_WEIGHT_COUNT;
	bool fits = find_initialiser(layer, w);
	layer->untrained = layer->judged && fits && layer->biases_equal;
}

// The layer to show: of those that look untrained, the one with the most weights.
static const struct weights_layer *example_of(const struct weights_report *report)
{
	const struct weights_layer *example = NULL;
	for (int i = 0; i < report->layer_count; i++) {
		const struct weights_layer *layer = &report->layers[i];
		if (layer->untrained && (!example || layer->weight_count > example->weight_count))
			example = layer;
	}
	return example;
}

static const char *biases_text(const struct weights_layer *layer, struct arena *keep)
{
	if (layer->bias_count == 0)
		return "no biases";
	return arena_printf(keep, "all %lld biases %.3g", (long long)layer->bias_count,
		(layer->bias_least + layer->bias_most) / 2);
}

static const char *summary_of(const struct weights_report *report, struct arena *keep)
{
	const struct weights_layer *example = example_of(report);
	return arena_printf(keep,
		"%d of %d layers with %d weights or more look like an initialisation; op #%d %s: "
		"%lld weights up to %.4g as %s draws them up to %.4g (distance %.3f, chance "
		"allows %.3f), %s",
		report->untrained_count, report->judged_count, (int)JUDGED_WEIGHT_COUNT,
		example->op_index, example->op_name, (long long)example->weight_count,
		example->limit, example->initialiser, example->initialiser_limit, example->distance,
		example->distance_of_chance, biases_text(example, keep));
}

// Nine layers of ten, and the last of all, which training moves first.
static bool looks_untrained(const struct weights_report *report)
{
	if (report->judged_count < JUDGED_LAYER_COUNT ||
		10 * report->untrained_count < 9 * report->judged_count)
		return false;
	const struct weights_layer *head = &report->layers[report->layer_count - 1];
	return head->judged ? head->untrained : head->biases_equal;
}

void weights_examine(struct weights_report *out, const struct model *model, struct arena *keep)
{
	struct weights_layer *layers = arena_array(keep, struct weights_layer, model->op_count);
	*out = (struct weights_report){.layers = layers};
	for (int i = 0; i < model->op_count; i++) {
		const struct op *op = &model->ops[i];
		struct weights weights;
		char buffer[24];
		if (!find_weights(&weights, model, op))
			continue;
		struct weights_layer *layer = &layers[out->layer_count++];
		layer->op_index = i;
		layer->op_name = arena_strdup(keep, op_code_name(op->code, buffer));
		count_fans(layer, model, op);
		examine_layer(layer, &weights);
		out->judged_count += layer->judged;
		out->untrained_count += layer->untrained;
	}
	out->untrained = looks_untrained(out);
	if (out->untrained)
		out->summary = summary_of(out, keep);
}
