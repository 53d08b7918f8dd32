// SPDX-License-Identifier: Apache-2.0
/*
 * TensorFlow's audio operators and the cast to int8 of kws-hello-edge, against vectors that
 * were published or measured with the operators themselves: the first frame of a real clip,
 * a clip of pseudo-random numbers, a clip of zeros.
 */
#include "zoo/digest.h"
#include "zoo/features/mfcc.h"
#include "zoo/protocol.h"

#include "tests/unit/check.h"
#include "tests/unit/wav.h"

#include <math.h>

enum { CLIP_SAMPLE_COUNT = 16000, CODE_COUNT = 490, FRAME_SAMPLE_COUNT = 640 };

// Of ds_cnn_small int8, a sibling whose file is published with these.
static const float sibling_scale = 1.084193468093872F;
enum { SIBLING_ZERO = 100 };

/*
 * The first 640 samples of Speech Commands v0.02, yes/0b40aa8e_nohash_0.wav (P. Warden,
 * CC BY 4.0), and the MFCCs that TensorFlow's operators make of them, to a tolerance of
 * 1e-4, as Arm's ML embedded evaluation kit prints both:
 * alifsemi/alif_ml-embedded-evaluation-kit:tests/use_case/kws/MfccTests.cc.
 */
static const int16_t first_frame_of_yes[FRAME_SAMPLE_COUNT] = {139, 143, 164, 163, 157, 156, 151,
	148, 172, 171, 165, 169, 149, 142, 145, 147, 166, 146, 112, 132, 132, 136, 165, 176, 176,
	152, 138, 158, 179, 185, 183, 148, 121, 130, 167, 204, 163, 132, 165, 184, 193, 205, 210,
	204, 195, 178, 168, 197, 207, 201, 197, 177, 185, 196, 191, 198, 196, 183, 193, 181, 157,
	170, 167, 159, 164, 152, 146, 167, 180, 171, 194, 232, 204, 173, 171, 172, 184, 169, 175,
	199, 200, 195, 185, 214, 214, 193, 196, 191, 204, 191, 172, 187, 183, 192, 203, 172, 182,
	228, 232, 205, 177, 174, 191, 210, 210, 211, 197, 177, 198, 217, 233, 236, 203, 191, 169,
	145, 149, 161, 198, 206, 176, 137, 142, 181, 200, 215, 201, 188, 166, 162, 184, 155, 135,
	132, 126, 142, 169, 184, 172, 156, 132, 119, 150, 147, 154, 160, 125, 130, 137, 154, 161,
	168, 195, 182, 160, 134, 138, 146, 130, 120, 101, 122, 137, 118, 117, 131, 145, 140, 146,
	148, 148, 168, 159, 134, 114, 114, 130, 147, 147, 134, 125, 98, 107, 127, 99, 79, 84, 107,
	117, 114, 93, 92, 127, 112, 109, 110, 96, 118, 97, 87, 110, 95, 128, 153, 147, 165, 146,
	106, 101, 137, 139, 96, 73, 90, 91, 51, 69, 102, 100, 103, 96, 101, 123, 107, 82, 89, 118,
	127, 99, 100, 111, 97, 111, 123, 106, 121, 133, 103, 100, 88, 85, 111, 114, 125, 102, 91,
	97, 84, 139, 157, 109, 66, 72, 129, 111, 90, 127, 126, 101, 109, 142, 138, 129, 159, 140,
	80, 74, 78, 76, 98, 68, 42, 106, 143, 112, 102, 115, 114, 82, 75, 92, 80, 110, 114, 66, 86,
	119, 101, 101, 103, 118, 145, 85, 40, 62, 88, 95, 87, 73, 64, 86, 71, 71, 105, 80, 73, 96,
	92, 85, 90, 81, 86, 105, 100, 89, 78, 102, 114, 95, 98, 69, 70, 108, 112, 111, 90, 104, 137,
	143, 160, 145, 121, 98, 86, 91, 87, 115, 123, 109, 99, 85, 120, 131, 116, 125, 144, 153,
	111, 98, 110, 93, 89, 101, 137, 155, 142, 108, 94, 136, 145, 129, 129, 122, 109, 90, 76, 81,
	110, 119, 96, 95, 102, 105, 111, 90, 89, 111, 115, 86, 51, 107, 140, 105, 105, 110, 142,
	125, 76, 75, 69, 65, 52, 61, 69, 55, 42, 47, 58, 37, 35, 24, 20, 44, 22, 16, 26, 6, 3, 4,
	23, 60, 51, 30, 12, 24, 31, -9, -16, -13, 13, 19, 9, 37, 55, 70, 36, 23, 57, 45, 33, 50, 59,
	18, 11, 62, 74, 52, 8, -3, 26, 51, 48, -5, -9, 12, -7, -12, -5, 28, 41, -2, -30, -13, 31,
	33, -12, -22, -8, -15, -17, 2, -6, -25, -27, -24, -8, 4, -9, -52, -47, -9, -32, -45, -5, 41,
	15, -32, -14, 2, -1, -10, -30, -32, -25, -21, -17, -14, 8, -4, -13, 34, 18, -36, -38, -18,
	-19, -28, -17, -14, -16, -2, -20, -27, 12, 11, -17, -33, -12, -22, -64, -42, -26, -23, -22,
	-37, -51, -53, -30, -18, -48, -69, -38, -54, -96, -72, -49, -50, -57, -41, -22, -43, -64,
	-54, -23, -49, -69, -41, -44, -42, -49, -40, -26, -54, -50, -38, -49, -70, -94, -89, -69,
	-56, -65, -71, -47, -39, -49, -79, -91, -56, -46, -62, -86, -64, -32, -47, -50, -71, -77,
	-65, -68, -52, -51, -61, -67, -61, -81, -93, -52, -59, -62, -51, -75, -76, -50, -32, -54,
	-68, -70, -43, 1, -42, -92, -80, -41, -38, -79, -69, -49, -82, -122, -93, -21, -24, -61,
	-70, -73, -62, -74, -69, -43, -25, -15, -43, -23, -26, -69, -44, -12, 1, -51, -78, -13, 3,
	-53, -105, -72, -24, -62, -66, -31, -40, -65, -86, -64, -44, -55, -63, -61, -37, -41};
