// SPDX-License-Identifier: Apache-2.0
/*
 * For each file of a card: is it there and right?  If not, ask source after source, and
 * collect what each of them answered, so that the last message tells the whole story.
 */
#include "zoo/fetch.h"

#include "zoo/fetch/source.h"
#include "zoo/incoming.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct fetch {
	const struct store *store;
	const struct card *card;
	const struct fetch_options *options;
	const struct observer *observer;
	struct arena *keep;
	struct fetch_result *result;
	struct status *st;
};

// The answers of the sources that did not help.
struct answers {
	const char *text; // "A: not found; B: size: ..."
	int answer_count;
	int barred_count; // not asked, being offline
	bool wrong;       // one of them was complete, but not the file
};

static const char *source_name(const struct source *source)
{
	return source->kind == SOURCE_BUILTIN ? "builtin" : source->where;
}

static bool is_right(const struct fetch *f, const struct card_file *file)
{
	struct arena scratch = {0};
	struct bytes bytes;
	struct status ignored;
	bool right = store_read(&bytes, f->store, f->card, file, &scratch, &ignored);
	arena_release(&scratch);
	return right;
}

static void add_answer(struct answers *answers, const char *message, struct arena *keep)
{
	answers->text = arena_printf(
		keep, "%s%s%s", answers->text, answers->answer_count ? "; " : "", message);
	answers->answer_count++;
}

static void fail_all(
	const struct fetch *f, const struct card_file *file, const struct answers *answers)
{
	const char *id = f->card->id;
	if (answers->wrong)
		status_fail(f->st, STATUS_NO, "%s: no source gave the right %s: %s", id, file->name,
			answers->text);
	else if (answers->barred_count > 0)
		status_fail(f->st, STATUS_NETWORK,
			"%s: %s is needed, but --offline allows no download%s%s", id, file->name,
			answers->answer_count ? ": " : "", answers->text);
	else
		status_fail(f->st, STATUS_NETWORK, "%s: no source has %s: %s", id, file->name,
			answers->text);
	if (answers->wrong && strstr(answers->text, "Git LFS pointer"))
		status_hint(f->st,
			"in a clone of ML-zoo, \"git lfs pull\" replaces the pointers by the files; "
			"a file that you have is installed by: zoo add %s FILE",
			id);
	else if (file == &f->card->file)
		status_hint(f->st,
			"set ZOO_MIRROR to a directory or URL that holds ML-zoo's files, or install "
			"a file that you have: zoo add %s FILE",
			id);
	else
		status_hint(f->st,
			"model and labels are installed; for the test vector set ZOO_MIRROR to a "
			"directory or URL that holds ML-zoo's files");
}

// Ask each source; the one that had it, or NULL.
static const struct source *ask_sources(const struct fetch *f, const struct card_file *file)
{
	struct source_list list;
	struct answers answers = {.text = ""};
	if (!source_list(&list, f->card, file, f->options->mirrors, f->keep, f->st))
		return NULL;
	for (int i = 0; i < list.source_count; i++) {
		const struct source *source = &list.sources[i];
		enum source_blame blame;
		if (source->kind == SOURCE_URL && f->options->offline) {
			answers.barred_count++;
			continue;
		}
		if (source_install(&blame, source, f->store, f->card, file, f->observer, f->st))
			return source;
		if (blame == SOURCE_FATAL) {
			status_prefix(f->st, "%s", f->card->id);
			return NULL;
		}
		answers.wrong |= blame == SOURCE_WRONG;
		add_answer(&answers, f->st->message, f->keep);
	}
	fail_all(f, file, &answers);
	return NULL;
}

