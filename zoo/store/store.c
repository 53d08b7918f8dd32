// SPDX-License-Identifier: Apache-2.0
/*
 * What is in the store, read.  How it gets there: incoming.c; where: path.c.
 */
#include "zoo/store.h"

#include "engine/base/file.h"
#include "zoo/store/content.h"
#include "zoo/store/path.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

void store_init(struct store *out, const char *home)
{
	*out = (struct store){.home = home};
}

static bool check_directory(const char *path, struct status *st)
{
	DIR *directory = opendir(path);
	if (directory) {
		closedir(directory);
		return true;
	}
	if (errno == ENOENT)
		return true;
	status_fail_errno(st, STATUS_IO, errno, "the store cannot be read: %s", path);
	return status_hint(st, "ZOO_HOME names its directory");
}

bool store_check(const struct store *store, struct status *st)
{
	struct arena scratch = {0};
	bool ok = check_directory(store->home, st) &&
		  check_directory(arena_printf(&scratch, "%s/models", store->home), st);
	arena_release(&scratch);
	return ok;
}

bool store_has(const struct store *store, const struct card *card, const char *name)
{
	struct arena scratch = {0};
	struct stat info;
	const char *path = store_path(store, card, name, &scratch);
	bool has = path && (stat(path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR));
	arena_release(&scratch);
	return has;
}

bool store_read(struct bytes *out, const struct store *store, const struct card *card,
	const struct card_file *file, struct arena *keep, struct status *st)
{
	*out = (struct bytes){NULL, 0};
	const char *path = store_path_checked(store, card, file->name, keep, st);
	if (!path)
		return false;
	if (!store_has(store, card, file->name)) {
		if (!store_check(store, st))
			return false;
		status_fail(st, STATUS_UNMEASURABLE, "%s: not installed, expected at %s", card->id,
			path);
		return status_hint(st, "zoo fetch %s%s", card->id,
			strncmp(file->name, "golden/", 7) == 0 ? " --golden" : "");
	}
	struct bytes bytes;
	if (!file_read(&bytes, path, MODEL_MAX_FILE_NBYTES, keep, st))
		return false;
	struct content content = content_of(bytes);
	if (!content_check(&content, file, st)) {
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
	if (length > 96) // room for the rest in what store_name_allowed() takes
		length = 96;
	char *tensor = arena_strndup(keep, golden->tensor, length);
	for (char *c = tensor; *c; c++) {
		char one[2] = {*c, '\0'};
		if (*c != '.' && *c != '-' && !store_name_allowed(one))
			*c = '_';
	}
	struct card_file file = golden->file;
	file.name = arena_printf(
		keep, "golden/%s-%d-%s.npy", side == GOLDEN_INPUT ? "input" : "output", i, tensor);
	return file;
}
