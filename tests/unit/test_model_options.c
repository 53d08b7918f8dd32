// SPDX-License-Identifier: Apache-2.0
/*
 * Options of every operator that the engine runs: as written, by default where the table
 * is missing, and refused where an operator cannot do without; names and sizes of the
 * format's numbers.
 */
#include "engine/model.h"

#include "tests/unit/check.h"
#include "tests/unit/small_model.h"

enum { LAST = 3 }; // the operator that each case turns into another one

struct operator
{
	int code;
	unsigned options_kind;
	bool may_miss_options;
	unsigned activation_field; // NO_FIELD: none
};

enum { NO_FIELD = 99 };

static const struct operator operators[] = {
	{OP_ADD, 11, true, 0},
	{OP_AVERAGE_POOL_2D, 5, false, 5},
	{OP_CONV_2D, 1, false, 3},
	{OP_DEPTHWISE_CONV_2D, 2, false, 4},
	{OP_DEQUANTIZE, 38, true, NO_FIELD},
	{OP_FULLY_CONNECTED, 8, true, 0},
	{OP_MAX_POOL_2D, 5, false, 5},
	{OP_RESHAPE, 17, true, NO_FIELD},
	{OP_SOFTMAX, 9, false, NO_FIELD},
	{OP_PAD, 22, true, NO_FIELD},
	{OP_MEAN, 27, true, NO_FIELD},
	{OP_PADV2, 43, true, NO_FIELD},
	{OP_QUANTIZE, 89, true, NO_FIELD},
};

enum { OPERATOR_COUNT = sizeof(operators) / sizeof(operators[0]) };

// The small model, whose last operator is now `o` with all of its options at zero.
static void build(struct small_model *s, const struct operator* o)
{
	small_model_build(s);
	flat_set(&s->flat, s->op_code[LAST], 0, (unsigned)o->code, 1);
	flat_set(&s->flat, s->op_code[LAST], 3, (unsigned)o->code, 4);
	flat_set(&s->flat, s->op[LAST], 3, o->options_kind, 1);
	s->options[LAST] = flat_table(&s->flat, 8);
	flat_link(&s->flat, s->op[LAST], 4, s->options[LAST]);
}

static const struct op *parse(const struct small_model *s, struct arena *arena, struct status *st)
{
	struct model *m;
	struct bytes file = {s->flat.data, s->flat.nbytes};
	st->message[0] = '\0';
	return model_parse(&m, file, "options", arena, st) ? &m->ops[LAST] : NULL;
}

static void check_activations(struct small_model *s, struct arena *arena)
{
	struct status st = {0};
	for (int i = 0; i < OPERATOR_COUNT; i++) {
		const struct operator* o = & operators[i];
		char name[24];
		op_code_name(o->code, name);
		for (unsigned value = 0; value < 6; value++) {
			if (o->activation_field == NO_FIELD)
				break;
			build(s, o);
			flat_set(&s->flat, s->options[LAST], o->activation_field, value, 1);
			const struct op *op = parse(s, arena, &st);
			CHECK(value > 3 ? !op && strstr(st.message, "fused_activation_function")
					: op && op->options.activation == (enum activation)value,
				"%s: activation %u %s", op_code_name(o->code, name), value,
				st.message);
		}
	}
}

static void check_kinds(struct small_model *s, struct arena *arena)
{
	struct status st = {0};
	for (int i = 0; i < OPERATOR_COUNT; i++) {
		const struct operator* o = & operators[i];
		char buffer[24];
		const char *name = op_code_name(o->code, buffer);
		build(s, o);
		const struct op *op = parse(s, arena, &st);
		CHECK(op && op->code == o->code, "%s with its options %s", name, st.message);
		flat_unset(&s->flat, s->op[LAST], 4);
		op = parse(s, arena, &st);
		CHECK(o->may_miss_options ? op && op->options.activation == ACTIVATION_NONE
					  : !op && strstr(st.message, "options are missing"),
			"%s without a table %s", name, st.message);
		for (unsigned kind = 1; kind < 256; kind++) {
			if (kind == o->options_kind)
				continue;
			flat_set(&s->flat, s->op[LAST], 3, kind, 1);
			if (parse(s, arena, &st) || !strstr(st.message, "builtin_options are"))
				CHECK(false, "%s with options of kind %u %s", name, kind,
					st.message);
		}
	}
}

