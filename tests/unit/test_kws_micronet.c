// SPDX-License-Identifier: Apache-2.0
/*
 * The protocol kws-micronet from a clip to codes: a clip of pseudo-random numbers against
 * measured ones, and what scales, knobs and odd lengths do.
 */
#include "tests/unit/check.h"
#include "tests/unit/kws_micronet.h"
#include "tests/unit/mfcc_clip.h"
#include "tests/unit/wav.h"

static bool prepare(int8_t out[static CODE_COUNT], const int16_t *samples, int count, int rate,
	int channels, const char *settings[], struct status *st)
{
	struct arena arena = {0};
	struct bytes wav = make_wav(samples, count, rate, channels, &arena);
	memset(out, 99, CODE_COUNT);
	bool ok = kws()->prepare(create(settings, &arena), out, wav, "a.wav", &arena, st);
	arena_release(&arena);
	return ok;
}

static void check_random_clip(void)
{
	static const int first[20] = {127, -22, -9, -5, -5, -5, -3, -1, -3, -4, 127, -24, -10, -10,
		-7, -4, -2, -3, -3, -4};
	static int16_t samples[CLIP_SAMPLE_COUNT];
	int8_t codes[CODE_COUNT];
	char hex[65];
	struct status st = {0};
	random_clip(samples);
	sha256(hex, samples, sizeof(samples));
	CHECK_TEXT(hex, "2274e59163b64f93615e95ba995b6c071b77e7e1e8e1ad6810e9b789935b26c6",
		"the random clip");
	CHECK(prepare(codes, samples, CLIP_SAMPLE_COUNT, 16000, 1, NULL, &st), "%s", st.message);
	check_codes(codes, first, 20, "random clip");
	sha256(hex, codes, sizeof(codes));
	CHECK_TEXT(hex, "e5758feff963d92892ee4df4a1f7e98248e61160375ee34e9eed012e8d61ba8a",
		"random clip: all codes");
}

static void check_scales(void)
{
	static const char *full[] = {"scale=full-scale", NULL};
	static const char *largest[] = {"scale=clip-max-abs", NULL};
	static const char *truncate[] = {"round=truncate", NULL};
	static const int silent[10] = {-128, -5, -5, -5, -5, -5, -5, -5, -5, -5};
	static int16_t samples[CLIP_SAMPLE_COUNT + 1000];
	int8_t codes[CODE_COUNT], others[CODE_COUNT];
	struct status st = {0};
	for (int floor = 0; floor < 3; floor++) {
		static const char *floors[] = {
			"log-floor=add-1e-6", "log-floor=max-1e-12", "log-floor=add-flt-min"};
		const char *settings[] = {full[0], floors[floor], NULL};
		CHECK(prepare(codes, samples, CLIP_SAMPLE_COUNT, 16000, 1, settings, &st), "%s",
			st.message);
		for (int f = 0; f < 49; f++)
			if (memcmp(codes + 10 * f, codes, 10) != 0)
				CHECK(false, "zeros: frame %d", f);
		check_codes(codes, silent, 10, "zeros, full scale");
	}
	CHECK(!prepare(codes, samples, CLIP_SAMPLE_COUNT, 16000, 1, NULL, &st), "zeros, clip-max");
	CHECK_INT(st.code, STATUS_FORMAT, "its code");
	CHECK_TEXT(st.message,
		"a.wav: no sample above 0, so the clip cannot be divided by its maximum",
		"it says");
	CHECK(!prepare(codes, samples, CLIP_SAMPLE_COUNT, 16000, 1, largest, &st),
		"zeros, clip-max-abs");

	// Twice the samples: the same by the maximum, not by full scale.
	random_clip(samples);
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++)
		samples[i] = (int16_t)(samples[i] / 4);
	CHECK(prepare(codes, samples, CLIP_SAMPLE_COUNT, 16000, 1, NULL, &st), "%s", st.message);
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++)
		samples[i] = (int16_t)(samples[i] * 2);
	CHECK(prepare(others, samples, CLIP_SAMPLE_COUNT, 16000, 1, NULL, &st), "%s", st.message);
	CHECK(memcmp(codes, others, CODE_COUNT) == 0, "loudness does not matter by the maximum");
	CHECK(prepare(others, samples, CLIP_SAMPLE_COUNT, 16000, 1, truncate, &st), "%s",
		st.message);
	CHECK(memcmp(codes, others, CODE_COUNT) != 0, "truncating is something else");

	// Negative throughout: a largest sample of 0 or less, but a magnitude.
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++)
		samples[i] = (int16_t)(-1 - i % 100);
	CHECK(!prepare(codes, samples, CLIP_SAMPLE_COUNT, 16000, 1, NULL, &st),
		"below 0, clip-max");
	CHECK(prepare(codes, samples, CLIP_SAMPLE_COUNT, 16000, 1, largest, &st),
		"below 0, clip-max-abs");
}

static void check_lengths(void)
{
	static int16_t samples[CLIP_SAMPLE_COUNT + 1000];
	int8_t padded[CODE_COUNT], shorter[CODE_COUNT], longer[CODE_COUNT];
	struct status st = {0};
	random_clip(samples);
	for (int i = 9000; i < CLIP_SAMPLE_COUNT; i++)
		samples[i] = 0;
	samples[CLIP_SAMPLE_COUNT] = 32767; // a larger maximum behind the first second
	CHECK(prepare(padded, samples, CLIP_SAMPLE_COUNT, 16000, 1, NULL, &st), "%s", st.message);
	CHECK(prepare(shorter, samples, 9000, 16000, 1, NULL, &st), "%s", st.message);
	CHECK(memcmp(padded, shorter, CODE_COUNT) == 0, "a short clip is filled up with zeros");
	CHECK(prepare(longer, samples, CLIP_SAMPLE_COUNT + 1000, 16000, 1, NULL, &st), "%s",
		st.message);
	CHECK(memcmp(padded, longer, CODE_COUNT) == 0, "a long clip is cut");
	// Only the last sample is above 0, in a clip of any length.
	static int16_t quiet[100];
	for (int i = 0; i < 100; i++)
		quiet[i] = -7;
	for (int count = 80; count < 100; count++) {
		quiet[count - 1] = 5;
		if (!prepare(padded, quiet, count, 16000, 1, NULL, &st))
			CHECK(false, "%d samples: %s", count, st.message);
		quiet[count - 1] = -7;
	}
	CHECK(!prepare(padded, samples, 8000, 8000, 1, NULL, &st), "8 kHz");
	CHECK_TEXT(
		st.message, "a.wav: expected 16000 Hz in 1 channel, got 8000 Hz in 1", "it says");
	CHECK(!prepare(padded, samples, 16000, 16000, 2, NULL, &st), "stereo");
	CHECK_INT(st.code, STATUS_FORMAT, "its code");
}

int main(void)
{
	check_random_clip();
	check_scales();
	check_lengths();
	return check_done();
}
