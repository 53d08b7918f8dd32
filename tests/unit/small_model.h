// SPDX-License-Identifier: Apache-2.0
/*
 * A model of a few kilobytes with all that a real one has, and where each of its tables
 * lies: CONV_2D with weights quantised per channel, AVERAGE_POOL_2D, RESHAPE, SOFTMAX.
 * Field ids are those of engine/tflite/schema.fbs.
 */
#ifndef TESTS_UNIT_SMALL_MODEL_H
#define TESTS_UNIT_SMALL_MODEL_H

#include "tests/unit/flat.h"

enum { SMALL_TENSORS = 8, SMALL_OPS = 4, SMALL_BUFFERS = 4 };
enum { INPUT, WEIGHTS, BIAS, CONVOLVED, POOLED, NEW_SHAPE, RESHAPED, OUTPUT };

struct small_model {
	struct flat flat;
	size_t model, graph;
	size_t op_codes, ops_vector, tensors_vector, buffers_vector, subgraphs_vector;
	size_t op_code[SMALL_OPS], op[SMALL_OPS], options[SMALL_OPS];
	size_t tensor[SMALL_TENSORS], quantisation[SMALL_TENSORS];
	size_t buffer[SMALL_BUFFERS];
};

static inline void small_tensor(struct small_model *m, unsigned i, const char *name, int type,
	const int32_t *shape, size_t rank, unsigned buffer)
{
	struct flat *f = &m->flat;
	size_t tensor = flat_item(f, m->tensors_vector, i, flat_table(f, 10));
	m->tensor[i] = tensor;
	flat_set(f, tensor, 1, (uint64_t)type, 1);
	flat_set(f, tensor, 2, buffer, 4);
	flat_link(f, tensor, 0, flat_vector(f, shape, rank, 4));
	flat_link(f, tensor, 3, flat_string(f, name));
}

static inline void small_quantisation(struct small_model *m, unsigned i, const float *scale,
	const int64_t *zero, size_t count, int axis)
{
	struct flat *f = &m->flat;
	m->quantisation[i] = flat_table(f, 7);
	flat_link(f, m->tensor[i], 4, m->quantisation[i]);
	flat_link(f, m->quantisation[i], 2, flat_vector(f, scale, count, 4));
	flat_link(f, m->quantisation[i], 3, flat_vector(f, zero, count, 8));
	flat_set(f, m->quantisation[i], 6, (uint64_t)axis, 4);
}

static inline void small_op(struct small_model *m, unsigned i, const int32_t *inputs,
	size_t input_count, int32_t output, unsigned options_kind, unsigned option_count)
{
	struct flat *f = &m->flat;
	size_t op = flat_item(f, m->ops_vector, i, flat_table(f, 13));
	m->op[i] = op;
	flat_set(f, op, 0, i, 4);
	flat_link(f, op, 1, flat_vector(f, inputs, input_count, 4));
	flat_link(f, op, 2, flat_vector(f, &output, 1, 4));
	flat_set(f, op, 3, options_kind, 1);
	m->options[i] = flat_table(f, option_count);
	flat_link(f, op, 4, m->options[i]);
}

static inline void small_op_code(struct small_model *m, unsigned i, unsigned code, unsigned version)
{
	m->op_code[i] = flat_item(&m->flat, m->op_codes, i, flat_table(&m->flat, 4));
	flat_set(&m->flat, m->op_code[i], 0, code, 1);
	flat_set(&m->flat, m->op_code[i], 2, version, 4);
	flat_set(&m->flat, m->op_code[i], 3, code, 4);
}

static inline void small_buffer(
	struct small_model *m, unsigned i, const void *elements, size_t count, size_t nbytes)
{
	m->buffer[i] = flat_item(&m->flat, m->buffers_vector, i, flat_table(&m->flat, 3));
	if (count > 0)
		flat_link(&m->flat, m->buffer[i], 0,
			flat_vector(&m->flat, elements, count * nbytes, 1));
}

