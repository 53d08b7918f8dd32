// SPDX-License-Identifier: Apache-2.0
/*
 * One convolution with adversarial numbers, the outputs that the definition gives, and a
 * run of it on a table in guarded buffers.
 */
#ifndef TESTS_KERNELS_TRIAL_H
#define TESTS_KERNELS_TRIAL_H

#include "tests/kernels/checker.h"
#include "tests/kernels/seen.h"

struct shape {
	bool depthwise;
	int32_t in_h, in_w, in_depth, out_depth;
	int32_t h, w, stride_h, stride_w, dilation_h, dilation_w;
	bool same;               // padding; otherwise VALID
	int32_t in_gap, out_gap; // codes of other groups between pixels
};

struct trial {
	bool depthwise;
	struct conv conv; // but for `packed`
	struct weights weights;
	const struct channel *channels;
	const int8_t *in;       // [in_h][in_w][in_depth]
	const int8_t *expected; // [out_h][out_w][out_depth]
};

// Where the window of a shape stands.  False if it does not fit.
bool trial_window(struct window *out, const struct shape *shape);

// The same of a trial.
bool trial_make(struct trial *out, const struct shape *shape, struct arena *arena);

// Which forms the panels are to have: those that pack() found, or one that holds as well.
enum forced { FORCED_NOTHING, FORCED_FIXED, FORCED_SCALAR };

/*
 * On `table`, with one side of all buffers guarded.  Counts what it sees; prints the first
 * differences.
 */
void trial_run(struct seen *seen, const struct trial *trial, const struct kernels *table,
	enum forced forced, bool guard_before);

// All tables, both sides, with the forms found and one of the others.
void trial_run_all(
	struct seen seen[MAX_TABLES], const struct trial *trial, const struct tables *tables);

// What is running, for a fault: the trial, or what trial_describe_as() was told last.
void trial_describe(void);
void trial_describe_as(const char *table, const char *what);

// forms_find() for one channel; `mirrored` as in form_finder_init().
void find_forms(struct lane_form *out, const struct channel *channel,
	const struct output_stage *stage, bool mirrored);

#endif
