// SPDX-License-Identifier: Apache-2.0
/*
 * Slaney's bands and the log-mel spectrogram against librosa 0.11 in double precision:
 *
 *	F = librosa.filters.mel(sr=16000, n_fft=1024, n_mels=64, dtype=numpy.float64)
 *	S = numpy.abs(librosa.stft(y, n_fft=1024, hop_length=512, pad_mode=..)) ** 2
 *	10 * numpy.log10(F @ S + sys.float_info.epsilon)
 *
 * and, for slopes straight in mel, with a matrix from m = librosa.hz_to_mel(bins) and
 * e = numpy.linspace(0, librosa.hz_to_mel(8000), 66): max(0, min((m - e[b]) / (e[b+1] - e[b]),
 * (e[b+2] - m) / (e[b+2] - e[b+1]))) * 2 / (hz[b+2] - hz[b]).
 */
#include "zoo/features/logmel.h"
#include "zoo/features/spectrogram.h"

#include "tests/unit/check.h"

#include <math.h>
#include <stdint.h>

enum { BIN_COUNT = 513, BAND_COUNT = 64, CLIP_SAMPLE_COUNT = 5200 };

static const struct mel_options librosa_bank = {.rate_hz = 16000,
	.bin_count = BIN_COUNT,
	.band_count = BAND_COUNT,
	.low_hz = 0,
	.high_hz = 8000,
	.scale = MEL_SLANEY,
	.slopes = MEL_STRAIGHT_IN_HZ,
	.height = MEL_AREA_1};

static bool close_to(double got, double expected)
{
	return fabs(got - expected) <= 1e-12 * fabs(expected);
}

static void check_edges(void)
{
	static const struct {
		int index;
		double hz;
	} edges[] = {{0, 0}, {1, 46.405785099}, {2, 92.811570199}, {3, 139.217355298},
		{20, 928.115701988}, {21, 974.521487088}, {22, 1021.816379051},
		{32, 1648.974927218}, {63, 7269.788038159}, {64, 7626.159210590}, {65, 8000}};
	static const struct {
		int band;
		double height;
	} heights[] = {{0, 0.021549037}, {20, 0.021344563}, {21, 0.020537002}, {22, 0.019486325},
		{31, 0.012666974}, {63, 0.002738931}};
	struct arena arena = {0};
	const struct mel *mel = mel_create(&librosa_bank, &arena);
	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
		CHECK(fabs(mel->edge_hz[edges[i].index] - edges[i].hz) < 6e-10, "edge %d: %.9f",
			edges[i].index, mel->edge_hz[edges[i].index]);
	for (size_t i = 0; i < sizeof(heights) / sizeof(heights[0]); i++)
		CHECK(fabs(mel->height[heights[i].band] - heights[i].height) < 6e-10,
			"height %d: %.9f", heights[i].band, mel->height[heights[i].band]);
	arena_release(&arena);
}

/* ---- weights ---- */

static double weights[BAND_COUNT][BIN_COUNT];

// The bank as a matrix, from what it makes of a 1 in each bin, in either lane.
static void find_weights(enum mel_slopes slopes)
{
	struct arena arena = {0};
	struct mel_options options = librosa_bank;
	options.slopes = slopes;
	const struct mel *mel = mel_create(&options, &arena);
	static lanes values[BIN_COUNT], bands[BAND_COUNT];
	int different = 0;
	for (int bin = 0; bin < BIN_COUNT; bin++) {
		values[bin] = (lanes){1, 2};
		mel_apply(mel, bands, values);
		values[bin] = lanes_all(0);
		for (int b = 0; b < BAND_COUNT; b++) {
			weights[b][bin] = bands[b][0];
			different += bands[b][1] != 2 * bands[b][0];
		}
	}
	CHECK_INT(different, 0, "lanes that differ");
	arena_release(&arena);
}

static const int probes[7][2] = {{0, 1}, {0, 3}, {0, 5}, {20, 60}, {31, 105}, {63, 480}, {63, 511}};

