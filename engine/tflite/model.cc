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

template <typename T> using vector_of = flatbuffers::Vector<flatbuffers::Offset<T>>;

template <typename T> T *new_array(struct arena *arena, uint32_t count)
{
	return static_cast<T *>(arena_alloc(arena, count, sizeof(T), alignof(T)));
}

// The Verifier lets a field lie anywhere in the file; it belongs into its table.
bool holds_its_fields(const void *address)
{
	enum { HEAD_NBYTES = 4 }; // of the vtable: two sizes; of the table: the way to its vtable
	const uint8_t *vtable = static_cast<const flatbuffers::Table *>(address)->GetVTable();
	const auto vtable_nbytes = flatbuffers::ReadScalar<flatbuffers::voffset_t>(vtable);
	if (vtable_nbytes < HEAD_NBYTES)
		return false;
	const auto table_nbytes = flatbuffers::ReadScalar<flatbuffers::voffset_t>(vtable + 2);
	for (uint32_t at = HEAD_NBYTES; at < vtable_nbytes; at += 2) {
		const auto field = flatbuffers::ReadScalar<flatbuffers::voffset_t>(vtable + at);
		if (field != 0 && (field < HEAD_NBYTES || field >= table_nbytes))
			return false;
	}
	return table_nbytes >= HEAD_NBYTES;
}

bool fail_outside(const char *name, uint32_t i, struct status *st)
{
	return status_fail(st, STATUS_FORMAT,
		"not a sound FlatBuffer: %s[%u]: a field lies outside of its table", name, i);
}

// The tables that hang on an element of a vector and are read with it.
bool children_hold_their_fields(const tflite::Tensor *tensor)
{
	return !tensor->quantization() || holds_its_fields(tensor->quantization());
}

bool children_hold_their_fields(const tflite::Operator *op)
{
	const tflite::BuiltinOptions kind = op->builtin_options_type();
	bool is_verified = kind != tflite::BuiltinOptions_NONE &&
			   tflite::EnumNameBuiltinOptions(kind)[0] != '\0';
	return !is_verified || !op->builtin_options() || holds_its_fields(op->builtin_options());
}

