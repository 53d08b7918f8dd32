// SPDX-License-Identifier: Apache-2.0
/*
 * The published pairs of input and output: the n-th vector of each input makes the n-th of
 * each output, or the engine is not the one that the publisher used.
 */
#include "zoo/verify/checks.h"

#include "zoo/npy.h"

#include <string.h>

static const char check_name[] = "golden";
static const char check_expected[] = "the published output, bit for bit";

struct golden_side_view {
	enum golden_side side;
	const struct card_golden *vectors;
	int vector_count;
	const int32_t *tensors; // of the model
	int tensor_count;
};

// Index of the n-th vector for the tensor of that name, or -1.
static int find_vector(const struct golden_side_view *view, const char *tensor, int n)
{
	for (int i = 0; i < view->vector_count; i++)
		if (strcmp(view->vectors[i].tensor, tensor) == 0 && n-- == 0)
			return i;
	return -1;
}

/*
 * The n-th vector of a tensor from the store, exactly as many bytes as the tensor has.  NULL
 * with STATUS_IO or STATUS_STORE if the system or the store failed, with STATUS_UNMEASURABLE
 * if it is not installed, with another code if the check failed.
 */
static const unsigned char *read_vector(struct verification *v, const struct golden_side_view *view,
	int index, int n, struct status *st)
{
	const struct tensor *tensor = &v->model->tensors[view->tensors[index]];
	int i = find_vector(view, tensor->name, n);
	struct bytes bytes;
	struct npy npy = {0};
	if (i < 0) {
		status_fail(st, STATUS_FORMAT, "the card has no vector %d for %s", n, tensor->name);
		return NULL;
	}
	struct card_file file = store_golden_file(v->card, view->side, i, v->keep);
	if (!store_read(&bytes, v->store, v->card, &file, v->keep, st)) {
		return NULL;
	}
	if (!npy_parse(&npy, bytes, file.name, v->keep, st))
		return NULL;
	if (npy.type == tensor->type && npy.data.nbytes == tensor->nbytes)
		return npy.data.data;
	status_fail(st, STATUS_FORMAT, "%s: expected %zu bytes of %s, got %zu bytes of %s",
		file.name, tensor->nbytes, tensor_type_name(tensor->type), npy.data.nbytes,
		tensor_type_name(npy.type));
	return NULL;
}

// Element `i` as a number, for the message.
static long long element(enum tensor_type type, const unsigned char *data, size_t i)
{
	switch (type) {
	case TENSOR_INT8:
		return ((const signed char *)data)[i];
	case TENSOR_INT16: {
		int16_t value;
		memcpy(&value, data + i * sizeof(value), sizeof(value));
		return value;
	}
	case TENSOR_INT32: {
		int32_t value;
		memcpy(&value, data + i * sizeof(value), sizeof(value));
		return value;
	}
	default:
		return data[i];
	}
}

static bool compare_output(struct verification *v, const struct tensor *tensor,
	const unsigned char *expected, const unsigned char *got)
{
	size_t element_nbytes = tensor_type_nbytes(tensor->type);
	for (size_t i = 0; i < tensor->count; i++) {
		if (memcmp(expected + i * element_nbytes, got + i * element_nbytes,
			    element_nbytes) == 0)
			continue;
		verification_note(v, check_name, false,
			arena_printf(v->keep, "%lld at %s[%zu]", element(tensor->type, expected, i),
				tensor->name, i),
			arena_printf(v->keep, "%lld", element(tensor->type, got, i)));
		return false;
	}
	return true;
}

// Run the n-th pair.  *same: as published; if not, the check has been noted.
static bool run_pair(bool *same, struct verification *v, const struct golden_side_view *in,
	const struct golden_side_view *out, int n, void *workspace, struct status *st)
{
	*same = true;
	for (int i = 0; i < in->tensor_count; i++) {
		const unsigned char *codes = read_vector(v, in, i, n, st);
		if (!codes)
			return false;
		memcpy(plan_input(v->plan, i, workspace), codes,
			v->model->tensors[in->tensors[i]].nbytes);
	}
	plan_run(v->plan, workspace);
	for (int i = 0; *same && i < out->tensor_count; i++) {
		const unsigned char *expected = read_vector(v, out, i, n, st);
		if (!expected)
			return false;
		*same = compare_output(v, &v->model->tensors[out->tensors[i]], expected,
			plan_output(v->plan, i, workspace));
	}
	return true;
}

// Vectors for the first output; every other tensor must have as many.
static int count_pairs(const struct verification *v, const struct golden_side_view *out)
{
	int count = 0;
	while (find_vector(out, v->model->tensors[out->tensors[0]].name, count) >= 0)
		count++;
	return count ? count : 1; // none for it: the first pair will say so
}

bool verify_vectors(struct verification *v, struct status *st)
{
	const struct card *card = v->card;
	v->golden = GOLDEN_UNPUBLISHED;
	if (card->golden_output_count == 0)
		return true;
	v->golden = GOLDEN_WRONG;
	if (!v->plan || v->model->output_count == 0)
		return true;
	const struct golden_side_view in = {GOLDEN_INPUT, card->golden_inputs,
		card->golden_input_count, v->model->inputs, v->model->input_count};
	const struct golden_side_view out = {GOLDEN_OUTPUT, card->golden_outputs,
		card->golden_output_count, v->model->outputs, v->model->output_count};
	void *workspace = arena_alloc(v->keep, plan_workspace_nbytes(v->plan), 1, 64);
	int pair_count = count_pairs(v, &out);
	for (int n = 0; n < pair_count; n++) {
		struct status why = {0};
		bool same;
		if (!run_pair(&same, v, &in, &out, n, workspace, &why)) {
			if (why.code == STATUS_IO || why.code == STATUS_STORE) {
				*st = why;
				return false;
			}
			if (why.code == STATUS_UNMEASURABLE)
				v->golden = GOLDEN_ABSENT;
			else
				verification_note(
					v, check_name, false, check_expected, why.message);
			return true;
		}
		if (!same)
			return true;
	}
	v->golden = GOLDEN_SAME;
	verification_note(v, check_name, true, check_expected,
		arena_printf(v->keep, "%s, with %s", check_expected,
			kernels_name(plan_kernels(v->plan))));
	return true;
}
