// SPDX-License-Identifier: Apache-2.0
/*
 * A published figure, and what it implies.
 *
 * "95.77%" says that the true value lies in [0.95765, 0.95775), as rounding is to
 * nearest with halves up.  Of 4890 samples exactly one count falls in there: 4683.
 * So an accuracy is judged by counting, at the precision with which it was printed, in
 * exact integer arithmetic.
 */
#ifndef ZOO_CLAIM_H
#define ZOO_CLAIM_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct claim {
	const char *metric;   // "accuracy", "top-1", "auc"
	const char *printed;  // digits as published: "95.77%", "0.768"
	const char *dataset;  // as published: "Google Speech Commands Test Set"
	const char *split;    // "test"
	int64_t sample_count; // of that split; 0: not known
	const char *source;   // owner/repository@commit:path
	const char *sha1;     // of the file that it was published for; NULL: the card's
	const char *note;     // or ""
	const char
		*unrepeatable; // why nobody can make it again, such as a lost list; NULL: one can

	// What `printed` says: value = digits / 10^decimals, after any "%" was taken into account.
	int64_t digits;
	int decimals;
};

/*
 * Fill in digits and decimals from claim->printed.  STATUS_FORMAT if that is not a number
 * from 0 to 1, or from 0 to 100 %.
 */
bool claim_parse_printed(struct claim *claim, struct status *st);

// The value that was printed, as a fraction.
double claim_value(const struct claim *claim);

// Whether the metric is a share of samples, so that the figure stands for counts.
bool claim_is_by_count(const struct claim *claim);

/*
 * The counts k of n that round to the printed digits: low..high, inclusive.  False if
 * there are none: the figure cannot have come from n samples.
 */
bool claim_implied_counts(
	const struct claim *claim, int64_t sample_count, int64_t *low, int64_t *high);

// Does a value that is no count, such as an AUC, round to the printed digits?
bool claim_met_by_value(const struct claim *claim, double value);

#endif