static void check_weights(enum mel_slopes slopes, double sum, double squares,
	const double *at_probes, const char *name)
{
	find_weights(slopes);
	double got_sum = 0, got_squares = 0;
	int count = 0;
	for (int b = 0; b < BAND_COUNT; b++)
		for (int bin = 0; bin < BIN_COUNT; bin++) {
			got_sum += weights[b][bin];
			got_squares += weights[b][bin] * weights[b][bin];
			count += weights[b][bin] > 1e-12; // at an edge, up to rounding
		}
	CHECK_INT(count, 997, "%s: weights that are not 0", name);
	CHECK(close_to(got_sum, sum), "%s: sum of weights %.16g", name, got_sum);
	CHECK(close_to(got_squares, squares), "%s: sum of squares %.16g", name, got_squares);
	for (int i = 0; i < 7; i++)
		CHECK(close_to(weights[probes[i][0]][probes[i][1]], at_probes[i]),
			"%s: band %d, bin %d: %.16g", name, probes[i][0], probes[i][1],
			weights[probes[i][0]][probes[i][1]]);
}

static void check_banks(void)
{
	static const double hz[7] = {0.00725564084514393, 0.02133115232130452, 0.006819870631016657,
		0.004316352782811537, 0.01129437111117114, 0.001769319942933533,
		0.0001144759861956274};
	static const double mel[7] = {0.007255640845143929, 0.02133115232130452,
		0.006819870631016656, 0.004316352782811532, 0.01132329295060831,
		0.001784236958441013, 0.0001118892181232794};
	check_weights(MEL_STRAIGHT_IN_HZ, 4.095880160968865, 0.03542326373906856, hz, "hz");
	check_weights(MEL_STRAIGHT_IN_MEL, 4.095089921789681, 0.03541429270525927, mel, "mel");
}

/* ---- frames ---- */

static void check_padding(void)
{
	static const double in[5] = {1, 2, 3, 4, 5};
	static const double reflected[11] = {4, 3, 2, 1, 2, 3, 4, 5, 4, 3, 2};
	static const double zeros[11] = {0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0};
	double out[11];
	spectrogram_pad(out, in, 5, 3, PAD_REFLECT);
	CHECK(memcmp(out, reflected, sizeof(out)) == 0, "mirrored without the edge twice");
	spectrogram_pad(out, in, 5, 3, PAD_ZEROS);
	CHECK(memcmp(out, zeros, sizeof(out)) == 0, "zeros around");
	spectrogram_pad(out, in, 5, 0, PAD_REFLECT);
	CHECK(memcmp(out, in, sizeof(in)) == 0, "no margin");
}

// A linear congruential generator's upper bits, as samples of 16 bit / 32768.
static void make_clip(double *samples)
{
	uint32_t x = 1;
	for (int i = 0; i < CLIP_SAMPLE_COUNT; i++) {
		x = (1103515245u * x + 12345u) & 0x7fffffffu;
		samples[i] = ((int)(x >> 15 & 0xffff) - 32768) / 32768.0;
	}
}

static struct logmel_options clip_options(
	enum logmel_centre centre, enum mel_slopes slopes, enum logmel_floor floor)
{
	struct logmel_options options = {.sample_count = CLIP_SAMPLE_COUNT,
		.frame_sample_count = 1024,
		.hop_sample_count = 512,
		.centre = centre,
		.floor = floor,
		.mel = librosa_bank};
	options.mel.slopes = slopes;
	return options;
}

struct expected {
	const char *name;
	enum logmel_centre centre;
	enum mel_slopes slopes;
	int frame_count;
	double mean, rms;
	double first, last, middle; // band 0 of frame 0, the last of the last, band 31 of frame 3
};

