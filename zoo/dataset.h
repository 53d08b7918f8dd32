// SPDX-License-Identifier: Apache-2.0
/*
 * A labelled set of samples on this machine, in a directory or straight in an archive.
 *
 * dataset_open() finds out what is there and whether it is the whole set, before anything
 * is scored; it reads names, sizes and lists of labels, not samples.  dataset_reader then
 * hands out the samples' bytes, to any number of threads.  Samples are numbered in byte
 * order of their paths, wherever they come from, so that results do not depend on packing
 * or threads.
 *
 * Each set is one file in zoo/sets/ that exports one const struct dataset_kind.
 */
#ifndef ZOO_DATASET_H
#define ZOO_DATASET_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "zoo/knob.h"
#include "zoo/observer.h"

#include <stdbool.h>
#include <stdint.h>

struct dataset;
struct dataset_source;

// An archive of a set that anybody may download.
struct dataset_download {
	const char *name; // as published, and one of the kind's usual names
	const char *url;
	int64_t size_nbytes;
	const char *sha256; // "" if not known; then md5 is
	const char *md5;    // as some public records print it; "" if something better is known
	const char *source; // where size and hash are from: owner/repo:file@commit, or a record
};

// What is known about a set without having it.
struct dataset_kind {
	const char *name;   // "speech_commands_v0.02"
	const char *family; // what cards call it: "speech_commands"; several lists may share it
	const char *title;
	const char *split; // of the default list
	const char *licence;
	const char *home; // where people get it
	const char *how;  // one line: what to type or to download, and where to put it
	const char *const *usual_names; // files or directories looked for, NULL behind the last
	// Name NULL behind the last.  NULL: none, as it needs a login, or more than to be put
	// somewhere; `how` tells.
	const struct dataset_download *downloads;
	int64_t sample_count; // of the whole default list
	/*
	 * What the whole default list holds: SHA-256 over the lines "HASH  ./PATH" of all samples
	 * in their order, HASH the SHA-256 of a sample's content; as sha256sum prints them.
	 * NULL: not known, so that only names and numbers tell whether it is the set.
	 */
	const char *content_sha256;
	const char *sample_noun;  // what several are called: "clips"
	const struct knob *knobs; // how the list is made; may be NULL
	int knob_count;

	/*
	 * Fill in what is left of `set` (see there) from what lies in `source`.
	 * STATUS_UNMEASURABLE if nothing of the set is there, STATUS_FORMAT if a list of
	 * labels is damaged; an incomplete set is listed, with its faults.
	 */
	bool (*list)(struct dataset *set, struct dataset_source *source, struct arena *keep,
		struct status *st);
	const void *layout; // what `list` has to know, if several kinds share one
};

// Every set that this program knows; NULL behind the last.
const struct dataset_kind *const *dataset_kinds(void);

// By name.  STATUS_UNKNOWN with a hint if there is none of that name.
const struct dataset_kind *dataset_kind_find(const char *name, struct status *st);

struct knobs dataset_knobs(const struct dataset_kind *kind);

struct dataset_class {
	const char *label;    // as the set calls it
	int64_t sample_count; // that the whole list has; -1: not known
};

struct dataset_sample {
	const char *path; // below `base`, without "./": "down/022cd682_nohash_0.wav"
	int class_index;  // into set->classes
	int group_index;  // into set->groups; -1: no groups
	int64_t nbytes;
	struct bytes made; // data not NULL: this is the content, and there is no file
};

struct dataset {
	// set by dataset_open()
	const struct dataset_kind *kind;
	struct knob_choice choice; // of the kind's knobs
	const char *where;         // the directory or archive

	// set by kind->list()
	const char *split; // of this list
	const char *base;  // the set's folder in it: "" or "name/"
	const struct dataset_class *classes;
	int class_count;
	/*
	 * How classes find their output of a model: by label; or, if set, by place: class c is
	 * output c, or c + 1 of a model with one more output, whose first is the background.
	 */
	bool classes_by_place;
	const char *const *groups; // such as machines, each scored by itself; NULL: none
	int group_count;
	const struct dataset_sample *samples; // sorted by path, bytewise
	int64_t sample_count;
	int64_t expected_count; // that the whole list has
	// What is missing or should not be there, one printable line each ("down: 0 of 406 clips").
	const char *const *faults; // NULL behind the last; empty if complete
	const char *const *notes;  // how labels were found, and the like; NULL: none
	// Why this is not the list that figures are published for, though nothing is missing:
	// "list=archive: ..."; NULL if it is that list.
	const char *departure;

	// set by dataset_open()
	bool complete; // no faults
};

/*
 * The set at `path`: a directory or an archive (.tar, .tar.gz, .tar.xz, .zip, told apart by
 * content), whose top folder may be the set itself or hold it one level down.  If nothing
 * of the set is there: STATUS_UNMEASURABLE; a damaged archive: STATUS_FORMAT.  A set in
 * which something is missing opens, with `complete` false.  `choice` NULL: the default.
 *
 * A .tar.gz or .tar.xz has to be unpacked to be listed.  What the last one unpacked to, up to
 * 256 MiB, stays in memory for its readers and for other lists of it.
 *
 * `observer` (may be NULL) is asked whether to stop: STATUS_INTERRUPTED.
 */
bool dataset_open(struct dataset **out, const struct dataset_kind *kind,
	const struct knob_choice *choice, const char *path, const struct observer *observer,
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
 * The next sample's bytes, in `keep` or held by the reader, so that they last until one of
 * the two ends.  Any thread may call this; the order in which samples come is not promised.
 * At the end: true, with content.data NULL.
 * On failure out->index is the sample that could not be read, and the next call goes on
 * behind it; or -1, and then no more will come and every further call fails as well.
 */
bool dataset_reader_next(struct dataset_reader *reader, struct dataset_item *out,
	struct arena *keep, struct status *st);

void dataset_reader_close(struct dataset_reader *reader); // NULL is allowed

#endif
