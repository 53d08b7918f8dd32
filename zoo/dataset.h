// SPDX-License-Identifier: Apache-2.0
/*
 * A labelled set of samples on this machine, in a directory or straight in an archive.
 *
 * dataset_open() finds out what is there and whether it is the whole set, before anything
 * is scored; it reads names and sizes, not contents.  dataset_reader then hands out the
 * samples' bytes, to any number of threads.  Samples are numbered in byte order of their
 * paths, wherever they come from, so that results do not depend on packing or threads.
 *
 * Each set is one file in zoo/datasets/ that exports one const struct dataset_kind.
 */
#ifndef ZOO_DATASET_H
#define ZOO_DATASET_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct dataset_class {
	const char *label; // as the set calls it: the folder's name
	int64_t sample_count;
};

// Something else that people take for the set; known by a folder that the set does not have.
struct dataset_lookalike {
	const char *folder; // "backward"
	const char *about;  // "the whole Speech Commands v0.02, not its test set"
};

// What is known about a set without having it.
struct dataset_kind {
	const char *name; // "speech_commands"
	const char *title;
	const char *split;
	const char *licence;
	const char *home;               // where people get it
	const char *how;                // one line: what to download, and where to put it
	const char *const *usual_names; // files or directories looked for, NULL behind the last
	const struct dataset_class *classes;
	int class_count;
	int64_t sample_count;               // of the whole set
	int64_t sample_nbytes;              // every sample has this size; 0: they differ
	const char *sample_suffix;          // ".wav": other members are not samples
	const char *sample_noun;            // what several are called: "clips"
	const char *const *ignored_folders; // may be there, too; NULL behind the last
	const struct dataset_lookalike
		*lookalikes; // most telling first; NULL folder behind the last
};

// Every set that this program knows; NULL behind the last.
const struct dataset_kind *const *dataset_kinds(void);

// STATUS_UNKNOWN with a hint if there is none of that name.
const struct dataset_kind *dataset_kind_find(const char *name, struct status *st);

struct dataset_sample {
	const char *path; // within the set, without "./": "down/022cd682_nohash_0.wav"
	int class_index;  // into kind->classes
	int64_t nbytes;
};

struct dataset {
	const struct dataset_kind *kind;
	const char *where;                    // the directory or archive
	const char *base;                     // the set's folder in it: "" or "name/"
	const struct dataset_sample *samples; // sorted by path, bytewise
	int64_t sample_count;
	bool complete;
	// What is missing or should not be there, one printable line each ("down: 0 of 406 clips").
	const char *const *faults; // NULL behind the last; empty if complete
};

/*
 * The set at `path`: a directory or an archive (.tar, .tar.gz, .tar.xz, .zip, told apart by
 * content), whose top folder may be the set itself or hold it one level down.  If nothing
 * of the set is there: STATUS_UNMEASURABLE; a damaged archive: STATUS_FORMAT.  A set in
 * which something is missing opens, with `complete` false.
 */
bool dataset_open(struct dataset **out, const struct dataset_kind *kind, const char *path,
	struct arena *keep, struct status *st);

/*
 * Where the set is, if the user did not say: the usual names below `data_directory` (may
 * be NULL), below the store's datasets/, below the program's own share directory and in
 * the current directory.
 * NULL if it is nowhere; `looked_at` (may be NULL) gets the paths tried, NULL behind the last.
 */
const char *dataset_locate(const struct dataset_kind *kind, const char *data_directory,
	const char *home, const char *const **looked_at, struct arena *keep);

// Hands out every chosen sample once.
struct dataset_reader;

struct dataset_item {
	int64_t index; // into dataset->samples
	struct bytes content;
};

/*
 * `chosen`: indices in rising order, or NULL for all.  `chosen` and `dataset` must outlive
 * the reader.
 */
bool dataset_reader_open(struct dataset_reader **out, const struct dataset *dataset,
	const int64_t *chosen, int64_t chosen_count, struct status *st);

/*
 * The next sample's bytes, into `keep`.  Any thread may call this; the order in which
 * samples come is not promised.  At the end: true, with content.data NULL.
 * On failure out->index is the sample that could not be read, and the next call goes on
 * behind it; or -1, and then no more will come and every further call fails as well.
 */
bool dataset_reader_next(struct dataset_reader *reader, struct dataset_item *out,
	struct arena *keep, struct status *st);

void dataset_reader_close(struct dataset_reader *reader); // NULL is allowed

#endif