static void check_clip(const struct expected *e)
{
	struct arena arena = {0};
	double samples[CLIP_SAMPLE_COUNT];
	make_clip(samples);
	struct logmel_options options =
		clip_options(e->centre, e->slopes, LOGMEL_ADD_DOUBLE_EPSILON);
	const struct logmel *logmel = logmel_create(&options, &arena);
	int count = logmel_frame_count(logmel);
	if (!CHECK(count == e->frame_count, "%s: %d frames", e->name, count))
		return;
	double *out = arena_array(&arena, double, count *BAND_COUNT + 1);
	out[count * BAND_COUNT] = 1234;
	logmel_run(logmel, out, samples, &arena);
	CHECK(out[count * BAND_COUNT] == 1234, "%s: nothing behind the end", e->name);
	double sum = 0, squares = 0;
	for (int i = 0; i < count * BAND_COUNT; i++) {
		sum += out[i];
		squares += out[i] * out[i];
	}
	double mean = sum / (count * BAND_COUNT), rms = sqrt(squares / (count * BAND_COUNT));
	CHECK(close_to(mean, e->mean) && close_to(rms, e->rms), "%s: mean %.15g, rms %.15g",
		e->name, mean, rms);
	CHECK(close_to(out[0], e->first), "%s: first %.15g", e->name, out[0]);
	CHECK(close_to(out[count * BAND_COUNT - 1], e->last), "%s: last %.15g", e->name,
		out[count * BAND_COUNT - 1]);
	CHECK(close_to(out[3 * BAND_COUNT + 31], e->middle), "%s: between %.15g", e->name,
		out[3 * BAND_COUNT + 31]);
	arena_release(&arena);
}

static void check_clips(void)
{
	static const struct expected expected[] = {
		{"reflect, hz", LOGMEL_CENTRE_REFLECT, MEL_STRAIGHT_IN_HZ, 11, 8.53397181411207,
			8.84935977062871, 6.72377283918362, 9.44059144837385, 10.778006976996},
		{"reflect, mel", LOGMEL_CENTRE_REFLECT, MEL_STRAIGHT_IN_MEL, 11, 8.53299799747412,
			8.84850340953259, 6.72377283918362, 9.42590014269719, 10.7778270520326},
		{"zeros, hz", LOGMEL_CENTRE_ZEROS, MEL_STRAIGHT_IN_HZ, 11, 8.14850031282601,
			8.52866968187672, 3.95341186226068, 8.25646225995429, 10.778006976996},
		{"zeros, mel", LOGMEL_CENTRE_ZEROS, MEL_STRAIGHT_IN_MEL, 11, 8.14757256801819,
			8.52785871731291, 3.95341186226068, 8.24431637892916, 10.7778270520326},
		{"from the start, hz", LOGMEL_FROM_START, MEL_STRAIGHT_IN_HZ, 9, 8.63203956033989,
			8.91949805295327, 11.2941609138709, 8.22580446338247, 8.64743656077946},
		{"from the start, mel", LOGMEL_FROM_START, MEL_STRAIGHT_IN_MEL, 9, 8.63127182776425,
			8.91873535167067, 11.2941609138709, 8.22326001908264, 8.6560615204446},
	};
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		check_clip(&expected[i]);
}

static void check_silence(void)
{
	static const double expected[] = {-156.53559774527, -379.297794536616};
	static const enum logmel_floor floors[] = {LOGMEL_ADD_DOUBLE_EPSILON, LOGMEL_ADD_FLT_MIN};
	for (int i = 0; i < 2; i++) {
		struct arena arena = {0};
		struct logmel_options options =
			clip_options(LOGMEL_CENTRE_REFLECT, MEL_STRAIGHT_IN_HZ, floors[i]);
		const struct logmel *logmel = logmel_create(&options, &arena);
		int count = logmel_frame_count(logmel) * BAND_COUNT, different = 0;
		double *samples = arena_array(&arena, double, CLIP_SAMPLE_COUNT);
		double *out = arena_array(&arena, double, count);
		logmel_run(logmel, out, samples, &arena);
		for (int k = 0; k < count; k++)
			different += !close_to(out[k], expected[i]);
		CHECK_INT(different, 0, "silence, floor %d: values that are not %.12g", i,
			expected[i]);
		arena_release(&arena);
	}
}

int main(void)
{
	check_edges();
	check_banks();
	check_padding();
	check_clips();
	check_silence();
	return check_done();
}
