// SPDX-License-Identifier: Apache-2.0
/*
 * The protocol ad-micronet: codes of a made clip and of two of the slide rail, for every knob,
 * and scores.  Expected values, in Python with librosa 0.11, numpy 2.4 and soundfile:
 *
 *	S = numpy.abs(librosa.stft(i / 32768, n_fft=1024, hop_length=512, pad_mode='reflect')) ** 2
 *	F = librosa.filters.mel(sr=16000, n_fft=1024, n_mels=64, dtype=numpy.float64)
 *	L = 10 * numpy.log10(F @ S + sys.float_info.epsilon) + 30
 *	for w in range(13):
 *		x = L[:, 20*w : 20*w + 64].reshape(32, 2, 32, 2).mean((1, 3))
 *		q = x / scale + 11
 *		q = numpy.sign(q) * numpy.floor(numpy.abs(q) + 0.5)
 *		codes = numpy.clip(q, -128, 127).astype(numpy.int8)
 *
 * with i the clip's int16 samples and the scale the file's float32; L.mean() before the 30 is
 * what a clip gives to mean=dataset.
 */
#include "zoo/protocol.h"

#include "zoo/decode/archive.h"
#include "zoo/digest.h"

#include "tests/unit/check.h"
#include "tests/unit/wav.h"

#include <math.h>

enum { CLIP_SAMPLE_COUNT = 160000, CODE_COUNT = 13 * 1024 };

static const float input_scale[] = {0.19192618131637573F};
static const int32_t input_zero[] = {11};

static struct tensor good_input(void)
{
	return (struct tensor){.name = "in",
		.type = TENSOR_INT8,
		.rank = 4,
		.shape = {1, 32, 32, 1},
		.count = 1024,
		.nbytes = 1024,
		.quantisation = {.count = 1, .scale = input_scale, .zero = input_zero}};
}

static const struct protocol *ad(void)
{
	struct status st = {0};
	return protocol_find("ad-micronet", &st);
}

// A pipeline with one knob set ("": none).
static struct pipeline *create(const char *setting, struct arena *keep)
{
	struct status st = {0};
	struct knob_choice choice = {{0}, {0}};
	struct knobs knobs = protocol_knobs(ad());
	struct pipeline *pipeline = NULL;
	const struct tensor input = good_input();
	if ((*setting && !knobs_set(&knobs, &choice, setting, &st)) ||
		!ad()->pipeline_create(&pipeline, &choice, &input, keep, &st)) {
		CHECK(false, "%s: %s", setting, st.message);
		exit(1);
	}
	return pipeline;
}

/* ---- codes ---- */

struct expected {
	const char *setting;
	int window_count;
	double mean; // of the clip in dB
	const char *sha256;
};

static void check_codes(const struct expected *e, struct bytes wav, const char *name)
{
	struct arena arena = {0};
	struct status st = {0};
	const struct pipeline *pipeline = create(e->setting, &arena);
	int count = protocol_window_count(ad(), pipeline);
	CHECK_INT(count, e->window_count, "%s, %s: windows", name, e->setting);
	unsigned char codes[CODE_COUNT + 1];
	memset(codes, 99, sizeof(codes));
	size_t nbytes = (size_t)count * 1024;
	if (CHECK(ad()->prepare(pipeline, codes, wav, name, &arena, &st), "%s, %s: %s", name,
		    e->setting, st.message)) {
		struct digests digests = digest_bytes((struct bytes){codes, nbytes});
		CHECK_TEXT(digests.sha256, e->sha256, "%s, %s: codes", name, e->setting);
		CHECK_INT(codes[nbytes], 99, "%s, %s: nothing behind them", name, e->setting);
	}
	double mean = 0;
	CHECK(ad()->survey(pipeline, &mean, wav, name, &arena, &st) && fabs(mean - e->mean) < 1e-10,
		"%s, %s: mean %.12f", name, e->setting, mean);
	arena_release(&arena);
}

/*
 * Noise that becomes quieter every 20,000 samples and ends in silence: the upper bits of a
 * linear congruential generator, divided by 16, 32, ... 2048.
 */
