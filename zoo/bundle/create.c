// SPDX-License-Identifier: Apache-2.0
/*
 * Twice over the files: once to know what they are, for the manifest stands in front; and
 * once to copy them, hashed again on the way, as they may have changed meanwhile.
 */
#include "zoo/bundle.h"

#include "engine/base/identify.h"
#include "zoo/bundle/manifest.h"
#include "zoo/bundle/opened.h"
#include "zoo/bundle/ustar.h"
#include "zoo/output_file.h"
#include "zoo/store/content.h"
#include "zoo/store/links.h"
#include "zoo/store/objects.h"
#include "zoo/verify.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_NBYTES = 256 << 10 };

struct creating {
	struct manifest manifest;
	const struct store *store;
	struct beneath beneath;
	struct output_file output;
	int64_t done_nbytes;
	const struct observer *observer;
	struct arena *keep;
};

static bool check_running(const struct creating *c, struct status *st)
{
	return !observer_stopped(c->observer) ||
	       status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", c->output.path);
}

static bool fail_absent(
	const struct card *card, const struct card_file *file, const char *path, struct status *st)
{
	status_fail(st, STATUS_UNMEASURABLE, "%s: %s is not installed, expected at %s", card->id,
		file->name, path);
	return status_hint(st, "zoo fetch %s", card->id);
}

// Size and hashes of an installed file, and whether they are the card's.
static bool survey_file(struct manifest_file *out, const struct creating *c,
	const struct card *card, const struct card_file *file, struct status *st)
{
	struct store_name name, object;
	struct link link;
	struct content content = {.nbytes = 0};
	unsigned char head[IDENTIFY_HEAD_NBYTES];
	int fd = -1;
	const char *path = store_path_checked(c->store, card, file->name, c->keep, st);
	if (!path || !check_running(c, st) || !store_name_checked(&name, card, file->name, st) ||
		!link_read(&link, &c->beneath, &name, st))
		return false;
	if (link.kind == LINK_ELSEWHERE || link.kind == LINK_NONE) {
		status_fail(
			st, STATUS_STORE, "%s: expected a link to an object of this store", path);
		return status_hint(st, "remove it, and: zoo fetch %s", card->id);
	}
	if (link.kind == LINK_OBJECT && store_name_object(&object, link.sha256) &&
		!object_open(&fd, &c->beneath, &object, path, st))
		return false;
	if (fd < 0)
		return fail_absent(card, file, path, st);
	bool ok = object_digests(&content.digests, &content.nbytes, fd, path, st);
	ssize_t head_nbytes = pread(fd, head, sizeof(head), 0);
	content.head = (struct bytes){head, head_nbytes > 0 ? (size_t)head_nbytes : 0};
	close(fd);
	if (!ok)
		return false;
	struct card_file expected = *file;
	if (!expected.sha256[0])
		memcpy(expected.sha256, link.sha256, sizeof(expected.sha256));
	if (!content_check(&content, &expected, st)) {
		status_prefix(st, "%s", path);
		return status_hint(st, "zoo fetch --force %s", card->id);
	}
	*out = (struct manifest_file){.name = file->name, .nbytes = content.nbytes};
	memcpy(out->sha1, content.digests.sha1, sizeof(out->sha1));
	memcpy(out->sha256, content.digests.sha256, sizeof(out->sha256));
	return true;
}

static struct manifest_file describe_text(const char *name, struct bytes text)
{
	struct manifest_file file = {.name = name, .nbytes = (int64_t)text.nbytes};
	digest_sha256(file.sha256, text);
	return file;
}

// Nobody would take it out of the bundle again.
static bool check_model(const struct creating *c, const struct card *card, struct status *st)
{
	struct arena scratch = {0};
	struct bytes bytes;
	bool ok = store_read(&bytes, c->store, card, &card->file, &scratch, st);
	if (ok && !verify_parses(bytes, card->file.name, st)) {
		status_prefix(st, "%s", card->id);
		ok = status_hint(st, "size and hash are the card's; zoo cannot use the file, and "
				     "did not bundle it");
	}
	arena_release(&scratch);
	return ok;
}

// The model has to be there, and to be one; a vector may be.
static bool survey_card(struct manifest_card *out, const struct creating *c,
	const struct card *card, struct status *st)
{
	int inputs = card->golden_input_count, outputs = card->golden_output_count;
	struct manifest_file *files =
		arena_array(c->keep, struct manifest_file, 1 + inputs + outputs);
	*out = (struct manifest_card){.id = card->id,
		.text = describe_text(NULL, card->text),
		.files = files,
		.file_count = 1,
		.card = card,
		.known = true};
	if (card->labels_file[0])
		out->labels = describe_text(card->labels_file, card->labels_text);
	if (!survey_file(&files[0], c, card, &card->file, st) || !check_model(c, card, st))
		return false;
	for (int i = 0; i < inputs + outputs; i++) {
		struct card_file file =
			i < inputs ? store_golden_file(card, GOLDEN_INPUT, i, c->keep)
				   : store_golden_file(card, GOLDEN_OUTPUT, i - inputs, c->keep);
		if (!store_has(c->store, card, file.name))
			continue;
		if (!survey_file(&files[out->file_count++], c, card, &file, st))
			return false;
	}
	return true;
}

static int compare_ids(const void *a, const void *b)
{
	const struct card *const *x = a, *const *y = b;
	return strcmp((*x)->id, (*y)->id);
}

