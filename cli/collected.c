// SPDX-License-Identifier: Apache-2.0
/*
 * The file is opened before anything is computed: a place that will not do is known at once.
 */
#include "cli/collected.h"

#include "cli/outputs.h"
#include "zoo/npy.h"

#include <stdlib.h>

bool collected_open(struct collected *out, const struct tensor *tensor, bool as_reals,
	const char *path, struct arena *keep, struct status *st)
{
	*out = (struct collected){.tensor = tensor, .as_reals = as_reals};
	if (as_reals && tensor->type != TENSOR_FLOAT32 && tensor->quantisation.count != 1)
		return status_fail(st, STATUS_FORMAT,
			"output %s: %s without a scale, so --dequantise has nothing to go by",
			tensor->name, tensor_type_name(tensor->type));
	if (!output_file_open(&out->file, path, OUTPUT_REPLACE, keep, st))
		return false;
	out->stream = open_memstream(&out->data, &out->nbytes);
	if (!out->stream)
		output_file_abandon(&out->file);
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

static bool shape_of(struct npy *array, const struct collected *collected, struct status *st)
{
	const struct tensor *tensor = collected->tensor;
	bool batched = tensor->rank > 0 && tensor->shape[0] == 1;
	if (collected->count != 1 || !batched)
		array->shape[array->rank++] = collected->count;
	for (int d = collected->count != 1 && batched ? 1 : 0; d < tensor->rank; d++) {
		if (array->rank == MODEL_MAX_RANK)
			return status_fail(st, STATUS_FORMAT,
				"%s: output %s has too many dimensions", collected->file.path,
				tensor->name);
		array->shape[array->rank++] = tensor->shape[d];
	}
	return true;
}

bool collected_write(struct collected *collected, struct arena *scratch, struct status *st)
{
	struct npy array = {.type = collected->as_reals ? TENSOR_FLOAT32 : collected->tensor->type};
	if (!shape_of(&array, collected, st))
		return false;
	if (fflush(collected->stream) != 0)
		return status_fail(st, STATUS_IO, "out of memory");
	array.data = (struct bytes){(const unsigned char *)collected->data, collected->nbytes};
	struct bytes file = npy_format(&array, scratch);
	return output_file_add(&collected->file, file.data, file.nbytes, st) &&
	       output_file_commit(&collected->file, scratch, st);
}

void collected_close(struct collected *collected)
{
	if (!collected->stream)
		return;
	output_file_abandon(&collected->file); // nothing, if it was written
	fclose(collected->stream);
	free(collected->data);
	*collected = (struct collected){0};
}
