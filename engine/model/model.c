// SPDX-License-Identifier: Apache-2.0
/*
 * model_parse(): the container first (is this TFLite at all?), then tensors,
 * operators and the graph they form, each in a file of its own.
 */
#include "engine/model.h"

#include "engine/base/identify.h"
#include "engine/model/build.h"

#include <string.h>

enum { MAX_TENSORS = 65536, MAX_OPS = 65536, SCHEMA_VERSION = 3 };

enum { IDENTIFIER_AT = 4, IDENTIFIER_NBYTES = 4 };

static bool fail_foreign(struct bytes file, struct status *st)
{
	struct identity identity;
	identify(&identity, file, (int64_t)file.nbytes, -1);
	if (identity.text[0]) {
		status_fail(st, STATUS_FORMAT, "not a TFLite model: %s", identity.text);
		if (identity.look == LOOK_LFS_POINTER)
			status_hint(st, "the model itself is what the pointer stands for: "
					"git lfs pull fetches it");
		return false;
	}
	if (file.nbytes < IDENTIFIER_AT + IDENTIFIER_NBYTES)
		return status_fail(st, STATUS_FORMAT,
			"not a TFLite model: the file has only %zu bytes", file.nbytes);
	char found[IDENTIFIER_NBYTES + 1] = "";
	memcpy(found, file.data + IDENTIFIER_AT, IDENTIFIER_NBYTES);
	return status_fail(st, STATUS_FORMAT,
		"not a TFLite model: the identifier at byte 4 is \"%s\" (expected \"TFL3\")",
		found);
}

static bool check_container(struct bytes file, struct status *st)
{
	if (file.nbytes > MODEL_MAX_FILE_NBYTES)
		return status_fail(st, STATUS_FORMAT, "the file has %zu bytes (at most %d)",
			file.nbytes, MODEL_MAX_FILE_NBYTES);
	if (file.nbytes < IDENTIFIER_AT + IDENTIFIER_NBYTES ||
		memcmp(file.data + IDENTIFIER_AT, "TFL3", IDENTIFIER_NBYTES) != 0)
		return fail_foreign(file, st);
	return true;
}

static bool check_counts(const struct tflite_file *file, struct status *st)
{
	if (file->version != SCHEMA_VERSION)
		return status_fail(st, STATUS_FORMAT, "version is %u (only %d is supported)",
			file->version, SCHEMA_VERSION);
	if (file->subgraph_count != 1)
		return status_fail(st, STATUS_FORMAT,
			"the model has %u subgraphs (only models of 1 are supported)",
			file->subgraph_count);
	if (file->tensor_count > MAX_TENSORS)
		return status_fail(st, STATUS_FORMAT, "the model has %u tensors (at most %d)",
			file->tensor_count, MAX_TENSORS);
	if (file->op_count > MAX_OPS)
		return status_fail(st, STATUS_FORMAT, "the model has %u operators (at most %d)",
			file->op_count, MAX_OPS);
	return true;
}

// FlatBuffers are read in place, at addresses that are multiples of 16.
static struct bytes aligned(struct bytes file, struct arena *scratch)
{
	enum { ALIGNMENT = 16 };
	if ((uintptr_t)file.data % ALIGNMENT == 0)
		return file;
	unsigned char *copy = arena_alloc(scratch, file.nbytes, 1, ALIGNMENT);
	memcpy(copy, file.data, file.nbytes);
	return (struct bytes){copy, file.nbytes};
}

static bool build_model(struct model_build *build, struct bytes bytes, struct status *st)
{
	if (!check_container(bytes, st) ||
		!tflite_read(&build->file, aligned(bytes, &build->scratch), &build->scratch, st) ||
		!check_counts(&build->file, st))
		return false;
	build->file_nbytes = bytes.nbytes;
	const char *description = build->file.description;
	build->model->description = model_build_text(build, description ? description : "");
	return model_build_tensors(build, st) && model_build_op_table(build, st) &&
	       model_build_ops(build, st) && model_build_graph(build, st);
}

bool model_parse(struct model **out, struct bytes file, const char *name, struct arena *keep,
	struct status *st)
{
	struct model_build build = {.keep = keep, .model = arena_new(keep, struct model)};
	build.model->name = arena_strdup(keep, name);
	bool ok = build_model(&build, file, st);
	arena_release(&build.scratch);
	if (!ok)
		return status_prefix(st, "%s", name);
	*out = build.model;
	return true;
}
