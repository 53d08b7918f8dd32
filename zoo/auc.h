// SPDX-License-Identifier: Apache-2.0
/*
 * The area under the ROC curve, and what belongs to it.  Exact for ties: the area is
 * (pairs in which the positive scores higher + half the pairs that tie) / all pairs, counted
 * in whole numbers.
 */
#ifndef ZOO_AUC_H
#define ZOO_AUC_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct scored {
	double score; // finite; larger: more likely positive
	bool positive;
};

struct roc_point {
	double threshold; // positive is what scores at least this; the first is +infinity
	int64_t true_positives, false_positives;
};

struct auc {
	int64_t positive_count, negative_count;
	double auc; // NaN if one of the counts is 0; then the next two are, too
	/*
	 * Standardised partial area up to a false positive rate of 0.1: 0.5 for a guess, 1 at
	 * best (D. K. McClish, Med. Decis. Making 9 (1989), p. 190).  The curve is straight
	 * between its points, so it also counts where 0.1 lies between two of them; as
	 * scikit-learn's roc_auc_score(max_fpr=0.1).
	 */
	double pauc;
	double variance; // of auc, after DeLong; NaN with fewer than two of either
	// One point for each distinct score, by falling threshold, behind the first at (0, 0).
	const struct roc_point *roc;
	int64_t roc_count;
};

// `scored`, fewer than 2^31 of them, is sorted in place; the points of the curve go to `keep`.
void auc_measure(struct auc *out, struct scored *scored, int64_t count, struct arena *keep);

/*
 * The 95 % interval of an area with that variance, on the logit scale, so that it stays in
 * 0..1.  NaN for both if the variance is NaN or 0: where all scores tie, or the classes lie
 * wholly apart, DeLong's variance says nothing about chance.
 */
void auc_interval95(double out[2], double auc, double variance);

#endif
