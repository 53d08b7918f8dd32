// SPDX-License-Identifier: Apache-2.0
/*
 * model_parse() on files with one field wrong: each is refused, with STATUS_FORMAT and a
 * message that names what is wrong.  The numbers M01 to M93 are those of the project's
 * checklist of malformed models; the rows that a parser can see are here.
 */
#include "engine/model.h"

#include "tests/unit/check.h"
#include "tests/unit/small_model.h"

#include <limits.h>

// Expects a refusal whose message has `expected` in it.
static void check_refused(
	const unsigned char *data, size_t nbytes, const char *expected, const char *what)
{
	struct arena arena = {0};
	struct status st = {0};
	struct model *m = NULL;
	// a block of its own, so that the address sanitizer sees every byte read behind it
	unsigned char *copy = malloc(nbytes > 0 ? nbytes : 1);
	if (nbytes > 0)
		memcpy(copy, data, nbytes);
	bool ok = model_parse(&m, (struct bytes){copy, nbytes}, "small", &arena, &st);
	free(copy);
	bool is_right = !ok && st.code == STATUS_FORMAT && strncmp(st.message, "small: ", 7) == 0 &&
			strstr(st.message, expected);
	if (!CHECK(is_right, "%s", what))
		printf("#   got      \"%s\"\n#   expected \"%s\"\n", ok ? "accepted" : st.message,
			expected);
	arena_release(&arena);
}

enum place { MODEL, GRAPH, OP_CODE, OP, OPTIONS, TENSOR, QUANTISATION, BUFFER };
enum action { SET1, SET4, SET8, UNSET, INTS, LONGS, FLOATS, TABLE };

// One field of one table, set to `value`, or made to refer to a new vector or table.
struct edit {
	const char *what;
	enum place place;
	unsigned index, field;
	enum action action;
	int64_t value; // of INTS, LONGS, FLOATS: number of elements
	double elements[9];
	const char *expected;
};

#define NOT_A_NUMBER __builtin_nan("")
#define INFINITE __builtin_inf()

