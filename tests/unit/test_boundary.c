// SPDX-License-Identifier: Apache-2.0
/*
 * Any type at a model's boundary: QUANTIZE and DEQUANTIZE from every code, and around an
 * int8 layer, against LiteRT 2.3.0 with OpResolverType.BUILTIN_REF, which was given the same
 * files (boundary_model writes them) and the same inputs.  TFLite Micro gives the same where
 * it runs them.  Then the same operators with any scale and zero point, against their
 * definition.
 */
#include "tests/unit/boundary_model.h"
#include "tests/unit/net.h"
#include "tests/unit/oracle.h"

enum { LENGTH_MAX = 65536, LAYER_ROUNDS = 32, RANDOM_ROUNDS = 200 };

// FNV-1a.
static uint64_t hash_of(uint64_t hash, const void *data, size_t nbytes)
{
	const unsigned char *bytes = data;
	for (size_t i = 0; i < nbytes; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	return hash;
}

static const uint64_t hash_begin = 0xcbf29ce484222325u;

static uint32_t congruential(uint32_t *state)
{
	*state = (1103515245u * *state + 12345u) & 0x7fffffffu;
	return *state >> 8;
}

static float random_real(uint32_t *state)
{
	return (float)((int)(congruential(state) % 8192) - 4096) * 0.0052F;
}

static int lowest_of(enum tensor_type type)
{
	return type == TENSOR_UINT8 ? 0 : type == TENSOR_INT8 ? -128 : -32768;
}

static int count_of(enum tensor_type type)
{
	return type == TENSOR_INT16 ? 65536 : 256;
}

static void put(void *elements, size_t i, enum tensor_type type, int code)
{
	if (type == TENSOR_INT16)
		((int16_t *)elements)[i] = (int16_t)code;
	else
		((uint8_t *)elements)[i] = (uint8_t)code;
}

// Every code in order; of float32, multiples of half a step, then random ones.
static void fill_all(void *elements, enum tensor_type type, int count)
{
	uint32_t state = 1;
	for (int i = 0; i < count; i++) {
		float real = random_real(&state);
		float half = (float)(i - 256) * 0.5F * 0.0471F;
		if (type == TENSOR_FLOAT32)
			((float *)elements)[i] = i < 512 ? half : real;
		else
			put(elements, (size_t)i, type, i + lowest_of(type));
	}
}

static void fill_random(void *elements, enum tensor_type type, int count, uint32_t *state)
{
	for (int i = 0; i < count; i++) {
		if (type == TENSOR_FLOAT32) {
			((float *)elements)[i] = random_real(state);
			continue;
		}
		int code = (int)(congruential(state) % (uint32_t)count_of(type));
		put(elements, (size_t)i, type, code + lowest_of(type));
	}
}

// A file's bytes, parsed and planned; NULL: refused.
static struct plan *plan_of(const struct boundary_model *file, const struct model **model,
	const struct kernels *kernels, struct arena *arena)
{
	struct status st = {0};
	struct model *parsed;
	struct plan *plan;
	unsigned char *bytes = arena_alloc(arena, file->flat.nbytes, 1, 16);
	struct plan_options options = {.kernels = kernels, .rounding = ROUNDING_DOUBLE};
	memcpy(bytes, file->flat.data, file->flat.nbytes);
	if (!model_parse(
		    &parsed, (struct bytes){bytes, file->flat.nbytes}, "boundary", arena, &st) ||
		!plan_create(&plan, parsed, &options, arena, &st)) {
		printf("# %s\n", st.message);
		return NULL;
	}
	*model = parsed;
	return plan;
}

static const struct {
	enum tensor_type in, out;
	int length;
	uint64_t hash;
} converters[] = {
	{TENSOR_FLOAT32, TENSOR_INT8, 4096, 0x340c9deefc1cf284},
	{TENSOR_FLOAT32, TENSOR_UINT8, 4096, 0x90bfbc70fb289f84},
	{TENSOR_FLOAT32, TENSOR_INT16, 4096, 0x30c6da0a0b185915},
	{TENSOR_INT8, TENSOR_FLOAT32, 256, 0x830a6a330bf5a294},
	{TENSOR_INT8, TENSOR_INT8, 256, 0x97010044fbcc69ed},
	{TENSOR_INT8, TENSOR_UINT8, 256, 0x474db4130cb883ed},
	{TENSOR_INT8, TENSOR_INT16, 256, 0x636d685870a7a6f0},
	{TENSOR_UINT8, TENSOR_FLOAT32, 256, 0x830a6a330bf5a294},
	{TENSOR_UINT8, TENSOR_INT8, 256, 0x97010044fbcc69ed},
	{TENSOR_UINT8, TENSOR_UINT8, 256, 0x474db4130cb883ed},
	{TENSOR_UINT8, TENSOR_INT16, 256, 0x636d685870a7a6f0},
	{TENSOR_INT16, TENSOR_FLOAT32, 65536, 0x3464a7d20c9ac7b6},
	{TENSOR_INT16, TENSOR_INT8, 65536, 0xb8a99b5a9e5705bc},
	{TENSOR_INT16, TENSOR_INT16, 65536, 0xd9682a9570bf0c7e},
};

static void test_converters(const struct kernels *kernels)
{
	for (size_t k = 0; k < sizeof(converters) / sizeof(converters[0]); k++) {
		static struct boundary_model file;
		struct arena arena = {0};
		const struct model *model;
		enum tensor_type in = converters[k].in, out = converters[k].out;
		boundary_build_converter(&file, in, out, converters[k].length);
		struct plan *plan = plan_of(&file, &model, kernels, &arena);
		uint64_t hash = 0;
		if (plan) {
			void *workspace = arena_alloc(&arena, plan_workspace_nbytes(plan), 1, 64);
			fill_all(plan_input(plan, 0, workspace), in, converters[k].length);
			plan_run(plan, workspace);
			hash = hash_of(hash_begin, plan_output(plan, 0, workspace),
				model->tensors[model->outputs[0]].nbytes);
		}
		CHECK(hash == converters[k].hash, "%s: %s to %s: %016llx", kernels_name(kernels),
			tensor_type_name(in), tensor_type_name(out), (unsigned long long)hash);
		arena_release(&arena);
	}
}

// TENSOR_BOOL: no converter, int8.
static const enum tensor_type edges[5] = {
	TENSOR_FLOAT32, TENSOR_INT8, TENSOR_UINT8, TENSOR_INT16, TENSOR_BOOL};

// Rows: input; columns: output.
static const uint64_t layers[5][5] = {
	{0x4f0dae1b8141454b, 0xf756c7ac84a4cfd4, 0xd633e0b38d14c2d4, 0x0b99fa8de269646e,
		0xda590a7bcd64335f},
	{0x6c6e183866d27814, 0x5117509526d534ee, 0xf531c8f783ec28ee, 0xa4d79fcc8e2d01dc,
		0xc274bcec1e997db1},
	{0x6c6e183866d27814, 0x5117509526d534ee, 0xf531c8f783ec28ee, 0xa4d79fcc8e2d01dc,
		0xc274bcec1e997db1},
	{0x9f992749f09b0466, 0x1f41988b2ae81256, 0xc1ae84f29bf4a756, 0xc9f1aef9bd1b4420,
		0x7183543fbd1fd599},
	{0xf1c6f318523a96e4, 0xb12824c16eff1c91, 0x601f88edcd6ad291, 0x3f5eb097be164749,
		0x33c647ec046c530b},
};

static uint64_t run_layer(enum tensor_type in, enum tensor_type out, const struct kernels *kernels)
{
	static struct boundary_model file;
	struct arena arena = {0};
	const struct model *model;
	uint64_t hash = hash_begin;
	uint32_t state = 1;
	boundary_build_layer(&file, in, out);
	struct plan *plan = plan_of(&file, &model, kernels, &arena);
	if (!plan)
		return 0;
	void *workspace = arena_alloc(&arena, plan_workspace_nbytes(plan), 1, 64);
	for (int i = 0; i < LAYER_ROUNDS; i++) {
		fill_random(plan_input(plan, 0, workspace), in == TENSOR_BOOL ? TENSOR_INT8 : in,
			BOUNDARY_INPUTS, &state);
		plan_run(plan, workspace);
		hash = hash_of(hash, plan_output(plan, 0, workspace),
			model->tensors[model->outputs[0]].nbytes);
	}
	arena_release(&arena);
	return hash;
}

static void test_layers(const struct kernels *kernels)
{
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < 5; k++) {
			uint64_t hash = run_layer(edges[i], edges[k], kernels);
			CHECK(hash == layers[i][k], "%s: layer from %s to %s: %016llx",
				kernels_name(kernels),
				edges[i] == TENSOR_BOOL ? "its own" : tensor_type_name(edges[i]),
				edges[k] == TENSOR_BOOL ? "its own" : tensor_type_name(edges[k]),
				(unsigned long long)hash);
		}
}

