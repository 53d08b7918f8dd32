// SPDX-License-Identifier: Apache-2.0
/*
 * What is in the store, read.  How it gets there: incoming.c; where: names.c.
 */
#include "zoo/store.h"

#include "engine/base/file.h"
#include "zoo/store/beneath.h"
#include "zoo/store/content.h"
#include "zoo/store/links.h"
#include "zoo/store/objects.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void store_init(struct store *out, const char *home)
{
	*out = (struct store){.home = home};
}

static bool check_place(const struct beneath *beneath, enum store_place place, struct status *st)
{
	struct store_name name = store_name_place(place);
	int fd = beneath_open(beneath, &name, O_RDONLY | O_DIRECTORY, 0);
	if (fd >= 0) {
		close(fd);
		return true;
	}
	return errno == ENOENT ||
	       beneath_fail(beneath, &name, errno, "the store cannot be read", st);
}

bool store_check(const struct store *store, struct status *st)
{
	struct beneath beneath;
	if (!beneath_begin(&beneath, store, BENEATH_READ, st))
		return false;
	bool ok =
		check_place(&beneath, STORE_MODELS, st) && check_place(&beneath, STORE_OBJECTS, st);
	beneath_end(&beneath);
	return ok;
}

bool store_check_name(
	const struct store *store, const struct card *card, const char *name, struct status *st)
{
	struct beneath beneath;
	struct store_name place;
	struct link ignored;
	if (!store_name_checked(&place, card, name, st) ||
		!beneath_begin(&beneath, store, BENEATH_READ, st))
		return false;
	bool ok = link_check(&ignored, &beneath, &place, st);
	beneath_end(&beneath);
	return ok;
}

static bool is_there(const struct beneath *beneath, const struct store_name *name)
{
	struct stat info;
	return beneath_stat(beneath, name, &info) || errno != ENOENT;
}

static bool has(const struct beneath *beneath, const struct store_name *name)
{
	struct link link;
	struct store_name object;
	struct status ignored;
	if (!link_read(&link, beneath, name, &ignored))
		return true;
	if (link.kind != LINK_OBJECT)
		return link.kind != LINK_ABSENT;
	return store_name_object(&object, link.sha256) && is_there(beneath, &object);
}

bool store_has(const struct store *store, const struct card *card, const char *name)
{
	struct beneath beneath;
	struct store_name link;
	struct status ignored;
	if (!store->home || !store_name_link(&link, card->id, name))
		return false;
	if (!beneath_begin(&beneath, store, BENEATH_READ, &ignored))
		return true;
	bool is = has(&beneath, &link);
	beneath_end(&beneath);
	return is;
}

bool store_was_installed(bool *out, const struct store *store, const struct card *card,
	const char *name, struct status *st)
{
	struct beneath beneath;
	struct store_name place;
	struct link link;
	*out = false;
	if (!store->home || !store_name_link(&place, card->id, name))
		return true;
	if (!beneath_begin(&beneath, store, BENEATH_READ, st))
		return false;
	bool ok = link_read(&link, &beneath, &place, st);
	*out = ok && link.kind != LINK_ABSENT;
	beneath_end(&beneath);
	return ok;
}

// The object that the link names; *fd is -1 if there is no link, or no such object.
static bool open_file(int *fd, const struct beneath *beneath, const struct card *card,
	const struct card_file *file, const char *path, struct status *st)
{
	struct link link;
	struct store_name name, object;
	*fd = -1;
	if (!store_name_checked(&name, card, file->name, st) ||
		!link_read(&link, beneath, &name, st))
		return false;
	if (link.kind == LINK_ELSEWHERE || link.kind == LINK_NONE) {
		link_refuse(&link, beneath, &name, st);
		return status_hint(st,
			"zoo did not make it; look at it, remove it, and: zoo fetch %s", card->id);
	}
	if (link.kind == LINK_ABSENT || !store_name_object(&object, link.sha256))
		return true;
	return object_open(fd, beneath, &object, path, st);
}

static bool fail_absent(
	const struct card *card, const struct card_file *file, const char *path, struct status *st)
{
	status_fail(st, STATUS_UNMEASURABLE, "%s: not installed, expected at %s", card->id, path);
	return status_hint(st, "zoo fetch %s%s", card->id,
		strncmp(file->name, "golden/", 7) == 0 ? " --golden" : "");
}

