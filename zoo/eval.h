// SPDX-License-Identifier: Apache-2.0
/*
 * Run a dataset through a model, and compare with what was published.
 */
#ifndef ZOO_EVAL_H
#define ZOO_EVAL_H

#include "engine/engine.h"
#include "zoo/card.h"
#include "zoo/dataset.h"
#include "zoo/observer.h"
#include "zoo/protocol.h"

#include <stdbool.h>
#include <stdint.h>

struct eval_request {
	const struct card *card;   // NULL: a file without a card; then no claim is judged
	const char *file_name;     // of the model, for the report
	struct bytes file;         // of the model, already verified
	const char *const *labels; // of the outputs; label_count of them
	int label_count;
	const struct protocol *protocol;
	struct knob_choice knobs;
	const struct dataset *dataset;
	int64_t limit; // evaluate so many samples, evenly spread; 0: all
	int threads;   // 0: as many as this process may use
	const struct kernels *kernels;
	enum rounding rounding;
	bool allow_skips; // count a sample that cannot be read as skipped instead of giving up
};

enum verdict { VERDICT_MET, VERDICT_NOT_MET, VERDICT_NOT_MEASURABLE };

// "met", "not_met", "not_measurable"
const char *verdict_name(enum verdict verdict);

struct eval_claim {
	const struct claim *claim;
	bool applies;  // it was made for this very file, this dataset and this split
	bool feasible; // some count of the whole set's samples rounds to the printed digits
	int64_t implied_low, implied_high; // if feasible
	bool met;
};

struct eval_class {
	const char *label;
	int64_t sample_count, correct_count;
};

struct eval_result {
	char sha1[SHA1_HEX_NBYTES]; // of the model file
	const char *metric;
	const char *isa;
	int threads;
	int64_t sample_count;   // evaluated
	int64_t expected_count; // of the whole set
	int64_t skipped_count;
	const char *skip; // which was the first of these, and why; NULL if there is none
	bool complete;    // the whole set, nothing skipped
	int64_t correct_count;
	double measured;      // correct_count / sample_count
	double interval95[2]; // Wilson score interval
	int label_count;
	const struct eval_class *classes; // label_count, in output order
	const int64_t *confusion;         // [true label][predicted label]
	const int *predictions;           // for each sample of the dataset; -1: not evaluated
	const struct eval_claim *claims;  // one for each of the card's, in its order
	int claim_count;
	enum verdict verdict;
	const char *const
		*reasons; // why there is no verdict, or what to know about it; NULL behind the last
	double seconds;
};

/*
 * True if it ran, whatever came out.  A sample that cannot be read is STATUS_FORMAT and
 * names it, unless allow_skips.  The result depends on nothing but model, set, protocol
 * and rounding: not on threads, kernels or packing.
 */
bool eval_run(struct eval_result *out, const struct eval_request *request,
	const struct observer *observer, struct arena *keep, struct status *st);

#endif