static bool fetch_file(const struct fetch *f, const struct card_file *file, bool is_model)
{
	struct arena scratch = {0};
	if (observer_stopped(f->observer))
		return status_fail(f->st, STATUS_INTERRUPTED, "%s: interrupted", f->card->id);
	if (!f->options->force && is_right(f, file))
		return true;
	const struct source *source = ask_sources(f, file);
	if (!source)
		return false;
	// The card may leave the size out; then what was installed tells.
	struct bytes bytes = {NULL, 0};
	int64_t nbytes = file->size_nbytes;
	if (nbytes < 0 && store_read(&bytes, f->store, f->card, file, &scratch, f->st))
		nbytes = (int64_t)bytes.nbytes;
	arena_release(&scratch);
	f->result->outcome = FETCH_FETCHED;
	f->result->transferred_nbytes += nbytes > 0 ? nbytes : 0;
	if (is_model)
		f->result->source = source_name(source);
	return true;
}

static bool install_labels(bool *written, const struct store *store, const struct card *card,
	struct arena *scratch, struct status *st)
{
	struct bytes text, present;
	struct status ignored;
	struct incoming *incoming;
	*written = false;
	if (card->label_count == 0)
		return true;
	if (!store_labels_text(&text, card, scratch, st))
		return false;
	struct card_file file = store_labels_file(text);
	if (store_read(&present, store, card, &file, scratch, &ignored))
		return true;
	if (!store_incoming_open(&incoming, store, card, &file, NULL, st))
		return false;
	if (!store_incoming_add(incoming, text.data, text.nbytes, st)) {
		store_incoming_abandon(incoming);
		return false;
	}
	*written = true;
	return store_incoming_install(incoming, st);
}

static bool fetch_labels(const struct fetch *f)
{
	struct arena scratch = {0};
	bool written;
	bool ok = install_labels(&written, f->store, f->card, &scratch, f->st);
	if (ok && written)
		f->result->outcome = FETCH_FETCHED;
	arena_release(&scratch);
	return ok;
}

static bool fetch_golden(const struct fetch *f, enum golden_side side, int count)
{
	for (int i = 0; i < count; i++) {
		struct card_file file = store_golden_file(f->card, side, i, f->keep);
		if (!fetch_file(f, &file, false))
			return false;
	}
	return true;
}

static bool fetch_vectors(const struct fetch *f)
{
	f->result->vectors_failed =
		f->options->golden &&
		!(fetch_golden(f, GOLDEN_INPUT, f->card->golden_input_count) &&
			fetch_golden(f, GOLDEN_OUTPUT, f->card->golden_output_count));
	return !f->result->vectors_failed;
}

bool fetch_card(struct fetch_result *out, const struct store *store, const struct card *card,
	const struct fetch_options *options, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	*out = (struct fetch_result){.outcome = FETCH_PRESENT, .source = "store"};
	const struct fetch f = {store, card, options, observer, keep, out, st};
	if (fetch_file(&f, &card->file, true) && fetch_labels(&f))
		return fetch_vectors(&f);
	out->outcome = FETCH_FAILED;
	return false;
}

static bool add_from(struct incoming *incoming, int fd, const char *path, struct status *st)
{
	unsigned char piece[64 << 10];
	for (;;) {
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", path);
		if (n == 0)
			return true;
		if (!store_incoming_add(incoming, piece, (size_t)n, st))
			return false;
	}
}

bool fetch_from_file(const struct store *store, const struct card *card, const char *path,
	struct arena *scratch, struct status *st)
{
	bool written;
	struct incoming *incoming = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return status_fail_errno(st, STATUS_IO, errno, "%s", path);
	bool ok = store_incoming_open(&incoming, store, card, &card->file, NULL, st);
	if (ok && !add_from(incoming, fd, path, st)) {
		store_incoming_abandon(incoming);
		ok = false;
	} else if (ok) {
		ok = store_incoming_install(incoming, st);
	}
	close(fd);
	if (!ok && st->code == STATUS_NO)
		status_prefix(st, "%s is not %s of %s", path, card->file.name, card->id);
	return ok && install_labels(&written, store, card, scratch, st);
}