static const struct edit edits[] = {
	{"M12: version 2", MODEL, 0, 0, SET4, 2, {0}, "version is 2 (only 3"},
	{"M13: no operator_codes", MODEL, 0, 1, UNSET, 0, {0}, "operator_codes is missing"},
	{"M13: no subgraphs", MODEL, 0, 2, UNSET, 0, {0}, "subgraphs is missing"},
	{"M13: no buffers", MODEL, 0, 4, UNSET, 0, {0}, "buffers is missing"},
	{"M13: no tensors", GRAPH, 0, 0, UNSET, 0, {0}, "subgraphs[0]: tensors is missing"},
	{"M13: no inputs", GRAPH, 0, 1, UNSET, 0, {0}, "subgraphs[0]: inputs is missing"},
	{"M13: no outputs", GRAPH, 0, 2, UNSET, 0, {0}, "subgraphs[0]: outputs is missing"},
	{"M13: no operators", GRAPH, 0, 3, UNSET, 0, {0}, "subgraphs[0]: operators is missing"},
	{"M13: operator without inputs", OP, 1, 1, UNSET, 0, {0},
		"operators[1]: inputs is missing"},
	{"M13: operator without outputs", OP, 2, 2, UNSET, 0, {0},
		"operators[2]: outputs is missing"},
	{"M14: no subgraph", MODEL, 0, 2, INTS, 0, {0}, "the model has 0 subgraphs"},
	{"M16: negative code", OP_CODE, 1, 3, SET4, -5, {0},
		"operator code #1: builtin_code is -5"},
	{"M16: negative old code", OP_CODE, 1, 0, SET1, -1, {0}, "deprecated_builtin_code is -1"},
	{"M16: two codes", OP_CODE, 0, 0, SET1, 4, {0},
		"builtin_code is 3, but deprecated_builtin_code is 4"},
	{"M16: version 0", OP_CODE, 0, 2, SET4, 0, {0}, "operator code #0: version is 0"},
	{"M17: opcode_index 4", OP, 2, 0, SET4, 4, {0},
		"op #2: opcode_index is 4 (the model has 4 operator codes)"},
	{"M17: opcode_index 2^32-1", OP, 2, 0, SET4, -1, {0}, "opcode_index is 4294967295"},
	{"M20: options of another operator", OP, 0, 3, SET1, 5, {0},
		"op #0 CONV_2D: builtin_options are number 5, Pool2DOptions"},
	{"M20: options of an unknown operator", OP, 0, 3, SET1, 200, {0}, "are number 200"},
	{"M20: CONV_2D without options", OP, 0, 3, UNSET, 0, {0},
		"op #0 CONV_2D: builtin_options are missing"},
	{"M20: AVERAGE_POOL_2D without options", OP, 1, 4, UNSET, 0, {0}, "must be Pool2DOptions"},
	{"M20: SOFTMAX without options", OP, 3, 4, UNSET, 0, {0}, "must be SoftmaxOptions"},
	{"M21: custom_options", OP, 0, 5, INTS, 3, {0}, "op #0 CONV_2D: has 3 bytes of custom"},
	{"M21: large_custom_options", OP, 0, 9, SET8, 4096, {0}, "options_offset is 4096"},
	{"M23: buffer 4", TENSOR, 1, 2, SET4, 4, {0},
		"tensor #1 (weights): buffer index 4 (the model has 4 buffers)"},
	{"M23: buffer 2^32-1", TENSOR, 1, 2, SET4, -1, {0}, "buffer index 4294967295"},
	{"M24: weights in buffer 0", TENSOR, 1, 2, SET4, 0, {0},
		"op #0 CONV_2D: input 1: tensor #1 (weights) has no data"},
	{"M24: weights in an empty buffer", BUFFER, 1, 0, INTS, 0, {0}, "(weights) has no data"},
	{"M24: weights in a buffer without data", BUFFER, 1, 0, UNSET, 0, {0}, "has no data"},
	{"M25: buffer too short", BUFFER, 1, 0, INTS, 5, {0},
		"tensor #1 (weights): buffer #1 has 5 bytes, but shape and type need 6"},
	{"M25: buffer too long", BUFFER, 2, 0, INTS, 13, {0}, "has 13 bytes, but"},
	{"M26: buffer outside", BUFFER, 1, 1, SET8, 1 << 20, {0},
		"buffer #1: its data lie outside"},
	{"M26: buffer at 2^64-1", BUFFER, 1, 1, SET8, -1, {0}, "offset 18446744073709551615"},
	{"M27: buffer 0 has data", BUFFER, 0, 0, INTS, 4, {0}, "buffer #0 has 4 bytes"},
	{"M28: type string", TENSOR, 4, 1, SET1, 5, {0}, "tensor #4 (pooled): type string is not"},
	{"M29: sparse tensor", TENSOR, 1, 6, TABLE, 0, {0}, "(weights): sparse tensors"},
	{"M30: variable tensor", TENSOR, 1, 5, SET1, 1, {0}, "(weights): variable tensors"},
	{"M31: dimension -1", TENSOR, 0, 0, INTS, 4, {1, 4, -1, 2}, "dimension 2 is -1"},
	{"M32: dimension 0", TENSOR, 3, 0, INTS, 4, {1, 4, 4, 0}, "dimension 3 is 0"},
	{"M33: dimensions INT_MAX", TENSOR, 3, 0, INTS, 3, {INT_MAX, INT_MAX, INT_MAX},
		"product of"},
	{"M34: 2^32 elements", TENSOR, 3, 0, INTS, 2, {65536, 65536}, "above 2147483647 elements"},
	{"M34: 2^64 elements", TENSOR, 3, 0, INTS, 4, {65536, 65536, 65536, 65536}, "elements"},
	{"M35: 2^32 bytes", TENSOR, 2, 0, INTS, 2, {32768, 32768}, "more than 2147483647 bytes"},
	{"M37: rank 9", TENSOR, 3, 0, INTS, 9, {1, 1, 1, 1, 1, 1, 1, 1, 1},
		"rank is 9 (at most 8)"},
	{"M39: rank of the signature", TENSOR, 0, 7, INTS, 3, {-1, 4, 4},
		"shape_signature has rank 3"},
	{"M39: open width", TENSOR, 0, 7, INTS, 4, {1, 4, -1, 2}, "shape_signature[2] is -1"},
	{"M40: type 77", TENSOR, 3, 1, SET1, 77, {0}, "(convolved): type is 77"},
	{"M40: type -1", TENSOR, 3, 1, SET1, -1, {0}, "type is -1"},
	{"M40: type int4", TENSOR, 3, 1, SET1, 17, {0}, "type int4 is not supported"},
	{"M42: input 99", OP, 0, 1, INTS, 2, {0, 99},
		"op #0 CONV_2D: input 1: tensor index 99 (the model has 8 tensors)"},
	{"M42: output 8", OP, 0, 2, INTS, 1, {8}, "output 0: tensor index 8"},
	{"M43: absent weights", OP, 0, 1, INTS, 3, {0, -1, 2}, "input 1: is absent"},
	{"M43: absent output", OP, 0, 2, INTS, 1, {-1}, "output 0: is absent"},
	{"M43: no output", OP, 0, 2, INTS, 0, {0}, "op #0 CONV_2D: has no output"},
	{"M44: input -2", OP, 0, 1, INTS, 3, {0, 1, -2}, "input 2: tensor index -2"},
	{"M44: input INT_MIN", OP, 0, 1, INTS, 3, {0, 1, INT_MIN}, "index -2147483648"},
	{"M45: own output", OP, 0, 1, INTS, 3, {CONVOLVED, 1, 2},
		"input 0: tensor #3 (convolved) is its own output"},
	{"M46: output is constant", OP, 0, 2, INTS, 1, {WEIGHTS}, "already is a constant"},
	{"M46: output is an input", OP, 0, 2, INTS, 1, {INPUT}, "already is an input of the model"},
	{"M46: output of two operators", OP, 1, 2, INTS, 1, {CONVOLVED},
		"op #1 AVERAGE_POOL_2D: output 0: tensor #3 (convolved) already is the output of op "
		"#0"},
	{"M46: twice in one operator", OP, 1, 2, INTS, 2, {POOLED, POOLED},
		"already is the output"},
	{"M47: used before", OP, 1, 1, INTS, 1, {RESHAPED},
		"op #1 AVERAGE_POOL_2D: input 0: tensor #6 (reshaped) is the output of op #2, which "
		"runs later"},
	{"M50: no inputs", GRAPH, 0, 1, INTS, 0, {0}, "the model has no inputs"},
	{"M50: no outputs", GRAPH, 0, 2, INTS, 0, {0}, "the model has no outputs"},
	{"M50: input out of range", GRAPH, 0, 1, INTS, 1, {8},
		"the model's input 0: tensor index 8"},
	{"M50: output -1", GRAPH, 0, 2, INTS, 1, {-1}, "the model's output 0: tensor index -1"},
	{"M50: input twice", GRAPH, 0, 1, INTS, 2, {0, 0}, "input 1: tensor #0 is there twice"},
	{"M50: constant input", GRAPH, 0, 1, INTS, 2, {0, 1}, "(weights) is a constant"},
	{"M50: output never produced", GRAPH, 0, 2, INTS, 1, {INPUT}, "is an input of the model"},
	{"M53: input scale 0", QUANTISATION, 0, 2, FLOATS, 1, {0},
		"(input): scale[0] is 0 (must be"},
	{"M53: weight scale 0", QUANTISATION, 1, 2, FLOATS, 3, {1, 0, 1},
		"(weights): scale[1] is 0"},
	{"M53: output scale 0", QUANTISATION, 7, 2, FLOATS, 1, {0}, "(output): scale[0] is 0"},
	{"M54: scale NaN", QUANTISATION, 0, 2, FLOATS, 1, {NOT_A_NUMBER}, "scale[0] is nan"},
	{"M54: scale +Inf", QUANTISATION, 0, 2, FLOATS, 1, {INFINITE}, "scale[0] is inf"},
	{"M54: scale -Inf", QUANTISATION, 0, 2, FLOATS, 1, {-INFINITE}, "scale[0] is -inf"},
	{"M54: negative scale", QUANTISATION, 0, 2, FLOATS, 1, {-0.5}, "scale[0] is -0.5"},
	{"M56: zero point 300", QUANTISATION, 0, 3, LONGS, 1, {300},
		"zero_point[0] is 300 (must be -128..127 for int8)"},
	{"M56: zero point 2^32", QUANTISATION, 0, 3, LONGS, 1, {4294967296.0}, "is 4294967296"},
	{"M58: no zero points", QUANTISATION, 0, 3, UNSET, 0, {0}, "1 scales, but 0 zero points"},
	{"M58: no scales", QUANTISATION, 0, 2, UNSET, 0, {0}, "0 scales, but 1 zero points"},
	{"M58: counts differ", QUANTISATION, 1, 3, LONGS, 2, {0, 0}, "3 scales, but 2 zero points"},
	{"M59: 3 scales on 2 channels", QUANTISATION, 1, 6, SET4, 3, {0},
		"there are 3 scales (must be 0, 1 or 2, the length of dimension 3)"},
	{"M60: axis -1", QUANTISATION, 1, 6, SET4, -1, {0},
		"quantized_dimension is -1 (must be 0..3)"},
	{"M60: axis 4", QUANTISATION, 0, 6, SET4, 4, {0}, "quantized_dimension is 4"},
	{"M62: custom quantisation", QUANTISATION, 1, 4, SET1, 9, {0}, "of a custom kind"},
	{"M70: padding 2", OPTIONS, 0, 0, SET1, 2, {0}, "op #0 CONV_2D: padding is 2"},
	{"M76: new_shape of rank 9", OPTIONS, 2, 0, INTS, 9, {1, 1, 1, 1, 1, 1, 1, 1, 1}, "rank 9"},
	{"M90: activation tanh", OPTIONS, 0, 3, SET1, 4, {0}, "fused_activation_function is 4"},
	{"M90: activation -1", OPTIONS, 1, 5, SET1, -1, {0}, "fused_activation_function is -1"},
};

