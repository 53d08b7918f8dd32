// SPDX-License-Identifier: Apache-2.0
/*
 * What is in the store already, under another name or on half its way.
 */
#include "zoo/incoming.h"

#include "zoo/store/content.h"
#include "zoo/store/links.h"
#include "zoo/store/lock.h"
#include "zoo/store/objects.h"
#include "zoo/store/part.h"

#include <stdio.h>
#include <string.h>

// Its hash is that of its name; is it also what the card says?
static bool link_right(const struct beneath *beneath, const struct store_name *name,
	const struct content *content, const struct card_file *file, struct status *st)
{
	struct store_name object;
	if (!content_check(content, file, st)) {
		store_name_object(&object, file->sha256);
		return status_prefix(st, "%s/%s", beneath->home, object.text);
	}
	return link_make(beneath, name, file->sha256, st);
}

static bool adopt(const struct beneath *beneath, const struct store_name *name,
	const struct card_file *file, struct status *st)
{
	enum object_state state;
	struct content content = {.nbytes = 0};
	if (!object_state(&state, &content.digests, &content.nbytes, beneath, file->sha256, st))
		return false;
	return state == OBJECT_RIGHT && link_right(beneath, name, &content, file, st);
}

bool store_adopt(const struct store *store, const struct card *card, const struct card_file *file,
	struct status *st)
{
	struct beneath beneath;
	struct store_name name;
	st->code = STATUS_OK;
	if (!store_name_checked(&name, card, file->name, st) ||
		!beneath_begin(&beneath, store, BENEATH_READ, st))
		return false;
	bool ok = adopt(&beneath, &name, file, st);
	beneath_end(&beneath);
	return ok;
}

int64_t store_kept_nbytes(const struct store *store, const struct card_file *file)
{
	struct arena scratch = {0};
	struct beneath beneath;
	struct store_name part, note_name;
	struct part_note note;
	struct stat info;
	struct status ignored;
	char key[SHA256_HEX_NBYTES], word[SHA256_HEX_NBYTES + 8];
	int64_t nbytes = 0;
	if (!lock_key(key, file) || !beneath_begin(&beneath, store, BENEATH_READ, &ignored))
		return 0;
	snprintf(word, sizeof(word), "%s.part", key);
	store_name_in(&part, STORE_TMP, word);
	snprintf(word, sizeof(word), "%s.note", key);
	store_name_in(&note_name, STORE_TMP, word);
	part_note_read(&note, &beneath, &note_name, &scratch);
	if (note.url_sha256 && beneath_stat(&beneath, &part, &info) && S_ISREG(info.st_mode))
		nbytes = (int64_t)info.st_size;
	beneath_end(&beneath);
	arena_release(&scratch);
	return nbytes;
}
