// SPDX-License-Identifier: Apache-2.0
/*
 * From a FlatBuffer to plain C: the Verifier first, then field by field, without a
 * thought.  What the numbers mean is checked in C, where it can be read.
 *
 * The only C++ file.  It uses no container and no exception, so that its object needs
 * nothing of libstdc++ and the program links with cc.  Vectors of 64-bit numbers are
 * handed on as bytes, because the Verifier only answers for alignment to 4.
 */
extern "C" {
#include "engine/tflite/tflite.h"
}

#include "schema_generated.h"

#if !FLATBUFFERS_LITTLEENDIAN
#error "vectors are used in place: a big-endian machine would need copies"
#endif

namespace
{

// The format needs a depth of 4; the number of tables bounds the time that all this takes.
enum { MAX_DEPTH = 8, MAX_TABLES = 100000 };

template <typename T> T *new_array(struct arena *arena, uint32_t count)
{
	return static_cast<T *>(arena_alloc(arena, count, sizeof(T), alignof(T)));
}

const char *text(const flatbuffers::String *string)
{
	return string ? string->c_str() : nullptr;
}

struct tflite_ints ints(const flatbuffers::Vector<int32_t> *vector)
{
	struct tflite_ints out = {};
	if (vector) {
		out.data = vector->data();
		out.count = vector->size();
	}
	return out;
}

void read_tensor(struct tflite_tensor *out, const tflite::Tensor *tensor)
{
	out->name = text(tensor->name());
	out->type = tensor->type();
	out->buffer = tensor->buffer();
	out->shape = ints(tensor->shape());
	out->shape_signature = ints(tensor->shape_signature());
	out->is_variable = tensor->is_variable();
	out->is_sparse = tensor->sparsity() != nullptr;
	const tflite::QuantizationParameters *quantization = tensor->quantization();
	if (!quantization)
		return;
	out->axis = quantization->quantized_dimension();
	out->quantisation_details = quantization->details_type();
	if (quantization->scale()) {
		out->scale = quantization->scale()->data();
		out->scale_count = quantization->scale()->size();
	}
	if (quantization->zero_point()) {
		out->zero = quantization->zero_point()->Data();
		out->zero_count = quantization->zero_point()->size();
	}
}

void read_buffer(struct tflite_buffer *out, const tflite::Buffer *buffer)
{
	out->offset = buffer->offset();
	if (buffer->data()) {
		out->data.data = buffer->data()->Data();
		out->data.nbytes = buffer->data()->size();
	}
}

void read_op_code(struct tflite_op_code *out, const tflite::OperatorCode *code)
{
	out->old_code = code->deprecated_builtin_code();
	out->code = code->builtin_code();
	out->version = code->version();
	out->custom_code = text(code->custom_code());
}

void read_conv(struct tflite_options *out, const tflite::Conv2DOptions *options)
{
	out->activation = options->fused_activation_function();
	out->padding = options->padding();
	out->stride_h = options->stride_h();
	out->stride_w = options->stride_w();
	out->dilation_h = options->dilation_h_factor();
	out->dilation_w = options->dilation_w_factor();
}

void read_depthwise(struct tflite_options *out, const tflite::DepthwiseConv2DOptions *options)
{
	out->activation = options->fused_activation_function();
	out->padding = options->padding();
	out->stride_h = options->stride_h();
	out->stride_w = options->stride_w();
	out->dilation_h = options->dilation_h_factor();
	out->dilation_w = options->dilation_w_factor();
	out->depth_multiplier = options->depth_multiplier();
}

void read_pool(struct tflite_options *out, const tflite::Pool2DOptions *options)
{
	out->activation = options->fused_activation_function();
	out->padding = options->padding();
	out->stride_h = options->stride_h();
	out->stride_w = options->stride_w();
	out->window_h = options->filter_height();
	out->window_w = options->filter_width();
}

void read_options(struct tflite_options *out, const tflite::Operator *op)
{
	out->kind = op->builtin_options_type();
	out->is_present = op->builtin_options() != nullptr;
	if (!out->is_present)
		return;
	if (const auto *conv = op->builtin_options_as_Conv2DOptions())
		read_conv(out, conv);
	if (const auto *depthwise = op->builtin_options_as_DepthwiseConv2DOptions())
		read_depthwise(out, depthwise);
	if (const auto *pool = op->builtin_options_as_Pool2DOptions())
		read_pool(out, pool);
	if (const auto *fully = op->builtin_options_as_FullyConnectedOptions()) {
		out->activation = fully->fused_activation_function();
		out->weights_format = fully->weights_format();
		out->keep_num_dims = fully->keep_num_dims();
	}
	if (const auto *softmax = op->builtin_options_as_SoftmaxOptions())
		out->beta = softmax->beta();
	if (const auto *add = op->builtin_options_as_AddOptions())
		out->activation = add->fused_activation_function();
	if (const auto *reshape = op->builtin_options_as_ReshapeOptions())
		out->new_shape = ints(reshape->new_shape());
	if (const auto *reducer = op->builtin_options_as_ReducerOptions())
		out->keep_dims = reducer->keep_dims();
}

void read_op(struct tflite_op *out, const tflite::Operator *op)
{
	out->op_code = op->opcode_index();
	out->inputs = ints(op->inputs());
	out->outputs = ints(op->outputs());
	out->custom_options_nbytes = op->custom_options() ? op->custom_options()->size() : 0;
	out->large_custom_options_offset = op->large_custom_options_offset();
	read_options(&out->options, op);
}

// One C struct for each table of a vector; the Verifier has bounded their number.
template <typename Out, typename In>
const Out *read_all(uint32_t *count, const flatbuffers::Vector<flatbuffers::Offset<In>> *vector,
	void (*read_one)(Out *, const In *), struct arena *keep)
{
	*count = vector->size();
	Out *all = new_array<Out>(keep, *count);
	for (uint32_t i = 0; i < *count; i++)
		read_one(&all[i], vector->Get(i));
	return all;
}

} // namespace

extern "C" bool tflite_read(
	struct tflite_file *out, struct bytes file, struct arena *keep, struct status *st)
{
	flatbuffers::Verifier verifier(file.data, file.nbytes, MAX_DEPTH, MAX_TABLES);
	if (!tflite::VerifyModelBuffer(verifier))
		return status_fail(st, STATUS_FORMAT,
			"not a sound FlatBuffer: it is damaged or cut short at %zu bytes",
			file.nbytes);

	const tflite::Model *model = tflite::GetModel(file.data);
	*out = {};
	out->version = model->version();
	out->description = text(model->description());
	out->op_codes = read_all(&out->op_code_count, model->operator_codes(), read_op_code, keep);
	out->buffers = read_all(&out->buffer_count, model->buffers(), read_buffer, keep);
	out->subgraph_count = model->subgraphs()->size();
	if (out->subgraph_count == 0)
		return true;
	const tflite::SubGraph *graph = model->subgraphs()->Get(0);
	out->tensors = read_all(&out->tensor_count, graph->tensors(), read_tensor, keep);
	out->ops = read_all(&out->op_count, graph->operators(), read_op, keep);
	out->inputs = ints(graph->inputs());
	out->outputs = ints(graph->outputs());
	return true;
}