static enum tensor_type random_codes_type(void)
{
	static const enum tensor_type types[3] = {TENSOR_INT8, TENSOR_UINT8, TENSOR_INT16};
	return types[random_in(0, 2)];
}

static int random_zero(enum tensor_type type)
{
	return random_in(lowest_of(type), lowest_of(type) + count_of(type) - 1);
}

// From every code of a random type to another, then to float32.
static long long run_codes(const struct kernels *kernels, enum rounding rounding)
{
	struct net net = {.kernels = kernels};
	enum tensor_type type = random_codes_type(), type_out = random_codes_type();
	if (type == TENSOR_INT16 && type_out == TENSOR_UINT8)
		type_out = TENSOR_INT8;
	int count = count_of(type), low = lowest_of(type), low_out = lowest_of(type_out);
	int zero = random_zero(type), zero_out = random_zero(type_out);
	float scale = random_scale(), scale_out = random_in(0, 3) ? random_scale() : scale;
	int in = net_tensor(&net, type, SHAPE(count), scale, zero);
	int middle = net_tensor(&net, type_out, SHAPE(count), scale_out, zero_out);
	int out = net_tensor(&net, TENSOR_FLOAT32, SHAPE(count), 0, 0);
	net_op(&net, OP_QUANTIZE, OPERANDS(in), middle);
	net_op(&net, OP_DEQUANTIZE, OPERANDS(middle), out);
	net_io(&net, in, out);
	static int16_t codes[LENGTH_MAX];
	fill_all(codes, type, count);
	const float *result = net_run(&net, rounding, codes);
	long long wrong = result ? 0 : 1;
	struct oracle_factor f = oracle_factor((double)scale / (double)scale_out);
	for (int i = 0; result && i < count; i++) {
		int64_t code = oracle_multiply(i + low - zero, f,
				       rounding == ROUNDING_FP32 ? ROUNDING_SINGLE : rounding) +
			       zero_out;
		code = oracle_clamp(code, low_out, low_out + count_of(type_out) - 1);
		wrong += result[i] != (float)((double)scale_out * (double)(code - zero_out));
	}
	net_release(&net);
	return wrong;
}

