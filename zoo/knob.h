// SPDX-License-Identifier: Apache-2.0
/*
 * Knobs: what can be chosen about how a figure is made, each with its few documented
 * values.  The first value is the default, which is what reproduces the card.  Datasets
 * have knobs that say which samples are on the list, protocols have those of
 * pre-processing, quantisation and score; a report names the value of every one.
 */
#ifndef ZOO_KNOB_H
#define ZOO_KNOB_H

#include "engine/base/arena.h"
#include "engine/base/status.h"

#include <stdbool.h>

struct knob {
	const char *name; // "scale"
	const char *about;
	const char *const *values; // the default first, NULL behind the last
	// What is also understood, as pairs of another spelling and a value; NULL behind the last.
	const char *const *spellings;
	bool takes_number; // any finite number as well, beside the values
	bool fixed; // not varied when a figure is explained: another question, or nobody's doubt
};

enum { KNOB_MAX_COUNT = 12, KNOB_NUMBER = -1 };

// A choice for each knob of a list; all zero is the default.
struct knob_choice {
	int value[KNOB_MAX_COUNT];     // index into values, or KNOB_NUMBER
	double number[KNOB_MAX_COUNT]; // with KNOB_NUMBER
};

// The knobs of one owner.
struct knobs {
	const char *what;  // "protocol", for messages
	const char *owner; // "kws-micronet"
	const struct knob *list;
	int count;
};

// Whether the list has a knob that "KNOB=VALUE" names, whatever the value.
bool knobs_have(const struct knobs *knobs, const char *setting);

// "KNOB=VALUE" into `choice`.  STATUS_USAGE, with the values that would do, if it is none.
bool knobs_set(const struct knobs *knobs, struct knob_choice *choice, const char *setting,
	struct status *st);

// The chosen value as it is written: "clip-max", "-29.5".
const char *knob_value(
	const struct knobs *knobs, const struct knob_choice *choice, int index, struct arena *keep);

bool knob_choices_equal(const struct knob_choice *a, const struct knob_choice *b);
bool knob_is_default(const struct knob_choice *choice, int index);

#endif
