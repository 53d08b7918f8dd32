// SPDX-License-Identifier: Apache-2.0
/*
 * What is known of the metrics, datasets and element types that published cards name, beyond
 * what this program can evaluate, and how they are spelled there.
 */
#ifndef ZOO_PUBLISHED_KNOWN_H
#define ZOO_PUBLISHED_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

enum measure {
	MEASURE_COUNT, // k of n: a share that only some values can be
	MEASURE_SHARE, // from 0 to 1
	MEASURE_RATE,  // a share of errors, which can pass 1
	MEASURE_OTHER  // in a unit of its own
};

struct known_metric {
	const char *name;    // as most definitions spell it: "top_1_accuracy"
	const char *claim;   // as claims of our cards do: "top-1"; NULL: this program has none
	const char *same_as; // what it measures: "accuracy" and "top_1_accuracy" are one
	enum measure measure;
	double least, most;           // of MEASURE_OTHER
	const char *unit;             // that may stand behind the number; NULL: none
	const char *const *spellings; // by published_same_name(); NULL behind the last
};

// NULL if the name is none that is known.
const struct known_metric *known_metric(const char *name);

enum { KNOWN_SIZES = 3 };

struct known_dataset {
	const char *name;    // as most cards spell it
	const char *dataset; // name of its kind (dataset.h), or NULL
	const char *split;   // of which sizes[0] is; NULL if there is no kind
	// Of the splits that figures were made with, the usual one first, 0 behind the last.
	int64_t sizes[KNOWN_SIZES];
	const char *const *spellings; // by published_same_name(); NULL behind the last
};

// NULL if the name is none that is known.
const struct known_dataset *known_dataset(const char *name);

// The set of that kind's name, as `evaluation` of our cards has it; NULL if there is none.
const struct known_dataset *known_dataset_of_kind(const char *kind);

// An element type as our cards call it: "float32" for "fp32"; NULL if it is none of ours.
const char *known_type(const char *printed);

// Do both mean one type?  Types that are not known are compared as they are, but for case.
bool known_same_type(const char *a, const char *b);

#endif
