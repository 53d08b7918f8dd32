// SPDX-License-Identifier: Apache-2.0
/*
 * Files are read whole, and cards' files through the store: what runs is what was hashed.
 */
#include "cli/model_argument.h"

#include "engine/base/file.h"
#include "engine/base/words.h"

#include <string.h>

bool model_argument_is_file(const char *word)
{
	return strchr(word, '/') || word_ends_with(word, ".tflite");
}

// A file is the card's that has its hash, wherever it lies.
static bool identify(
	struct model_argument *out, struct context *context, const char *word, struct status *st)
{
	const struct catalogue *catalogue = context_catalogue(context, st);
	if (!catalogue)
		return false;
	digest_sha1(out->sha1, out->file);
	out->identity = catalogue_find_sha1(catalogue, out->sha1);
	if (!out->identity && catalogue->unread_count > 0)
		context_note(context,
			"%s: cards that cannot be read may know it: zoo list names them", word);
	return true;
}

bool model_argument_read(struct model_argument *out, struct context *context, const char *word,
	struct arena *keep, struct status *st)
{
	*out = (struct model_argument){.name = word};
	if (model_argument_is_file(word)) {
		const char *slash = strrchr(word, '/');
		out->file_name = slash ? slash + 1 : word;
		return file_read(&out->file, word, MODEL_MAX_FILE_NBYTES, keep, st) &&
		       identify(out, context, word, st);
	}
	const struct store *store = context_store(context, st);
	out->card = store ? context_card(context, word, st) : NULL;
	if (!out->card)
		return false;
	out->identity = out->card;
	out->name = out->card->id;
	out->file_name = out->card->file.name;
	if (!store_read(&out->file, store, out->card, &out->card->file, keep, st))
		return false;
	// The store compares it if the card knows no better hash.
	if (!out->card->file.sha256[0])
		memcpy(out->sha1, out->card->file.sha1, sizeof(out->sha1));
	else
		digest_sha1(out->sha1, out->file);
	return true;
}

const struct kernels *model_kernels(struct context *context, const char *isa, struct status *st)
{
	const struct settings *settings = context_settings(context, st);
	if (!settings)
		return NULL;
	const struct kernels *chosen = kernels_choose(isa ? isa : settings->isa, st);
	if (!chosen && (isa || settings->isa))
		status_prefix(st, "%s", isa ? "--isa" : settings->isa_from);
	return chosen;
}
