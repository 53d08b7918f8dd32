// SPDX-License-Identifier: Apache-2.0
/*
 * Untrained weights are recognised, whatever initialiser drew them, and nothing else is:
 * networks drawn here, one that Keras drew, both with a little training, and real models.
 * The seed is fixed: a layer in 10,000 may fail to look as it was drawn.
 */
#include "zoo/weights.h"

#include "tests/unit/fresh_keras.h"
#include "tests/unit/goldens.h"
#include "tests/unit/random.h"

#include <math.h>

enum { MAX_LAYERS = 12, TENSORS_A_LAYER = 3 };

// A network without a file: what weights_examine() looks at, and nothing else.
struct network {
	struct arena arena;
	struct tensor tensors[1 + MAX_LAYERS * TENSORS_A_LAYER];
	struct op ops[MAX_LAYERS];
	struct model model;
};

static void network_begin(struct network *n)
{
	*n = (struct network){0};
	n->model.tensors = n->tensors;
	n->model.ops = n->ops;
}

static int add_tensor(struct network *n, enum tensor_type type, const int32_t *shape, int rank)
{
	int index = n->model.tensor_count++;
	struct tensor *t = &n->tensors[index];
	*t = (struct tensor){.name = "t", .type = type, .rank = rank, .count = 1};
	for (int d = 0; d < rank; d++) {
		t->shape[d] = shape[d];
		t->count *= (size_t)shape[d];
	}
	t->nbytes = t->count * tensor_type_nbytes(type);
	return index;
}

static float *add_scales(struct network *n, int tensor, int count, int axis)
{
	float *scale = arena_array(&n->arena, float, count);
	n->tensors[tensor].quantisation =
		(struct quantisation){count, axis, scale, arena_array(&n->arena, int32_t, count)};
	return scale;
}

static void *add_data(struct network *n, int tensor)
{
	struct tensor *t = &n->tensors[tensor];
	void *data = arena_alloc(&n->arena, t->nbytes, 1, 16);
	t->constant = (struct bytes){data, t->nbytes};
	return data;
}

struct layer {
	int code;
	int32_t window, in, out; // out: of a depthwise layer in * multiplier
};

static size_t weight_count(struct layer l)
{
	int32_t depth = l.code == OP_DEPTHWISE_CONV_2D ? 1 : l.in;
	return (size_t)(l.window * l.window * depth * l.out);
}

// Weights of that layer, in TFLite's order, quantised for each channel or for all.
static void add_layer(
	struct network *n, struct layer l, const double *real, const double *bias, bool per_channel)
{
	bool depthwise = l.code == OP_DEPTHWISE_CONV_2D, dense = l.code == OP_FULLY_CONNECTED;
	int32_t picture[4] = {1, 8, 8, l.in}, row[2] = {1, l.in}, matrix[2] = {l.out, l.in};
	int32_t kernel[4] = {depthwise ? 1 : l.out, l.window, l.window, depthwise ? l.out : l.in};
	int input = add_tensor(n, TENSOR_INT8, dense ? row : picture, dense ? 2 : 4);
	*add_scales(n, input, 1, 0) = 0.02F;
	int weights = add_tensor(n, TENSOR_INT8, dense ? matrix : kernel, dense ? 2 : 4);
	float *scale = add_scales(n, weights, per_channel ? l.out : 1, depthwise ? 3 : 0);
	for (int32_t o = 0; o < (per_channel ? l.out : 1); o++)
		scale[o] = 1e-9F; // a file has none of 0
	size_t count = weight_count(l), inner = count / (size_t)l.out;
	int8_t *codes = add_data(n, weights);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count; i++) {
			size_t out = depthwise ? i % (size_t)l.out : i / inner;
			size_t channel = per_channel ? out : 0;
			if (pass == 0)
				scale[channel] = fmaxf(scale[channel], (float)fabs(real[i]) / 127);
			else
				codes[i] = (int8_t)lround(real[i] / (double)scale[channel]);
		}
	int32_t *operands = arena_array(&n->arena, int32_t, 3);
	operands[0] = input;
	operands[1] = weights;
	operands[2] = TENSOR_ABSENT;
	if (bias) {
		operands[2] = add_tensor(n, TENSOR_INT32, &l.out, 1);
		int32_t *bias_codes = add_data(n, operands[2]);
		for (int32_t o = 0; o < l.out; o++) {
			double step = 0.02F * (double)scale[per_channel ? o : 0];
			bias_codes[o] = (int32_t)lround(bias[o] / step);
		}
	}
	n->ops[n->model.op_count++] =
		(struct op){.code = l.code, .input_count = 3, .inputs = operands};
}

static double uniform(void)
{
	return ((double)(random_u64() >> 11) + 0.5) / 9007199254740992.0;
}