static void make_clip(int16_t *samples)
{
	uint32_t x = 1;
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++) {
		x = (1103515245u * x + 12345u) & 0x7fffffffu;
		int noise = (int)(x >> 15 & 0xffff) - 32768;
		samples[i] = (int16_t)(i < 140000 ? noise / (1 << (4 + i / 20000)) : 0);
	}
}

static int16_t made[CLIP_SAMPLE_COUNT];

static void check_made_clip(void)
{
	static const struct expected expected[] = {
		{"", 13, -48.576116525962,
			"fe60d2fb41908fb3a757f682b9513858ee064b1fa3b6cb44e7ae1fba3750e366"},
		{"center=zeros", 13, -48.585132404729,
			"2ea6b9d653a8aa0a249b591ba9a4cbc6faaa08f962c926198b9f8cea2481c7d9"},
		{"center=none", 13, -48.334286059258,
			"f1f1c9be4d4e126f1ef37ddac1fe7b62cbdf9f4127f6981d73651ead0ba196a4"},
		{"resize=skip", 13, -48.576116525962,
			"ee5c02e560f07f0d97d9e8a9bcb0d3b0199a0cdb2dc340e5418b7aed61dc9d25"},
		{"windows=12", 12, -48.576116525962,
			"9b2c84d34a1593bb32790b4464a89412d9b06232a24aa2297b09d5dc52c7d4e5"},
		{"mel-interp=mel", 13, -48.576886804414,
			"9254c1821c0d198f9d6696cd6f215a4600375686887a9effe5e5eb517fefaa85"},
		{"mean=-29.5", 13, -48.576116525962,
			"c11448717fdd071328b38b88a0392ea90a4eacaef6e0259681f329ccb60ba23a"},
		{"log-floor=add-flt-min", 13, -75.620728277084,
			"fe60d2fb41908fb3a757f682b9513858ee064b1fa3b6cb44e7ae1fba3750e366"},
	};
	struct arena arena = {0};
	struct bytes wav = make_wav(made, CLIP_SAMPLE_COUNT, 16000, 1, &arena);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		check_codes(&expected[i], wav, "made clip");
	arena_release(&arena);
}

static const struct {
	const char *path;
	struct expected expected[4];
} golden_clips[] = {
	{"slider/test/anomaly_id_00_00000000.wav",
		{{"", 13, -27.004720035940,
			 "fb6cbc0e1a9cebb62952e9f7fe478889f88aae4d816b2384afce53c10fa5ff11"},
			{"center=none", 13, -26.995505967728,
				"8617580ef67136e0533740df313ede864637f507afca76701952157864eaf95e"},
			{"resize=skip", 13, -27.004720035940,
				"a0cda03c09d7db2ce44128b0d8b22b8f381f39d016a3363b15fc489acc1a7f9d"},
			{"mel-interp=mel", 13, -27.004786838530,
				"265b4dd1c240a45fdc28021433376552399cb268ac28399ba9181d19ad76ad7f"}}},
	{"slider/test/normal_id_04_00000003.wav",
		{{"", 13, -29.643684820468,
			 "d3558f1ec2cf8586dadb26e22641703ff91ec700e48c402d00cf1070dc9c1214"},
			{"center=zeros", 13, -29.653806708414,
				"9d7dbf8b7d768bf6f76afa86d3c990867cbdee02f42fc037cb4ad0c9bf121cab"},
			{"windows=12", 12, -29.643684820468,
				"bf6560ceefa40482606383f1fc0f2ab7d23947788404a24cfed993999d0a9ee5"},
			{"mean=-29.5", 13, -29.643684820468,
				"0339ab68fdc596968a70e0e07c28ebd18bb5eac8d42b93ed0fd500d8852d55a6"}}},
};
enum { GOLDEN_CLIP_COUNT = sizeof(golden_clips) / sizeof(golden_clips[0]) };

