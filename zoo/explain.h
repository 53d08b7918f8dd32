// SPDX-License-Identifier: Apache-2.0
/*
 * Which way of measuring makes a published figure, and what each choice in it is worth.
 *
 * A figure hangs on choices that cards seldom print.  Each is a knob of the protocol or of the
 * dataset's list, with a few plausible values.  The lattice is the product of the values of
 * all knobs that are in doubt; each of its points is a method, which is run like any other.
 * On the whole set a point reproduces a figure or does not, to the sample; on a part of the
 * set all that can be said is whether the figure lies in the point's 95 % interval.
 */
#ifndef ZOO_EXPLAIN_H
#define ZOO_EXPLAIN_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/difference.h"
#include "zoo/eval.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	EXPLAIN_MOST_POINTS = 4096,       // a larger lattice is refused
	EXPLAIN_MOST_INFERENCES = 250000, // beyond these a part of the set is taken,
	EXPLAIN_LEAST_SAMPLES = 100,      // though never fewer samples than these,
	EXPLAIN_SEED = 1                  // drawn with this seed
};

/*
 * What is varied: a knob that is not `fixed`, not held, and has a listed value and at least
 * one more.  The point's value of it is values[(point / stride) % value_count].
 */
struct explain_knob {
	const struct knob *knob;
	bool of_list; // the set's, not the protocol's
	int index;    // among all knobs of the method: method_knob()
	int base;     // the value that the base has
	int value_count;
	int stride;
	const struct explain_value *values;
};

struct explain_value {
	const char *value;
	int point; // this value, and all else as the base has it
	/*
	 * The mean change of the figure from the base's value to this one, with everything else
	 * alike, over all pairs of points that have a figure; NaN if there is no pair.
	 */
	double main_effect;
	int64_t pair_count;
};

struct explain_point {
	struct method method;
	const char *failure;           // why there is no figure; NULL if there is one
	enum status_code failure_code; // its kind; STATUS_OK
	bool whole;                    // every sample of this point's list, and none was missing
	int64_t sample_count;          // evaluated
	int64_t expected_count;        // of its whole list
	int64_t skipped_count;
	int64_t correct_count; // METRIC_ACCURACY; -1: an area
	double measured;       // NaN if there is none
	double interval95[2];
	struct difference from_base; // sample by sample
};

// A figure of the card's, and the points that it could come from.
struct explain_claim {
	const struct claim *claim;
	bool concerned; // made for this file and protocol, and for the set's own split, or the base's
	const int *exact;    // points on whole lists that reproduce it
	const int *possible; // points on parts in whose 95 % interval it lies
	int exact_count, possible_count;
};

struct explanation {
	enum metric metric;
	int knob_count;
	const struct explain_knob *knobs; // in the method's order
	int point_count;
	const struct explain_point *points;
	int base;           // the point that is the request's own method
	int measured_count; // points that have a figure

	bool reduced; // limit and seed are not the request's, as the lattice is large
	int64_t limit;
	uint64_t seed;

	const struct explain_claim *claims; // one for each of the card's, in its order
	int claim_count;
	int target;         // of these, the one that `closest` is about; -1: none concerns it
	const int *best;    // the measured points, largest figure first
	const int *closest; // the measured points, the target's value first; NULL without target
};

struct explain_request {
	const struct eval_request *base;  // whose method is varied
	const struct eval_result *result; // what eval_run() said of it
	const bool *held; // for each knob of the method: not to be varied; NULL: none
};

/*
 * Run the lattice.  A point that cannot be measured has the reason in it and fails nothing.
 * False if it was stopped, if the lattice is too large (STATUS_USAGE), or if the base's own
 * method fails on the part that was drawn.  All of the request must outlive the result.
 */
bool explain_run(struct explanation *out, const struct explain_request *request,
	const struct observer *observer, struct arena *keep, struct status *st);

// The index into knob->values that a point has.
int explain_value_index(const struct explain_knob *knob, int point);

#endif