// Normal, drawn again where it is beyond two standard deviations.
static double truncated_normal(void)
{
	for (;;) {
		double x = sqrt(-2 * log(uniform())) * cos(2 * 3.14159265358979323846 * uniform());
		if (fabs(x) <= 2)
			return x;
	}
}

static const char *const initialisers[] = {"glorot_uniform", "glorot_normal", "he_uniform",
	"he_normal", "lecun_uniform", "lecun_normal"};

// Keras's VarianceScaling, from its documentation.
static double *draw(struct arena *arena, const char *initialiser, struct layer l)
{
	double window = l.window * l.window;
	double fan_in = window * l.in;
	double fan_out = window * (l.code == OP_DEPTHWISE_CONV_2D ? l.out / l.in : l.out);
	double fan = initialiser[0] == 'g' ? (fan_in + fan_out) / 2 : fan_in;
	double variance = (initialiser[0] == 'h' ? 2 : 1) / fan;
	bool normal = strstr(initialiser, "normal") != NULL;
	double *real = arena_array(arena, double, weight_count(l));
	for (size_t i = 0; i < weight_count(l); i++)
		real[i] = normal ? truncated_normal() * sqrt(variance) / 0.87962566103423978
				 : (2 * uniform() - 1) * sqrt(3 * variance);
	return real;
}

static double *same_biases(struct arena *arena, struct layer l, double value)
{
	double *bias = arena_array(arena, double, l.out);
	for (int32_t o = 0; o < l.out; o++)
		bias[o] = value;
	return bias;
}

static const struct layer layers[] = {
	{OP_CONV_2D, 3, 4, 24},
	{OP_DEPTHWISE_CONV_2D, 5, 24, 24},
	{OP_CONV_2D, 1, 24, 64},
	{OP_DEPTHWISE_CONV_2D, 3, 32, 64},
	{OP_FULLY_CONNECTED, 1, 64, 40},
};

enum { LAYER_COUNT = sizeof(layers) / sizeof(layers[0]) };

// What is done to the layer `changed` of a fresh network.
struct change {
	const char *what;
	int changed; // -1: all
	double noise;
	double factor;
	double bias_slope; // of each bias to the next
	bool untrained;
};

static void fresh_network(
	struct network *n, const char *initialiser, const struct change *change, bool per_channel)
{
	network_begin(n);
	for (int i = 0; i < LAYER_COUNT; i++) {
		double *real = draw(&n->arena, initialiser, layers[i]);
		double *bias = same_biases(&n->arena, layers[i], i % 2 ? 0 : 0.001);
		bool changed = change->changed == i || change->changed == -1;
		double typical = 0.1 / sqrt((double)layers[i].in);
		for (size_t k = 0; changed && k < weight_count(layers[i]); k++)
			real[k] = real[k] * change->factor +
				  change->noise * typical * truncated_normal();
		for (int32_t o = 0; changed && o < layers[i].out; o++)
			bias[o] += change->bias_slope * o;
		add_layer(n, layers[i], real, i == 2 ? NULL : bias, per_channel);
	}
}

static const struct change none = {"fresh", -2, 0, 1, 0, true};

static void test_initialisers(void)
{
	for (size_t k = 0; k < sizeof(initialisers) / sizeof(initialisers[0]); k++)
		for (int per_channel = 0; per_channel < 2; per_channel++) {
			struct network n;
			struct weights_report report;
			fresh_network(&n, initialisers[k], &none, per_channel);
			weights_examine(&report, &n.model, &n.arena);
			CHECK(report.untrained && report.summary, "%s, %s: untrained",
				initialisers[k], per_channel ? "per channel" : "per tensor");
			CHECK_INT(report.untrained_count, LAYER_COUNT, "%s: every layer",
				initialisers[k]);
			CHECK_TEXT(report.layers[2].initialiser, initialisers[k], "%s is named",
				initialisers[k]);
			arena_release(&n.arena);
		}
}

static void test_changes(void)
{
	static const struct change changes[] = {
		// what batch normalisation without a past does
		{"divided by sqrt(1.001)", -1, 0, 0.99950037, 0, true},
		{"divided by sqrt(1.00001)", -1, 0, 0.999995, 0, true},
		{"noise in one layer", 2, 1, 1, 0, false},
		{"noise in the head", LAYER_COUNT - 1, 1, 1, 0, false},
		{"noise everywhere", -1, 1, 1, 0, false},
		{"one layer scaled up by 5 %", 4, 0, 1.05, 0, false},
		{"all layers scaled down by 10 %", -1, 0, 0.9, 0, false},
		{"biases of one layer moved", 0, 0, 1, 0.001, false},
		{"biases of the head moved", LAYER_COUNT - 1, 0, 1, 0.001, false},
	};
	for (size_t k = 0; k < sizeof(changes) / sizeof(changes[0]); k++)
		for (int normal = 0; normal < 2; normal++) {
			struct network n;
			struct weights_report report;
			fresh_network(
				&n, normal ? "he_normal" : "glorot_uniform", &changes[k], true);
			weights_examine(&report, &n.model, &n.arena);
			CHECK_INT(report.untrained, changes[k].untrained, "%s, %s",
				normal ? "normal" : "uniform", changes[k].what);
			CHECK((report.summary != NULL) == report.untrained, "a summary if so");
			arena_release(&n.arena);
		}
}