static bool survey(struct creating *c, const struct card *const *cards, struct status *st)
{
	int count = 0;
	while (cards[count])
		count++;
	const struct card **sorted = arena_array(c->keep, const struct card *, count + 1);
	for (int i = 0; i < count; i++)
		sorted[i] = cards[i];
	qsort(sorted, (size_t)count, sizeof(const struct card *), compare_ids);
	c->manifest.cards = arena_array(c->keep, struct manifest_card, count + 1);
	for (int i = 0; i < count; i++) {
		if (i > 0 && strcmp(sorted[i]->id, sorted[i - 1]->id) == 0)
			continue;
		if (!survey_card(&c->manifest.cards[c->manifest.card_count++], c, sorted[i], st))
			return false;
	}
	return true;
}

static bool add(struct creating *c, const void *data, size_t nbytes, struct status *st)
{
	if (!check_running(c, st) || !output_file_add(&c->output, data, nbytes, st))
		return false;
	c->done_nbytes += (int64_t)nbytes;
	observer_progress(c->observer, c->output.path, "bytes", c->done_nbytes, c->manifest.nbytes);
	return true;
}

static bool add_header(struct creating *c, const char *name, int64_t nbytes, struct status *st)
{
	unsigned char header[USTAR_BLOCK_NBYTES];
	ustar_header(header, name, nbytes);
	return add(c, header, sizeof(header), st);
}

static bool add_zeros(struct creating *c, int64_t nbytes, struct status *st)
{
	static const unsigned char zeros[USTAR_END_NBYTES];
	return add(c, zeros, (size_t)nbytes, st);
}

static bool copy(struct creating *c, int fd, const struct manifest_member *member, const char *path,
	struct status *st)
{
	struct arena scratch = {0};
	unsigned char *piece = arena_array(&scratch, unsigned char, PIECE_NBYTES);
	struct digest *digest = digest_create();
	struct digests found;
	int64_t nbytes = 0;
	bool ok = true;
	while (ok && nbytes <= member->nbytes) {
		ssize_t n = read(fd, piece, PIECE_NBYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			ok = status_fail_errno(st, STATUS_IO, errno, "%s", path);
		if (n <= 0)
			break;
		digest_add(digest, piece, (size_t)n);
		nbytes += n;
		ok = add(c, piece, (size_t)n, st);
	}
	digest_finish(digest, &found);
	arena_release(&scratch);
	return ok && ((nbytes == member->nbytes && strcmp(found.sha256, member->sha256) == 0) ||
			     status_fail(st, STATUS_NO, "%s: changed while it was read", path));
}

static bool add_object(struct creating *c, const struct manifest_member *member, struct status *st)
{
	struct store_name object;
	int fd;
	if (!store_name_object(&object, member->sha256) ||
		!object_open(&fd, &c->beneath, &object, NULL, st))
		return false;
	const char *path = beneath_path(&c->beneath, &object, c->keep);
	if (fd < 0)
		return status_fail(st, STATUS_IO, "%s: removed while the bundle was made", path);
	bool ok = copy(c, fd, member, path, st);
	close(fd);
	return ok;
}

static bool add_members(struct creating *c, struct bytes text, struct status *st)
{
	if (!add_header(c, MANIFEST_NAME, (int64_t)text.nbytes, st) ||
		!add(c, text.data, text.nbytes, st) ||
		!add_zeros(c, ustar_padding_nbytes((int64_t)text.nbytes), st))
		return false;
	for (int i = 0; i < c->manifest.member_count; i++) {
		const struct manifest_member *member = &c->manifest.members[i];
		if (!add_header(c, member->name, member->nbytes, st) ||
			!(member->content.data
					? add(c, member->content.data, member->content.nbytes, st)
					: add_object(c, member, st)) ||
			!add_zeros(c, ustar_padding_nbytes(member->nbytes), st))
			return false;
	}
	return add_zeros(c, USTAR_END_NBYTES, st);
}

static bool write_bundle(struct creating *c, struct status *st)
{
	struct bytes text = manifest_text(&c->manifest, c->keep);
	const char *path = c->output.path;
	if (text.nbytes > MANIFEST_MAX_NBYTES)
		return status_fail(st, STATUS_FORMAT,
			"%s: the manifest would have %zu bytes, at most %d are allowed", path,
			text.nbytes, (int)MANIFEST_MAX_NBYTES);
	if (!manifest_lay_out(&c->manifest, (int64_t)text.nbytes, path, c->keep, st) ||
		!output_file_open(&c->output, path, OUTPUT_NEW, c->keep, st))
		return false;
	bool ok = add_members(c, text, st);
	observer_finished(c->observer, path);
	if (ok)
		return output_file_commit(&c->output, c->keep, st);
	output_file_abandon(&c->output);
	return false;
}

bool bundle_create(struct bundle_report *out, const char *path, const struct store *store,
	const struct card *const *cards, const struct observer *observer, struct arena *keep,
	struct status *st)
{
	struct creating c = {.store = store,
		.output = {.fd = -1, .path = path},
		.observer = observer,
		.keep = keep};
	*out = (struct bundle_report){.items = NULL};
	if (!beneath_begin(&c.beneath, store, BENEATH_READ, st))
		return false;
	bool ok = survey(&c, cards, st) && write_bundle(&c, st);
	beneath_end(&c.beneath);
	if (ok)
		opened_report(out, &c.manifest, keep);
	return ok;
}
