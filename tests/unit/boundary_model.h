// SPDX-License-Identifier: Apache-2.0
/*
 * Small models with any type at their boundary, as the bytes of a .tflite file, so that
 * this program and others can be given the same: a converter between two types, an int8
 * layer with or without converters around it, and a sum of two inputs.
 */
#ifndef TESTS_UNIT_BOUNDARY_MODEL_H
#define TESTS_UNIT_BOUNDARY_MODEL_H

#include "engine/model.h"
#include "tests/unit/flat.h"

enum { BOUNDARY_INPUTS = 8, BOUNDARY_OUTPUTS = 5 };

struct boundary_model {
	struct flat flat;
	size_t tensors, ops, codes, buffers; // vectors
	unsigned tensor_count, op_count, buffer_count;
};

struct boundary_scale {
	float scale;  // of int8 and uint8; of int16 a 256th of it
	int64_t zero; // of int8; of uint8 128 more, of int16 0
};

static const struct boundary_scale boundary_in = {0.0471F, -13}, boundary_codes = {0.0521F, 7},
				   boundary_sums = {0.713F, -31}, boundary_out = {0.5519F, 22};

static inline unsigned boundary_buffer(
	struct boundary_model *m, const void *elements, size_t nbytes)
{
	struct flat *f = &m->flat;
	size_t buffer = flat_item(f, m->buffers, m->buffer_count, flat_table(f, 3));
	if (nbytes > 0)
		flat_link(f, buffer, 0, flat_vector(f, elements, nbytes, 1));
	return m->buffer_count++;
}

// A tensor of 1x1x1xlength, or rows x 1x1xlength; int32 is a vector.
static inline int32_t boundary_tensor(struct boundary_model *m, const char *name,
	enum tensor_type type, int32_t rows, int32_t length, struct boundary_scale scale,
	unsigned buffer)
{
	struct flat *f = &m->flat;
	int32_t shape[4] = {rows, 1, 1, length};
	bool vector = type == TENSOR_INT32;
	size_t tensor = flat_item(f, m->tensors, m->tensor_count, flat_table(f, 10));
	flat_set(f, tensor, 1, (uint64_t)type, 1);
	flat_set(f, tensor, 2, buffer, 4);
	flat_link(f, tensor, 0, flat_vector(f, vector ? &length : shape, vector ? 1 : 4, 4));
	flat_link(f, tensor, 3, flat_string(f, name));
	if (type == TENSOR_FLOAT32)
		return (int32_t)m->tensor_count++;
	float step = type == TENSOR_INT16 ? scale.scale / 256 : scale.scale;
	int64_t zero = type == TENSOR_UINT8   ? scale.zero + 128
		       : type == TENSOR_INT16 ? 0
					      : scale.zero;
	size_t quantisation = flat_table(f, 7);
	flat_link(f, tensor, 4, quantisation);
	flat_link(f, quantisation, 2, flat_vector(f, &step, 1, 4));
	flat_link(f, quantisation, 3, flat_vector(f, &zero, 1, 8));
	return (int32_t)m->tensor_count++;
}

static inline void boundary_op(struct boundary_model *m, enum op_code code, unsigned version,
	const int32_t *inputs, size_t input_count, int32_t output)
{
	struct flat *f = &m->flat;
	unsigned options = code == OP_QUANTIZE     ? 89
			   : code == OP_DEQUANTIZE ? 38
			   : code == OP_ADD        ? 11
						   : 1;
	size_t op_code = flat_item(f, m->codes, m->op_count, flat_table(f, 4));
	flat_set(f, op_code, 0, (uint64_t)code, 1);
	flat_set(f, op_code, 2, version, 4);
	flat_set(f, op_code, 3, (uint64_t)code, 4);
	size_t op = flat_item(f, m->ops, m->op_count, flat_table(f, 13));
	flat_set(f, op, 0, m->op_count, 4);
	flat_link(f, op, 1, flat_vector(f, inputs, input_count, 4));
	flat_link(f, op, 2, flat_vector(f, &output, 1, 4));
	flat_set(f, op, 3, options, 1);
	size_t table = flat_table(f, 4);
	flat_link(f, op, 4, table);
	for (unsigned id = 1; code == OP_CONV_2D && id <= 2; id++)
		flat_set(f, table, id, 1, 4); // strides
	m->op_count++;
}

static inline void boundary_convert(
	struct boundary_model *m, int32_t from, int32_t to, enum tensor_type type)
{
	enum op_code code = type == TENSOR_FLOAT32 ? OP_DEQUANTIZE : OP_QUANTIZE;
	boundary_op(m, code, code == OP_QUANTIZE ? 2 : 3, &from, 1, to);
}

