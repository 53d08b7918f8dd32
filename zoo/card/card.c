// SPDX-License-Identifier: Apache-2.0
/*
 * The schema of a card (metadata/README.md explains every key).  What must hold between its
 * parts: whole.c.
 */
#include "zoo/card.h"

#include "zoo/card/values.h"
#include "zoo/base/document.h"

#include <string.h>

_Static_assert((int)CARD_MAX_NBYTES <= (int)DOCUMENT_MAX_NBYTES, "a card is a document");

static bool check_file(
	const struct card_file *file, const struct node *node, const struct reading *reading)
{
	if (!file->sha1[0] && !file->sha256[0])
		return node_fail(reading, node, "missing key \"sha1\" or \"sha256\"");
	return true;
}

static const struct field file_fields[] = {
	FIELD_REQUIRED("name", struct card_file, name, read_file_name),
	FIELD_REQUIRED("path", struct card_file, path, read_path),
	FIELD_OPTIONAL("url", struct card_file, url, read_url),
	FIELD_OPTIONAL("size_bytes", struct card_file, size_nbytes, read_count),
	FIELD_OPTIONAL("sha1", struct card_file, sha1, read_sha1),
	FIELD_OPTIONAL("sha256", struct card_file, sha256, read_sha256),
};

static bool read_file(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	card->file.size_nbytes = -1;
	return fields_read(&card->file, file_fields, FIELD_COUNT(file_fields), node, reading) &&
	       check_file(&card->file, node, reading);
}

static const struct field upstream_fields[] = {
	FIELD_OPTIONAL("repository", struct card, upstream_repository, read_repository),
	FIELD_OPTIONAL("commit", struct card, upstream_commit, read_commit),
	FIELD_OPTIONAL("card", struct card, upstream_card, read_text),
};

static bool read_upstream(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	if (!fields_read(card, upstream_fields, FIELD_COUNT(upstream_fields), node, reading))
		return false;
	if (!card->upstream_repository[0] != !card->upstream_commit[0])
		return node_fail(reading, node, "\"repository\" and \"commit\" go together");
	return true;
}

static const struct field tensor_fields[] = {
	FIELD_REQUIRED("name", struct card_tensor, name, read_text),
	FIELD_REQUIRED("type", struct card_tensor, type, read_tensor_type),
	FIELD_REQUIRED_WHOLE("shape", read_shape),
	FIELD_OPTIONAL("description", struct card_tensor, description, read_prose),
};

static bool read_tensors(const struct card_tensor **out, int *count, const struct node *node,
	const struct reading *reading)
{
	const struct card_tensor initial = {.description = ""};
	void *elements;
	if (!read_elements(&elements, count, sizeof(initial), &initial, tensor_fields,
		    FIELD_COUNT(tensor_fields), node, reading))
		return false;
	*out = elements;
	for (int i = 0; i < *count; i++)
		for (int j = 0; j < i; j++)
			if (strcmp((*out)[i].name, (*out)[j].name) == 0)
				return node_fail(reading, node->items[i], "\"%s\" stands twice",
					(*out)[i].name);
	return true;
}

static bool read_inputs(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	return read_tensors(&card->inputs, &card->input_count, node, reading);
}

static bool read_outputs(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	return read_tensors(&card->outputs, &card->output_count, node, reading);
}

static bool read_platforms(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	return read_pairs(&card->platforms, &card->platform_count, node, reading);
}

static bool read_optimizations(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	return read_pairs(&card->optimizations, &card->optimization_count, node, reading);
}

static const struct field evaluation_fields[] = {
	FIELD_REQUIRED("dataset", struct card, dataset, read_identifier),
	FIELD_REQUIRED("split", struct card, split, read_identifier),
	FIELD_REQUIRED("protocol", struct card, protocol, read_identifier),
};

static bool read_evaluation(void *target, const struct node *node, const struct reading *reading)
{
	return fields_read(
		target, evaluation_fields, FIELD_COUNT(evaluation_fields), node, reading);
}

static const struct field claim_fields[] = {
	FIELD_REQUIRED("metric", struct claim, metric, read_identifier),
	FIELD_REQUIRED("printed", struct claim, printed, read_text),
	FIELD_REQUIRED("dataset", struct claim, dataset, read_text),
	FIELD_OPTIONAL("split", struct claim, split, read_identifier),
	FIELD_OPTIONAL("items", struct claim, sample_count, read_count),
	FIELD_OPTIONAL("source", struct claim, source, read_text),
	FIELD_OPTIONAL("sha1", struct claim, sha1, read_sha1_text),
	FIELD_OPTIONAL("note", struct claim, note, read_prose),
	FIELD_OPTIONAL("unrepeatable", struct claim, unrepeatable, read_prose),
};

static bool read_claims(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	const struct claim initial = {.split = "", .source = "", .note = ""};
	void *elements;
	if (!read_elements(&elements, &card->claim_count, sizeof(initial), &initial, claim_fields,
		    FIELD_COUNT(claim_fields), node, reading))
		return false;
	struct claim *claims = elements;
	for (int i = 0; i < card->claim_count; i++)
		if (!claim_parse_printed(&claims[i], reading->st))
			return status_prefix(reading->st, "%s:%d:%d: printed", reading->origin,
				node->items[i]->line, node->items[i]->column);
	card->claims = claims;
	return true;
}

