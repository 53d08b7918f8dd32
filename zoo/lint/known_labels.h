// SPDX-License-Identifier: Apache-2.0
/*
 * Lists of labels that are known, whether or not a card has them.
 */
#ifndef ZOO_LINT_KNOWN_LABELS_H
#define ZOO_LINT_KNOWN_LABELS_H

// A list of labels that scripts fetch.
struct known_labels {
	const char *address;       // a part of it, by which it is known
	const char *what;          // "the labels of Hello Edge's models"
	const char *const *labels; // NULL behind the last
};

// NULL if it is none that is known.
const struct known_labels *known_labels(const char *address);

// The order in which MicroNets' keyword spotters were trained; NULL behind the last.
extern const char *const micronet_words[];

#endif