static void check_windows(struct small_model *s, struct arena *arena)
{
	struct status st = {0};
	build(s, &operators[3]); // DEPTHWISE_CONV_2D
	for (unsigned id = 1; id <= 6; id++)
		flat_set(&s->flat, s->options[LAST], id, id == 4 ? 3 : 10 * id, id == 4 ? 1 : 4);
	const struct op *op = parse(s, arena, &st);
	if (CHECK(op, "depthwise %s", st.message)) {
		CHECK(op->options.window.stride_w == 10 && op->options.window.stride_h == 20,
			"depthwise: strides");
		CHECK(op->options.window.dilation_w == 50 && op->options.window.dilation_h == 60,
			"depthwise: dilations");
		CHECK_INT(op->options.window.depth_multiplier, 30, "depthwise: multiplier");
		CHECK(op->options.activation == ACTIVATION_RELU6, "depthwise: activation");
	}
	build(s, &operators[2]); // CONV_2D
	flat_set(&s->flat, s->options[LAST], 0, 1, 1);
	flat_set(&s->flat, s->options[LAST], 4, 2, 4);
	flat_set(&s->flat, s->options[LAST], 5, 3, 4);
	op = parse(s, arena, &st);
	CHECK(op && op->options.window.dilation_w == 2 && op->options.window.dilation_h == 3 &&
			op->options.window.padding == PADDING_VALID,
		"conv: dilations and padding %s", st.message);
	build(s, &operators[6]); // MAX_POOL_2D
	for (unsigned id = 1; id <= 4; id++)
		flat_set(&s->flat, s->options[LAST], id, 10 * id, 4);
	op = parse(s, arena, &st);
	CHECK(op && op->options.window.stride_w == 10 && op->options.window.stride_h == 20 &&
			op->options.window.window_w == 30 && op->options.window.window_h == 40,
		"pool: strides and window %s", st.message);
}

static void check_others(struct small_model *s, struct arena *arena)
{
	struct status st = {0};
	build(s, &operators[5]); // FULLY_CONNECTED
	const struct op *op = parse(s, arena, &st);
	CHECK(op && !op->options.fully_connected.keep_num_dims &&
			!op->options.fully_connected.shuffled_weights,
		"fully connected: defaults %s", st.message);
	flat_set(&s->flat, s->options[LAST], 1, 1, 1);
	flat_set(&s->flat, s->options[LAST], 2, 1, 1);
	op = parse(s, arena, &st);
	CHECK(op && op->options.fully_connected.keep_num_dims &&
			op->options.fully_connected.shuffled_weights,
		"fully connected: as written %s", st.message);
	flat_set(&s->flat, s->options[LAST], 1, 2, 1);
	CHECK(!parse(s, arena, &st) && strstr(st.message, "weights_format is 2"),
		"fully connected: another format %s", st.message);
	build(s, &operators[10]); // MEAN
	op = parse(s, arena, &st);
	CHECK(op && !op->options.mean.keep_dims, "mean: default %s", st.message);
	flat_set(&s->flat, s->options[LAST], 0, 1, 1);
	op = parse(s, arena, &st);
	CHECK(op && op->options.mean.keep_dims, "mean: as written %s", st.message);
	build(s, &operators[7]); // RESHAPE, of one operand
	flat_link(&s->flat, s->options[LAST], 0, flat_vector(&s->flat, NULL, 0, 4));
	op = parse(s, arena, &st);
	CHECK(op && op->options.reshape.rank == 0, "reshape: to a scalar %s", st.message);
	flat_link(&s->flat, s->op[LAST], 1,
		flat_vector(&s->flat, (const int32_t[]){RESHAPED, NEW_SHAPE}, 2, 4));
	op = parse(s, arena, &st);
	CHECK(op && op->options.reshape.rank == -1, "reshape: operand 1 decides %s", st.message);
}

static void check_names(void)
{
	static const struct {
		enum tensor_type type;
		const char *name;
		size_t nbytes;
	} types[] = {{TENSOR_FLOAT32, "float32", 4}, {TENSOR_INT32, "int32", 4},
		{TENSOR_UINT8, "uint8", 1}, {TENSOR_INT64, "int64", 8}, {TENSOR_BOOL, "bool", 1},
		{TENSOR_INT16, "int16", 2}, {TENSOR_INT8, "int8", 1}};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		CHECK_TEXT(tensor_type_name(types[i].type), types[i].name, "name of type %d",
			(int)types[i].type);
		CHECK_INT((long long)tensor_type_nbytes(types[i].type), (long long)types[i].nbytes,
			"size of %s", types[i].name);
	}
	char name[24];
	CHECK_TEXT(op_code_name(OP_DEPTHWISE_CONV_2D, name), "DEPTHWISE_CONV_2D", "operator 4");
	CHECK_TEXT(op_code_name(32, name), "CUSTOM", "operator 32");
	CHECK_TEXT(op_code_name(14, name), "BUILTIN_14", "operator 14");
	CHECK_TEXT(op_code_name(INT32_MAX, name), "BUILTIN_2147483647", "operator INT32_MAX");
}

int main(void)
{
	static struct small_model small;
	struct arena arena = {0};
	check_kinds(&small, &arena);
	check_activations(&small, &arena);
	check_windows(&small, &arena);
	check_others(&small, &arena);
	check_names();
	arena_release(&arena);
	return check_done();
}
