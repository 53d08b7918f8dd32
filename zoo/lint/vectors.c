// SPDX-License-Identifier: Apache-2.0
/*
 * Published test vectors: does each fit an input or output, and is it the one that our card
 * pins?
 */
#include "zoo/lint/unit.h"

#include "engine/base/words.h"
#include "zoo/published/known.h"

#include <string.h>
#include <strings.h>

static const struct published_tensor *tensor_named(
	const struct published_tensors *tensors, const char *name)
{
	for (int i = 0; i < tensors->count; i++)
		if (strcmp(tensors->tensor[i].name, name) == 0)
			return &tensors->tensor[i];
	return NULL;
}

static bool same_shape(const struct vector *vector, const struct published_tensor *tensor)
{
	bool same = vector->rank == tensor->rank;
	for (int i = 0; same && i < vector->rank; i++)
		same = vector->shape[i] == tensor->dimensions[i];
	return same;
}

static void check_vector(struct findings *findings, const struct vector *vector,
	const struct published_tensors *tensors)
{
	const char *side = vector->is_output ? "output" : "input";
	struct place place = {vector->path, 0};
	const struct published_tensor *tensor = tensor_named(tensors, vector->tensor);
	if (!vector->tensor[0] && tensors->count == 1)
		tensor = &tensors->tensor[0];
	if (!tensor) {
		findings_add(findings, FOUND_VECTOR_DIFFERS, place, "no %s is called \"%s\"", side,
			vector->tensor);
	} else if (!vector->is_pointer && tensor->rank && !same_shape(vector, tensor)) {
		findings_add(findings, FOUND_VECTOR_DIFFERS, place, "another shape than %s %s",
			side, tensor->name);
	} else if (!vector->is_pointer && tensor->type[0] &&
		   !known_same_type(tensor->type, tensor_type_name(vector->type))) {
		findings_add(
			findings, FOUND_VECTOR_DIFFERS, place, "type of %s %s", side, tensor->name);
		findings_pair(findings, tensor->type, tensor_type_name(vector->type));
	}
}

// The tensors of the best witness that names some.
static const struct published_tensors *tensors_of(const struct unit *unit, bool outputs)
{
	for (int i = 0; i < unit->witness_count; i++) {
		const struct published *says = unit->witnesses[i]->says;
		const struct published_tensors *tensors = outputs ? &says->outputs : &says->inputs;
		if (tensors->count)
			return tensors;
	}
	return NULL;
}

void unit_check_vectors(
	struct findings *findings, const struct unit *unit, const struct material *material)
{
	int count = 0, pointer_count = 0;
	const char *pointer = NULL;
	for (int i = 0; i < material->vector_count; i++) {
		const struct vector *vector = &material->vectors[i];
		const struct published_tensors *tensors = tensors_of(unit, vector->is_output);
		if (strcmp(vector->folder, unit->folder) != 0)
			continue;
		count++;
		if (vector->is_pointer && pointer_count++ == 0)
			pointer = vector->path;
		if (tensors)
			check_vector(findings, vector, tensors);
	}
	if (pointer_count) {
		findings_add(findings, FOUND_LFS_POINTER, (struct place){pointer, 0},
			"%d of %d test vectors are Git LFS pointers", pointer_count, count);
		findings_severity(findings, LINT_NOTE);
	}
	if (count == 0 && unit->is_folder)
		findings_add(findings, FOUND_NO_VECTORS,
			(struct place){unit->witnesses[0]->path, 0}, "no test vectors");
}

static void compare_with(struct findings *findings, const struct vector *vector,
	const struct card_golden *goldens, int count)
{
	for (int i = 0; i < count; i++) {
		const struct card_file *file = &goldens[i].file;
		if (!word_ends_with(vector->path, file->path) || !file->sha256[0] ||
			strcmp(vector->sha256, file->sha256) == 0)
			continue;
		findings_add(findings, FOUND_SHA256_DIFFERS, (struct place){vector->path, 0},
			"not the test vector of our card");
		findings_pair(findings, file->sha256, vector->sha256);
	}
}

static bool has_unit(const struct vector *vector, const struct units *units)
{
	for (int i = 0; i < units->count; i++)
		if (strcmp(units->list[i].folder, vector->folder) == 0)
			return true;
	return false;
}

void vectors_check(
	struct findings *findings, const struct units *units, const struct material *material)
{
	for (int i = 0; i < material->vector_count; i++) {
		const struct vector *vector = &material->vectors[i];
		for (int w = 0; w < material->witness_count; w++) {
			const struct card *card = material->witnesses[w].card;
			if (!card)
				continue;
			compare_with(
				findings, vector, card->golden_inputs, card->golden_input_count);
			compare_with(
				findings, vector, card->golden_outputs, card->golden_output_count);
		}
		if (!vector->is_named && !has_unit(vector, units))
			findings_add(findings, FOUND_MISSING_FILE, (struct place){vector->path, 0},
				"a test vector without a model or card");
	}
}
