// SPDX-License-Identifier: Apache-2.0
/*
 * Run a dataset through a model, and compare with what was published.
 */
#ifndef ZOO_EVAL_H
#define ZOO_EVAL_H

#include "engine/engine.h"
#include "zoo/auc.h"
#include "zoo/card.h"
#include "zoo/dataset.h"
#include "zoo/method.h"
#include "zoo/observer.h"
#include "zoo/weights.h"

#include <stdbool.h>
#include <stdint.h>

struct eval_request {
	const struct card *card;   // NULL: a file without a card; then no claim is judged
	const char *file_name;     // of the model, for the report
	struct bytes file;         // of the model, already verified
	const char *sha1;          // of it, if it is known; NULL: to be worked out
	const char *const *labels; // of the outputs; label_count of them
	int label_count;
	const struct method *method;
	const struct dataset *dataset; // opened as the method says
	int64_t limit;                 // evaluate only so many samples; 0: all
	uint64_t seed;                 // which: 0 evenly spread, else drawn with this seed
	int threads;                   // 0: one on each core that it may use
	const struct kernels *kernels;
	enum rounding rounding;
	bool allow_skips; // count a sample that cannot be read as skipped instead of giving up
};

enum verdict { VERDICT_MET, VERDICT_NOT_MET, VERDICT_NOT_MEASURABLE };

// "met", "not_met", "not_measurable"
const char *verdict_name(enum verdict verdict);

struct eval_claim {
	const struct claim *claim;
	bool applies; // made for this very file, dataset and split, by a way that can be gone again
	bool decides; // the verdict is its: the first in the card that applies
	bool feasible; // some count of the whole set's samples rounds to the printed digits
	int64_t implied_low, implied_high; // if feasible
	int64_t short_of; // counts: how many more right (below 0: fewer) would meet it
	bool met;
};

struct eval_class {
	const char *label;
	int64_t sample_count, correct_count;
};

// METRIC_AUC: the samples of one group, or all of them together.
struct eval_group {
	const char *id; // "id_00"; "" for all
	struct auc auc; // see zoo/auc.h: counts, areas, ROC
	double interval95[2];
};

// What the threads do with their time.
enum eval_stage {
	EVAL_READING,  // a sample's bytes; of an archive, unpacking them and waiting for a turn
	EVAL_HASHING,  // them, to tell whether the whole set is the right one
	EVAL_FEATURES, // decoding and all else that makes inputs of them
	EVAL_INFERENCE,
	EVAL_OTHER, // from outputs to what is counted, and the book-keeping
	EVAL_STAGE_COUNT
};

const char *eval_stage_name(enum eval_stage stage); // "reading", ...

struct eval_result {
	char sha1[SHA1_HEX_NBYTES];           // of the model file
	char method_hash[METHOD_HASH_NBYTES]; // of how it was measured
	const char *metric;                   // "accuracy", "auc"
	const char *isa;
	int threads;
	int window_count;       // inferences for each sample
	int64_t sample_count;   // evaluated
	int64_t expected_count; // of the whole set
	int64_t skipped_count;
	const char *const *skips; // which these are, and why, in their order; NULL behind the last
	char content_sha256
		[SHA256_HEX_NBYTES]; // of the whole list, see dataset.h; "": not worked out
	bool complete;        // the whole set that figures are published for, nothing skipped
	double measured;      // share of correct samples, or area; NaN if there is none
	double interval95[2]; // of it: Wilson's, or DeLong's; NaN if there is none

	// METRIC_ACCURACY
	int64_t correct_count;
	int64_t top5_count; // the right output is among the five largest; -1: fewer than 6 outputs
	int label_count;
	const struct eval_class *classes; // label_count, in output order
	const int64_t *confusion;         // [true label][predicted label]
	const int *predictions;           // for each sample of the dataset; -1: not evaluated

	// METRIC_AUC
	int group_count;
	const struct eval_group *groups; // in the dataset's order
	struct eval_group pooled;        // all samples together
	double mean_auc;                 // of the groups that have both classes
	const double *scores;            // for each sample of the dataset; NaN: not evaluated

	struct weights_report weights;   // do they look trained?
	const struct eval_claim *claims; // one for each of the card's, in its order
	int claim_count;
	enum verdict verdict;
	const char *const
		*reasons; // why there is no verdict, or what to know about it; NULL behind the last
	double seconds;   // from the model's bytes to the verdict
	double startup_seconds;                 // of these, before the first sample
	double stage_seconds[EVAL_STAGE_COUNT]; // the threads' time between, summed over them
};

/*
 * True if it ran, whatever came out.  A sample that cannot be read is STATUS_FORMAT and
 * names it, unless allow_skips.  The result depends on nothing but model, set, protocol
 * and rounding: not on threads, kernels or packing.
 */
bool eval_run(struct eval_result *out, const struct eval_request *request,
	const struct observer *observer, struct arena *keep, struct status *st);

// The part of the threads' time that was inference.
double eval_inference_share(const struct eval_result *result);

// The claim that decides; NULL if none applies.
const struct eval_claim *eval_deciding_claim(const struct eval_result *result);

#endif
