// SPDX-License-Identifier: Apache-2.0
/*
 * From samples to codes, against published and measured vectors: TensorFlow's own test of
 * its MFCC operator (tensorflow/core/kernels/mfcc_test.cc), a clip of pseudo-random
 * numbers, a clip of zeros, and clips of the official Speech Commands test set.
 */
#include "zoo/features/mfcc.h"

#include "zoo/decode/archive.h"
#include "zoo/decode/audio.h"
#include "zoo/protocol.h"

#include "tests/unit/check.h"
#include "tests/unit/wav.h"

#include <math.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { CLIP_SAMPLE_COUNT = 16000, CODE_COUNT = 490 };

static const struct mfcc_options micronet = {.rate_hz = 16000,
	.frame_count = 49,
	.frame_sample_count = 640,
	.hop_sample_count = 320,
	.fft_point_count = 1024,
	.band_count = 40,
	.coefficient_count = 10,
	.low_hz = 20,
	.high_hz = 4000};

// Through sha256sum(1), so that this test depends on nothing but the features.
static void sha256(char out[static 65], const void *data, size_t nbytes)
{
	char path[] = P_tmpdir "/zoo-test-mfcc-XXXXXX", command[128];
	int fd = mkstemp(path);
	strcpy(out, "?");
	if (fd < 0 || write(fd, data, nbytes) != (ssize_t)nbytes)
		return;
	close(fd);
	snprintf(command, sizeof(command), "sha256sum < %s", path);
	FILE *pipe = popen(command, "r");
	if (pipe && fscanf(pipe, "%64s", out) != 1)
		strcpy(out, "?");
	if (pipe)
		pclose(pipe);
	unlink(path);
}

static void check_close(
	const double *got, const double *expected, int count, double tolerance, const char *what)
{
	double worst = 0;
	for (int i = 0; i < count; i++)
		worst = fmax(worst, fabs(got[i] - expected[i]));
	CHECK(worst < tolerance, "%s: differs by %.1e", what, worst);
}

static void check_codes(const int8_t *got, const int *expected, int count, const char *what)
{
	int different = 0;
	for (int i = 0; i < count; i++)
		different += got[i] != expected[i];
	CHECK_INT(different, 0, "%s: codes that differ", what);
}

// Power spectrum 1, 2, 3 ... 513 at 22,050 Hz, 13 coefficients.
static void check_synthetic_spectrum(void)
{
	static const double expected[13] = {29.13970072, -6.41568601, -0.61903012, -0.96778652,
		-0.26819878, -0.40907028, -0.15614748, -0.23203119, -0.10481487, -0.15430290,
		-0.07697910, -0.10806114, -0.06047613};
	struct arena arena = {0};
	struct mfcc_options options = micronet;
	options.rate_hz = 22050;
	options.coefficient_count = 13;
	options.log_floor = LOG_FLOOR_MAX_1E_12;
	const struct mfcc *mfcc = mfcc_create(&options, &arena);
	lanes magnitudes[513], out[13];
	for (int i = 0; i < 513; i++)
		magnitudes[i] = (lanes){sqrt(i + 1), sqrt(4.0 * (i + 1))};
	mfcc_of_magnitudes(mfcc, out, magnitudes, &arena);
	double got[13], doubled[13], doubled_expected[13];
	for (int k = 0; k < 13; k++) {
		got[k] = out[k][0];
		doubled[k] = out[k][1];
		doubled_expected[k] = expected[k];
	}
	// Twice the magnitude adds ln 2 to each of 40 bands, so sqrt(2 / 40) 40 ln 2 to c0.
	doubled_expected[0] += sqrt(80.0) * log(2.0);
	check_close(got, expected, 13, 6e-9, "synthetic spectrum");
	check_close(doubled, doubled_expected, 13, 6e-9, "synthetic spectrum, second lane");
	arena_release(&arena);
}

// A linear congruential generator's upper bits.
static void random_clip(int16_t samples[static CLIP_SAMPLE_COUNT])
{
	uint32_t x = 1;
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++) {
		x = (1103515245u * x + 12345u) & 0x7fffffffu;
		samples[i] = (int16_t)((int)(x >> 15 & 0xffff) - 32768);
	}
}

static double frames[CODE_COUNT];