static bool read_file(struct bytes *out, const char *path, const struct store *store,
	const struct card *card, const struct card_file *file, struct arena *keep,
	struct status *st)
{
	struct beneath beneath;
	int fd;
	if (!beneath_begin(&beneath, store, BENEATH_READ, st))
		return false;
	bool ok = open_file(&fd, &beneath, card, file, path, st);
	beneath_end(&beneath);
	if (!ok)
		return false;
	if (fd < 0)
		return fail_absent(card, file, path, st);
	ok = file_read_open(out, fd, path, MODEL_MAX_FILE_NBYTES, keep, st);
	close(fd);
	return ok ||
	       status_hint(st, "if the disk has lost it, zoo fetch --force %s brings it again",
		       card->id);
}

bool store_read_as_found(struct bytes *out, const struct store *store, const struct card *card,
	const struct card_file *file, struct arena *keep, struct status *st)
{
	*out = (struct bytes){NULL, 0};
	const char *path = store_path_checked(store, card, file->name, keep, st);
	return path && read_file(out, path, store, card, file, keep, st);
}

// One hash is enough, the better one; both, with what to say, when something is wrong.
static bool is_right(struct bytes bytes, const struct card_file *file)
{
	char sha256[SHA256_HEX_NBYTES], sha1[SHA1_HEX_NBYTES];
	if (file->size_nbytes >= 0 && (int64_t)bytes.nbytes != file->size_nbytes)
		return false;
	if (file->sha256[0]) {
		digest_sha256(sha256, bytes);
		return strcmp(sha256, file->sha256) == 0;
	}
	digest_sha1(sha1, bytes);
	return strcmp(sha1, file->sha1) == 0;
}

bool store_read(struct bytes *out, const struct store *store, const struct card *card,
	const struct card_file *file, struct arena *keep, struct status *st)
{
	struct bytes bytes = {NULL, 0};
	*out = bytes;
	const char *path = store_path_checked(store, card, file->name, keep, st);
	if (!path || !read_file(&bytes, path, store, card, file, keep, st))
		return false;
	if (!is_right(bytes, file)) {
		struct content content = content_of(bytes);
		content_check(&content, file, st);
		status_prefix(st, "%s", path);
		return status_hint(st, "zoo fetch --force %s", card->id);
	}
	*out = bytes;
	return true;
}

bool store_labels_text(
	struct bytes *out, const struct card *card, struct arena *keep, struct status *st)
{
	size_t nbytes = 0;
	for (int i = 0; i < card->label_count; i++) {
		if (card->labels[i][strcspn(card->labels[i], "\r\n")] != '\0')
			return status_fail(st, STATUS_FORMAT,
				"%s: label %d holds the end of a line", card->id, i);
		nbytes += strlen(card->labels[i]) + 1;
	}
	unsigned char *text = arena_alloc(keep, nbytes + 1, 1, 1);
	*out = (struct bytes){text, nbytes};
	for (int i = 0; i < card->label_count; i++) {
		size_t length = strlen(card->labels[i]);
		memcpy(text, card->labels[i], length);
		text[length] = '\n';
		text += length + 1;
	}
	return true;
}

struct card_file store_labels_file(struct bytes text)
{
	struct digests digests = digest_bytes(text);
	struct card_file file = {.name = "labels.txt", .size_nbytes = (int64_t)text.nbytes};
	memcpy(file.sha1, digests.sha1, sizeof(file.sha1));
	memcpy(file.sha256, digests.sha256, sizeof(file.sha256));
	return file;
}

struct card_file store_golden_file(
	const struct card *card, enum golden_side side, int i, struct arena *keep)
{
	const struct card_golden *golden =
		side == GOLDEN_INPUT ? &card->golden_inputs[i] : &card->golden_outputs[i];
	size_t length = strlen(golden->tensor);
	if (length > 96) // room for the rest in what store_word_allowed() takes
		length = 96;
	char *tensor = arena_strndup(keep, golden->tensor, length);
	for (char *c = tensor; *c; c++) {
		char one[2] = {*c, '\0'};
		if (*c != '.' && *c != '-' && !store_word_allowed(one))
			*c = '_';
	}
	struct card_file file = golden->file;
	file.name = arena_printf(
		keep, "golden/%s-%d-%s.npy", side == GOLDEN_INPUT ? "input" : "output", i, tensor);
	return file;
}
