// SPDX-License-Identifier: Apache-2.0
/*
 * Models and test vectors, or the Git LFS pointers in their place.
 */
#ifndef ZOO_LINT_BINARY_H
#define ZOO_LINT_BINARY_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "zoo/lint/findings.h"
#include "zoo/lint/witness.h"

#include <stdbool.h>

// False if the file is neither a model nor a pointer; that is among the findings then.
bool model_examine(struct witness *out, struct bytes file, const char *path,
	struct findings *findings, struct arena *keep);

// Do the weights look as if they had never been trained?
void model_check_weights(struct findings *findings, const struct model *model, struct place place);

struct vector {
	const char *path;
	const char *folder; // of the model: that which holds testing_input/ or testing_output/
	bool is_output;
	const char *tensor;             // name in the path; "" if it has none
	char sha256[SHA256_HEX_NBYTES]; // of the array, also where a pointer stands in its place
	bool is_pointer;
	bool is_named;         // given by its own name, as in struct witness
	enum tensor_type type; // unless it is a pointer
	int rank;
	int64_t shape[MODEL_MAX_RANK];
};

// The same for a test vector.
bool vector_examine(struct vector *out, struct bytes file, const char *path,
	struct findings *findings, struct arena *keep);

#endif