static const double mfccs_of_yes[10] = {
	-22.67135, -0.61615, 2.07233, 0.58137, 1.01655, 0.85816, 0.46039, 0.03393, 1.16511, 0.0072};

static void run_frames(double *out, int frame_count, const int16_t *samples, enum log_floor floor)
{
	struct arena arena = {0};
	const struct mfcc *mfcc = mfcc_create(&(struct mfcc_options){.rate_hz = 16000,
						      .frame_count = frame_count,
						      .frame_sample_count = FRAME_SAMPLE_COUNT,
						      .hop_sample_count = 320,
						      .fft_point_count = 1024,
						      .band_count = 40,
						      .coefficient_count = 10,
						      .low_hz = 20,
						      .high_hz = 4000,
						      .power = MFCC_POWER_FLOAT32,
						      .log_floor = floor},
		&arena);
	int count = mfcc_sample_count(mfcc);
	double *scaled = arena_array(&arena, double, count);
	for (int i = 0; i < count; i++)
		scaled[i] = samples[i] / 32768.0;
	mfcc_run(mfcc, out, scaled, &arena);
	arena_release(&arena);
}

static void check_close(
	const double *got, const double *expected, int count, double tolerance, const char *what)
{
	double worst = 0;
	for (int i = 0; i < count; i++)
		worst = fmax(worst, fabs(got[i] - expected[i]));
	CHECK(worst < tolerance, "%s: differs by %.1e", what, worst);
}

static void check_published_frame(void)
{
	double got[10];
	struct digests digests = digest_bytes((struct bytes){
		(const unsigned char *)first_frame_of_yes, sizeof(first_frame_of_yes)});
	CHECK_TEXT(digests.sha256,
		"9fdd82cbbb7430beb257f888271e3c368a47ec4dd7a7b3f8faaf5f8a95d3aaee",
		"640 samples of \"yes\"");
	run_frames(got, 1, first_frame_of_yes, LOG_FLOOR_MAX_1E_12);
	check_close(got, mfccs_of_yes, 10, 1e-4, "MFCCs of \"yes\"");
}

