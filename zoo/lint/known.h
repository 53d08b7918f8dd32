// SPDX-License-Identifier: Apache-2.0
/*
 * What is known of the metrics, datasets and label lists that published cards name, beyond
 * what this program can evaluate.
 */
#ifndef ZOO_LINT_KNOWN_H
#define ZOO_LINT_KNOWN_H

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
	const char *same_as; // what it measures: "accuracy" and "top_1_accuracy" are one
	enum measure measure;
	double least, most;           // of MEASURE_OTHER
	const char *unit;             // that may stand behind the number; NULL: none
	const char *const *spellings; // by published_same_name(); NULL behind the last
};

// NULL if the name is none that is known.
const struct known_metric *known_metric(const char *name);

struct known_dataset {
	const char *name;    // as most cards spell it
	const char *dataset; // name of its kind (dataset.h), or NULL
	int64_t sizes[3];    // of the splits that figures were made with, 0 behind the last
	const char *const *spellings;
};

const struct known_dataset *known_dataset(const char *name);

// The set of that kind's name, as `evaluation` of our cards has it.
const struct known_dataset *known_dataset_of_kind(const char *kind);

// A list of labels that scripts fetch.
struct known_labels {
	const char *address;       // a part of it, by which it is known
	const char *what;          // "the labels of Hello Edge's models"
	const char *const *labels; // NULL behind the last
};

const struct known_labels *known_labels(const char *address);

// An element type as the file calls it: "float32" for "fp32"; others are as they are.
const char *known_type(const char *type);

// The order in which MicroNets' keyword spotters were trained; NULL behind the last.
extern const char *const micronet_words[];

#endif