bool children_hold_their_fields(const void *)
{
	return true;
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

// Conv2DOptions, and of DepthwiseConv2DOptions what both have.
template <class Options> void read_conv(struct tflite_options *out, const Options *options)
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
	read_conv(out, options);
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
bool read_all(const Out **out, uint32_t *count, const char *name, const vector_of<In> *vector,
	void (*read_one)(Out *, const In *), struct arena *keep, struct status *st)
{
	*count = vector->size();
	Out *all = new_array<Out>(keep, *count);
	for (uint32_t i = 0; i < *count; i++) {
		const In *table = vector->Get(i);
		if (!holds_its_fields(table) || !children_hold_their_fields(table))
			return fail_outside(name, i, st);
		read_one(&all[i], table);
	}
	*out = all;
	return true;
}

bool read_graph(struct tflite_file *out, const tflite::SubGraph *graph, struct arena *keep,
	struct status *st)
{
	if (!holds_its_fields(graph))
		return fail_outside("subgraphs", 0, st);
	out->inputs = ints(graph->inputs());
	out->outputs = ints(graph->outputs());
	return read_all(&out->tensors, &out->tensor_count, "tensors", graph->tensors(), read_tensor,
		       keep, st) &&
	       read_all(&out->ops, &out->op_count, "operators", graph->operators(), read_op, keep,
		       st);
}

bool read_model(
	struct tflite_file *out, const tflite::Model *model, struct arena *keep, struct status *st)
{
	if (!holds_its_fields(model))
		return fail_outside("model", 0, st);
	out->version = model->version();
	out->description = text(model->description());
	out->subgraph_count = model->subgraphs()->size();
	return read_all(&out->op_codes, &out->op_code_count, "operator_codes",
		       model->operator_codes(), read_op_code, keep, st) &&
	       read_all(&out->buffers, &out->buffer_count, "buffers", model->buffers(), read_buffer,
		       keep, st) &&
	       (out->subgraph_count == 0 || read_graph(out, model->subgraphs()->Get(0), keep, st));
}

/*
 * What follows only finds words: the Verifier has said no, without saying where.  It
 * is asked again, part by part, in the order in which it went.
 */

struct blame {
	flatbuffers::Verifier verifier;
	size_t file_nbytes;
	struct status *st;
};

bool fail_part(struct blame *blame, const char *name, const char *what)
{
	return status_fail(blame->st, STATUS_FORMAT,
		"not a sound FlatBuffer: %s %s; it is damaged or cut short at %zu bytes", name,
		what, blame->file_nbytes);
}

template <typename T>
bool check_vector(struct blame *blame, const flatbuffers::Table *table,
	flatbuffers::voffset_t field, const char *name)
{
	if (!table->CheckField(field))
		return status_fail(blame->st, STATUS_FORMAT, "%s is missing", name);
	if (!table->VerifyOffset(blame->verifier, field))
		return fail_part(blame, name, "leads out of the file");
	if (!blame->verifier.VerifyVector(table->GetPointer<const flatbuffers::Vector<T> *>(field)))
		return fail_part(blame, name, "is longer than the file");
	return true;
}

template <typename T>
bool check_tables(struct blame *blame, const flatbuffers::Table *table,
	flatbuffers::voffset_t field, const char *name,
	bool (*explain)(struct blame *, const flatbuffers::Table *))
{
	if (!check_vector<flatbuffers::Offset<T>>(blame, table, field, name))
		return false;
	const auto *vector = table->GetPointer<const vector_of<T> *>(field);
	if (vector->size() > MAX_TABLES)
		return status_fail(blame->st, STATUS_FORMAT, "%s has %u entries (at most %d)", name,
			vector->size(), MAX_TABLES);
	for (uint32_t i = 0; i < vector->size(); i++) {
		const auto *element = reinterpret_cast<const flatbuffers::Table *>(vector->Get(i));
		bool is_sound = element->VerifyTableStart(blame->verifier);
		if (is_sound && !explain(blame, element))
			return status_prefix(blame->st, "%s[%u]", name, i);
		if (!is_sound || !vector->Get(i)->Verify(blame->verifier)) {
			fail_part(blame, "a field", "leads out of the file");
			return status_prefix(blame->st, "%s[%u]", name, i);
		}
		blame->verifier.EndTable();
	}
	return true;
}

bool explain_nothing(struct blame *, const flatbuffers::Table *)
{
	return true;
}

bool explain_op(struct blame *blame, const flatbuffers::Table *op)
{
	return check_vector<int32_t>(blame, op, tflite::Operator::VT_INPUTS, "inputs") &&
	       check_vector<int32_t>(blame, op, tflite::Operator::VT_OUTPUTS, "outputs");
}

bool explain_graph(struct blame *blame, const flatbuffers::Table *graph)
{
	using G = tflite::SubGraph;
	return check_tables<tflite::Tensor>(
		       blame, graph, G::VT_TENSORS, "tensors", explain_nothing) &&
	       check_vector<int32_t>(blame, graph, G::VT_INPUTS, "inputs") &&
	       check_vector<int32_t>(blame, graph, G::VT_OUTPUTS, "outputs") &&
	       check_tables<tflite::Operator>(
		       blame, graph, G::VT_OPERATORS, "operators", explain_op);
}

bool explain_model(struct blame *blame, const flatbuffers::Table *model)
{
	using M = tflite::Model;
	return check_tables<tflite::OperatorCode>(
		       blame, model, M::VT_OPERATOR_CODES, "operator_codes", explain_nothing) &&
	       check_tables<tflite::SubGraph>(
		       blame, model, M::VT_SUBGRAPHS, "subgraphs", explain_graph) &&
	       check_tables<tflite::Buffer>(
		       blame, model, M::VT_BUFFERS, "buffers", explain_nothing);
}

bool fail_unsound(struct bytes file, struct status *st)
{
	struct blame blame = {
		flatbuffers::Verifier(file.data, file.nbytes, 8 * MAX_DEPTH, UINT32_MAX),
		file.nbytes, st};
	const flatbuffers::uoffset_t root = blame.verifier.VerifyOffset(0);
	if (root == 0)
		return fail_part(&blame, "the root offset", "leads out of the file");
	const auto *model = reinterpret_cast<const flatbuffers::Table *>(file.data + root);
	if (!model->VerifyTableStart(blame.verifier))
		return fail_part(&blame, "the root table", "leads out of the file");
	if (!explain_model(&blame, model))
		return false;
	return status_fail(st, STATUS_FORMAT,
		"not a sound FlatBuffer: a field of the model leads out of the file, or there are "
		"more than %d tables",
		MAX_TABLES);
}

} // namespace

extern "C" bool tflite_read(
	struct tflite_file *out, struct bytes file, struct arena *keep, struct status *st)
{
	flatbuffers::Verifier verifier(file.data, file.nbytes, MAX_DEPTH, MAX_TABLES);
	if (!tflite::VerifyModelBuffer(verifier))
		return fail_unsound(file, st);
	*out = {};
	return read_model(out, tflite::GetModel(file.data), keep, st);
}