static const struct field golden_fields[] = {
	FIELD_REQUIRED("tensor", struct card_golden, tensor, read_text),
	FIELD_REQUIRED("name", struct card_golden, file.name, read_file_name),
	FIELD_REQUIRED("path", struct card_golden, file.path, read_path),
	FIELD_OPTIONAL("url", struct card_golden, file.url, read_url),
	FIELD_OPTIONAL("size_bytes", struct card_golden, file.size_nbytes, read_count),
	FIELD_OPTIONAL("sha1", struct card_golden, file.sha1, read_sha1),
	FIELD_OPTIONAL("sha256", struct card_golden, file.sha256, read_sha256),
};

static bool read_goldens(const struct card_golden **out, int *count, const struct node *node,
	const struct reading *reading)
{
	const struct card_golden initial = {.file.size_nbytes = -1};
	void *elements;
	if (!read_elements(&elements, count, sizeof(initial), &initial, golden_fields,
		    FIELD_COUNT(golden_fields), node, reading))
		return false;
	*out = elements;
	for (int i = 0; i < *count; i++)
		if (!check_file(&(*out)[i].file, node->items[i], reading))
			return false;
	return true;
}

static bool read_golden_inputs(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	return read_goldens(&card->golden_inputs, &card->golden_input_count, node, reading);
}

static bool read_golden_outputs(
	void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	return read_goldens(&card->golden_outputs, &card->golden_output_count, node, reading);
}

static const struct field golden_pair_fields[] = {
	FIELD_REQUIRED_WHOLE("inputs", read_golden_inputs),
	FIELD_REQUIRED_WHOLE("outputs", read_golden_outputs),
};

static bool read_golden(void *target, const struct node *node, const struct reading *reading)
{
	return fields_read(
		target, golden_pair_fields, FIELD_COUNT(golden_pair_fields), node, reading);
}

static const struct field card_fields[] = {
	FIELD_REQUIRED("id", struct card, id, read_identifier),
	FIELD_OPTIONAL("aliases", struct card, aliases, read_identifiers),
	FIELD_REQUIRED("title", struct card, title, read_text),
	FIELD_REQUIRED("task", struct card, task, read_identifier),
	FIELD_REQUIRED("description", struct card, description, read_prose),
	FIELD_REQUIRED("licence", struct card, licence, read_text),
	FIELD_REQUIRED("framework", struct card, framework, read_text),
	FIELD_REQUIRED("provenance", struct card, provenance, read_prose),
	FIELD_OPTIONAL("paper", struct card, paper, read_url),
	FIELD_OPTIONAL("recreation", struct card, recreation, read_url),
	FIELD_OPTIONAL_WHOLE("upstream", read_upstream),
	FIELD_REQUIRED_WHOLE("file", read_file),
	FIELD_REQUIRED_WHOLE("inputs", read_inputs),
	FIELD_REQUIRED_WHOLE("outputs", read_outputs),
	FIELD_OPTIONAL("operators", struct card, operators, read_texts),
	FIELD_OPTIONAL_WHOLE("platforms", read_platforms),
	FIELD_OPTIONAL_WHOLE("optimizations", read_optimizations),
	FIELD_OPTIONAL_WHOLE("labels", card_read_labels),
	FIELD_OPTIONAL_WHOLE("evaluation", read_evaluation),
	FIELD_OPTIONAL_WHOLE("claims", read_claims),
	FIELD_OPTIONAL_WHOLE("golden", read_golden),
	FIELD_OPTIONAL("notes", struct card, notes, read_proses),
};

static bool parse(struct card **out, struct bytes text, struct beside *labels, const char *origin,
	struct arena *keep, struct status *st)
{
	static const char *const none[] = {NULL};
	const struct reading reading = {arena_strdup(keep, origin), keep, st, labels};
	const struct node *root;
	struct card *card = arena_new(keep, struct card);
	*card = (struct card){.origin = reading.origin,
		.text = text,
		.aliases = none,
		.paper = "",
		.recreation = "",
		.upstream_repository = "",
		.upstream_commit = "",
		.upstream_card = "",
		.operators = none,
		.labels = none,
		.labels_file = "",
		.labels_source = "",
		.labels_note = "",
		.dataset = "",
		.split = "",
		.protocol = "",
		.notes = none};
	if (!document_parse(&root, text, reading.origin, keep, st) ||
		!fields_read(card, card_fields, FIELD_COUNT(card_fields), root, &reading) ||
		!card_check_whole(card, root, &reading))
		return false;
	*out = card;
	return true;
}

bool card_parse(struct card **out, struct bytes text, const char *origin, struct arena *keep,
	struct status *st)
{
	return parse(out, text, NULL, origin, keep, st);
}

bool card_parse_with_labels(struct card **out, struct bytes text, struct bytes labels,
	const char *origin, struct arena *keep, struct status *st)
{
	struct beside beside = {.content = labels};
	return parse(out, text, labels.data ? &beside : NULL, origin, keep, st);
}

bool card_parse_beneath(struct card **out, const char **wrong_labels, struct bytes text,
	int directory, const char *origin, struct arena *keep, struct status *st)
{
	struct beside beside = {.directory = directory};
	bool ok = parse(out, text, &beside, origin, keep, st);
	*wrong_labels = beside.wrong;
	return ok;
}

const struct claim *card_figure(const struct card *card)
{
	for (int i = 0; i < card->claim_count; i++) {
		const struct claim *claim = &card->claims[i];
		bool own = !claim->sha1 || strcmp(claim->sha1, card->file.sha1) == 0;
		if (own && !claim->unrepeatable)
			return claim;
	}
	return NULL;
}