// Within the limit, and reaching it, but of another shape.
static void test_spread(void)
{
	static const struct layer l = {OP_CONV_2D, 1, 64, 128};
	struct network n;
	struct weights_report report;
	network_begin(&n);
	for (int i = 0; i < 3; i++) {
		double *real = arena_array(&n.arena, double, weight_count(l));
		double limit = sqrt(6.0 / (64 + 128));
		for (size_t k = 0; k < weight_count(l); k++)
			real[k] = truncated_normal() / 2 * limit;
		add_layer(&n, l, real, same_biases(&n.arena, l, 0), true);
	}
	weights_examine(&report, &n.model, &n.arena);
	CHECK(!report.untrained && report.untrained_count == 0, "the limit alone is not enough");
	CHECK(report.layers[2].distance > report.layers[2].distance_of_chance,
		"the distance tells: %.3f, chance %.3f", report.layers[2].distance,
		report.layers[2].distance_of_chance);
	arena_release(&n.arena);
}

static void test_evidence(void)
{
	struct network n;
	struct weights_report report;
	fresh_network(&n, "glorot_uniform", &none, true);
	weights_examine(&report, &n.model, &n.arena);
	static const int64_t fans[LAYER_COUNT][2] = {
		{36, 216}, {600, 25}, {24, 64}, {288, 18}, {64, 40}};
	for (int i = 0; i < LAYER_COUNT; i++) {
		const struct weights_layer *l = &report.layers[i];
		CHECK_INT(l->fan_in, fans[i][0], "layer %d: fan in", i);
		CHECK_INT(l->fan_out, fans[i][1], "layer %d: fan out", i);
		double limit = sqrt(6.0 / (double)(fans[i][0] + fans[i][1]));
		CHECK(fabs(l->glorot_limit - limit) < 1e-12, "layer %d: Glorot's limit", i);
		CHECK(l->limit <= limit * 1.0001 && l->limit > limit * 0.97,
			"layer %d: largest weight %g of %g", i, l->limit, limit);
		CHECK(fabs(l->rms * sqrt(3.0) / limit - 1) < 0.06, "layer %d: rms", i);
		CHECK_INT(
			l->weight_count, (long long)weight_count(layers[i]), "layer %d: count", i);
		CHECK_INT(l->bias_count, i == 2 ? 0 : layers[i].out, "layer %d: biases", i);
		double bias = i % 2 || i == 2 ? 0 : 0.001;
		CHECK(fabs((l->bias_least + l->bias_most) / 2 - bias) < 1e-5, "layer %d: bias", i);
	}
	printf("# %s\n", report.summary);
	CHECK(strstr(report.summary, "5 of 5 layers") && strstr(report.summary, "glorot_uniform"),
		"the summary has the evidence");
	arena_release(&n.arena);
}

static void test_too_little(void)
{
	static const struct layer big = {OP_CONV_2D, 3, 16, 64}, small = {OP_CONV_2D, 1, 15, 34};
	struct network n;
	struct weights_report report;
	network_begin(&n);
	weights_examine(&report, &n.model, &n.arena);
	CHECK(!report.untrained && report.layer_count == 0, "no layer at all");
	add_layer(&n, big, draw(&n.arena, "glorot_uniform", big), NULL, true);
	weights_examine(&report, &n.model, &n.arena);
	CHECK(!report.untrained && report.untrained_count == 1, "one layer is not enough");
	for (int i = 0; i < 5; i++)
		add_layer(&n, small, draw(&n.arena, "glorot_uniform", small), NULL, true);
	weights_examine(&report, &n.model, &n.arena);
	CHECK(!report.untrained && report.judged_count == 1, "nor are small ones");
	add_layer(&n, big, draw(&n.arena, "glorot_uniform", big), NULL, true);
	weights_examine(&report, &n.model, &n.arena);
	CHECK(report.untrained, "two large ones are");
	double *bias = same_biases(&n.arena, small, 0);
	bias[3] = 0.2;
	add_layer(&n, small, draw(&n.arena, "glorot_uniform", small), bias, true);
	weights_examine(&report, &n.model, &n.arena);
	CHECK(!report.untrained, "unless a small head has learned");
	arena_release(&n.arena);
}