// A linear congruential generator's upper bits.
static void random_clip(int16_t samples[static CLIP_SAMPLE_COUNT])
{
	uint32_t x = 1;
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++) {
		x = (1103515245U * x + 12345U) & 0x7fffffffU;
		samples[i] = (int16_t)((int)(x >> 15 & 0xffff) - 32768);
	}
}

static void check_random_frames(void)
{
	static const double first[10] = {33.648263, -3.395366, -0.868409, -0.091165, 0.012174,
		-0.044055, 0.323095, 0.836445, 0.397493, 0.108977};
	static int16_t samples[CLIP_SAMPLE_COUNT];
	static double got[CODE_COUNT];
	random_clip(samples);
	run_frames(got, 49, samples, LOG_FLOOR_MAX_1E_12);
	check_close(got, first, 10, 6e-7, "first frame of the random clip");
	double range[2] = {INFINITY, -INFINITY};
	for (int i = 0; i < CODE_COUNT; i += 10) {
		range[0] = fmin(range[0], got[i]);
		range[1] = fmax(range[1], got[i]);
	}
	check_close(range, (const double[]){31.657879, 34.509937}, 2, 6e-7, "c0 of all frames");
}

/* ---- the whole protocol ---- */

struct setup {
	float scale;
	int32_t zero;
	const char *settings[3]; // NULL behind the last
};

static bool prepare(int8_t out[static CODE_COUNT], const struct setup *setup,
	const int16_t *samples, int count, struct status *st)
{
	struct arena arena = {0};
	const struct protocol *protocol = protocol_find("kws-hello-edge", st);
	struct knobs knobs = protocol_knobs(protocol);
	struct tensor input = {.name = "input",
		.type = TENSOR_INT8,
		.rank = 2,
		.shape = {1, CODE_COUNT},
		.count = CODE_COUNT,
		.nbytes = CODE_COUNT,
		.quantisation = {.count = 1, .scale = &setup->scale, .zero = &setup->zero}};
	struct knob_choice choice = {{0}, {0}};
	struct pipeline *pipeline;
	for (int i = 0; setup->settings[i]; i++)
		CHECK(knobs_set(&knobs, &choice, setup->settings[i], st), "%s", setup->settings[i]);
	memset(out, 99, CODE_COUNT);
	bool ok = protocol->pipeline_create(&pipeline, &choice, &input, &arena, st) &&
		  protocol->prepare(pipeline, out, make_wav(samples, count, 16000, 1, &arena),
			  "a.wav", &arena, st);
	arena_release(&arena);
	return ok;
}

static void check_codes(const int8_t *got, const int *expected, int count, const char *what)
{
	int different = 0;
	for (int i = 0; i < count; i++)
		different += got[i] != expected[i];
	CHECK_INT(different, 0, "%s: codes that differ", what);
}

static void check_random_clip(void)
{
	static const struct {
		struct setup setup;
		int first[20];
		const char *sha256;
	} rows[] = {
		{{sibling_scale, SIBLING_ZERO, {NULL}},
			{-125, 97, 99, 100, 100, 100, 100, 101, 100, 100, -125, 96, 99, 99, 100,
				100, 101, 100, 100, 100},
			"3bdde5b39f292a1991a457d9a6640f20269b1ca9c46648ff8276c556888d4b8a"},
		{{sibling_scale, SIBLING_ZERO, {"quant=clamp", NULL}},
			{127, 97, 99, 100, 100, 100, 100, 101, 100, 100, 127, 96, 99, 99, 100, 100,
				101, 100, 100, 100},
			"0c3b4cdfa8d08613c2fe00becfcc04e561bea7526cc19c54a215173d1ae515c2"},
	};
	static int16_t samples[CLIP_SAMPLE_COUNT];
	int8_t codes[CODE_COUNT];
	struct status st = {0};
	random_clip(samples);
	for (int i = 0; i < 2; i++) {
		const char *what = i ? "random clip, clamp" : "random clip, wrap";
		CHECK(prepare(codes, &rows[i].setup, samples, CLIP_SAMPLE_COUNT, &st), "%s: %s",
			what, st.message);
		check_codes(codes, rows[i].first, 20, what);
		struct digests digests =
			digest_bytes((struct bytes){(const unsigned char *)codes, sizeof(codes)});
		CHECK_TEXT(digests.sha256, rows[i].sha256, "%s: all codes", what);
	}
}

