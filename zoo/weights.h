// SPDX-License-Identifier: Apache-2.0
/*
 * Does a model look as if it had never been trained?  From its weights alone, with the
 * evidence for each layer, so that a reader can judge for himself.
 */
#ifndef ZOO_WEIGHTS_H
#define ZOO_WEIGHTS_H

#include "engine/base/arena.h"
#include "engine/model.h"

#include <stdbool.h>

struct weights_layer {
	int op_index;
	const char *op_name;
	// The evidence: see zoo/verify/weights.c for what each is compared with.
	double limit;        // largest |weight|, in real numbers
	double glorot_limit; // sqrt(6 / (fan in + fan out))
	// ... what the detector needs beside these, each with its meaning
	bool untrained; // this layer looks like an initialisation
};

struct weights_report {
	const struct weights_layer *layers;
	int layer_count;
	int untrained_count;
	bool untrained;      // the model as a whole
	const char *summary; // one printable line with the evidence; NULL if it looks trained
};

void weights_examine(struct weights_report *out, const struct model *model, struct arena *keep);

#endif
