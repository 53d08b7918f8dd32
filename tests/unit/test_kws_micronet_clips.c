// SPDX-License-Identifier: Apache-2.0
/*
 * Clips of the official Speech Commands test set, from samples by coefficients to the codes
 * of kws-micronet, against measured vectors.
 */
#include "zoo/decode/archive.h"
#include "zoo/decode/audio.h"

#include "tests/unit/check.h"
#include "tests/unit/kws_micronet.h"
#include "tests/unit/mfcc_clip.h"

#include <math.h>
#include <time.h>

struct golden_clip {
	const char *path;
	int codes[20];
	double frame[10];
	const char *sha256;
	int largest, smallest; // samples
};

static const struct golden_clip golden_clips[] = {
	{"down/022cd682_nohash_0.wav",
		{-128, -16, 11, -7, 3, -7, -5, -12, -4, -6, -128, -27, 15, -18, -5, 0, -23, 0, -11,
			-2},
		{-34.852788, -2.124635, 3.126151, -0.454303, 1.673510, -0.399474, -0.018618,
			-1.386433, 0.228573, -0.144405},
		"b9ecc72ae9011545287ef8614775a363264e248f83448c58531b973ef243e1c2", 8483, -4511},
	{"_silence_/1024.wav",
		{24, -13, 0, -4, -2, -5, -5, -8, -6, -2, 25, -11, 2, -4, -3, -3, -4, -7, -6, -9},
		{5.821621, -1.550672, 1.033157, 0.233821, 0.599656, -0.044651, -0.069708, -0.556796,
			-0.221343, 0.569609},
		"0c82f456398ed529cb9cabf2fe13af439f07cf7e73d8b439d90529e2f3d8c0ba", 634, -899},
	{"_unknown_/backward_0c540988_nohash_0.wav.wav",
		{-128, 11, 2, 1, 9, 5, -7, -5, -5, -5, -128, 7, 2, 3, 7, 1, -2, -6, -7, -7},
		{-37.254531, 3.232092, 1.433898, 1.268155, 2.803207, 1.920197, -0.346234, -0.090159,
			-0.027963, 0.066973},
		"6e8f01a9b2ca0ab79ac706e30e88837ab8c5d6b1c326d3ae4325e0bc56280e49", 20377, -24474},
};
enum { GOLDEN_COUNT = sizeof(golden_clips) / sizeof(golden_clips[0]) };

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

// The best of some rounds; for reading, not for judging.
static void tell_times(struct bytes wav)
{
	struct arena keep = {0};
	struct status st = {0};
	struct pipeline *pipeline = create(NULL, &keep);
	const struct mfcc *mfcc = mfcc_create(&micronet, &keep);
	double *samples = arena_array(&keep, double, CLIP_SAMPLE_COUNT);
	double best[3] = {1e9, 1e9, 1e9};
	for (int i = 0; i < 50; i++) {
		struct arena arena = {0};
		struct audio audio;
		int8_t codes[CODE_COUNT];
		double start = now_ms();
		audio_decode(&audio, wav, "clip", &arena, &st);
		best[0] = fmin(best[0], now_ms() - start);
		for (int k = 0; k < CLIP_SAMPLE_COUNT; k++)
			samples[k] = (double)audio.samples[k];
		start = now_ms();
		mfcc_run(mfcc, frames, samples, &arena);
		best[1] = fmin(best[1], now_ms() - start);
		arena_release(&arena);
		start = now_ms();
		kws()->prepare(pipeline, codes, wav, "clip", &arena, &st);
		best[2] = fmin(best[2], now_ms() - start);
		arena_release(&arena);
	}
	printf("# ms per clip: decode %.4f, mfcc %.4f, all %.4f\n", best[0], best[1], best[2]);
	arena_release(&keep);
}

static void check_golden_clip(const struct golden_clip *golden, struct bytes wav)
{
	struct arena arena = {0};
	struct status st = {0};
	struct audio audio;
	int8_t codes[CODE_COUNT];
	char hex[65];
	if (!CHECK(audio_decode(&audio, wav, golden->path, &arena, &st), "%s: %s", golden->path,
		    st.message))
		return;
	int16_t samples[CLIP_SAMPLE_COUNT] = {0};
	float largest = 0, smallest = 0;
	for (int i = 0; i < audio.frame_count && i < CLIP_SAMPLE_COUNT; i++) {
		samples[i] = (int16_t)audio.samples[i];
		largest = fmaxf(largest, audio.samples[i]);
		smallest = fminf(smallest, audio.samples[i]);
	}
	CHECK_INT((int)largest, golden->largest, "%s: largest sample", golden->path);
	CHECK_INT((int)smallest, golden->smallest, "%s: smallest sample", golden->path);
	run_frames(samples, golden->largest, LOG_FLOOR_ADD_1E_6);
	check_close(frames, golden->frame, 10, 6e-7, golden->path);
	for (int floor = 0; floor < 2; floor++) {
		const char *settings[] = {
			floor ? "log-floor=max-1e-12" : "log-floor=add-1e-6", NULL};
		CHECK(kws()->prepare(
			      create(settings, &arena), codes, wav, golden->path, &arena, &st),
			"%s: %s", golden->path, st.message);
		check_codes(codes, golden->codes, 20, golden->path);
		sha256(hex, codes, sizeof(codes));
		CHECK_TEXT(hex, golden->sha256, "%s: all codes, %s", golden->path, settings[0]);
	}
	if (golden == golden_clips)
		tell_times(wav);
	arena_release(&arena);
}

static void check_golden_clips(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("clips of the test set", "no shared test data");
		return;
	}
	struct arena arena = {0};
	struct status st = {0};
	struct unpacker *unpacker;
	const char *path =
		arena_printf(&arena, "%s/datasets/speech_commands_test_set_v0.02.tar.gz", shared);
	if (!CHECK(unpacker_open(&unpacker, path, &st), "%s", st.message))
		return;
	struct packed_file file;
	int found = 0;
	while (found < GOLDEN_COUNT && unpacker_next(unpacker, &file, &st) && file.path) {
		for (int i = 0; i < GOLDEN_COUNT; i++) {
			struct bytes wav;
			if (strcmp(file.path, golden_clips[i].path) != 0)
				continue;
			found++;
			if (CHECK(unpacker_read(unpacker, &wav, 1 << 20, &arena, &st), "%s",
				    st.message))
				check_golden_clip(&golden_clips[i], wav);
		}
	}
	CHECK_INT(found, GOLDEN_COUNT, "all of them are in the archive: %s", st.message);
	unpacker_close(unpacker);
	arena_release(&arena);
}

int main(void)
{
	check_golden_clips();
	return check_done();
}
