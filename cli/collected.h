// SPDX-License-Identifier: Apache-2.0
/*
 * One output of every inference, end to end in memory, for a .npy file that appears whole or
 * not at all (zoo/output_file.h).
 */
#ifndef CLI_COLLECTED_H
#define CLI_COLLECTED_H

#include "engine/base/arena.h"
#include "engine/model.h"
#include "zoo/output_file.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct collected {
	const struct tensor *tensor;
	bool as_reals; // float32 in place of codes
	int64_t count; // of inferences
	struct output_file file;
	FILE *stream; // NULL: nothing is collected
	char *data;
	size_t nbytes;
};

// Opens the file, too.  Codes without a scale cannot be made real numbers: STATUS_FORMAT.
bool collected_open(struct collected *out, const struct tensor *tensor, bool as_reals,
	const char *path, struct arena *keep, struct status *st);

void collected_add(struct collected *collected, const void *elements);

// One array, with the number of inferences in front, or in place of a leading 1.
bool collected_write(struct collected *collected, struct arena *scratch, struct status *st);

// What was not written is gone.  One that is all zero is allowed.
void collected_close(struct collected *collected);

#endif