// Of numpy 2.4 and TensorFlow 2.21's operators, as the head of kws_hello_edge.c says.
static void check_zeros(void)
{
	// -247.13936 / 494.27872 is -0.5
	static const float halving = 0x1.ee475ap+8F;
	static const struct {
		struct setup setup;
		int c0, others;
		const char *what;
	} rows[] = {
		{{sibling_scale, SIBLING_ZERO, {NULL}}, -128, 100, "zeros"},
		// -620.50037: -621 modulo 256
		{{sibling_scale, SIBLING_ZERO, {"log-floor=add-flt-min", NULL}}, -109, 100,
			"zeros, add-flt-min"},
		{{sibling_scale, SIBLING_ZERO, {"log-floor=add-flt-min", "quant=clamp", NULL}},
			-128, 100, "zeros, add-flt-min, clamp"},
		{{halving, 0, {NULL}}, 0, 0, "a half, half-even"},
		{{halving, 1, {NULL}}, 0, 1, "one half, half-even"},
		{{halving, 0, {"round=half-away", NULL}}, -1, 0, "a half, half-away"},
		{{halving, 1, {"round=half-away", NULL}}, 1, 1, "one half, half-away"},
	};
	static int16_t samples[CLIP_SAMPLE_COUNT];
	int8_t codes[CODE_COUNT];
	struct status st = {0};
	double frame[10];
	run_frames(frame, 1, samples, LOG_FLOOR_MAX_1E_12);
	check_close(frame, (const double[10]){-247.139366}, 10, 6e-7, "zeros");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		// a shorter clip is filled up with the same
		CHECK(prepare(codes, &rows[i].setup, samples, i & 1 ? 1 : CLIP_SAMPLE_COUNT, &st),
			"%s: %s", rows[i].what, st.message);
		int expected[CODE_COUNT];
		for (int k = 0; k < CODE_COUNT; k++)
			expected[k] = k % 10 ? rows[i].others : rows[i].c0;
		check_codes(codes, expected, CODE_COUNT, rows[i].what);
	}
}

static void check_refused(void)
{
	struct arena arena = {0};
	struct status st = {0};
	struct pipeline *pipeline;
	struct knob_choice choice = {{0}, {0}};
	const struct protocol *protocol = protocol_find("kws-hello-edge", &st);
	const int32_t zero = SIBLING_ZERO;
	struct tensor input = {.name = "in",
		.type = TENSOR_INT8,
		.rank = 4,
		.shape = {1, 49, 10, 1},
		.count = CODE_COUNT,
		.nbytes = CODE_COUNT,
		.quantisation = {.count = 1, .scale = &sibling_scale, .zero = &zero}};
	CHECK(protocol->pipeline_create(&pipeline, &choice, &input, &arena, &st), "49 x 10: %s",
		st.message);
	input.type = TENSOR_BOOL;
	CHECK(!protocol->pipeline_create(&pipeline, &choice, &input, &arena, &st), "bool");
	CHECK_TEXT(st.message,
		"protocol kws-hello-edge: input in: expected int8, uint8, int16 or float32, got bool",
		"it says");
	input.type = TENSOR_INT8;
	input.count = input.nbytes = 500;
	CHECK(!protocol->pipeline_create(&pipeline, &choice, &input, &arena, &st), "500 values");
	CHECK_TEXT(st.message,
		"protocol kws-hello-edge: input in: expected 490 values (49 frames of 10), got 500",
		"it says");
	arena_release(&arena);
}

int main(void)
{
	check_published_frame();
	check_random_frames();
	check_random_clip();
	check_zeros();
	check_refused();
	return check_done();
}