// All 490 coefficients of samples / by into frames[].
static void run_frames(const int16_t *samples, double by, enum log_floor log_floor)
{
	struct arena arena = {0};
	struct mfcc_options options = micronet;
	options.log_floor = log_floor;
	const struct mfcc *mfcc = mfcc_create(&options, &arena);
	double *scaled = arena_array(&arena, double, CLIP_SAMPLE_COUNT);
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++)
		scaled[i] = samples[i] / by;
	mfcc_run(mfcc, frames, scaled, &arena);
	arena_release(&arena);
}

static void check_random_clip_frames(void)
{
	static const double clip_max[10] = {33.649083, -3.395366, -0.868409, -0.091165, 0.012174,
		-0.044055, 0.323095, 0.836445, 0.397493, 0.108977};
	static const double full_scale[10] = {33.648263, -3.395366, -0.868409, -0.091165, 0.012174,
		-0.044055, 0.323095, 0.836445, 0.397493, 0.108977};
	static int16_t samples[CLIP_SAMPLE_COUNT];
	random_clip(samples);
	run_frames(samples, 32765, LOG_FLOOR_ADD_1E_6);
	check_close(frames, clip_max, 10, 6e-7, "random clip, by its maximum");
	run_frames(samples, 32768, LOG_FLOOR_MAX_1E_12);
	check_close(frames, full_scale, 10, 6e-7, "random clip, full scale");
	double lowest = frames[0], highest = frames[0];
	for (int f = 1; f < 49; f++) {
		lowest = fmin(lowest, frames[10 * f]);
		highest = fmax(highest, frames[10 * f]);
	}
	check_close((double[]){lowest, highest}, (double[]){31.657879, 34.509937}, 2, 6e-7,
		"random clip, c0 of all frames");
}

// No sample behind the last is read: there is no memory.
static void check_no_overread(void)
{
	struct arena arena = {0};
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t nbytes = CLIP_SAMPLE_COUNT * sizeof(double);
	const size_t whole = (nbytes + page - 1) / page * page;
	unsigned char *memory = mmap(
		NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || mprotect(memory + whole, page, PROT_NONE) != 0) {
		check_skip("samples before an unmapped page", "mmap");
		return;
	}
	const struct mfcc *mfcc = mfcc_create(&micronet, &arena);
	CHECK_INT(mfcc_sample_count(mfcc), CLIP_SAMPLE_COUNT, "samples that are read");
	memset(frames, 0xff, sizeof(frames));
	mfcc_run(mfcc, frames, (double *)(void *)(memory + whole - nbytes), &arena);
	CHECK(fabs(frames[480] + 123.5697) < 6e-5, "the last frame, at the end of memory");
	munmap(memory, whole + page);
	arena_release(&arena);
}

static void check_silence_frames(void)
{
	static int16_t samples[CLIP_SAMPLE_COUNT];
	static const double c0[] = {-123.5697, -247.139366, -781.1618};
	for (int floor = 0; floor < 3; floor++) {
		double expected[CODE_COUNT] = {0};
		for (int f = 0; f < 49; f++)
			expected[10 * f] = c0[floor];
		run_frames(samples, 32768, (enum log_floor)floor);
		check_close(frames, expected, CODE_COUNT, 6e-5, "zeros");
	}
}

/* ---- the whole protocol ---- */

static const struct protocol *kws(void)
{
	struct status st = {0};
	return protocol_find("kws-micronet", &st);
}

static struct pipeline *create(const char *settings[], struct arena *keep)
{
	static const float scale[] = {0.20109497010707855F};
	static const int32_t zero[] = {-5};
	struct tensor input = {.name = "input",
		.type = TENSOR_INT8,
		.rank = 4,
		.shape = {1, 49, 10, 1},
		.count = CODE_COUNT,
		.nbytes = CODE_COUNT,
		.quantisation = {.count = 1, .scale = scale, .zero = zero}};
	struct status st = {0};
	struct knob_choice choice = {{0}, {0}};
	struct knobs knobs = protocol_knobs(kws());
	struct pipeline *pipeline = NULL;
	for (; settings && *settings; settings++)
		CHECK(knobs_set(&knobs, &choice, *settings, &st), "%s", *settings);
	CHECK(kws()->pipeline_create(&pipeline, &choice, &input, keep, &st), "pipeline: %s",
		st.message);
	return pipeline;
}

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
	check_synthetic_spectrum();
	check_random_clip_frames();
	check_silence_frames();
	check_no_overread();
	check_random_clip();
	check_scales();
	check_lengths();
	check_golden_clips();
	return check_done();
}
