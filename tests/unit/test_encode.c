// SPDX-License-Identifier: Apache-2.0
/*
 * Real numbers into tensors of each type, at both ends of the range, beyond it and back;
 * and tensors that do not suit.
 */
#include "zoo/features/encode.h"

#include "tests/unit/check.h"
#include "tests/unit/random.h"

#include <math.h>

static float scale_of_all = 0.5F;
static int32_t zero_of_all = -5;

static struct tensor make(enum tensor_type type, size_t count)
{
	return (struct tensor){.name = "input",
		.type = type,
		.rank = 1,
		.shape = {(int32_t)count},
		.count = count,
		.nbytes = count * tensor_type_nbytes(type),
		.quantisation = {type == TENSOR_FLOAT32 ? 0 : 1, 0, &scale_of_all, &zero_of_all}};
}

// Scale 0.5: codes are 2 x + zero.
struct row {
	double x;
	int int8, uint8, int16; // zero -5, 10, -5; clamped
	int int8_wrap, uint8_wrap, int16_wrap;
};

static const struct row rows[] = {
	{0, -5, 10, -5, -5, 10, -5},
	{-5, -15, 0, -15, -15, 0, -15},
	{-5.5, -16, 0, -16, -16, 255, -16},
	{-5.25, -16, 0, -16, -16, 255, -16}, // -15.5: half goes down; -0.5 too
	{122.5, 127, 255, 240, -16, 255, 240},
	{122.75, 127, 255, 241, -15, 0, 241}, // 255.5
	{16386.0, 127, 255, 32767, -1, 14, 32767},
	{16386.25, 127, 255, 32767, 0, 15, -32768}, // 32767.5 and 32782.5: half goes up
	{-16381.5, -128, 0, -32768, 0, 15, -32768},
	{-16382.0, -128, 0, -32768, -1, 14, 32767}, // -32769
	{1e12, 127, 255, 32767, 0, 0, 0},
	{-1e12, -128, 0, -32768, 0, 0, 0},
	{(double)INFINITY, 127, 255, 32767, 0, 0, 0},
	{(double)NAN, -128, 0, -32768, -128, 0, -32768},
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

static void check_codes(enum tensor_type type, int32_t zero, bool wrap, const int *expected)
{
	const struct quantise rules = {.range = wrap ? QUANTISE_WRAP : QUANTISE_CLAMP};
	struct tensor tensor = make(type, ROW_COUNT);
	struct encoder encoder;
	struct status st = {0};
	int16_t elements[ROW_COUNT + 1];
	double in[ROW_COUNT];
	memset(elements, 0x55, sizeof(elements));
	zero_of_all = zero;
	for (int i = 0; i < ROW_COUNT; i++)
		in[i] = rows[i].x;
	if (!CHECK(encoder_create(&encoder, "test", &tensor, &rules, ROW_COUNT, NULL, &st),
		    "%s suits", tensor_type_name(type)))
		return;
	encode(&encoder, elements, in, ROW_COUNT);
	for (int i = 0; i < ROW_COUNT; i++)
		CHECK_INT((int)tensor_element(&tensor, elements, (size_t)i), expected[i],
			"%s, %s: %g", tensor_type_name(type), wrap ? "wrap" : "clamp", in[i]);
	CHECK_INT(((unsigned char *)elements)[tensor.nbytes], 0x55, "nothing is written behind");
}

static void test_codes(void)
{
	int expected[6][ROW_COUNT];
	for (int i = 0; i < ROW_COUNT; i++) {
		const struct row *r = &rows[i];
		const int all[6] = {
			r->int8, r->uint8, r->int16, r->int8_wrap, r->uint8_wrap, r->int16_wrap};
		for (int k = 0; k < 6; k++)
			expected[k][i] = all[k];
	}
	for (int wrap = 0; wrap < 2; wrap++) {
		check_codes(TENSOR_INT8, -5, wrap, expected[3 * wrap]);
		check_codes(TENSOR_UINT8, 10, wrap, expected[3 * wrap + 1]);
		check_codes(TENSOR_INT16, -5, wrap, expected[3 * wrap + 2]);
	}
	zero_of_all = -5;
}

static void test_float(void)
{
	struct tensor tensor = make(TENSOR_FLOAT32, 3);
	struct encoder encoder;
	struct status st = {0};
	const double in[3] = {0.1, 1e30, (double)-INFINITY};
	float out[3];
	CHECK(encoder_create(&encoder, "test", &tensor, NULL, 0, NULL, &st), "float32 suits");
	encode(&encoder, out, in, 3);
	CHECK(out[0] == 0.1F && out[1] == 1e30F && isinf(out[2]), "float32 as they are");
	CHECK(decode(&tensor, out, 0) == (double)0.1F, "and back");
}

// One at a time and all at once are the same, whichever way they are computed.
static void test_same(void)
{
	long long wrong = 0;
	for (int round = 0; round < 20000; round++) {
		struct quantise q = {.scale = (double)random_scale(),
			.round = (enum quantise_round)random_in(0, 2),
			.range = (enum quantise_range)random_in(0, 1),
			.precision = (enum quantise_precision)random_in(0, 2),
			.codes = (enum quantise_codes)random_in(0, 2)};
		int32_t low = q.codes == QUANTISE_UINT8 ? 0 : -128;
		q.zero = random_in(low, low + 255);
		// halves and what lies beside them, within the range and beyond
		double in[16];
		int16_t all[16];
		for (int i = 0; i < 16; i++) {
			double code = random_in(-70000, 70000) /
				      (q.codes == QUANTISE_INT16 ? 2.0 : 200.0);
			in[i] = (floor(code) + random_in(0, 2) / 2.0) * q.scale;
			in[i] = random_in(0, 2) ? in[i]
						: nextafter(in[i], random_in(0, 1) ? 1e9 : -1e9);
		}
		quantise_codes(&q, all, in, 16);
		for (int i = 0; i < 16; i++) {
			int32_t code = q.codes == QUANTISE_INT16  ? all[i]
				       : q.codes == QUANTISE_INT8 ? ((int8_t *)all)[i]
								  : ((uint8_t *)all)[i];
			wrong += code != quantise_code(&q, in[i]);
		}
	}
	CHECK_INT(wrong, 0, "one and all agree");
}

static void test_operator(void)
{
	// 0.49999997 + 100 is 100.5 in float32: rounding before or after the addition shows
	struct quantise q = {.scale = 1, .zero = 100, .precision = QUANTISE_OPERATOR};
	double x = (double)nextafterf(0.5F, 0);
	CHECK_INT(quantise_code(&q, x), 100, "as the operator: rounded, then added");
	q.precision = QUANTISE_FLOAT32;
	CHECK_INT(quantise_code(&q, x), 101, "float32: added, then rounded");
	q = (struct quantise){.scale = 1, .zero = -7, .precision = QUANTISE_OPERATOR};
	CHECK_INT(quantise_code(&q, 2.5), -4, "as the operator: half away from zero, then added");
	CHECK_INT(quantise_code(&q, -2.5), -10, "on both sides");
	q.precision = QUANTISE_DOUBLE;
	CHECK_INT(quantise_code(&q, 2.5), -5, "in double: -4.5 goes down");
}

static void test_decode(void)
{
	struct tensor tensor = make(TENSOR_INT8, 2);
	const int8_t codes[2] = {-128, 127};
	CHECK(decode(&tensor, codes, 0) == -61.5 && decode(&tensor, codes, 1) == 66,
		"codes to real numbers");
	tensor.quantisation.count = 0;
	CHECK(decode(&tensor, codes, 1) == 127, "without a scale: the code");
}

static void check_refused(struct tensor tensor, const char *message)
{
	struct encoder encoder;
	struct status st = {0};
	CHECK(!encoder_create(&encoder, "protocol x", &tensor, NULL, 490, "49 frames of 10", &st) &&
			st.code == STATUS_FORMAT,
		"refused: %s", message);
	CHECK_TEXT(st.message, message, "and the message says why");
}

static void test_refusals(void)
{
	check_refused(make(TENSOR_INT32, 490),
		"protocol x: input input: expected int8, uint8, int16 or float32, got int32");
	check_refused(make(TENSOR_BOOL, 490),
		"protocol x: input input: expected int8, uint8, int16 or float32, got bool");
	check_refused(make(TENSOR_INT8, 491),
		"protocol x: input input: expected 490 values (49 frames of 10), got 491");
	check_refused(make(TENSOR_FLOAT32, 1),
		"protocol x: input input: expected 490 values (49 frames of 10), got 1");
	struct tensor tensor = make(TENSOR_UINT8, 490);
	tensor.quantisation.count = 0;
	check_refused(tensor, "protocol x: input input: expected one scale, got 0");
	tensor.quantisation.count = 490;
	check_refused(tensor, "protocol x: input input: expected one scale, got 490");
}

int main(void)
{
	random_init();
	test_codes();
	test_float();
	test_same();
	test_operator();
	test_decode();
	test_refusals();
	return check_done();
}