// Nine of ten are enough, eight of ten are not.
static void test_nearly_all(void)
{
	static const struct layer l = {OP_CONV_2D, 1, 32, 64};
	for (int trained = 0; trained <= 2; trained++) {
		struct network n;
		struct weights_report report;
		network_begin(&n);
		for (int i = 0; i < 10; i++) {
			double *real = draw(&n.arena, "he_uniform", l);
			for (size_t k = 0; i < trained && k < weight_count(l); k++)
				real[k] += 0.05 * truncated_normal();
			add_layer(&n, l, real, NULL, true);
		}
		weights_examine(&report, &n.model, &n.arena);
		CHECK_INT(report.untrained, trained < 2, "%d of 10 trained", trained);
		arena_release(&n.arena);
	}
}

// What plan_create() would refuse is passed over, not tripped over.
static void test_odd(void)
{
	struct network n;
	struct weights_report report;
	double zeros[64 * 64] = {0};
	static const struct layer l = {OP_CONV_2D, 1, 64, 64};
	network_begin(&n);
	for (int i = 0; i < 7; i++)
		add_layer(&n, l, zeros, same_biases(&n.arena, l, 0), true);
	n.tensors[3 * 0 + 1].constant = (struct bytes){NULL, 0};
	n.tensors[3 * 1 + 1].type = TENSOR_UINT8;
	n.tensors[3 * 2 + 1].quantisation.count = 0;
	n.tensors[3 * 3 + 1].rank = 2;
	n.ops[4].input_count = 1;
	n.tensors[3 * 5 + 0].quantisation.count = 0;
	weights_examine(&report, &n.model, &n.arena);
	CHECK_INT(report.layer_count, 1, "layers that can be read");
	CHECK(!report.untrained && !report.layers[0].untrained && report.layers[0].limit == 0,
		"zeros are no initialisation");
	n.tensors[3 * 6 + 2].count = 7; // fewer biases than channels
	n.tensors[3 * 6 + 2].constant.nbytes = 28;
	weights_examine(&report, &n.model, &n.arena);
	CHECK_INT(report.layers[0].bias_count, 7, "biases that do not fit are read as they are");
	arena_release(&n.arena);
}

static void add_keras_layer(struct network *n, struct layer l, const int8_t *codes,
	const float *scale, int scale_count, const double *bias)
{
	double *real = arena_array(&n->arena, double, weight_count(l));
	size_t inner = weight_count(l) / (size_t)l.out;
	for (size_t i = 0; i < weight_count(l); i++)
		real[i] = codes[i] * (double)scale[scale_count > 1 ? i / inner : 0];
	add_layer(n, l, real, bias, scale_count > 1);
}

static void test_keras(void)
{
	static const struct layer conv = {OP_CONV_2D, 3, 8, 8},
				  dense = {OP_FULLY_CONNECTED, 1, 8, 64};
	enum { SCALES = sizeof(fresh_dense_scale) / sizeof(fresh_dense_scale[0]) };
	struct network n;
	struct weights_report report;
	network_begin(&n);
	add_keras_layer(
		&n, conv, fresh_conv_codes, fresh_conv_scale, 8, same_biases(&n.arena, conv, 0));
	add_keras_layer(&n, dense, fresh_dense_codes, fresh_dense_scale, SCALES, NULL);
	weights_examine(&report, &n.model, &n.arena);
	CHECK(report.untrained, "Keras's own, fresh");
	CHECK_TEXT(report.layers[0].initialiser, "he_normal", "the convolution's");
	CHECK_TEXT(report.layers[1].initialiser, "glorot_uniform", "the dense layer's");
	arena_release(&n.arena);
}

static void test_models(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("real models", "no shared test data");
		return;
	}
	for (int i = 0; i < GOLDEN_COUNT; i++) {
		struct arena arena = {0};
		struct status st = {0};
		struct model *model = golden_model(&goldens[i], shared, &arena, &st);
		bool expected = strcmp(goldens[i].name, "micronet-ad-small") == 0;
		struct weights_report report = {0};
		if (model)
			weights_examine(&report, model, &arena);
		CHECK(model && report.untrained == expected, "%s: %s", goldens[i].name,
			expected ? "untrained" : "trained");
		CHECK(expected ? report.untrained_count == 10 : report.untrained_count == 0,
			"%s: every layer says so", goldens[i].name);
		arena_release(&arena);
	}
}

int main(void)
{
	random_state = 1;
	test_initialisers();
	test_changes();
	test_spread();
	test_evidence();
	test_too_little();
	test_nearly_all();
	test_odd();
	test_keras();
	test_models();
	return check_done();
}
