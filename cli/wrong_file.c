// SPDX-License-Identifier: Apache-2.0
/*
 * The store guesses by the first bytes; here all of them are looked at, and compared with the
 * right ones if the store has them.  The next step depends on what was found: some files hold
 * the model, some are another card's, and the others have to be brought again.
 */
#include "cli/wrong_file.h"

#include "engine/base/file.h"
#include "zoo/arrival.h"
#include "zoo/fetch.h"

#include <string.h>

struct wrong_file {
	struct context *context;
	const struct card *card;
	const char *path;
	struct bytes got;
	struct arrival arrival;
	struct arena *scratch;
};

// One that a shell takes as it is, and that is typed as it is shown.
static bool is_plain_word(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *text && *text != '-' && !strpbrk(text, " \t\r\n'\"\\$`!*?[](){}<>|&;#~");
}

static const char *shell_word(const char *text, const char *otherwise)
{
	return is_plain_word(text) ? text : otherwise;
}

// In place of the store's guess in parentheses; a collision has its own words.
static void say(const struct wrong_file *wrong, struct status *st)
{
	char message[STATUS_MESSAGE_NBYTES], path[STATUS_MESSAGE_NBYTES];
	memcpy(message, st->message, sizeof(message));
	status_printable(path, sizeof(path), wrong->path); // the message begins so
	if (wrong->arrival.collides || strlen(path) >= strlen(message))
		return;
	char *got = strstr(message + strlen(path), ", got ");
	char *guess = got ? strstr(got, " (") : NULL;
	if (guess)
		*guess = '\0';
	status_fail(st, st->code, "%s (%s)", message, wrong->arrival.what);
}

// Upstream's own address of the model; NULL if it travels inside the program.
static const char *address(const struct wrong_file *wrong)
{
	struct fetch_plan plan;
	struct fetch_options options = {.force = true};
	struct status ignored;
	if (!fetch_card_plan(
		    &plan, wrong->context->store, wrong->card, &options, wrong->scratch, &ignored))
		return NULL;
	const char *url = plan.items[0].sources[0];
	return url && strncmp(url, "https://", 8) == 0 && !strchr(url, '\'') ? url : NULL;
}

// The card whose model it is after all.
static const struct card *owner(const struct wrong_file *wrong)
{
	struct digests digests = digest_bytes(wrong->got);
	struct status ignored;
	const struct catalogue *catalogue = context_catalogue(wrong->context, &ignored);
	for (int i = 0; catalogue && i < catalogue->card_count; i++) {
		const struct card_file *file = &catalogue->cards[i]->file;
		if (*file->sha256 ? strcmp(file->sha256, digests.sha256) == 0
				  : *file->sha1 && strcmp(file->sha1, digests.sha1) == 0)
			return catalogue->cards[i];
	}
	return NULL;
}

static void advise_again(const struct wrong_file *wrong, const char *first, struct status *st)
{
	const char *url = address(wrong), *id = wrong->card->id;
	const char *name = shell_word(wrong->card->file.name, "FILE");
	const char *between = *first ? "; " : "";
	if (url)
		status_hint(st,
			"%s%szoo fetch %s brings the file; by hand: curl -fL -o %s '%s' && zoo add "
			"%s %s",
			first, between, id, name, url, id, name);
	else
		status_hint(st, "%s%szoo fetch %s has the file: it travels inside zoo", first,
			between, id);
}

static void advise_wrapped(const struct wrong_file *wrong, struct status *st)
{
	const char *id = wrong->card->id, *name = shell_word(wrong->card->file.name, "MODEL");
	const char *path = shell_word(wrong->path, "FILE");
	const char *member = shell_word(wrong->arrival.member, "MEMBER");
	bool gzip = wrong->got.nbytes > 1 && wrong->got.data[0] == 0x1f;
	if (!wrong->arrival.same)
		advise_again(wrong, "what is wrapped in it is not the file, or not all of it", st);
	else if (strcmp(path, name) == 0) // would be written over while it is read
		status_hint(st, "unpack it under another name, and: zoo add %s NAME", id);
	else if (gzip && !*wrong->arrival.member)
		status_hint(st, "gunzip -c < %s > %s && zoo add %s %s", path, name, id, name);
	else if (gzip) // by a pipe: tar takes HOST:FILE for another host's, and without -P no ../
		status_hint(st, "gunzip -c < %s | tar -xPOf - %s > %s && zoo add %s %s", path,
			member, name, id, name);
	else
		status_hint(
			st, "unzip -p %s %s > %s && zoo add %s %s", path, member, name, id, name);
}

static void advise(const struct wrong_file *wrong, struct status *st)
{
	const struct card *other;
	switch (wrong->arrival.kind) {
	case ARRIVAL_LFS_POINTER:
		advise_again(wrong,
			"in a clone of ML-zoo, \"git lfs pull\" replaces the pointers by the files",
			st);
		return;
	case ARRIVAL_HTML:
		advise_again(wrong, "a page about the file was saved instead of the file", st);
		return;
	case ARRIVAL_WRAPPED:
		advise_wrapped(wrong, st);
		return;
	case ARRIVAL_LINE_ENDINGS:
		advise_again(wrong,
			"it was copied as a text: copy it as it is (in git: \"*.tflite -text\" in "
			".gitattributes)",
			st);
		return;
	case ARRIVAL_KNOWN_MODEL:
		other = owner(wrong);
		if (other)
			status_hint(st, "it is the model of %s: zoo add %s %s", other->id,
				other->id, shell_word(wrong->path, "FILE"));
		else
			advise_again(wrong, "", st);
		return;
	default:
		advise_again(wrong, "", st);
	}
}

void wrong_file_explain(
	struct context *context, const struct card *card, const char *path, struct status *st)
{
	struct arena scratch = {0};
	struct wrong_file wrong = {
		.context = context, .card = card, .path = path, .scratch = &scratch};
	struct bytes right = {NULL, 0};
	struct status ignored;
	if (file_read(&wrong.got, path, ARRIVAL_LOOK_NBYTES, &scratch, &ignored)) {
		store_read(&right, context->store, card, &card->file, &scratch, &ignored);
		arrival_classify(&wrong.arrival, wrong.got, (int64_t)wrong.got.nbytes, &card->file,
			right, &scratch);
		say(&wrong, st);
		advise(&wrong, st);
	}
	arena_release(&scratch);
}
