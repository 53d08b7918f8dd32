// SPDX-License-Identifier: Apache-2.0
/*
 * What a command is given: where things are, how results are to be shown, and the way
 * to say something to the user.
 *
 * Settings and cards are read when first asked for, so that help and version work
 * whatever stands in the configuration.
 */
#ifndef CLI_CONTEXT_H
#define CLI_CONTEXT_H

#include "cli/style.h"
#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "zoo/card.h"
#include "zoo/json.h"
#include "zoo/observer.h"
#include "zoo/settings.h"
#include "zoo/store.h"

#include <stdbool.h>

/*
 * The exit code of several items: 1 only if each got an answer, otherwise the code of the
 * first that got none.
 */
struct batch {
	int code;
};

struct context {
	struct arena *keep;  // for as long as the program runs
	const char *command; // name of the command that runs, "" before there is one

	bool json, quiet, verbose, offline;
	struct style out, err; // of stdout and stderr
	struct progress *progress;
	struct observer observer; // shows progress, and knows of signals

	// The document that stdout will get, in --json mode: context_document().
	struct json *document;
	bool document_finished;

	const struct settings *settings;
	const struct catalogue *catalogue;
	const struct store *store;
	bool reported_unread;
	struct batch unread; // context_all_cards()
};

// NULL if they cannot be read.
const struct settings *context_settings(struct context *context, struct status *st);
const struct catalogue *context_catalogue(struct context *context, struct status *st);
const struct store *context_store(struct context *context, struct status *st);
// To look for what is installed: where there is no place for a store, nothing is.
const struct store *context_store_if_any(struct context *context, struct status *st);
// The card of that name, alias or prefix.
const struct card *context_card(struct context *context, const char *name, struct status *st);

/*
 * The command speaks of all cards: those of the catalogue that cannot be read are reported on
 * stderr, once, also with --quiet.  They are items that got no answer, so their code is that
 * of the program if the command's own is 0 or 1.
 */
void context_all_cards(struct context *context);

/*
 * Begin "schema": "zoo.<command>/1"; the caller adds keys and ends with
 * context_document_finish().  Only what was finished is ever printed.
 */
struct json *context_document(struct context *context);
void context_document_finish(struct context *context);

// Has a signal asked us to stop?  Then `st` says so.
bool context_stopped(const struct context *context, struct status *st);

// "zoo: message" and "hint: advice" on stderr.
void context_report(const struct context *context, const struct status *st);
// A remark on stderr, unless --quiet.
__attribute__((format(printf, 2, 3))) void context_note(
	const struct context *context, const char *format, ...);

// "error":{"code":...,"message":...,"hint":...}
void context_write_error(struct json *json, const struct status *st);

void batch_add(struct batch *batch, int code);

#endif