static size_t table_at(const struct small_model *s, const struct edit *e)
{
	switch (e->place) {
	case MODEL:
		return s->model;
	case GRAPH:
		return s->graph;
	case OP_CODE:
		return s->op_code[e->index];
	case OP:
		return s->op[e->index];
	case OPTIONS:
		return s->options[e->index];
	case TENSOR:
		return s->tensor[e->index];
	case QUANTISATION:
		return s->quantisation[e->index];
	case BUFFER:
		return s->buffer[e->index];
	}
	abort();
}

static size_t new_vector(struct flat *f, const struct edit *e)
{
	int32_t ints[9];
	int64_t longs[9];
	float floats[9];
	size_t count = (size_t)e->value;
	for (size_t i = 0; i < count && i < 9; i++) {
		longs[i] = e->action == FLOATS ? 0 : (int64_t)e->elements[i];
		ints[i] = (int32_t)longs[i];
		floats[i] = (float)e->elements[i];
	}
	if (e->place == BUFFER || (e->place == OP && e->field == 5))
		return flat_vector(f, "sixteen bytes...", count, 1);
	return e->action == INTS    ? flat_vector(f, ints, count, 4)
	       : e->action == LONGS ? flat_vector(f, longs, count, 8)
				    : flat_vector(f, floats, count, 4);
}

