// SPDX-License-Identifier: Apache-2.0
/*
 * The steps of model_parse(), each of which checks one part of a file and copies it
 * into the model.  They run in this order, and each may rely on the ones before it.
 */
#ifndef ENGINE_MODEL_BUILD_H
#define ENGINE_MODEL_BUILD_H

#include "engine/model.h"
#include "engine/tflite/tflite.h"

struct model_build {
	struct tflite_file file;
	size_t file_nbytes;
	struct model *model;
	struct arena *keep;
	struct arena scratch; // until model_parse() returns
};

/*
 * A table may be shared by many others, so a small file can describe more numbers than
 * memory holds.  Of everything that is copied once per tensor or operator, the sum is
 * kept below what an honest file of this size could hold, and some more.
 */
bool model_build_spend(size_t *spent, size_t count, const struct model_build *build);

// At most about a kilobyte of `text`, printable.
const char *model_build_text(struct model_build *build, const char *text);

// Copies of the file's buffers, by their index, in `keep`; data NULL where there are none.
bool model_build_buffers(struct bytes **out, struct model_build *build, struct status *st);

bool model_build_tensors(struct model_build *build, struct status *st);
bool model_build_op_table(struct model_build *build, struct status *st);
bool model_build_ops(struct model_build *build, struct status *st);
bool model_build_options(
	struct op_options *out, int code, const struct tflite_op *op, struct status *st);

// Whether `code` is one of enum op_code.
bool model_runs_code(int code);

// Inputs and outputs of the model, and the order of its operators.
bool model_build_graph(struct model_build *build, struct status *st);

// "tensor #7 (conv1/weights)", for messages; `buffer` is used for it.
const char *model_tensor_label(const struct model *model, int i, char buffer[static 160]);

#endif
