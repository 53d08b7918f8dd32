// SPDX-License-Identifier: Apache-2.0
/*
 * Files built here byte by byte (FLAC: RFC 9639, with subframes that are not compressed).
 */
#include "zoo/decode/audio.h"

#include "tests/unit/check.h"

#include <math.h>

struct file {
	unsigned char data[65536];
	size_t nbytes;
};

static void put(struct file *f, uint32_t value, int nbytes)
{
	for (int i = 0; i < nbytes; i++)
		f->data[f->nbytes++] = (unsigned char)(value >> 8 * i);
}

static void put_letters(struct file *f, const char *letters)
{
	while (*letters)
		f->data[f->nbytes++] = (unsigned char)*letters++;
}

struct wav {
	int tag, channels, rate, bits; // tag 1: PCM, 3: float
	uint32_t data_nbytes;
	bool extra_chunk;
};

static struct file wav_header(struct wav w)
{
	struct file f = {.nbytes = 0};
	put_letters(&f, "RIFF");
	put(&f, 36 + w.data_nbytes + (w.extra_chunk ? 12 : 0), 4);
	put_letters(&f, "WAVEfmt ");
	put(&f, 16, 4);
	put(&f, (uint32_t)w.tag, 2);
	put(&f, (uint32_t)w.channels, 2);
	put(&f, (uint32_t)w.rate, 4);
	put(&f, (uint32_t)(w.rate * w.channels * w.bits / 8), 4);
	put(&f, (uint32_t)(w.channels * w.bits / 8), 2);
	put(&f, (uint32_t)w.bits, 2);
	if (w.extra_chunk) { // odd size: a pad byte follows
		put_letters(&f, "note");
		put(&f, 3, 4);
		put(&f, 0, 4);
	}
	put_letters(&f, "data");
	put(&f, w.data_nbytes, 4);
	return f;
}

static bool decode(struct audio *out, const struct file *f, struct arena *arena, struct status *st)
{
	return audio_decode(out, (struct bytes){f->data, f->nbytes}, "clip", arena, st);
}

static void check_refused(const struct file *f, const char *expected, const char *what)
{
	struct arena arena = {0};
	struct status st = {0};
	struct audio audio;
	CHECK(!decode(&audio, f, &arena, &st), "%s is refused", what);
	CHECK_INT(st.code, STATUS_FORMAT, "%s: code", what);
	CHECK(strstr(st.message, expected) != NULL && strncmp(st.message, "clip: ", 6) == 0,
		"%s: says \"%s\": %s", what, expected, st.message);
	arena_release(&arena);
}

static void check_samples(const struct file *f, int rate, int channels, const float *expected,
	int count, const char *what)
{
	struct arena arena = {0};
	struct status st = {0};
	struct audio audio = {0};
	if (CHECK(decode(&audio, f, &arena, &st), "%s is read: %s", what, st.message)) {
		CHECK_INT(audio.rate_hz, rate, "%s: rate", what);
		CHECK_INT(audio.channel_count, channels, "%s: channels", what);
		CHECK_INT(audio.frame_count * channels, count, "%s: samples", what);
		bool same = true;
		for (int i = 0; i < count && same; i++)
			same = audio.samples[i] == expected[i];
		CHECK(same, "%s: values", what);
	}
	arena_release(&arena);
}

static const int16_t shorts[] = {0, 1, -1, 255, -256, 32767, -32768, 12345};
static const float values[] = {0, 1, -1, 255, -256, 32767, -32768, 12345};

static struct file wav16(struct wav w)
{
	struct file f = wav_header(w);
	for (int i = 0; i < 8; i++)
		put(&f, (uint16_t)shorts[i], 2);
	return f;
}

static void check_wav(void)
{
	struct wav w = {1, 1, 16000, 16, 16, false};
	struct file f = wav16(w);
	check_samples(&f, 16000, 1, values, 8, "16 bit mono");
	w.extra_chunk = true;
	f = wav16(w);
	check_samples(&f, 16000, 1, values, 8, "chunk between, of odd size");
	w = (struct wav){1, 2, 44100, 16, 16, false};
	f = wav16(w);
	check_samples(&f, 44100, 2, values, 8, "16 bit stereo");

	f = wav_header((struct wav){1, 1, 16000, 8, 4, false});
	put(&f, 0x00ff8180, 4); // 8 bit is unsigned: 128, 129, 255, 0
	check_samples(&f, 16000, 1, (const float[]){0, 256, 32512, -32768}, 4, "8 bit");
	f = wav_header((struct wav){1, 1, 16000, 24, 6, false});
	put(&f, 0x800000, 3);
	put(&f, 0x000001, 3);
	check_samples(&f, 16000, 1, (const float[]){-32768, 1.0F / 256}, 2, "24 bit");
	f = wav_header((struct wav){3, 1, 16000, 32, 8, false});
	put(&f, 0x3f000000, 4); // 0.5
	put(&f, 0xc0000000, 4); // -2.0
	check_samples(&f, 16000, 1, (const float[]){16384, -65536}, 2, "float");
}