static inline void small_tensors(struct small_model *m)
{
	enum { INT32 = 2, INT8 = 9 };
	static const struct {
		const char *name;
		int type;
		int32_t shape[4];
		size_t rank;
		unsigned buffer;
		size_t scale_count;
	} tensors[SMALL_TENSORS] = {
		{"input", INT8, {1, 4, 4, 2}, 4, 0, 1},
		{"weights", INT8, {3, 1, 1, 2}, 4, 1, 3},
		{"bias", INT32, {3}, 1, 2, 3},
		{"convolved", INT8, {1, 4, 4, 3}, 4, 0, 1},
		{"pooled", INT8, {1, 1, 1, 3}, 4, 0, 1},
		{"new_shape", INT32, {2}, 1, 3, 0},
		{"reshaped", INT8, {1, 3}, 2, 0, 1},
		{"output", INT8, {1, 3}, 2, 0, 1},
	};
	static const float scale[3] = {0.5F, 0.25F, 0.125F};
	static const int64_t zero[3] = {0, 0, 0};
	static const int64_t minus_128 = -128;
	for (unsigned i = 0; i < SMALL_TENSORS; i++) {
		small_tensor(m, i, tensors[i].name, tensors[i].type, tensors[i].shape,
			tensors[i].rank, tensors[i].buffer);
		if (tensors[i].scale_count > 0)
			small_quantisation(m, i, scale, i == OUTPUT ? &minus_128 : zero,
				tensors[i].scale_count, 0);
	}
}

static inline void small_ops(struct small_model *m)
{
	struct flat *f = &m->flat;
	static const float beta = 1.0F;
	small_op(m, 0, (const int32_t[]){INPUT, WEIGHTS, BIAS}, 3, CONVOLVED, 1, 7);
	for (unsigned id = 1; id <= 2; id++)
		flat_set(f, m->options[0], id, 1, 4);
	flat_set(f, m->options[0], 3, 1, 1); // relu
	small_op(m, 1, (const int32_t[]){CONVOLVED}, 1, POOLED, 5, 6);
	for (unsigned id = 1; id <= 4; id++)
		flat_set(f, m->options[1], id, 4, 4);
	flat_set(f, m->options[1], 0, 1, 1); // valid
	small_op(m, 2, (const int32_t[]){POOLED, NEW_SHAPE}, 2, RESHAPED, 17, 1);
	flat_link(f, m->options[2], 0, flat_vector(f, (const int32_t[]){1, 3}, 2, 4));
	small_op(m, 3, (const int32_t[]){RESHAPED}, 1, OUTPUT, 9, 1);
	uint32_t bits;
	memcpy(&bits, &beta, sizeof(bits));
	flat_set(f, m->options[3], 0, bits, 4);
}

static inline void small_model_build(struct small_model *m)
{
	struct flat *f = &m->flat;
	memset(m, 0, sizeof(*m));
	flat_grow(f, 8, 0);
	m->model = flat_table(f, 8);
	flat_write(f, 0, m->model, 4);
	memcpy(f->data + 4, "TFL3", 4);
	flat_set(f, m->model, 0, 3, 4);

	m->op_codes = flat_tables(f, SMALL_OPS);
	flat_link(f, m->model, 1, m->op_codes);
	small_op_code(m, 0, 3, 3);
	small_op_code(m, 1, 1, 2);
	small_op_code(m, 2, 22, 1);
	small_op_code(m, 3, 25, 2);

	m->subgraphs_vector = flat_tables(f, 1);
	flat_link(f, m->model, 2, m->subgraphs_vector);
	m->graph = flat_item(f, m->subgraphs_vector, 0, flat_table(f, 5));
	m->tensors_vector = flat_tables(f, SMALL_TENSORS);
	flat_link(f, m->graph, 0, m->tensors_vector);
	small_tensors(m);
	flat_link(f, m->graph, 1, flat_vector(f, (const int32_t[]){INPUT}, 1, 4));
	flat_link(f, m->graph, 2, flat_vector(f, (const int32_t[]){OUTPUT}, 1, 4));
	m->ops_vector = flat_tables(f, SMALL_OPS);
	flat_link(f, m->graph, 3, m->ops_vector);
	small_ops(m);

	flat_link(f, m->model, 3, flat_string(f, "small"));
	m->buffers_vector = flat_tables(f, SMALL_BUFFERS);
	flat_link(f, m->model, 4, m->buffers_vector);
	small_buffer(m, 0, NULL, 0, 1);
	small_buffer(m, 1, (const int8_t[]){1, -2, 3, -4, 5, -6}, 6, 1);
	small_buffer(m, 2, (const int32_t[]){100, -200, 300}, 3, 4);
	small_buffer(m, 3, (const int32_t[]){1, 3}, 2, 4);
}

#endif
