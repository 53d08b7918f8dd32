// SPDX-License-Identifier: Apache-2.0
/*
 * One convolution with adversarial numbers, the outputs that the definition gives, and a
 * run of it on a table in guarded buffers.
 */
#ifndef TESTS_KERNELS_TRIAL_H
#define TESTS_KERNELS_TRIAL_H

#include "tests/kernels/checker.h"

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

// False if the window does not fit.
bool trial_make(struct trial *out, const struct shape *shape, struct arena *arena);

// Which forms the panels are to have: those that pack() found, or one that holds as well.
enum forced { FORCED_NOTHING, FORCED_FIXED, FORCED_SCALAR };

// What has been seen of a table, for the report.
struct seen {
	long long runs, wrong;
	long long forms[FORM_SCALAR + 1]; // panels
	struct {
		const char *name;
		long long runs;
	} ways[16];
};

/*
 * On `table`, with one side of all buffers guarded.  Counts what it sees; prints the first
 * differences.
 */
void trial_run(struct seen *seen, const struct trial *trial, const struct kernels *table,
	enum forced forced, bool guard_before);

// All tables, both sides, with the forms found and one of the others.
void trial_run_all(
	struct seen seen[MAX_TABLES], const struct trial *trial, const struct tables *tables);

// One more run of a way of that name.
void seen_way(struct seen *seen, const char *name);

// The trial of a shape on all tables; a window that does not fit is none.
void shape_run(
	struct seen seen[MAX_TABLES], const struct shape *shape, const struct tables *tables);

// Sometimes there are other groups' codes between pixels.
void shape_draw_gaps(struct shape *shape);

// Taps, strides and dilations far beyond the picture.
void shape_draw_extremes(struct shape *shape);

// A line for each table: nothing was wrong, and every form occurred.
bool seen_every_form(const struct seen *seen);
void seen_report(const struct seen seen[MAX_TABLES], const struct tables *tables, const char *what);

// What is running, for a fault: the trial, or what trial_describe_as() was told last.
void trial_describe(void);
void trial_describe_as(const char *table, const char *what);

// forms_find() for one channel; `mirrored` as in form_finder_init().
void find_forms(struct lane_form *out, const struct channel *channel,
	const struct output_stage *stage, bool mirrored);

// M(x), and clamp(M(x) + zero): engine paper 1.1 to 1.5, in 64 bits.
int64_t definition_multiply(int64_t x, struct multiplier m, enum rounding rounding);
int8_t definition(int64_t x, struct multiplier m, const struct output_stage *stage);

#endif