static void apply(struct small_model *s, const struct edit *e)
{
	struct flat *f = &s->flat;
	size_t table = table_at(s, e);
	switch (e->action) {
	case SET1:
		flat_set(f, table, e->field, (uint64_t)e->value, 1);
		return;
	case SET4:
		flat_set(f, table, e->field, (uint64_t)e->value, 4);
		return;
	case SET8:
		flat_set(f, table, e->field, (uint64_t)e->value, 8);
		return;
	case UNSET:
		flat_unset(f, table, e->field);
		return;
	case TABLE:
		flat_link(f, table, e->field, flat_table(f, 0));
		return;
	case INTS:
	case LONGS:
	case FLOATS:
		flat_link(f, table, e->field, new_vector(f, e));
		return;
	}
}

static void check_lookalikes(void)
{
	static const struct {
		const char *bytes;
		size_t nbytes;
		const char *expected, *what;
	} files[] = {
		{"", 0, "an empty file", "M01: empty"},
		{"\x1c\0\0\0TF", 6, "only 6 bytes", "M01: six bytes"},
		{"\x18\0\0\0TFL3", 8, "the root offset leads out", "M03: eight bytes"},
		{"\x18\0\0\0TFL2....", 12, "is \"TFL2\" (expected \"TFL3\")", "M02: TFL2"},
		{"\x18\0\0\0\n\x80!\0....", 12, "\\n\\x80!", "M02: identifier is escaped"},
		{"version https://git-lfs.github.com/spec/v1\noid", 46, "a Git LFS pointer",
			"M02: Git LFS pointer"},
		{"\n <!DOCTYPE html><html>", 23, "an HTML page", "M02: HTML"},
		{"PK\3\4.........", 13, "a zip archive", "M02: ZIP"},
		{"\x1f\x8b\x08.........", 12, "gzip-compressed data", "M02: gzip"},
		{"\x7f"
		 "ELF\2\1\1......",
			13, "an ELF binary", "M02: ELF"},
	};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		check_refused((const unsigned char *)files[i].bytes, files[i].nbytes,
			files[i].expected, files[i].what);
}

