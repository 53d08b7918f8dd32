// SPDX-License-Identifier: Apache-2.0
/*
 * A file is hashed as it is; what it holds is looked at only as far as names, shapes, types
 * and operators go.
 */
#include "zoo/lint/binary.h"

#include "engine/base/identify.h"
#include "zoo/lint/paths.h"
#include "zoo/npy.h"
#include "zoo/weights.h"

#include <string.h>

static struct identity look_at(struct bytes file)
{
	struct identity identity;
	struct bytes head = {
		file.data, file.nbytes < IDENTIFY_HEAD_NBYTES ? file.nbytes : IDENTIFY_HEAD_NBYTES};
	identify(&identity, head, (int64_t)file.nbytes, -1);
	return identity;
}

// True if the pointer says what it points to.
static bool check_pointer(
	struct findings *findings, const struct identity *identity, struct place place)
{
	if (identity->pointer_sha256[0] && identity->pointer_nbytes >= 0)
		return true;
	findings_add(findings, FOUND_BROKEN_POINTER, place, "%s without %s", identity->text,
		identity->pointer_sha256[0] ? "a size" : "a sha256");
	return false;
}

static void find_not_the_format(struct findings *findings, const struct identity *identity,
	struct place place, const char *expected)
{
	findings_add(findings, FOUND_NOT_THE_FORMAT, place, "no %s", expected);
	findings_pair(findings, expected, identity->text[0] ? identity->text : "other bytes");
}

void model_check_weights(struct findings *findings, const struct model *model, struct place place)
{
	struct arena scratch = {0};
	struct weights_report report;
	weights_examine(&report, model, &scratch);
	if (report.untrained)
		findings_add(findings, FOUND_UNTRAINED_WEIGHTS, place, "%s", report.summary);
	arena_release(&scratch);
}

bool model_examine(struct witness *out, struct bytes file, const char *path,
	struct findings *findings, struct arena *keep)
{
	struct place place = {path, 0};
	struct identity identity = look_at(file);
	if (identity.look == LOOK_LFS_POINTER) {
		if (!check_pointer(findings, &identity, place))
			return false;
		findings_add(findings, FOUND_LFS_POINTER, place, "%s", identity.text);
		witness_of_pointer(
			out, path, identity.pointer_nbytes, identity.pointer_sha256, keep);
		return true;
	}
	if (identity.look != LOOK_TFLITE) {
		find_not_the_format(findings, &identity, place, "TFLite model");
		return false;
	}
	struct digests digests = digest_bytes(file);
	struct status st = {0};
	struct arena scratch = {0};
	struct model *model = NULL;
	if (model_parse(&model, file, path, &scratch, &st))
		model_check_weights(findings, model, place);
	else
		findings_add(findings, FOUND_UNSUPPORTED_MODEL, place, "%s", st.message);
	witness_of_model(out, path, (int64_t)file.nbytes, &digests, model, keep);
	arena_release(&scratch);
	return true;
}

// "testing_input/NODE/0.npy": the node's name may hold slashes itself.
static void read_vector_path(struct vector *out, struct arena *keep)
{
	static const char *const sides[] = {"testing_input/", "testing_output/"};
	out->folder = folder_of(out->path, keep);
	out->tensor = "";
	for (int side = 0; side < 2; side++) {
		const char *at = strstr(out->path, sides[side]);
		if (!at || (at != out->path && at[-1] != '/'))
			continue;
		const char *node = at + strlen(sides[side]), *slash = strrchr(node, '/');
		out->is_output = side == 1;
		out->folder = at == out->path ? "."
					      : arena_strndup(keep, out->path,
							(size_t)(at - out->path - 1));
		if (slash)
			out->tensor = arena_strndup(keep, node, (size_t)(slash - node));
	}
}

bool vector_examine(struct vector *out, struct bytes file, const char *path,
	struct findings *findings, struct arena *keep)
{
	struct place place = {path, 0};
	struct identity identity = look_at(file);
	*out = (struct vector){.path = path};
	read_vector_path(out, keep);
	if (identity.look == LOOK_LFS_POINTER) {
		out->is_pointer = true;
		memcpy(out->sha256, identity.pointer_sha256, sizeof(out->sha256));
		return check_pointer(findings, &identity, place);
	}
	if (identity.look != LOOK_NPY) {
		find_not_the_format(findings, &identity, place, "NumPy array");
		return false;
	}
	struct npy npy;
	struct status st = {0};
	struct arena scratch = {0};
	struct digests digests = digest_bytes(file);
	memcpy(out->sha256, digests.sha256, sizeof(out->sha256));
	bool ok = npy_parse(&npy, file, path, &scratch, &st);
	if (ok) {
		out->type = npy.type;
		out->rank = npy.rank;
		memcpy(out->shape, npy.shape, sizeof(out->shape));
	} else {
		findings_add(findings, FOUND_NOT_THE_FORMAT, place, "%s", st.message);
	}
	arena_release(&scratch);
	return ok;
}
