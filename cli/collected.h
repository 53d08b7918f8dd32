// SPDX-License-Identifier: Apache-2.0
/*
 * One output of every inference, end to end in memory, for a .npy file that appears whole or
 * not at all.
 */
#ifndef CLI_COLLECTED_H
#define CLI_COLLECTED_H

#include "engine/base/arena.h"
#include "engine/model.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct collected {
	const struct tensor *tensor;
	bool as_reals; // float32 in place of codes
	int64_t count; // of inferences
	FILE *stream;
	char *data;
	size_t nbytes;
};

// Codes without a scale cannot be made real numbers: STATUS_FORMAT.
bool collected_open(
	struct collected *out, const struct tensor *tensor, bool as_reals, struct status *st);

void collected_add(struct collected *collected, const void *elements);

// One array, with the number of inferences in front, or in place of a leading 1.
bool collected_write(
	struct collected *collected, const char *path, struct arena *scratch, struct status *st);

void collected_close(struct collected *collected); // one that is all zero is allowed

#endif
