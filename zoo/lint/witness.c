// SPDX-License-Identifier: Apache-2.0
/*
 * Cards and files turned into what a text would say of them.  Line 0 stands for what was not
 * printed, so what is known otherwise gets line 0, too, and counts by its text.
 */
#include "zoo/lint/witness.h"

#include "zoo/lint/paths.h"

#include <inttypes.h>
#include <string.h>

const char *witness_noun(const struct witness *witness)
{
	static const char *const nouns[] = {
		"the file", "the pointer", "our card", "the definition", "the README"};
	return nouns[witness->kind];
}

static struct published_text text(const char *value)
{
	return (struct published_text){value, 0};
}

// A size as a text prints it; -1 if it is no number.
static int64_t size_of(const char *printed)
{
	int64_t nbytes = 0;
	if (!printed[0] || strlen(printed) > 15)
		return -1;
	for (; *printed; printed++) {
		if (*printed < '0' || *printed > '9')
			return -1;
		nbytes = nbytes * 10 + (*printed - '0');
	}
	return nbytes;
}

void witness_of_text(struct witness *out, enum witness_kind kind, const char *path,
	const struct published *says, struct arena *keep)
{
	const char *folder = folder_of(path, keep);
	*out = (struct witness){.kind = kind,
		.path = path,
		.folder = folder,
		.says = says,
		.nbytes = size_of(says->size.text),
		.home = home_of(folder)};
}

static struct published_tensors card_tensors(
	const struct card_tensor *tensors, int count, struct arena *keep)
{
	struct published_tensor *out = arena_array(keep, struct published_tensor, count);
	for (int i = 0; i < count; i++) {
		out[i] = (struct published_tensor){.name = tensors[i].name,
			.shape = "",
			.type = tensor_type_name(tensors[i].type),
			.description = tensors[i].description,
			.example = "",
			.rank = tensors[i].rank};
		memcpy(out[i].dimensions, tensors[i].shape, sizeof(out[i].dimensions));
	}
	return (struct published_tensors){out, count};
}

static struct published_rows card_figures(const struct card *card, struct arena *keep)
{
	struct published_row *rows = arena_array(keep, struct published_row, card->claim_count);
	int count = 0;
	for (int i = 0; i < card->claim_count; i++) {
		const struct claim *claim = &card->claims[i];
		if (!claim->sha1 || strcmp(claim->sha1, card->file.sha1) == 0)
			rows[count++] = (struct published_row){claim->metric, claim->printed, 0};
	}
	return (struct published_rows){rows, count};
}

static struct published_rows card_rows(const struct card_pair *pairs, int count, struct arena *keep)
{
	struct published_row *rows = arena_array(keep, struct published_row, count);
	for (int i = 0; i < count; i++)
		rows[i] = (struct published_row){pairs[i].key, pairs[i].value, 0};
	return (struct published_rows){rows, count};
}

void witness_of_card(struct witness *out, const struct card *card, struct arena *keep)
{
	struct published *says = arena_new(keep, struct published);
	published_init(says, card->origin);
	says->title = text(card->title);
	says->licence = text(card->licence);
	says->file_name = text(card->file.name);
	says->sha1 = text(card->file.sha1);
	says->dataset = text(card->claim_count ? card->claims[0].dataset : "");
	says->metrics = card_figures(card, keep);
	says->platforms = card_rows(card->platforms, card->platform_count, keep);
	says->inputs = card_tensors(card->inputs, card->input_count, keep);
	says->outputs = card_tensors(card->outputs, card->output_count, keep);
	says->operators = card->operators[0] ? card->operators : NULL;
	*out = (struct witness){.kind = WITNESS_CARD,
		.path = card->origin,
		.folder = "",
		.says = says,
		.nbytes = card->file.size_nbytes,
		.card = card,
		.home = folder_of(card->file.path, keep)};
	memcpy(out->sha256, card->file.sha256, sizeof(out->sha256));
}

static struct published_tensors model_tensors(
	const struct model *model, const int32_t *indices, int count, struct arena *keep)
{
	struct published_tensor *out = arena_array(keep, struct published_tensor, count);
	for (int i = 0; i < count; i++) {
		const struct tensor *tensor = &model->tensors[indices[i]];
		out[i] = (struct published_tensor){.name = arena_strdup(keep, tensor->name),
			.shape = "",
			.type = tensor_type_name(tensor->type),
			.description = "",
			.example = "",
			.rank = tensor->rank};
		memcpy(out[i].dimensions, tensor->shape, sizeof(out[i].dimensions));
	}
	return (struct published_tensors){out, count};
}

static bool holds(const char *const *list, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

// The names in the operator table, of the rows that are used or of those that are not.
static const char *const *table_names(const struct model *model, bool used, struct arena *keep)
{
	const char **names = arena_array(keep, const char *, model->op_table_count + 1);
	int count = 0;
	for (int i = 0; i < model->op_table_count; i++) {
		char buffer[24];
		const char *name = op_code_name(model->op_table[i].code, buffer);
		if ((model->op_table[i].use_count > 0) == used && !holds(names, count, name))
			names[count++] = arena_strdup(keep, name);
	}
	return names;
}

void witness_of_model(struct witness *out, const char *path, int64_t nbytes,
	const struct digests *digests, const struct model *model, struct arena *keep)
{
	struct published *says = arena_new(keep, struct published);
	published_init(says, path);
	says->file_name = text(base_name(path));
	says->sha1 = text(arena_strdup(keep, digests->sha1));
	*out = (struct witness){.kind = WITNESS_MODEL,
		.path = path,
		.folder = folder_of(path, keep),
		.says = says,
		.nbytes = nbytes};
	out->home = home_of(out->folder);
	memcpy(out->sha256, digests->sha256, sizeof(out->sha256));
	if (!model)
		return;
	out->is_parsed = true;
	says->inputs = model_tensors(model, model->inputs, model->input_count, keep);
	says->outputs = model_tensors(model, model->outputs, model->output_count, keep);
	says->operators = table_names(model, true, keep);
	out->idle = table_names(model, false, keep);
}

void witness_of_pointer(struct witness *out, const char *path, int64_t nbytes, const char *sha256,
	struct arena *keep)
{
	struct published *says = arena_new(keep, struct published);
	published_init(says, path);
	says->file_name = text(base_name(path));
	*out = (struct witness){.kind = WITNESS_POINTER,
		.path = path,
		.folder = folder_of(path, keep),
		.says = says,
		.nbytes = nbytes};
	out->home = home_of(out->folder);
	memcpy(out->sha256, sha256, sizeof(out->sha256));
}
