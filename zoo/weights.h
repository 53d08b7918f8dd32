// SPDX-License-Identifier: Apache-2.0
/*
 * Does a model look as if it had never been trained?  From its weights alone, with the
 * evidence for each layer, so that a reader can judge for himself.
 *
 * A layer is a CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED with constant int8 weights.  It
 * looks untrained if its weights are spread as one of Keras's initialisers draws them for
 * this very shape, up to that initialiser's own limit and not beyond, and if all its biases
 * are equal.  Training leaves neither: weights pass the limit within a few steps, and
 * biases part.  See zoo/verify/weights.c for the initialisers and for how close is close.
 */
#ifndef ZOO_WEIGHTS_H
#define ZOO_WEIGHTS_H

#include "engine/base/arena.h"
#include "engine/model.h"

#include <stdbool.h>
#include <stdint.h>

struct weights_layer {
	int op_index;
	const char *op_name;
	int64_t weight_count;
	int64_t fan_in, fan_out; // inputs and outputs of one unit, as Keras counts them

	// In real numbers.
	double limit;        // largest |weight|
	double rms;          // root of the mean square; limit / sqrt(3) if they are uniform
	double glorot_limit; // sqrt(6 / (fan in + fan out)), where Keras's default ends

	// The initialiser that fits best, and how well.
	const char *initialiser;   // as Keras calls it: "glorot_uniform"
	double initialiser_limit;  // largest |weight| that it draws for this shape
	double distance;           // Kolmogorov-Smirnov, between weights and initialiser: 0..1
	double distance_of_chance; // what that many draws stay below, but for one in 10,000

	int64_t bias_count; // 0: none
	double bias_least, bias_most;
	bool biases_equal; // one value, within half a quantisation step; true if there are none

	bool judged;    // weights enough to tell; if not, what follows is false
	bool untrained; // this layer looks like an initialisation
};

struct weights_report {
	const struct weights_layer *layers; // in the order in which they run
	int layer_count;
	int judged_count;
	int untrained_count;
	bool untrained;      // the model as a whole
	const char *summary; // one printable line with the evidence; NULL if it looks trained
};

/*
 * Any model that model_parse() returns.  Every weight is read two times or three: some 4 ms
 * for a million.  Operators may share weights, so a hostile file can keep this busy for long
 * unless plan_create() has accepted it, which limits that.
 */
void weights_examine(struct weights_report *out, const struct model *model, struct arena *keep);

#endif
