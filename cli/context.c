// SPDX-License-Identifier: Apache-2.0
/*
 * Settings, cards and store are made at the first call that asks for them and kept, so a
 * command that needs none of them cannot fail because of them.
 */
#include "cli/context.h"

#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

const struct settings *context_settings(struct context *context, struct status *st)
{
	if (context->settings)
		return context->settings;
	struct settings *settings = arena_new(context->keep, struct settings);
	if (!settings_read(settings, context->keep, st))
		return NULL;
	return context->settings = settings;
}

// The store in which bundles left cards, if it may be trusted; *out NULL: they left none.
static bool find_installed_cards(
	const char **out, struct context *context, const char *home, struct status *st)
{
	*out = NULL;
	if (!home)
		return true;
	const char *cards = arena_printf(context->keep, "%s/cards", home);
	if (faccessat(AT_FDCWD, cards, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
		(errno == ENOENT || errno == ENOTDIR || errno == EACCES))
		return true;
	*out = home;
	return context_store_if_any(context, st) != NULL;
}

const struct catalogue *context_catalogue(struct context *context, struct status *st)
{
	if (context->catalogue)
		return context->catalogue;
	const struct settings *settings = context_settings(context, st);
	struct catalogue *catalogue = arena_new(context->keep, struct catalogue);
	const char *home;
	if (!settings || !find_installed_cards(&home, context, settings->home, st) ||
		!catalogue_read_installed(catalogue, settings->metadata, home, context->keep, st))
		return NULL;
	return context->catalogue = catalogue;
}

const struct store *context_store_if_any(struct context *context, struct status *st)
{
	if (context->store)
		return context->store;
	const struct settings *settings = context_settings(context, st);
	if (!settings)
		return NULL;
	struct store *store = arena_new(context->keep, struct store);
	store_init(store, settings->home);
	if (settings->home && !store_check(store, st))
		return NULL;
	return context->store = store;
}

const struct store *context_store(struct context *context, struct status *st)
{
	const struct store *store = context_store_if_any(context, st);
	if (store && !store->home) {
		status_fail(st, STATUS_IO, "there is no place for the store: HOME is not set");
		status_hint(st, "set ZOO_HOME to a directory");
		return NULL;
	}
	return store;
}

const struct card *context_card(struct context *context, const char *name, struct status *st)
{
	const struct catalogue *catalogue = context_catalogue(context, st);
	return catalogue ? catalogue_find(catalogue, name, st) : NULL;
}

void context_all_cards(struct context *context)
{
	const struct catalogue *catalogue = context->catalogue;
	for (int i = 0; catalogue && i < catalogue->unread_count; i++) {
		const struct status *why = &catalogue->unread[i].why;
		if (!context->reported_unread)
			context_report(context, why);
		batch_add(&context->unread, (int)why->code);
	}
	context->reported_unread = true;
}

struct json *context_document(struct context *context)
{
	json_free(context->document);
	context->document = json_create();
	context->document_finished = false;
	json_object_open(context->document, NULL);
	const char *schema = arena_printf(context->keep, "zoo.%s/1", context->command);
	json_text(context->document, "schema", schema);
	return context->document;
}

void context_document_finish(struct context *context)
{
	json_object_close(context->document);
	context->document_finished = true;
}

bool context_stopped(const struct context *context, struct status *st)
{
	if (!observer_stopped(&context->observer))
		return false;
	status_fail(st, STATUS_INTERRUPTED, "stopped by %s", signals_name());
	return true;
}

// Everything printed passes here, so that foreign text cannot drive the terminal.
static void print_line(
	const struct context *context, enum colour colour, const char *who, const char *text)
{
	struct arena scratch = {0};
	progress_hold(context->progress);
	fprintf(stderr, "%s%s:%s %s\n", style_begin(context->err, colour), who,
		style_end(context->err, colour), text_whole(&scratch, text));
	progress_go_on(context->progress);
	arena_release(&scratch);
}

void context_report(const struct context *context, const struct status *st)
{
	print_line(context, COLOUR_BAD, "zoo", st->message);
	if (st->hint[0])
		print_line(context, COLOUR_WARN, "hint", st->hint);
}

void context_note(const struct context *context, const char *format, ...)
{
	if (context->quiet)
		return;
	char text[STATUS_MESSAGE_NBYTES];
	va_list arguments;
	va_start(arguments, format);
	status_vprintable(text, sizeof(text), format, arguments);
	va_end(arguments);
	print_line(context, COLOUR_STRONG, "zoo", text);
}

void context_write_error(struct json *json, const struct status *st)
{
	json_object_open(json, "error");
	json_int(
		json, "code", st->code == STATUS_INTERRUPTED ? signals_exit_code() : (int)st->code);
	json_text(json, "message", st->message);
	json_text(json, "hint", st->hint);
	json_object_close(json);
}

void batch_add(struct batch *batch, int code)
{
	if (batch->code <= STATUS_NO && code != STATUS_OK)
		batch->code = code;
}
