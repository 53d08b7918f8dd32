// SPDX-License-Identifier: Apache-2.0
/*
 * Arrays as inputs: which shapes hold how many, which types suit, and that real numbers are
 * encoded exactly as the engine's QUANTIZE would.
 */
#include "zoo/feed.h"

#include "tests/unit/net.h"
#include "tests/unit/scratch.h"
#include "zoo/npy.h"

#include <math.h>

static struct arena arena;
static struct status st;

static float scale_of_all = 0.25F;
static int32_t zero_of_all = 3;

static struct tensor make(enum tensor_type type, struct net_list shape)
{
	struct tensor t = {.name = "input",
		.type = type,
		.rank = shape.count,
		.count = 1,
		.quantisation = {type == TENSOR_FLOAT32 ? 0 : 1, 0, &scale_of_all, &zero_of_all}};
	for (int d = 0; d < shape.count; d++) {
		t.shape[d] = shape.at[d];
		t.count *= (size_t)shape.at[d];
	}
	t.nbytes = t.count * tensor_type_nbytes(type);
	return t;
}

static const char *write_array(enum tensor_type type, struct net_list shape, const void *data)
{
	struct npy array = {.type = type, .rank = shape.count};
	size_t count = 1;
	for (int d = 0; d < shape.count; d++) {
		array.shape[d] = shape.at[d];
		count *= (size_t)shape.at[d];
	}
	array.data = (struct bytes){data, count * tensor_type_nbytes(type)};
	const char *path = arena_printf(&arena, "%s/array.npy", scratch_directory);
	struct bytes file = npy_format(&array, &arena);
	scratch_write(path, file.data, file.nbytes);
	return path;
}

// -1: refused.
static int64_t count_in(struct net_list tensor_shape, struct net_list array_shape)
{
	static const int8_t zeros[4096];
	struct tensor tensor = make(TENSOR_INT8, tensor_shape);
	struct feed *feed;
	const char *path = write_array(TENSOR_INT8, array_shape, zeros);
	return feed_open(&feed, path, &tensor, false, &arena, &st) ? feed_count(feed) : -1;
}

static void test_shapes(void)
{
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(1, 4, 2)), 1, "its own shape");
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(7, 4, 2)), 7, "another number for a leading 1");
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(5, 1, 4, 2)), 5, "one more dimension");
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(4, 2)), 1, "without a leading 1");
	CHECK_INT(count_in(SHAPE(3, 4), SHAPE(3, 4)), 1, "no leading 1: its own shape");
	CHECK_INT(count_in(SHAPE(3, 4), SHAPE(6, 3, 4)), 6, "no leading 1: one more dimension");
	CHECK_INT(count_in(SHAPE(3, 4), SHAPE(6, 4)), -1, "no leading 1: another number");
	CHECK_INT(count_in(SHAPE(3, 4), SHAPE(4)), -1, "no leading 1: one dimension less");
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(1, 2, 4)), -1, "exchanged dimensions");
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(2, 2, 1, 4, 2)), -1, "two more dimensions");
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(8)), -1, "flat");
	CHECK_INT(count_in(SHAPE(1, 4, 2), SHAPE(0, 4, 2)), -1, "none at all");
	CHECK(strstr(st.message, "holds no input") != NULL, "none at all: the message");
}

static void test_codes(void)
{
	const int16_t words[6] = {-32768, 0, 1, 2, 3, 32767};
	struct tensor tensor = make(TENSOR_INT16, SHAPE(1, 3));
	const char *path = write_array(TENSOR_INT16, SHAPE(2, 3), words);
	struct feed *feed;
	int16_t out[3];
	int64_t clamped = 0;
	CHECK(feed_open(&feed, path, &tensor, true, &arena, &st) &&
			feed_take(feed, 1, out, &clamped, &st),
		"int16 for int16");
	CHECK(memcmp(out, words + 3, sizeof(out)) == 0 && clamped == 0,
		"the second input, as it is");
	tensor = make(TENSOR_INT8, SHAPE(1, 3));
	CHECK(!feed_open(&feed, path, &tensor, true, &arena, &st) && st.code == STATUS_FORMAT,
		"int16 for int8 is refused, encoded or not");
	CHECK_TEXT(st.hint, "", "and --quantise is no way out");
}

