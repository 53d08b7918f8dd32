// SPDX-License-Identifier: Apache-2.0
/*
 * Tensors: type, shape, size, quantisation and constant data.  What must agree with
 * what is in the file format's own comments (schema.fbs of TensorFlow) and in
 * google-ai-edge/LiteRT:tflite/core/tools/verifier.cc; that verifier leaves the
 * quantisation open, which is checked here.
 */
#include "engine/model/build.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *model_tensor_label(const struct model *model, int i, char buffer[static 160])
{
	snprintf(buffer, 160, "tensor #%d (%s)", i, model->tensors[i].name);
	return buffer;
}

static bool check_type(const struct tflite_tensor *file, struct status *st)
{
	// TensorType of the format; the empty ones are those that struct tensor can hold
	static const char *const unsupported[] = {"", "float16", "", "", "", "string", "", "",
		"complex64", "", "float64", "complex128", "uint64", "resource", "variant", "uint32",
		"uint16", "int4", "bfloat16"};
	int count = (int)(sizeof(unsupported) / sizeof(unsupported[0]));
	if (file->type < 0 || file->type >= count)
		return status_fail(
			st, STATUS_FORMAT, "type is %d, which is none that is known", file->type);
	if (unsupported[file->type][0] != '\0')
		return status_fail(
			st, STATUS_FORMAT, "type %s is not supported", unsupported[file->type]);
	if (file->is_sparse)
		return status_fail(st, STATUS_FORMAT, "sparse tensors are not supported");
	if (file->is_variable)
		return status_fail(st, STATUS_FORMAT, "variable tensors (state) are not supported");
	return true;
}

// A batch may be left open; the shape then says 1 for it, and so do we.
static bool check_signature(const struct tflite_tensor *file, struct status *st)
{
	const int32_t *open = file->shape_signature.data, *shape = file->shape.data;
	if (file->shape_signature.count == 0)
		return true;
	if (file->shape_signature.count != file->shape.count)
		return status_fail(st, STATUS_FORMAT,
			"shape_signature has rank %u, but shape has rank %u",
			file->shape_signature.count, file->shape.count);
	for (uint32_t d = 0; d < file->shape.count; d++)
		if (open[d] != shape[d] && !(d == 0 && open[d] == -1))
			return status_fail(st, STATUS_FORMAT,
				"shape_signature[%u] is %" PRId32 ", but shape[%u] is %" PRId32, d,
				open[d], d, shape[d]);
	return true;
}

static bool build_shape(struct tensor *tensor, const struct tflite_tensor *file, struct status *st)
{
	if (file->shape.count > MODEL_MAX_RANK)
		return status_fail(st, STATUS_FORMAT, "rank is %u (at most %d)", file->shape.count,
			MODEL_MAX_RANK);
	if (!check_signature(file, st))
		return false;
	tensor->rank = (int)file->shape.count;
	tensor->count = 1;
	for (int d = 0; d < tensor->rank; d++) {
		int32_t length = file->shape.data[d];
		if (length < 1)
			return status_fail(st, STATUS_FORMAT,
				"dimension %d is %" PRId32 " (must be 1..%d)", d, length, INT_MAX);
		tensor->shape[d] = length;
		if (!size_mul(&tensor->count, tensor->count, (size_t)length) ||
			tensor->count > INT_MAX)
			return status_fail(st, STATUS_FORMAT,
				"the product of the shape is above %d elements", INT_MAX);
	}
	if (!size_mul(&tensor->nbytes, tensor->count, tensor_type_nbytes(tensor->type)) ||
		tensor->nbytes > INT_MAX)
		return status_fail(
			st, STATUS_FORMAT, "the tensor takes more than %d bytes", INT_MAX);
	return true;
}

static bool build_constant(struct tensor *tensor, const struct tflite_tensor *file,
	const struct bytes *buffers, uint32_t buffer_count, struct status *st)
{
	if (file->buffer >= buffer_count)
		return status_fail(st, STATUS_FORMAT, "buffer index %u (the model has %u buffers)",
			file->buffer, buffer_count);
	struct bytes data = buffers[file->buffer];
	if (data.data && data.nbytes != tensor->nbytes)
		return status_fail(st, STATUS_FORMAT,
			"buffer #%u has %zu bytes, but shape and type need %zu", file->buffer,
			data.nbytes, tensor->nbytes);
	tensor->constant = data;
	return true;
}

