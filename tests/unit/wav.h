// SPDX-License-Identifier: Apache-2.0
/*
 * Sound files made by hand.
 */
#ifndef TESTS_UNIT_WAV_H
#define TESTS_UNIT_WAV_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"

#include <stdint.h>
#include <string.h>

// A .wav file of 16 bit; `count` is that of the samples of all channels together.
__attribute__((unused)) static struct bytes make_wav(
	const int16_t *samples, int count, int rate, int channels, struct arena *keep)
{
	size_t nbytes = 44 + 2 * (size_t)count;
	unsigned char *f = arena_alloc(keep, nbytes, 1, 64);
	const uint32_t data_nbytes = 2 * (uint32_t)count, riff_nbytes = 36 + data_nbytes;
	const uint32_t fields[] = {16, 1u | (uint32_t)channels << 16, (uint32_t)rate,
		(uint32_t)(2 * rate * channels), (uint32_t)(2 * channels) | 16u << 16};
	memcpy(f, "RIFF", 4);
	memcpy(f + 4, &riff_nbytes, 4);
	memcpy(f + 8, "WAVEfmt ", 8);
	memcpy(f + 16, fields, 20);
	memcpy(f + 36, "data", 4);
	memcpy(f + 40, &data_nbytes, 4);
	memcpy(f + 44, samples, data_nbytes);
	return (struct bytes){f, nbytes};
}

#endif
