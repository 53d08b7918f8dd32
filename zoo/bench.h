// SPDX-License-Identifier: Apache-2.0
/*
 * How fast a model runs, and how fast this CPU could run it.
 *
 * Each thread has a workspace of its own and runs the model again and again, on random codes
 * that are the same in every run of the program.  Before, between and after the slices of
 * time in which it does so it runs nothing but the kernels' own multiply and add on
 * registers, for a few milliseconds each: the peak, measured under the same clock, the same
 * neighbours and the same number of threads as the model.  Several cases take turns, slice
 * by slice, so that what disturbs one disturbs all.
 *
 * The smallest time of a run is the machine undisturbed, the median what to expect.
 */
#ifndef ZOO_BENCH_H
#define ZOO_BENCH_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "engine/engine.h"
#include "engine/model.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stdint.h>

enum { BENCH_MOST_THREADS = 256 };

struct bench_case {
	const struct model *model;
	const struct plan *plan;       // of that model
	const struct kernels *kernels; // that it was made with
};

struct bench_request {
	const struct bench_case *cases; // case_count, at least one
	int case_count;
	int threads; // 1 to BENCH_MOST_THREADS; all run at the same time, from start to end
	bool ops;    // time each operator, too, in slices of their own
	/*
	 * That each case is run, by each thread, without the rest; and five times at least.  After
	 * four times as long and 2 s for each case only those five are still waited for: there
	 * may then be fewer runs and windows than usual.
	 */
	double least_seconds;
	const char *name; // for the observer, whose unit is "ms"; NULL: it is told nothing
};

struct bench_op {
	double ms_min;
	double share;            // of the sum over all operators, 0 to 1
	double gmac_per_second;  // 0: it multiplies nothing
	double fraction_of_peak; // NaN where there is no peak, or nothing is multiplied
};

struct bench_result {
	int64_t run_count; // of all threads
	/*
	 * Of more than 65,536 runs of a thread the median is that of every second, fourth, ... run;
	 * the least is that of all.
	 */
	double ms_min, ms_median;
	/*
	 * Inferences of all threads together: of each those that it ended from the common starts to
	 * the ends of its slices, over that time less what it took to write their inputs; added up.
	 */
	double per_second;
	double gmac_per_second;      // likewise
	double peak_gmac_per_second; // of one thread while the others do the same; NaN: see below
	double fraction_of_peak;     // of one thread, at ms_min
	/*
	 * Peaks are taken from windows in which the thread had its CPU to itself; these are
	 * so many, and so many others were thrown away.  Without any there is no peak.
	 */
	int64_t peak_window_count, peak_discarded_count;
	const struct bench_op *ops; // one for each of the model; NULL: not asked for
};

// False if a thread could not start (STATUS_IO) or it was stopped.
bool bench_run(struct bench_result *results, const struct bench_request *request,
	const struct observer *observer, struct arena *keep, struct status *st);

#endif
