// SPDX-License-Identifier: Apache-2.0
/*
 * What the names of Speech Commands v0.02 alone tell: which set a clip belongs to, and every
 * clip of the testing set.
 *
 * A clip is WORD/SPEAKER_nohash_N.wav, with eight hexadecimal digits for the speaker.
 */
#ifndef ZOO_SETS_SPEECH_NAMES_H
#define ZOO_SETS_SPEECH_NAMES_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { SPEECH_WANTED_WORD_COUNT = 10 };

// Index of that word among the wanted ones, which is that of the model's output; -1: another word.
int speech_wanted_word(const char *word, size_t length);

enum speech_set { SPEECH_VALIDATION, SPEECH_TESTING, SPEECH_TRAINING };

/*
 * The set of the clip with that file name, by its speaker: so that nobody is in two of
 * them, however many clips there are.  As which_set() of tensorflow/tensorflow:
 * tensorflow/examples/speech_commands/input_data.py has it, with 10 % for validation and
 * 10 % for testing.
 */
enum speech_set speech_set_of(const char *name);

struct speech_names {
	const char *const *names; // "backward/022cd682_nohash_0.wav", in byte order
	int32_t count;
};

// testing_list.txt, 11,005 names, which this program carries in metadata/lists/.
bool speech_testing_names(struct speech_names *out, struct arena *keep, struct status *st);

// From a file of that sort, called `file` in messages.  STATUS_FORMAT if it is damaged.
bool speech_names_parse(struct speech_names *out, struct bytes text, const char *file,
	struct arena *keep, struct status *st);

#endif
