// SPDX-License-Identifier: Apache-2.0
/*
 * libsndfile repairs what it can: a WAV whose data ends early is given its real length,
 * one of length 0 all that follows.  For a measurement both are damage, so the file's own
 * statement is read here and must agree with what came out.  (RIFF: a chunk is four
 * letters, a 32-bit little-endian size, the content, a pad byte if the size is odd.)
 *
 * The library's error texts are in a variable shared by all threads and are not used.
 */
#include "zoo/decode/audio.h"

#include <errno.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>

struct cursor {
	struct bytes file;
	sf_count_t at;
};

static sf_count_t cursor_length(void *context)
{
	const struct cursor *c = context;
	return (sf_count_t)c->file.nbytes;
}

static sf_count_t cursor_seek(sf_count_t offset, int whence, void *context)
{
	struct cursor *c = context;
	sf_count_t length = (sf_count_t)c->file.nbytes;
	sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? c->at : length;
	sf_count_t to;
	if (__builtin_add_overflow(base, offset, &to) || to < 0 || to > length)
		return -1;
	c->at = to;
	return to;
}

static sf_count_t cursor_read(void *out, sf_count_t nbytes, void *context)
{
	struct cursor *c = context;
	sf_count_t left = (sf_count_t)c->file.nbytes - c->at;
	if (nbytes > left)
		nbytes = left;
	if (nbytes <= 0)
		return 0;
	memcpy(out, c->file.data + c->at, (size_t)nbytes);
	c->at += nbytes;
	return nbytes;
}

static sf_count_t cursor_tell(void *context)
{
	const struct cursor *c = context;
	return c->at;
}

static bool starts_with(struct bytes file, size_t at, const char *letters)
{
	size_t length = strlen(letters);
	return file.nbytes >= at + length && memcmp(file.data + at, letters, length) == 0;
}

static uint32_t little_u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

// How many bytes of samples a WAV file announces; it must hold them.
static bool wav_data_nbytes(int64_t *out, struct bytes file, const char *name, struct status *st)
{
	uint64_t at = 12;
	while (at + 8 <= file.nbytes) {
		uint64_t nbytes = little_u32(file.data + at + 4);
		uint64_t left = file.nbytes - at - 8;
		if (!starts_with(file, at, "data")) {
			at += 8 + nbytes + (nbytes & 1);
			continue;
		}
		if (nbytes > left)
			return status_fail(st, STATUS_FORMAT,
				"%s: truncated: expected %llu bytes of samples, got %llu", name,
				(unsigned long long)nbytes, (unsigned long long)left);
		*out = (int64_t)nbytes;
		return true;
	}
	return status_fail(st, STATUS_FORMAT,
		"%s: truncated: no samples in a WAV file of %zu bytes", name, file.nbytes);
}

// 0: a coding that is not plain samples.
static int sample_nbytes(int format)
{
	switch (format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_PCM_S8:
	case SF_FORMAT_PCM_U8:
		return 1;
	case SF_FORMAT_PCM_16:
		return 2;
	case SF_FORMAT_PCM_24:
		return 3;
	case SF_FORMAT_PCM_32:
	case SF_FORMAT_FLOAT:
		return 4;
	case SF_FORMAT_DOUBLE:
		return 8;
	default:
		return 0;
	}
}

static bool is_floating(const SF_INFO *info)
{
	int format = info->format & SF_FORMAT_SUBMASK;
	return format == SF_FORMAT_FLOAT || format == SF_FORMAT_DOUBLE;
}

static bool check_info(const SF_INFO *info, int64_t wav_nbytes, const char *name, struct status *st)
{
	int nbytes = sample_nbytes(info->format);
	if (!nbytes)
		return status_fail(
			st, STATUS_FORMAT, "%s: expected PCM samples, got a compressed WAV", name);
	if (info->frames < 1 || info->channels < 1 || info->samplerate < 1)
		return status_fail(st, STATUS_FORMAT, "%s: no samples", name);
	if (info->frames > AUDIO_MAX_VALUES / info->channels)
		return status_fail(st, STATUS_FORMAT,
			"%s: says it has %lld samples in %d channels, at most %d are allowed", name,
			(long long)info->frames, info->channels, AUDIO_MAX_VALUES);
	int64_t frame_nbytes = (int64_t)nbytes * info->channels;
	if (wav_nbytes >= 0 && info->frames != wav_nbytes / frame_nbytes)
		return status_fail(st, STATUS_FORMAT,
			"%s: says it has %lld bytes of samples, but %lld of %lld bytes follow",
			name, (long long)wav_nbytes, (long long)info->frames,
			(long long)frame_nbytes);
	return true;
}