static void check_golden_clips(void)
{
	const char *shared = check_shared();
	struct arena arena = {0};
	struct status st = {0};
	struct unpacker *unpacker;
	const char *path = arena_printf(
		&arena, "%s/datasets/dcase_slider_sample.tar.xz", shared ? shared : "");
	if (!shared || !unpacker_open(&unpacker, path, &st)) {
		check_skip("clips of the slide rail", "no shared test data");
		arena_release(&arena);
		return;
	}
	struct packed_file file;
	int found = 0;
	while (found < GOLDEN_CLIP_COUNT && unpacker_next(unpacker, &file, &st) && file.path)
		for (int i = 0; i < GOLDEN_CLIP_COUNT; i++) {
			struct bytes wav;
			if (strcmp(file.path, golden_clips[i].path) != 0)
				continue;
			found++;
			if (CHECK(unpacker_read(unpacker, &wav, 1 << 20, &arena, &st), "%s",
				    st.message))
				for (int k = 0; k < 4; k++)
					check_codes(&golden_clips[i].expected[k], wav,
						golden_clips[i].path);
		}
	CHECK_INT(found, GOLDEN_CLIP_COUNT, "all of them are in the archive: %s", st.message);
	unpacker_close(unpacker);
	arena_release(&arena);
}

/* ---- clips that do not suit ---- */

static void check_refused(struct bytes wav, const char *message)
{
	struct arena arena = {0};
	struct status st = {0};
	unsigned char codes[CODE_COUNT];
	double mean;
	const struct pipeline *pipeline = create("", &arena);
	CHECK(!ad()->prepare(pipeline, codes, wav, "a.wav", &arena, &st), "refused: %s", message);
	CHECK_INT(st.code, STATUS_FORMAT, "its code");
	CHECK(strncmp(st.message, message, strlen(message)) == 0, "its message: %s", st.message);
	CHECK(!ad()->survey(pipeline, &mean, wav, "a.wav", &arena, &st), "by the survey, too");
	arena_release(&arena);
}

static void check_clips(void)
{
	struct arena arena = {0};
	check_refused(make_wav(made, CLIP_SAMPLE_COUNT - 1, 16000, 1, &arena),
		"a.wav: expected 160000 samples at 16000 Hz, got 159999 at 16000 Hz");
	check_refused(make_wav(made, CLIP_SAMPLE_COUNT, 16000, 2, &arena),
		"a.wav: expected 160000 samples at 16000 Hz, got 80000 at 16000 Hz");
	check_refused(make_wav(made, CLIP_SAMPLE_COUNT, 44100, 1, &arena),
		"a.wav: expected 160000 samples at 16000 Hz, got 160000 at 44100 Hz");
	struct bytes cut = make_wav(made, CLIP_SAMPLE_COUNT, 16000, 1, &arena);
	cut.nbytes = 200000;
	check_refused(cut, "a.wav: ");
	check_refused((struct bytes){(const unsigned char *)"no sound", 8}, "a.wav: ");
	check_refused((struct bytes){(const unsigned char *)"", 0}, "a.wav: ");
	arena_release(&arena);
}

// Of several channels the first counts.
static void check_channels(void)
{
	struct arena arena = {0};
	struct status st = {0};
	unsigned char one[CODE_COUNT], three[CODE_COUNT];
	int16_t *samples = arena_array(&arena, int16_t, 3 * CLIP_SAMPLE_COUNT);
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++) {
		samples[3 * i] = made[i];
		samples[3 * i + 1] = (int16_t)(i % 1000);
		samples[3 * i + 2] = -5000;
	}
	const struct pipeline *pipeline = create("", &arena);
	CHECK(ad()->prepare(pipeline, one, make_wav(made, CLIP_SAMPLE_COUNT, 16000, 1, &arena), "1",
		      &arena, &st) &&
			ad()->prepare(pipeline, three,
				make_wav(samples, 3 * CLIP_SAMPLE_COUNT, 16000, 3, &arena), "3",
				&arena, &st),
		"one channel and three: %s", st.message);
	CHECK(memcmp(one, three, sizeof(one)) == 0, "the same codes");
	arena_release(&arena);
}

/* ---- the mean of the set ---- */

