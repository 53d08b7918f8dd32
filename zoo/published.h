// SPDX-License-Identifier: Apache-2.0
/*
 * The facts of an upstream model card as they are printed, before anybody has judged them.
 *
 * ML-zoo publishes each card twice, as README.md and as definition.yaml, and the two do not
 * always agree; both fit into this struct, so that they can be compared, and a README can
 * become a card of ours (import.h).
 *
 * Nothing here is checked or converted: a size may be no number, a hash may lack digits, a
 * platform's mark may be anything.  What was not printed is "" in line 0.  Text is UTF-8
 * without control characters and without white space at its ends; only a description or a
 * list of labels may have several lines.
 */
#ifndef ZOO_PUBLISHED_H
#define ZOO_PUBLISHED_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "engine/model.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	PUBLISHED_MAX_NBYTES = 1 << 16, // the longest in ML-zoo has 8 KiB
	PUBLISHED_MAX_ROWS = 256        // of one list below
};

// What was printed, and where: lines count from 1.  Not printed: "" and 0.
struct published_text {
	const char *text;
	int line;
};

// "Accuracy | 95.77%", "Quantization | INT8", "Cortex-M | :heavy_check_mark:"
struct published_row {
	const char *name, *value;
	int line;
};

struct published_rows {
	struct published_row *row;
	int count;
};

struct published_tensor {
	const char *name;
	const char *shape; // "(1, 49, 10, 1)", "()"; "" if there is none
	const char *type;  // "int8"; "" if there is none, as in most cards
	const char *description;
	const char *example; // path of the published test vector, or ""
	int line;

	// What `shape` says (published_read_shape()); rank 0: nothing that can be a shape.
	int rank;
	int32_t dimensions[MODEL_MAX_RANK];
};

struct published_tensors {
	struct published_tensor *tensor;
	int count;
};

// Something about the text itself that makes a fact doubtful, or that found no place here.
struct published_doubt {
	int line;
	const char *about;   // the member that it concerns ("inputs"), or "" for the whole card
	const char *message; // one printable line
};

struct published {
	const char *origin; // for messages

	struct published_text title;
	struct published_text description;
	struct published_text licence;      // "Apache-2.0"
	struct published_text licence_link; // "https://spdx.org/licenses/Apache-2.0.html"
	struct published_text class_labels; // what is said about where they come from
	struct published_text recreation;   // link to the code that made it; may be relative

	// network information
	struct published_text file_name; // only in definition.yaml
	struct published_text framework;
	struct published_text data_type; // "int8"; in newer cards
	struct published_text sha1;
	struct published_text size; // in bytes
	struct published_text provenance;
	struct published_text training; // in newer cards
	struct published_text paper;
	struct published_rows network; // other rows of that table

	struct published_text dataset;   // "Google Speech Commands Test Set"
	struct published_rows metrics;   // "Top 1 Accuracy" "0.9401"
	struct published_rows platforms; // name, and the mark as printed
	struct published_rows key;       // mark, and what it is said to mean
	struct published_rows optimizations;
	struct published_rows quality; // "Network Quality" of newer cards
	struct published_tensors inputs, outputs;
	const char *const *operators; // only in definition.yaml; NULL behind the last, or NULL

	const struct published_doubt *doubts; // in the order of the text
	int doubt_count;
};

/*
 * Read a README.md of ML-zoo's form: CommonMark with tables, where a table may be one of
 * Markdown's own or written in HTML.  Sections are known by their headings, columns by
 * theirs, both whatever their case and order.
 *
 * STATUS_FORMAT as "ORIGIN:LINE:COLUMN: ..." for control characters, bytes that are not
 * UTF-8 and what is beyond the limits above, and if none of the sections about the network is
 * there: then it is no card.  Tables that are ragged, sections and rows that stand twice and
 * text that has no place in this struct are no failure but doubts; of two the first is kept.
 */
bool published_read_markdown(struct published *out, struct bytes text, const char *origin,
	struct arena *keep, struct status *st);

// Every text "", every list empty.
void published_init(struct published *out, const char *origin);

// Set rank and dimensions from "(1, 490)", "[1, 490]" or "1x490".  False if it is no shape.
bool published_read_shape(struct published_tensor *tensor);

/*
 * What a platform's mark says: 1 for ":heavy_check_mark:" and "yes", 0 for
 * ":heavy_multiplication_x:" and "no", -1 for anything else.
 */
int published_mark(const char *mark);

/*
 * Are two printed names the same but for case, blanks and punctuation?  "SHA-1 Hash" and
 * "sha1 hash" are.
 */
bool published_same_name(const char *a, const char *b);

#endif
