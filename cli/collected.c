// SPDX-License-Identifier: Apache-2.0
/*
 * Written beside its place and then renamed.
 */
#include "cli/collected.h"

#include "cli/outputs.h"
#include "zoo/npy.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

bool collected_open(
	struct collected *out, const struct tensor *tensor, bool as_reals, struct status *st)
{
	*out = (struct collected){.tensor = tensor, .as_reals = as_reals};
	if (as_reals && tensor->type != TENSOR_FLOAT32 && tensor->quantisation.count != 1)
		return status_fail(st, STATUS_FORMAT,
			"output %s: %s without a scale, so --dequantise has nothing to go by",
			tensor->name, tensor_type_name(tensor->type));
	out->stream = open_memstream(&out->data, &out->nbytes);
	return out->stream || status_fail(st, STATUS_IO, "out of memory");
}

void collected_add(struct collected *collected, const void *elements)
{
	const struct tensor *tensor = collected->tensor;
	collected->count++;
	if (!collected->as_reals || tensor->type == TENSOR_FLOAT32) {
		fwrite(elements, 1, tensor->nbytes, collected->stream);
		return;
	}
	for (size_t i = 0; i < tensor->count; i++) {
		float real = (float)output_value(tensor, tensor_element(tensor, elements, i));
		fwrite(&real, sizeof(real), 1, collected->stream);
	}
}

static bool shape_of(
	struct npy *array, const struct collected *collected, const char *path, struct status *st)
{
	const struct tensor *tensor = collected->tensor;
	bool batched = tensor->rank > 0 && tensor->shape[0] == 1;
	if (collected->count != 1 || !batched)
		array->shape[array->rank++] = collected->count;
	for (int d = collected->count != 1 && batched ? 1 : 0; d < tensor->rank; d++) {
		if (array->rank == MODEL_MAX_RANK)
			return status_fail(st, STATUS_FORMAT,
				"%s: output %s has too many dimensions", path, tensor->name);
		array->shape[array->rank++] = tensor->shape[d];
	}
	return true;
}

bool collected_write(
	struct collected *collected, const char *path, struct arena *scratch, struct status *st)
{
	struct npy array = {.type = collected->as_reals ? TENSOR_FLOAT32 : collected->tensor->type};
	if (!shape_of(&array, collected, path, st))
		return false;
	if (fflush(collected->stream) != 0)
		return status_fail(st, STATUS_IO, "out of memory");
	array.data = (struct bytes){(const unsigned char *)collected->data, collected->nbytes};
	const char *part = arena_printf(scratch, "%s.%ld.part", path, (long)getpid());
	if (!npy_write(part, &array, scratch, st)) {
		unlink(part);
		return status_prefix(st, "%s cannot be written", path);
	}
	if (rename(part, path) == 0)
		return true;
	int error = errno;
	unlink(part);
	return status_fail_errno(st, STATUS_IO, error, "%s", path);
}

void collected_close(struct collected *collected)
{
	if (collected->stream)
		fclose(collected->stream);
	free(collected->data);
	*collected = (struct collected){0};
}
