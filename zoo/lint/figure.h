// SPDX-License-Identifier: Apache-2.0
/*
 * A figure as cards print it: "0.9401", "93.87%", "69.68", "35.00dB".  It stands for every
 * value that rounds to its digits, so two figures are compared as intervals.
 */
#ifndef ZOO_LINT_FIGURE_H
#define ZOO_LINT_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

struct figure {
	int64_t digits; // value = digits / 10^decimals, as printed
	int decimals;
	bool negative, percent;
	const char *unit; // what stands behind the number, if not "%"; points into the text
};

// False if the text does not begin with a number of at most 15 digits.
bool figure_parse(struct figure *out, const char *printed);

// As printed: 93.87 for "93.87%".
double figure_value(const struct figure *figure);

/*
 * The figure as a share of 1, for metrics that are one: a percentage loses its sign, and a
 * number above 1 is taken for a percentage that was printed without it.
 */
struct figure figure_share(const struct figure *figure);

// Is there a value that rounds to both?
bool figures_can_both_hold(const struct figure *a, const struct figure *b);

#endif