enum { PIECE_COUNT = 4096, MOST_CHANNELS = 1024 }; // values; the library allows no more channels

/*
 * Samples of 16 bits are read as they are, which is several times quicker than as floats;
 * whole frames at a time, as the library insists on.
 */
static sf_count_t read_words(SNDFILE *sound, float *samples, int64_t count, int channels)
{
	enum { BLOCK = 8 };
	short words[PIECE_COUNT];
	const sf_count_t most = PIECE_COUNT / channels * channels;
	sf_count_t done = 0;
	while (done < count) {
		sf_count_t piece = count - done < most ? count - done : most;
		sf_count_t got = sf_read_short(sound, words, piece), i = 0;
		// By blocks, as compilers keep to one at a time if they do not know a count.
		for (; i + BLOCK <= got; i += BLOCK)
			for (int k = 0; k < BLOCK; k++)
				samples[done + i + k] = words[i + k];
		for (; i < got; i++)
			samples[done + i] = words[i];
		done += got;
		if (got != piece)
			break;
	}
	return done;
}

static sf_count_t read_floats(SNDFILE *sound, float *samples, int64_t count)
{
	sf_count_t got = sf_read_float(sound, samples, count);
	for (sf_count_t i = 0; i < got; i++)
		samples[i] *= 32768.0f; // 1.0 is full scale; a power of two loses nothing
	return got;
}

static bool take_samples(struct audio *out, SNDFILE *sound, const SF_INFO *info, const char *name,
	struct arena *keep, struct status *st)
{
	int64_t count = info->frames * info->channels;
	float *samples = arena_array(keep, float, count);
	bool words = (info->format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16 &&
		     info->channels <= MOST_CHANNELS;
	sf_count_t got = words ? read_words(sound, samples, count, info->channels)
			       : read_floats(sound, samples, count);
	if (got != count)
		return status_fail(st, STATUS_FORMAT,
			"%s: truncated or damaged: expected %lld samples, got %lld", name,
			(long long)info->frames, (long long)(got / info->channels));
	if (sf_error(sound) != SF_ERR_NO_ERROR)
		return status_fail(st, STATUS_FORMAT, "%s: damaged audio data", name);
	for (int64_t i = 0; i < count && is_floating(info); i++)
		if (!isfinite(samples[i]))
			return status_fail(st, STATUS_FORMAT, "%s: sample %lld is not finite", name,
				(long long)i);
	*out = (struct audio){info->samplerate, info->channels, info->frames, samples};
	return true;
}

bool audio_decode(struct audio *out, struct bytes file, const char *name, struct arena *keep,
	struct status *st)
{
	bool wav = starts_with(file, 0, "RIFF") && starts_with(file, 8, "WAVE");
	if (!wav && !starts_with(file, 0, "fLaC"))
		return status_fail(st, STATUS_FORMAT, "%s: expected a WAV or FLAC file, got %s",
			name,
			starts_with(file, 0, "version https://git-lfs") ? "a Git LFS pointer"
			: file.nbytes == 0                              ? "an empty file"
									: "something else");
	int64_t wav_nbytes = -1;
	if (wav && !wav_data_nbytes(&wav_nbytes, file, name, st))
		return false;
	SF_VIRTUAL_IO io = {cursor_length, cursor_seek, cursor_read, NULL, cursor_tell};
	struct cursor cursor = {file, 0};
	SF_INFO info = {0};
	errno = 0;
	SNDFILE *sound = sf_open_virtual(&io, SFM_READ, &info, &cursor);
	bool ok = sound && check_info(&info, wav_nbytes, name, st) &&
		  take_samples(out, sound, &info, name, keep, st);
	// the library tells a lack of memory only through malloc's own errno
	if (!ok && errno == ENOMEM)
		status_fail(st, STATUS_IO, "%s: out of memory", name);
	else if (!sound)
		status_fail(st, STATUS_FORMAT, "%s: damaged %s header", name, wav ? "WAV" : "FLAC");
	sf_close(sound);
	return ok;
}
