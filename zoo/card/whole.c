// SPDX-License-Identifier: Apache-2.0
/*
 * What must hold between the parts of a card, once each has been read.
 */
#include "zoo/card/values.h"

#include <string.h>

static const struct node *find_item(const struct node *mapping, const char *key)
{
	for (int i = 0; i < mapping->count; i++)
		if (strcmp(mapping->keys[i]->text, key) == 0)
			return mapping->items[i];
	return mapping;
}

static bool check_id(
	const struct card *card, const struct node *root, const struct reading *reading)
{
	const char *slash = strrchr(reading->origin, '/');
	const char *name = slash ? slash + 1 : reading->origin;
	if (strcmp(name, arena_printf(reading->keep, "%s.yaml", card->id)) == 0)
		return true;
	return node_fail(reading, find_item(root, "id"),
		"id: expected the file's name without .yaml, got \"%s\"", card->id);
}

// Each input (or output) has one vector, and no vector belongs to something else.
static bool check_golden(const struct card_golden *golden, int golden_count,
	const struct card_tensor *tensors, int tensor_count, const struct node *node,
	const struct reading *reading)
{
	for (int i = 0; i < golden_count; i++) {
		bool known = false, twice = false;
		for (int t = 0; t < tensor_count; t++)
			known |= strcmp(golden[i].tensor, tensors[t].name) == 0;
		for (int j = 0; j < i; j++)
			twice |= strcmp(golden[i].tensor, golden[j].tensor) == 0;
		if (!known || twice)
			return node_fail(reading, node->items[i], "tensor: \"%s\" %s",
				golden[i].tensor, known ? "stands twice" : "is none of the card's");
	}
	if (golden_count != tensor_count)
		return node_fail(reading, node, "expected %d vectors, one for each tensor, got %d",
			tensor_count, golden_count);
	return true;
}

static bool check_goldens(
	const struct card *card, const struct node *root, const struct reading *reading)
{
	const struct node *golden = find_item(root, "golden");
	if (golden == root)
		return true;
	if (!check_golden(card->golden_inputs, card->golden_input_count, card->inputs,
		    card->input_count, find_item(golden, "inputs"), reading) ||
		!check_golden(card->golden_outputs, card->golden_output_count, card->outputs,
			card->output_count, find_item(golden, "outputs"), reading))
		return false;
	for (int i = 0; i < card->golden_input_count; i++)
		for (int j = 0; j < card->golden_output_count; j++)
			if (strcmp(card->golden_inputs[i].file.name,
				    card->golden_outputs[j].file.name) == 0)
				return node_fail(reading, golden,
					"an input and an output have the file name %s",
					card->golden_inputs[i].file.name);
	return true;
}

// A claim needs a dataset and a protocol to be judged by.
static bool check_claims(
	const struct card *card, const struct node *root, const struct reading *reading)
{
	if (card->claim_count == 0 || card->protocol[0])
		return true;
	return node_fail(reading, find_item(root, "claims"),
		"claims need the key \"evaluation\", which says how they are measured");
}

bool card_check_whole(
	const struct card *card, const struct node *root, const struct reading *reading)
{
	return check_id(card, root, reading) && check_goldens(card, root, reading) &&
	       check_claims(card, root, reading);
}