// The same numbers through the engine.
static const void *quantise(struct net *net, const struct tensor *tensor, const float *reals)
{
	int in = net_tensor(net, TENSOR_FLOAT32, SHAPE(tensor->shape[0]), 0, 0);
	int out = net_tensor(net, tensor->type, SHAPE(tensor->shape[0]), scale_of_all, zero_of_all);
	net_op(net, OP_QUANTIZE, OPERANDS(in), out);
	net_io(net, in, out);
	return net_run(net, ROUNDING_DOUBLE, reals);
}

static void test_encoding(void)
{
	enum { COUNT = 512 };
	static const enum tensor_type types[3] = {TENSOR_INT8, TENSOR_UINT8, TENSOR_INT16};
	long long wrong = 0;
	for (int round = 0; round < 150; round++) {
		struct net net = {0};
		float reals[COUNT] = {INFINITY, -INFINITY, 3e38F, -3e38F};
		int16_t out[COUNT];
		int64_t clamped = 0;
		struct feed *feed;
		scale_of_all = random_scale();
		zero_of_all = random_in(0, 127);
		struct tensor tensor = make(types[round % 3], SHAPE(COUNT));
		int reach = types[round % 3] == TENSOR_INT16 ? 70000 : 600;
		for (int i = 4; i < COUNT; i++) {
			float half = (float)random_in(-reach, reach) / 2 * scale_of_all;
			reals[i] = random_in(0, 1) ? half : nextafterf(half, 0);
		}
		const char *path = write_array(TENSOR_FLOAT32, SHAPE(COUNT), reals);
		const void *expected = quantise(&net, &tensor, reals);
		bool ok = expected && feed_open(&feed, path, &tensor, true, &arena, &st) &&
			  feed_take(feed, 0, out, &clamped, &st) && clamped >= 4;
		wrong += !ok || memcmp(out, expected, tensor.nbytes) != 0;
		net_release(&net);
		arena_release(&arena);
	}
	CHECK_INT(wrong, 0, "encoded as the engine does");
}

static void test_beyond(void)
{
	// Scale 0.25, zero 3: codes -128..127 are -32.75..31, and half a step more belongs to them.
	const float reals[8] = {31, 31.1F, 31.124F, 31.126F, -32.75F, -32.874F, -32.876F, 0};
	struct tensor tensor = make(TENSOR_INT8, SHAPE(8));
	struct feed *feed;
	int8_t out[8];
	int64_t clamped = 10;
	scale_of_all = 0.25F;
	zero_of_all = 3;
	const char *path = write_array(TENSOR_FLOAT32, SHAPE(8), reals);
	CHECK(feed_open(&feed, path, &tensor, true, &arena, &st) &&
			feed_take(feed, 0, out, &clamped, &st),
		"some beyond the range");
	CHECK_INT(clamped, 12, "two of them are counted");
	CHECK(out[3] == 127 && out[6] == -128 && out[7] == 3, "and become the nearest code");
	CHECK(!feed_open(&feed, path, &tensor, false, &arena, &st) &&
			strstr(st.hint, "--quantise") && strstr(st.hint, "x / 0.25 + 3"),
		"not encoded: the hint says how");
	tensor.quantisation.count = 0;
	CHECK(!feed_open(&feed, path, &tensor, true, &arena, &st) &&
			strstr(st.message, "expected one scale, got 0"),
		"codes without a scale");
	tensor = make(TENSOR_INT32, SHAPE(8));
	CHECK(!feed_open(&feed, path, &tensor, true, &arena, &st), "int32 is not encoded");
}

int main(void)
{
	random_init();
	scratch_begin();
	test_shapes();
	test_codes();
	test_encoding();
	test_beyond();
	arena_release(&arena);
	return check_done();
}
