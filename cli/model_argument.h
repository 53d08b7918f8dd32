// SPDX-License-Identifier: Apache-2.0
/*
 * The argument CARD|FILE.tflite: a word with a slash or the suffix ".tflite" is a file,
 * anything else the name of a card, whose installed model is read and verified.
 */
#ifndef CLI_MODEL_ARGUMENT_H
#define CLI_MODEL_ARGUMENT_H

#include "cli/context.h"
#include "engine/engine.h"
#include "engine/model.h"
#include "zoo/digest.h"

struct model_argument {
	const struct card *card;     // whose model was named; NULL: a file
	const struct card *identity; // whose bytes these are, by SHA-1; NULL: no card's
	const char *name;            // for reports: the card's id, or the path as given
	const char *file_name;       // without directories
	struct bytes file;
	char sha1[SHA1_HEX_NBYTES]; // of it
};

bool model_argument_is_file(const char *word);
bool model_argument_read(struct model_argument *out, struct context *context, const char *word,
	struct arena *keep, struct status *st);

/*
 * The kernels that --isa names, else ZOO_ISA or the configuration, else the best.  NULL with
 * STATUS_USAGE if there are none of that name, which says where the name is from.
 */
const struct kernels *model_kernels(struct context *context, const char *isa, struct status *st);

#endif