static void check_small(struct small_model *s, const char *expected, const char *what)
{
	check_refused(s->flat.data, s->flat.nbytes, expected, what);
	small_model_build(s); // for the next one
}

static void check_offsets(struct small_model *s)
{
	struct flat *f = &s->flat;
	small_model_build(s);
	flat_write(f, 0, 0, 4);
	check_small(s, "the root offset", "M04: root offset 0");
	flat_write(f, 0, 0x80000010, 4);
	check_small(s, "the root offset", "M04: root offset above 2^31");
	flat_write(f, flat_slot(s->tensor[2], 0), 0, 4);
	check_small(s, "tensors[2]", "M04: offset 0 in a tensor");
	flat_write(f, flat_slot(s->op[1], 1), 0xfffffff0, 4);
	check_small(s, "operators[1]", "M04: offset above 2^31 in an operator");
	flat_write(f, s->op[1], 0x7fffffff, 4);
	check_small(s, "operators[1]", "M05: vtable before the file");
	flat_write(f, s->buffer[3], 0x80000001, 4);
	check_small(s, "buffers[3]", "M05: vtable behind the file");
	flat_write(f, flat_vtable(f, s->op_code[2]), 5, 2);
	check_small(s, "operator_codes[2]", "M06: odd vtable size");
	flat_write(f, flat_vtable(f, s->model), 0xfffe, 2);
	check_small(s, "the root table", "M06: vtable past the end");
	flat_write(f, flat_vtable(f, s->tensor[6]), 2, 2);
	check_small(s, "tensors[6]: a field lies outside", "M06: vtable of 2 bytes");
	flat_write(f, flat_vtable(f, s->tensor[5]) + 2, 3, 2);
	check_small(s, "tensors[5]: a field lies outside", "M06: table of 3 bytes");
	flat_write(f, flat_vtable(f, s->quantisation[5 - 1]) + 2, 16, 2);
	check_small(s, "tensors[4]: a field lies outside", "M07: field behind its table");
	flat_write(f, flat_vtable(f, s->options[1]) + 2, 16, 2);
	check_small(s, "operators[1]: a field lies outside", "M07: option behind its table");
	flat_write(f, s->tensors_vector, 0xffffffff, 4);
	check_small(s, "tensors is longer than the file", "M08: 2^32-1 tensors");
	size_t shape = flat_slot(s->tensor[3], 0);
	flat_write(f, shape + flat_read(f, shape, 4), 0x40000001, 4);
	check_small(s, "tensors[3]", "M08: shape whose size in bytes overflows");
	size_t name = flat_slot(s->tensor[3], 3);
	flat_write(f, name + flat_read(f, name, 4) + 4 + strlen("convolved"), 'x', 1);
	check_small(s, "tensors[3]", "M09: name without an end");
}

