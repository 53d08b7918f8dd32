// SPDX-License-Identifier: Apache-2.0
/*
 * A model card as data, and the catalogue of all cards that are known.
 *
 * Cards are YAML files (schema and meaning of every key: metadata/README.md).  They come
 * from the directories of ZOO_METADATA, in order, then from inside the program, and then from
 * ZOO_HOME/cards/, where a bundle brought them; the first card of an id wins.  Reading is
 * strict: an unknown or doubled key, a wrong type, a missing hash, an id that is not its
 * file's name is STATUS_FORMAT with file:line:column.  Nothing is filled in silently.
 *
 * Everything lives in the arena that was given, and never changes afterwards, so threads
 * may share it.
 */
#ifndef ZOO_CARD_H
#define ZOO_CARD_H

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "engine/model.h"
#include "zoo/claim.h"
#include "zoo/digest.h"

#include <stdbool.h>
#include <stdint.h>

// Larger ones are none.
enum { CARD_MAX_NBYTES = 1 << 20, CARD_MAX_LABELS_NBYTES = 1 << 20 };

// A file that belongs to a card: what it must be, and where it lies upstream.
struct card_file {
	const char *name;    // under which it is installed, no directory
	const char *path;    // in the upstream repository, and below a mirror; or a builtin's path
	const char *url;     // where it is if not in the repository; else NULL
	int64_t size_nbytes; // -1: not known
	char sha1[SHA1_HEX_NBYTES];     // "" if not known
	char sha256[SHA256_HEX_NBYTES]; // "" if not known; one of the two always is
	char md5[MD5_HEX_NBYTES];       // "" but for archives of which neither is known
};

// An input or output as the card describes it.
struct card_tensor {
	const char *name;
	const char *description;
	enum tensor_type type;
	int rank;
	int32_t shape[MODEL_MAX_RANK];
};

// A published test vector: .npy files for an input or output of the model.
struct card_golden {
	const char *tensor; // name of the input or output
	struct card_file file;
};

// "Cortex-M: yes", "Quantization: INT8", as printed.
struct card_pair {
	const char *key, *value;
};

struct card {
	const char *origin; // file that the card was read from, for messages
	struct bytes text;  // that file; it lives where the caller of card_parse() had it
	const char *id;
	const char *const *aliases; // NULL behind the last
	bool brought;               // by a bundle: a name that another card has, too, is that one's
	const char *title;
	const char *task; // "keyword_spotting", ...
	const char *description;
	const char *licence; // SPDX id
	const char *framework;
	const char *provenance;
	const char *paper;      // URL or ""
	const char *recreation; // where the code is that made the model, or ""

	// "owner/name" on GitHub and a commit; both "" for a model inside the program.
	const char *upstream_repository, *upstream_commit;
	const char
		*upstream_card; // repository@commit:path of the text that this was transcribed from

	struct card_file file;
	const struct card_tensor *inputs, *outputs;
	int input_count, output_count;
	const char *const *operators; // as published, NULL behind the last; may be empty
	const struct card_pair *platforms, *optimizations;
	int platform_count, optimization_count;

	// One label for each element of the first output, in its order.
	const char *const *labels;
	int label_count;
	const char *labels_file;   // where it stands, from the card's folder; "": in the card
	struct bytes labels_text;  // that file
	const char *labels_source; // where the list comes from
	const char *labels_note;   // what is wrong with the published script, or ""

	const char *dataset;  // zoo's name of the dataset: "speech_commands"
	const char *split;    // "test"
	const char *protocol; // "kws-micronet"

	const struct claim *claims; // the card's own figure first
	int claim_count;

	const struct card_golden *golden_inputs, *golden_outputs;
	int golden_input_count, golden_output_count;

	const char *const *notes; // what a user should know, NULL behind the last
};

/*
 * Read one card from `text`; `origin` is its path, for messages, the check of its id, and the
 * place of its label file.  "builtin:metadata/x.yaml" is a path inside the program.
 */
bool card_parse(struct card **out, struct bytes text, const char *origin, struct arena *keep,
	struct status *st);

// The same with the bytes of the label list's file at hand, so that none is opened.
bool card_parse_with_labels(struct card **out, struct bytes text, struct bytes labels,
	const char *origin, struct arena *keep, struct status *st);

/*
 * The same of a card of a store: its label list is opened beneath `directory`, without links
 * (STATUS_STORE).  *wrong_labels: its name if it is why the card cannot be read, else NULL.
 */
bool card_parse_beneath(struct card **out, const char **wrong_labels, struct bytes text,
	int directory, const char *origin, struct arena *keep, struct status *st);

// The id of a card in a file of that name, "<id>.yaml"; NULL if none can be.
const char *card_id_of_name(const char *name, struct arena *keep);

// The figure that counts: the first for the card's own file that can be made again; or NULL.
const struct claim *card_figure(const struct card *card);

// A card that a bundle brought, and that cannot be read now.
struct unread_card {
	const char *id;    // as its file is called; NULL: it is all of cards/, whatever is in it
	const char *path;  // of that file
	struct status why; // with what to do
};

struct catalogue {
	const struct card *const *cards; // sorted by id, NULL behind the last
	int card_count;
	const struct unread_card *unread; // sorted by id, too; none is among the cards
	int unread_count;
};

// `directories`: NULL behind the last.  A directory that does not exist is STATUS_IO.
bool catalogue_read(struct catalogue *out, const char *const *directories, struct arena *keep,
	struct status *st);

/*
 * The same, and behind all others the cards of the store `home`: NULL, or a directory that
 * need not exist.  One of these that cannot be read, a link or a FIFO among them, is no
 * failure: it is listed as unread, with STATUS_STORE for a link, which is not followed.  Whoever
 * speaks of all cards has to speak of these, too.
 */
bool catalogue_read_installed(struct catalogue *out, const char *const *directories,
	const char *home, struct arena *keep, struct status *st);

/*
 * The card of that id, alias or unique prefix of an id or alias (ignoring case); of cards that
 * bundles brought only if no other has that id or alias.  NULL and
 * STATUS_UNKNOWN otherwise, with the candidates, or with "did you mean", as hint; STATUS_USAGE
 * if no card can be called so (zoo/identifier.h).  NULL and its own status if it is one that
 * cannot be read; its aliases are not known then.
 */
const struct card *catalogue_find(
	const struct catalogue *catalogue, const char *name, struct status *st);

// By the id alone, as it is written; NULL: there is none.
const struct card *catalogue_find_id(const struct catalogue *catalogue, const char *id);

// Is there a file for a card of that id, which cannot be read?
bool catalogue_is_unread(const struct catalogue *catalogue, const char *id);

// The card whose file has that SHA-1, wherever it lies and whatever it is called; NULL: none.
const struct card *catalogue_find_sha1(const struct catalogue *catalogue, const char *sha1);

#endif