static void zero_range(int64_t *lowest, int64_t *highest, enum tensor_type type)
{
	*lowest = type == TENSOR_INT8    ? INT8_MIN
		  : type == TENSOR_UINT8 ? 0
		  : type == TENSOR_INT16 ? INT16_MIN
					 : INT32_MIN;
	*highest = type == TENSOR_INT8    ? INT8_MAX
		   : type == TENSOR_UINT8 ? UINT8_MAX
		   : type == TENSOR_INT16 ? INT16_MAX
					  : INT32_MAX;
}

static bool check_quantisation(
	const struct tensor *tensor, const struct tflite_tensor *file, struct status *st)
{
	if (file->quantisation_details != 0)
		return status_fail(
			st, STATUS_FORMAT, "quantisation of a custom kind is not supported");
	if (file->scale_count != file->zero_count)
		return status_fail(st, STATUS_FORMAT,
			"there are %u scales, but %u zero points (must be as many)",
			file->scale_count, file->zero_count);
	if (file->scale_count == 0)
		return true;
	int axis_count = tensor->rank > 0 ? tensor->rank : 1;
	if (file->axis < 0 || file->axis >= axis_count)
		return status_fail(st, STATUS_FORMAT,
			"quantized_dimension is %" PRId32 " (must be 0..%d)", file->axis,
			axis_count - 1);
	uint32_t channel_count = tensor->rank > 0 ? (uint32_t)tensor->shape[file->axis] : 1;
	if (file->scale_count != 1 && file->scale_count != channel_count)
		return status_fail(st, STATUS_FORMAT,
			"there are %u scales (must be 0, 1 or %u, the length of dimension %" PRId32
			")",
			file->scale_count, channel_count, file->axis);
	return true;
}

static bool build_quantisation(struct tensor *tensor, const struct tflite_tensor *file,
	struct arena *keep, struct status *st)
{
	uint32_t count = file->scale_count;
	if (count == 0)
		return true;
	float *scale = arena_array(keep, float, count);
	int32_t *zero = arena_array(keep, int32_t, count);
	int64_t lowest, highest;
	zero_range(&lowest, &highest, tensor->type);
	for (uint32_t i = 0; i < count; i++) {
		scale[i] = file->scale[i];
		if (!isfinite(scale[i]) || scale[i] <= 0.0F)
			return status_fail(st, STATUS_FORMAT,
				"scale[%u] is %.9g (must be finite and above 0)", i,
				(double)scale[i]);
		int64_t wide;
		memcpy(&wide, file->zero + sizeof(wide) * i, sizeof(wide));
		if (wide < lowest || wide > highest)
			return status_fail(st, STATUS_FORMAT,
				"zero_point[%u] is %" PRId64 " (must be %" PRId64 "..%" PRId64
				" for %s)",
				i, wide, lowest, highest, tensor_type_name(tensor->type));
		zero[i] = (int32_t)wide;
	}
	tensor->quantisation = (struct quantisation){
		.count = (int)count, .axis = file->axis, .scale = scale, .zero = zero};
	return true;
}

static bool build_tensor(struct tensor *tensor, const struct tflite_tensor *file,
	const struct bytes *buffers, size_t *scales_spent, struct model_build *build,
	struct status *st)
{
	if (!check_type(file, st))
		return false;
	tensor->type = (enum tensor_type)file->type;
	if (!build_shape(tensor, file, st) ||
		!build_constant(tensor, file, buffers, build->file.buffer_count, st) ||
		!check_quantisation(tensor, file, st))
		return false;
	if (!model_build_spend(scales_spent, file->scale_count, build))
		return status_fail(st, STATUS_FORMAT,
			"up to here there are %zu scales, more than the file can hold",
			*scales_spent);
	return build_quantisation(tensor, file, build->keep, st);
}

bool model_build_tensors(struct model_build *build, struct status *st)
{
	const struct tflite_file *file = &build->file;
	struct bytes *buffers;
	if (!model_build_buffers(&buffers, build, st))
		return false;
	struct tensor *tensors = arena_array(build->keep, struct tensor, file->tensor_count);
	build->model->tensors = tensors;
	build->model->tensor_count = (int)file->tensor_count;
	size_t scales_spent = 0;
	for (int i = 0; i < build->model->tensor_count; i++) {
		const struct tflite_tensor *from = &file->tensors[i];
		char label[160];
		tensors[i].name = from->name && from->name[0] != '\0'
					  ? model_build_text(build, from->name)
					  : arena_printf(build->keep, "#%d", i);
		if (!build_tensor(&tensors[i], from, buffers, &scales_spent, build, st))
			return status_prefix(st, "%s", model_tensor_label(build->model, i, label));
	}
	return true;
}