static void check_bad_wav(void)
{
	struct wav w = {1, 1, 16000, 16, 16, false};
	struct file good = wav16(w), f = good;
	for (f.nbytes = 0; f.nbytes < 8; f.nbytes++)
		check_refused(&f, "expected a WAV or FLAC file", "a WAV of a few bytes");
	for (f.nbytes = 12; f.nbytes < good.nbytes; f.nbytes++)
		check_refused(&f, "truncated", "a WAV that ends early");
	w.data_nbytes = 18;
	f = wav16(w);
	check_refused(&f, "truncated: expected 18 bytes of samples, got 16", "promises more");
	w.data_nbytes = UINT32_MAX;
	f = wav16(w);
	check_refused(&f, "truncated: expected 4294967295 bytes", "of unknown length");
	w.data_nbytes = 0;
	f = wav16(w);
	check_refused(&f, "no samples", "says it is empty");
	f.nbytes -= 16;
	check_refused(&f, "no samples", "is empty");
	f = good;
	f.data[20] = 2; // MS ADPCM
	check_refused(&f, "", "compressed");
	f = good;
	f.data[20] = 7; // mu-law
	f.data[32] = 1;
	f.data[34] = 8;
	check_refused(&f, "expected PCM samples", "mu-law");
	f = wav_header((struct wav){3, 1, 16000, 32, 4, false});
	put(&f, 0x7fc00000, 4);
	check_refused(&f, "sample 0 is not finite", "not a number");
	f.nbytes -= 4;
	put(&f, 0x7f7fffff, 4); // the largest float32, beyond it once it is in steps of 16 bit
	check_refused(&f, "sample 0 is not finite", "too large");

	f.nbytes = 0;
	put_letters(&f, "version https://git-lfs.github.com/spec/v1\noid sha256:00");
	check_refused(&f, "a Git LFS pointer", "an LFS pointer");
	f.nbytes = 0;
	check_refused(&f, "an empty file", "nothing");
}

// Any byte of the header changed: no signal, no endless loop, no huge memory.
static void check_any_header(void)
{
	struct file good = wav16((struct wav){1, 1, 16000, 16, 16, true});
	int tried = 0;
	for (size_t at = 0; at < 60; at++) {
		for (int value = 0; value < 256; value += 5) {
			struct arena arena = {0};
			struct status st = {0};
			struct audio audio;
			struct file f = good;
			f.data[at] = (unsigned char)value;
			tried++;
			if (decode(&audio, &f, &arena, &st) && audio.frame_count < 1)
				CHECK(false, "byte %zu = %d: decoded to nothing", at, value);
			arena_release(&arena);
		}
	}
	CHECK(tried > 3000, "%d damaged headers survived", tried);
}

static void put_big(struct file *f, uint32_t value, int nbytes)
{
	while (nbytes-- > 0)
		f->data[f->nbytes++] = (unsigned char)(value >> 8 * nbytes);
}

// Remainder of the bytes from `start` on; a polynomial of `bits` bits, highest first.
static uint32_t flac_crc(const struct file *f, size_t start, uint32_t polynomial, int bits)
{
	uint32_t crc = 0, top = 1u << (bits - 1);
	for (size_t i = start; i < f->nbytes; i++) {
		crc ^= (uint32_t)f->data[i] << (bits - 8);
		for (int k = 0; k < 8; k++)
			crc = crc & top ? crc << 1 ^ polynomial : crc << 1;
	}
	return crc & (2 * top - 1);
}

enum { FLAC_SAMPLES = 16000, FLAC_BLOCK = 4000 };

static void make_flac(struct file *f, float expected[static FLAC_SAMPLES])
{
	f->nbytes = 0;
	put_letters(f, "fLaC");
	put_big(f, 0x80000022, 4); // the last block of metadata: STREAMINFO, 34 bytes
	put_big(f, FLAC_BLOCK, 2);
	put_big(f, FLAC_BLOCK, 2);
	put_big(f, 0, 3);
	put_big(f, 0, 3);
	// 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples
	put_big(f, 16000u << 12 | 0u << 9 | 15u << 4, 4);
	put_big(f, FLAC_SAMPLES, 4);
	for (int i = 0; i < 4; i++)
		put_big(f, 0, 4); // no MD5
	for (int block = 0; block < FLAC_SAMPLES / FLAC_BLOCK; block++) {
		size_t start = f->nbytes;
		// Sync, size of the block at the end of the header, 16 kHz, mono, 16 bit.
		put_big(f, 0xfff87508, 4);
		put_big(f, (uint32_t)block, 1);
		put_big(f, FLAC_BLOCK - 1, 2);
		put_big(f, flac_crc(f, start, 0x07, 8), 1);
		put_big(f, 0x02, 1); // a subframe as it is
		for (int i = block * FLAC_BLOCK; i < (block + 1) * FLAC_BLOCK; i++) {
			int16_t sample = (int16_t)(i * 7919 % 4001 - 2000);
			expected[i] = sample;
			put_big(f, (uint16_t)sample, 2);
		}
		put_big(f, flac_crc(f, start, 0x8005, 16), 2);
	}
}

static void check_flac(void)
{
	static float expected[FLAC_SAMPLES];
	static struct file good, f;
	make_flac(&good, expected);
	check_samples(&good, 16000, 1, expected, FLAC_SAMPLES, "FLAC");
	f = good;
	f.nbytes /= 2;
	check_refused(&f, "truncated", "half a FLAC");
	f.nbytes = good.nbytes - 3;
	check_refused(&f, "truncated", "a FLAC without its last bytes");
	f.nbytes = 30;
	check_refused(&f, "damaged FLAC header", "the start of a FLAC");
	f = good;
	f.data[good.nbytes / 2] ^= 0x40;
	check_refused(&f, "damaged", "a FLAC with a flipped bit");
	f = good; // total samples: the low 36 bits of bytes 18 to 25
	f.data[21] |= 0x0f;
	check_refused(&f, "at most", "a FLAC of two hours, as it says");
	f = good;
	f.data[22] = f.data[23] = f.data[24] = f.data[25] = 0;
	check_refused(&f, "", "a FLAC of unknown length");
}

int main(void)
{
	check_wav();
	check_bad_wav();
	check_any_header();
	check_flac();
	return check_done();
}
