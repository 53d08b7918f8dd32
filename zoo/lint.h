// SPDX-License-Identifier: Apache-2.0
/*
 * What is odd or wrong about published metadata: our cards, and the material that they are
 * made from.  Figures that no count gives, labels that do not fit the outputs, a hash that
 * stands for two figures, a script that fetches another model's labels.
 *
 * What our schema refuses, card_parse() says; it is a finding like any other here.  Nothing
 * that is examined is ever run or fetched.
 */
#ifndef ZOO_LINT_H
#define ZOO_LINT_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/observer.h"
#include "zoo/store.h"

#include <stdbool.h>

enum lint_severity {
	LINT_NOTE,    // odd, and the card explains it, or it is how things were published
	LINT_WARNING, // odd, and the card is silent about it
	LINT_ERROR    // cannot be right
};

// "note", "warning", "error"
const char *lint_severity_name(enum lint_severity severity);

// Everything that can be found, by subject.  What each is: lint_kinds.
enum lint_kind {
	// reading
	FOUND_UNREADABLE,
	FOUND_INVALID_CARD,
	FOUND_INVALID_YAML,
	FOUND_NOT_A_CARD,
	FOUND_UNCLEAR,
	// figures
	FOUND_SEVERAL_FIGURES,
	FOUND_FIGURE_DIFFERS,
	FOUND_FIGURE_ROUNDED,
	FOUND_FIGURE_OF_OTHER_FILE,
	FOUND_UNIT_ERROR,
	FOUND_NO_COUNT,
	FOUND_IMPOSSIBLE_FIGURE,
	FOUND_UNREADABLE_FIGURE,
	FOUND_QUOTED_FIGURE,
	FOUND_FIGURE_UNIT,
	FOUND_METRIC_SPELLING,
	FOUND_UNKNOWN_METRIC,
	FOUND_NO_FIGURE,
	FOUND_NO_SOURCE,
	FOUND_LOOSE_SOURCE,
	// datasets and protocols
	FOUND_DATASET_DIFFERS,
	FOUND_DATASET_SPELLING,
	FOUND_UNKNOWN_DATASET,
	FOUND_WRONG_SPLIT,
	FOUND_WRONG_ITEMS,
	FOUND_NO_ITEMS,
	FOUND_UNKNOWN_PROTOCOL,
	FOUND_WRONG_PROTOCOL,
	// files
	FOUND_SIZE_DIFFERS,
	FOUND_SHA1_DIFFERS,
	FOUND_SHA256_DIFFERS,
	FOUND_NAME_DIFFERS,
	FOUND_MOVED,
	FOUND_SAME_BYTES,
	FOUND_SAME_NAME,
	FOUND_SAME_SIZE,
	FOUND_LFS_POINTER,
	FOUND_BROKEN_POINTER,
	FOUND_NOT_THE_FORMAT,
	FOUND_UNSUPPORTED_MODEL,
	FOUND_UNTRAINED_WEIGHTS,
	FOUND_MISSING_FILE,
	FOUND_NO_SIZE,
	FOUND_NO_HASH,
	FOUND_NO_SHA1,
	FOUND_NO_SHA256,
	FOUND_NOT_HTTPS,
	FOUND_NO_DEFINITION,
	FOUND_NO_README,
	FOUND_NO_UPSTREAM,
	FOUND_ALIAS_CLASH,
	FOUND_DANGLING_REFERENCE,
	// tensors and operators
	FOUND_TENSOR_DIFFERS,
	FOUND_SHAPE_DIFFERS,
	FOUND_TYPE_DIFFERS,
	FOUND_NO_SHAPE,
	FOUND_OPERATORS_DIFFER,
	FOUND_FUSED_OPERATOR,
	FOUND_UNUSED_OPERATOR,
	FOUND_STRUCTURE_DIFFERS,
	FOUND_WRONG_MEANING,
	FOUND_VECTOR_DIFFERS,
	FOUND_NO_VECTORS,
	// labels
	FOUND_LABEL_COUNT,
	FOUND_WRONG_LABELS,
	FOUND_LABELS_DIFFER,
	FOUND_LABEL_TWICE,
	FOUND_LABEL_TEXT,
	FOUND_FINAL_NEWLINE,
	FOUND_NO_LABELS,
	// scripts
	FOUND_SHEBANG,
	FOUND_APPENDS,
	FOUND_SEVERAL_WRITERS,
	FOUND_UNPINNED_DOWNLOAD,
	FOUND_UNCHECKED_DOWNLOAD,
	FOUND_LABEL_FILE_NAME,
	// form
	FOUND_TABLE_STYLE,
	FOUND_BENCHMARK_LAYOUT,
	FOUND_NO_LICENCE,
	FOUND_LICENCE_FORM,
	FOUND_LICENCE_DIFFERS,
	FOUND_QUALITY_DIFFERS,
	FOUND_PLATFORM_DIFFERS,
	FOUND_KIND_COUNT
};

struct lint_kind_text {
	const char *name;            // "unit_error": stable, for programs
	enum lint_severity severity; // the usual one; a card's own words can make less of it
	const char *about;           // what was found
	const char *advice;          // what to do about it
};

extern const struct lint_kind_text lint_kinds[FOUND_KIND_COUNT];

struct lint_finding {
	enum lint_kind kind;
	enum lint_severity severity;
	const char *file;             // as it was given, or the card's origin
	int line;                     // from 1; 0: the file as a whole
	int column;                   // from 1; 0: not known
	const char *message;          // one printable line
	const char *expected, *found; // printable; NULL where there is no such pair
	const char *advice;           // one printable line
};

struct lint_report {
	const struct lint_finding *findings; // file by file, line by line
	int finding_count;
	int counts[LINT_ERROR + 1]; // by severity
	int card_count;             // cards, ours and upstream's
	int file_count;             // examined, cards and all
	int other_count;            // in the folders given, and of no kind that is examined
	// STATUS_OK, or why the first file that could not be examined was not.
	enum status_code unexamined;
};

// What may be needed to judge; every member may be NULL.
struct lint_setting {
	const struct catalogue *catalogue; // cards to compare with
	const struct store *store;         // where models of those cards may be installed
	const struct observer *observer;
};

/*
 * Look at every card of the catalogue, at what they are to each other (names that clash, one
 * file in two cards), and at what is installed of them (verify.h).
 * False if the installed files could not be read (STATUS_IO), if there are more than 10,000
 * findings (STATUS_FORMAT), or when a signal came (STATUS_INTERRUPTED).
 */
bool lint_catalogue(struct lint_report *out, const struct lint_setting *setting, struct arena *keep,
	struct status *st);

/*
 * Look at files, and at folders with all that is below them (hidden ones left out, links to
 * folders not followed), one by one and against each other and the catalogue:
 *
 *	card            our YAML (metadata/README.md)
 *	definition      ML-zoo's definition.yaml
 *	README          ML-zoo's card in Markdown
 *	script          get_class_labels.sh, or another
 *	labels          a text with one label a line
 *	model, vector   .tflite and .npy, or the Git LFS pointers in their place
 *
 * They are told apart by content and name.  A file that is given by name and is none of them
 * is STATUS_USAGE; in folders such files are counted.  Files in one folder belong to one
 * model; cards in other folders are of the same model if the hash is the same.
 * One file that cannot be read is a finding.  False if nothing could be examined, if there
 * are more than 10,000 findings (STATUS_FORMAT), or when a signal came (STATUS_INTERRUPTED).
 */
bool lint_paths(struct lint_report *out, const char *const *paths,
	const struct lint_setting *setting, struct arena *keep, struct status *st);

#endif