static void check_survey(void)
{
	struct arena arena = {0};
	struct status st = {0};
	unsigned char surveyed[CODE_COUNT], given[CODE_COUNT];
	struct bytes wav = make_wav(made, CLIP_SAMPLE_COUNT, 16000, 1, &arena);
	CHECK(!ad()->wants_survey(create("", &arena)), "the default needs no survey");
	CHECK(!ad()->wants_survey(create("mean=-31", &arena)), "nor does a number");
	struct pipeline *pipeline = create("mean=dataset", &arena);
	CHECK(ad()->wants_survey(pipeline), "mean=dataset needs one");
	CHECK(!ad()->prepare(pipeline, surveyed, wav, "a.wav", &arena, &st),
		"not before it is done");
	CHECK_INT(st.code, STATUS_USAGE, "its code");
	CHECK_TEXT(st.message, "a.wav: mean=dataset needs a whole set, not a single clip",
		"its message");
	ad()->calibrate(pipeline, -28.25);
	CHECK(ad()->prepare(pipeline, surveyed, wav, "a.wav", &arena, &st) &&
			ad()->prepare(
				create("mean=-28.25", &arena), given, wav, "a.wav", &arena, &st),
		"calibrated: %s", st.message);
	CHECK(memcmp(surveyed, given, sizeof(given)) == 0, "the mean is what is subtracted");
	arena_release(&arena);
}

/* ---- scores ---- */

static void check_score(
	const char *setting, const struct tensor *output, const void *outputs, double expected)
{
	struct arena arena = {0};
	double got = ad()->score(create(setting, &arena), output, outputs, 2);
	CHECK(fabs(got - expected) < 1e-15, "score %s: %.16g", setting, got);
	arena_release(&arena);
}

/*
 * z = numpy.exp(x - x.max(1, keepdims=True)); p = z / z.sum(1, keepdims=True);
 * -p[:, 2].mean(), -numpy.log(p[:, 2]).mean(), with x = scale * (codes + 3).
 */
static void check_scores(void)
{
	static const float scale[] = {0.0371F};
	static const int32_t zero[] = {-3};
	const struct tensor output = {.type = TENSOR_INT8,
		.count = 8,
		.nbytes = 8,
		.quantisation = {.count = 1, .scale = scale, .zero = zero}};
	int8_t codes[13 * 8];
	float reals[13 * 8];
	uint32_t x = 1;
	for (int i = 0; i < 13 * 8; i++) {
		x = (1103515245u * x + 12345u) & 0x7fffffffu;
		codes[i] = (int8_t)((int)(x >> 15 & 0xff) - 128);
		reals[i] = 1000 + (float)i / 64; // must not overflow
	}
	check_score("", &output, codes, -0.1171212889111869);
	check_score("windows=12", &output, codes, -0.1162858686761389);
	check_score("score=log-softmax", &output, codes, 4.770346001443206);
	const struct tensor plain = {.type = TENSOR_FLOAT32, .count = 8, .nbytes = 32};
	double sum = 0;
	for (int i = 0; i < 8; i++)
		sum += exp((i - 2) / 64.0);
	check_score("", &plain, reals, -1 / sum);
}

/* ---- inputs ---- */

static void check_input(const struct tensor *input, const char *message)
{
	struct arena arena = {0};
	struct status st = {0};
	struct pipeline *pipeline;
	struct knob_choice choice = {{0}, {0}};
	bool ok = ad()->pipeline_create(&pipeline, &choice, input, &arena, &st);
	CHECK_INT(ok, message == NULL, "input: %s", message ? message : "32 x 32");
	CHECK_TEXT(st.message, message ? message : "", "input: its message");
	arena_release(&arena);
}

static void check_inputs(void)
{
	struct tensor input = good_input();
	check_input(&input, NULL);
	input.type = TENSOR_BOOL;
	check_input(&input,
		"protocol ad-micronet: input in: expected int8, uint8, int16 or float32, got bool");
	input = good_input();
	input.count = input.nbytes = 490;
	check_input(
		&input, "protocol ad-micronet: input in: expected 1024 values (32 x 32), got 490");
	input = good_input();
	input.quantisation.count = 0;
	check_input(&input, "protocol ad-micronet: input in: expected one scale, got 0");
}

int main(void)
{
	make_clip(made);
	check_made_clip();
	check_golden_clips();
	check_clips();
	check_channels();
	check_survey();
	check_scores();
	check_inputs();
	return check_done();
}