static inline void boundary_begin(
	struct boundary_model *m, size_t tensor_count, size_t op_count, size_t buffer_count)
{
	struct flat *f = &m->flat;
	memset(m, 0, sizeof(*m));
	flat_grow(f, 8, 0);
	size_t model = flat_table(f, 8);
	flat_write(f, 0, model, 4);
	memcpy(f->data + 4, "TFL3", 4);
	flat_set(f, model, 0, 3, 4);
	m->codes = flat_tables(f, op_count);
	flat_link(f, model, 1, m->codes);
	size_t graphs = flat_tables(f, 1);
	flat_link(f, model, 2, graphs);
	flat_link(f, model, 3, flat_string(f, "boundary"));
	m->buffers = flat_tables(f, buffer_count);
	flat_link(f, model, 4, m->buffers);
	size_t graph = flat_item(f, graphs, 0, flat_table(f, 5));
	m->tensors = flat_tables(f, tensor_count);
	flat_link(f, graph, 0, m->tensors);
	m->ops = flat_tables(f, op_count);
	flat_link(f, graph, 3, m->ops);
	boundary_buffer(m, NULL, 0);
}

// Inputs and outputs, when the tensors are known.
static inline void boundary_end(
	struct boundary_model *m, const int32_t *inputs, size_t input_count, int32_t output)
{
	struct flat *f = &m->flat;
	size_t model = (size_t)flat_read(f, 0, 4);
	size_t graphs = flat_slot(model, 2) + (size_t)flat_read(f, flat_slot(model, 2), 4);
	size_t graph = graphs + 4 + (size_t)flat_read(f, graphs + 4, 4);
	flat_link(f, graph, 1, flat_vector(f, inputs, input_count, 4));
	flat_link(f, graph, 2, flat_vector(f, &output, 1, 4));
}

// QUANTIZE or DEQUANTIZE from one type to another, `length` elements.
static inline void boundary_build_converter(
	struct boundary_model *m, enum tensor_type in, enum tensor_type out, int32_t length)
{
	boundary_begin(m, 2, 1, 1);
	int32_t from = boundary_tensor(m, "input", in, 1, length, boundary_in, 0);
	int32_t to = boundary_tensor(m, "output", out, 1, length, boundary_out, 0);
	boundary_convert(m, from, to, out);
	boundary_end(m, &from, 1, to);
}

/*
 * CONV_2D in int8, a window of 1, from BOUNDARY_INPUTS to BOUNDARY_OUTPUTS, with converters from `in`
 * and to `out`; TENSOR_BOOL for none.
 */
static inline void boundary_build_layer(
	struct boundary_model *m, enum tensor_type in, enum tensor_type out)
{
	int8_t weights[BOUNDARY_OUTPUTS * BOUNDARY_INPUTS];
	int32_t bias[BOUNDARY_OUTPUTS];
	for (int i = 0; i < BOUNDARY_OUTPUTS * BOUNDARY_INPUTS; i++)
		weights[i] = (int8_t)((i * 89 + 11) % 255 - 127);
	for (int i = 0; i < BOUNDARY_OUTPUTS; i++)
		bias[i] = i * 1311 - 2500;
	bool before = in != TENSOR_BOOL, behind = out != TENSOR_BOOL;
	boundary_begin(m, 4U + before + behind, 1U + before + behind, 3);
	unsigned weights_buffer = boundary_buffer(m, weights, sizeof(weights));
	unsigned bias_buffer = boundary_buffer(m, bias, sizeof(bias));
	int32_t operands[3];
	operands[0] =
		boundary_tensor(m, "codes", TENSOR_INT8, 1, BOUNDARY_INPUTS, boundary_codes, 0);
	operands[1] = boundary_tensor(m, "weights", TENSOR_INT8, BOUNDARY_OUTPUTS, BOUNDARY_INPUTS,
		(struct boundary_scale){0.0113F, 0}, weights_buffer);
	operands[2] = boundary_tensor(m, "bias", TENSOR_INT32, 1, BOUNDARY_OUTPUTS,
		(struct boundary_scale){0.0521F * 0.0113F, 0}, bias_buffer);
	int32_t sums =
		boundary_tensor(m, "sums", TENSOR_INT8, 1, BOUNDARY_OUTPUTS, boundary_sums, 0);
	int32_t input = operands[0], output = sums;
	if (before) {
		input = boundary_tensor(m, "input", in, 1, BOUNDARY_INPUTS, boundary_in, 0);
		boundary_convert(m, input, operands[0], TENSOR_INT8);
	}
	boundary_op(m, OP_CONV_2D, 3, operands, 3, sums);
	if (behind) {
		output = boundary_tensor(m, "output", out, 1, BOUNDARY_OUTPUTS, boundary_out, 0);
		boundary_convert(m, sums, output, out);
	}
	boundary_end(m, &input, 1, output);
}

// ADD of two inputs of BOUNDARY_INPUTS codes, int8.
static inline void boundary_build_sum(struct boundary_model *m)
{
	boundary_begin(m, 3, 1, 1);
	int32_t inputs[2];
	inputs[0] = boundary_tensor(m, "left", TENSOR_INT8, 1, BOUNDARY_INPUTS, boundary_in, 0);
	inputs[1] = boundary_tensor(m, "right", TENSOR_INT8, 1, BOUNDARY_INPUTS, boundary_codes, 0);
	int32_t sum = boundary_tensor(m, "sum", TENSOR_INT8, 1, BOUNDARY_INPUTS, boundary_out, 0);
	boundary_op(m, OP_ADD, 2, inputs, 2, sum);
	boundary_end(m, inputs, 2, sum);
}

#endif