static void check_custom_codes(struct small_model *s)
{
	char huge[301];
	memset(huge, 'x', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	const char *codes[] = {NULL, "", huge};
	for (size_t i = 0; i < 3; i++) {
		small_model_build(s);
		flat_set(&s->flat, s->op_code[3], 0, 32, 1);
		flat_set(&s->flat, s->op_code[3], 3, 32, 4);
		if (codes[i])
			flat_link(&s->flat, s->op_code[3], 1, flat_string(&s->flat, codes[i]));
		check_small(s, "operator code #3: custom_code has",
			i == 0  ? "M18: no custom_code"
			: i < 2 ? "M18: empty custom_code"
				: "M18: huge custom_code");
	}
}

static void check_overlap(struct small_model *s)
{
	small_model_build(s);
	size_t bias = flat_slot(s->buffer[2], 0);
	size_t bytes = bias + flat_read(&s->flat, bias, 4) + 4;
	flat_write(&s->flat, bytes, 4, 4); // the bias' first number is a vector's length
	flat_link(&s->flat, s->buffer[3], 0, bytes);
	check_small(s, "not a sound", "M27: an offset cannot lead backwards");
	size_t shape = flat_slot(s->buffer[3], 0);
	bytes = shape + flat_read(&s->flat, shape, 4) + 4;
	flat_write(&s->flat, bytes, 4, 4);
	flat_link(&s->flat, s->buffer[2], 0, bytes);
	check_small(s, "buffers #3 and #2 overlap in part", "M27: overlap");
	flat_item(&s->flat, s->subgraphs_vector, 0, s->graph);
	size_t two = flat_tables(&s->flat, 2);
	flat_link(&s->flat, s->model, 2, two);
	size_t graph = flat_table(&s->flat, 5);
	for (unsigned i = 0; i < 2; i++)
		flat_item(&s->flat, two, i, graph);
	for (unsigned id = 0; id < 4; id++)
		flat_link(&s->flat, graph, id, flat_vector(&s->flat, NULL, 0, 4));
	check_small(s, "the model has 2 subgraphs", "M14: two subgraphs");
}

/*
 * A small file that describes a huge model: `count` offsets in the vector behind field
 * `id` of the graph, all leading to one table, the last of the file.
 */
static void check_bomb(struct small_model *s, unsigned id, size_t count, size_t table,
	const char *expected, const char *what)
{
	struct flat *f = &s->flat;
	size_t vector = (f->nbytes + 15) / 16 * 16;
	size_t clone = vector + 16 + 4 * count; // of everything, so that offsets stay valid
	clone = (clone + 15) / 16 * 16;
	size_t nbytes = clone + f->nbytes;
	flat_link(f, s->graph, id, vector);
	unsigned char *bytes = calloc(1, nbytes);
	memcpy(bytes, f->data, f->nbytes);
	memcpy(bytes + clone, f->data, f->nbytes);
	uint32_t length = (uint32_t)count;
	memcpy(bytes + vector, &length, 4);
	for (size_t i = 0; i < count; i++) {
		size_t at = vector + 4 + 4 * i;
		uint32_t offset = (uint32_t)(clone + table - at);
		memcpy(bytes + at, &offset, 4);
	}
	check_refused(bytes, nbytes, expected, what);
	free(bytes);
	small_model_build(s);
}

static void check_bombs(struct small_model *s)
{
	small_model_build(s);
	check_bomb(s, 0, 1000000, s->tensor[0], "tensors has 1000000 entries",
		"M10: a million tensors in one");
	check_bomb(s, 0, 60000, s->tensor[0], "more than 100000 tables",
		"M10: more tables than are allowed");
	flat_unset(&s->flat, s->tensor[0], 4);
	check_bomb(s, 0, 65537, s->tensor[0], "the model has 65537 tensors (at most 65536)",
		"M52: 65537 tensors");
	flat_unset(&s->flat, s->op[0], 3);
	check_bomb(s, 3, 65537, s->op[0], "the model has 65537 operators", "M52: 65537 operators");

	enum { LONG = 2000 };
	static const int32_t length[] = {LONG}, indices[LONG];
	static const int64_t zero[LONG];
	static float scale[LONG];
	for (int i = 0; i < LONG; i++)
		scale[i] = 1;
	struct flat *f = &s->flat;
	flat_link(f, s->tensor[0], 0, flat_vector(f, length, 1, 4));
	flat_link(f, s->quantisation[0], 2, flat_vector(f, scale, LONG, 4));
	flat_link(f, s->quantisation[0], 3, flat_vector(f, zero, LONG, 8));
	check_bomb(s, 0, 40000, s->tensor[0], "scales, more than the file can hold",
		"M38: one list of scales for 40000 tensors");
	flat_link(f, s->op[1], 1, flat_vector(f, indices, LONG, 4));
	check_bomb(s, 3, 40000, s->op[1], "operands, more than the file can hold",
		"M38: one list of operands for 40000 operators");
}

int main(void)
{
	static struct small_model small;
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		small_model_build(&small);
		apply(&small, &edits[i]);
		check_refused(small.flat.data, small.flat.nbytes, edits[i].expected, edits[i].what);
	}
	check_lookalikes();
	check_offsets(&small);
	check_custom_codes(&small);
	check_overlap(&small);
	check_bombs(&small);
	return check_done();
}
