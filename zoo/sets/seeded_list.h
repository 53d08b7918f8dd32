// SPDX-License-Identifier: Apache-2.0
/*
 * How keyword spotting lists are drawn from Speech Commands: each of the validation, testing
 * and training set is its clips of wanted words, and with them a tenth as many of silence
 * and a tenth as many of other words, drawn at random.  The draw depends on nothing but how
 * many clips of either sort each set has, in their order; a set that comes later does not
 * change one that came before.
 *
 * Two programs do it a little differently, and so draw other clips from the second set on:
 * Arm's ARM-software/ML-examples:tflu-kws-cortex-m/Training/data.py (the same in
 * ARM-software/ML-zoo:models/keyword_spotting/ds_cnn_large/model_package_tf/
 * data_processing/data_preprocessing.py), and the one it is made after,
 * tensorflow/tensorflow:tensorflow/examples/speech_commands/input_data.py.
 */
#ifndef ZOO_SETS_SEEDED_LIST_H
#define ZOO_SETS_SEEDED_LIST_H

#include "engine/base/arena.h"

#include <stdint.h>

enum seeded_program {
	SEEDED_ARM,       // shuffles a set's list as soon as it is whole
	SEEDED_TENSORFLOW // shuffles the lists when all sets have their clips of other words
};

enum { SEEDED_SILENCE = -1 };

struct seeded_set {
	int32_t known_count, other_count; // of clips, before the draw; at least 0
	// What is drawn:
	int32_t silence_count;
	int32_t chosen_count;
	const int32_t *chosen; // indices of clips of other words, as they are drawn
	/*
	 * The whole list in its order: 0 to known_count - 1 a clip of a wanted word,
	 * known_count + i the other clip i, or SEEDED_SILENCE.
	 */
	const int32_t *items;
	int32_t item_count;
};

// `sets`: validation, testing, training, in this order, or only the first of them.
void seeded_list_draw(
	struct seeded_set *sets, int set_count, enum seeded_program program, struct arena *keep);

#endif