static long long run_reals(const struct kernels *kernels, enum rounding rounding)
{
	enum { COUNT = 256 };
	struct net net = {.kernels = kernels};
	enum tensor_type type = random_codes_type();
	int low = lowest_of(type), zero = random_zero(type);
	float scale = random_scale();
	int in = net_tensor(&net, TENSOR_FLOAT32, SHAPE(COUNT), 0, 0);
	int out = net_tensor(&net, type, SHAPE(COUNT), scale, zero);
	net_op(&net, OP_QUANTIZE, OPERANDS(in), out);
	net_io(&net, in, out);
	float values[COUNT] = {NAN, INFINITY, -INFINITY, 3e38F, -3e38F, 0, -0.0F};
	for (int i = 7; i < COUNT; i++)
		values[i] = (float)random_in(-count_of(type), count_of(type)) * scale * 0.5F;
	const void *result = net_run(&net, rounding, values);
	long long wrong = result ? 0 : 1;
	for (int i = 0; result && i < COUNT; i++) {
		double nearest = isnan(values[i]) ? 0 : round((double)(values[i] / scale));
		double expected = fmin(fmax(nearest + zero, low), low + count_of(type) - 1);
		wrong += tensor_element(&net.tensors[out], result, (size_t)i) != expected;
	}
	net_release(&net);
	return wrong;
}

static void test_random(const struct kernels *kernels)
{
	long long codes = 0, reals = 0;
	for (int i = 0; i < RANDOM_ROUNDS; i++) {
		codes += run_codes(kernels, (enum rounding)(i % 3)) != 0;
		reals += run_reals(kernels, (enum rounding)(i % 3)) != 0;
	}
	CHECK_INT(codes, 0, "%s: codes to codes to real numbers, wrong of %d",
		kernels_name(kernels), RANDOM_ROUNDS);
	CHECK_INT(reals, 0, "%s: real numbers to codes, wrong of %d", kernels_name(kernels),
		RANDOM_ROUNDS);
}

int main(void)
{
	random_init();
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (!kernels_runnable(*t)) {
			check_skip(kernels_name(*t), "this CPU cannot run it");
			continue;
		}
		test_converters(*t);
		test_layers(*t);
		test_random(*t);
	}
	return check_done();
}
