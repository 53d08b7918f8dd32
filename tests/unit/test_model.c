// SPDX-License-Identifier: Apache-2.0
/*
 * model_parse() on sound models: five real ones, whose shapes, scales and operators are
 * those that the cards' protocols give, and a small one of which every value is known.
 */
#include "engine/model.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "tests/unit/model_contract.h"
#include "tests/unit/small_model.h"

struct expected {
	const char *name, *path;
	int op_count;
	const char *op_table; // name, version and number of uses of each row
	int input_shape[4];   // 0: no such dimension
	double input_scale;
	int input_zero;
	int class_count;
	double output_scale;
	int output_zero;
};

static const struct expected models[] = {
	{"kws_micronet_m", "keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite", 14,
		"CONV_2D v3 x7, DEPTHWISE_CONV_2D v3 x5, AVERAGE_POOL_2D v2 x1, RESHAPE v1 x1",
		{1, 49, 10, 1}, 0.20109497010707855, -5, 12, 0.056053586304187775, -54},
	{"ad_small", "anomaly_detection/micronet_small/tflite_int8/ad_small_int8.tflite", 12,
		"CONV_2D v3 x6, DEPTHWISE_CONV_2D v3 x4, AVERAGE_POOL_2D v2 x1, RESHAPE v1 x1",
		{1, 32, 32, 1}, 0.19192618131637573, 11, 8, 2.2354184693540446e-05, 29},
	{"vww2", "visual_wake_words/micronet_vww2/tflite_int8/vww2_50_50_INT8.tflite", 71,
		"CONV_2D v3 x37, DEPTHWISE_CONV_2D v3 x17, PAD v2 x5, ADD v2 x10, "
		"AVERAGE_POOL_2D v2 x1, RESHAPE v1 x1",
		{1, 50, 50, 1}, 0.007549178320914507, -72, 2, 0.05457817763090134, 34},
	{"ds_cnn_l",
		"keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/tflite_int8/"
		"ds_cnn_l_quantized.tflite",
		16,
		"RESHAPE v1 x2, CONV_2D v3 x6, DEPTHWISE_CONV_2D v3 x5, AVERAGE_POOL_2D v2 x1, "
		"FULLY_CONNECTED v4 x1, SOFTMAX v2 x1",
		{1, 490}, 1.1021944284439087, 96, 12, 0.00390625, -128},
	{"mobilenet_v2",
		"image_classification/mobilenet_v2_1.0_224/tflite_int8/"
		"mobilenet_v2_1.0_224_INT8.tflite",
		66,
		"QUANTIZE v1 x0, CONV_2D v3 x36, DEPTHWISE_CONV_2D v3 x17, ADD v2 x10, "
		"AVERAGE_POOL_2D v2 x1, RESHAPE v1 x1, SOFTMAX v2 x1, DEQUANTIZE v2 x0",
		{1, 224, 224, 3}, 0.007843137718737125, -1, 1001, 0.00390625, -128},
};

static void check_quantised(
	const struct tensor *t, double scale, int zero, const char *model, const char *what)
{
	CHECK(t->type == TENSOR_INT8 && t->quantisation.count == 1, "%s: %s is int8, one scale",
		model, what);
	CHECK(t->quantisation.scale[0] == (float)scale, "%s: scale of the %s", model, what);
	CHECK_INT(t->quantisation.zero[0], zero, "%s: zero point of the %s", model, what);
}

static void check_op_table(const struct model *m, const struct expected *e)
{
	char text[512] = "", name[24];
	for (int i = 0; i < m->op_table_count; i++) {
		const struct op_table_row *row = &m->op_table[i];
		size_t used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s%s v%d x%d", i > 0 ? ", " : "",
			op_code_name(row->code, name), row->version, row->use_count);
	}
	CHECK_TEXT(text, e->op_table, "%s: table of operators", e->name);
}

static void check_real_model(const struct expected *e, const char *shared)
{
	struct arena arena = {0};
	struct status st = {0};
	struct bytes file;
	struct model *m;
	const char *path = arena_printf(&arena, "%s/ml-zoo/models/%s", shared, e->path);
	if (!file_read(&file, path, MODEL_MAX_FILE_NBYTES, &arena, &st)) {
		check_skip(e->name, st.message);
		arena_release(&arena);
		return;
	}
	if (CHECK(model_parse(&m, file, e->name, &arena, &st), "%s parses %s", e->name,
		    st.message)) {
		const char *broken = model_broken(m);
		CHECK_TEXT(broken ? broken : "", "", "%s keeps the contract", e->name);
		CHECK_INT(m->op_count, e->op_count, "%s: operators", e->name);
		check_op_table(m, e);
		CHECK(m->input_count == 1 && m->output_count == 1, "%s: one input, one output",
			e->name);
		const struct tensor *in = &m->tensors[m->inputs[0]];
		for (int d = 0; d < 4; d++)
			CHECK_INT(d < in->rank ? in->shape[d] : 0, e->input_shape[d],
				"%s: input dimension %d", e->name, d);
		check_quantised(in, e->input_scale, e->input_zero, e->name, "input");
		const struct tensor *out = &m->tensors[m->outputs[0]];
		CHECK(out->rank == 2 && out->shape[0] == 1 && out->shape[1] == e->class_count,
			"%s: output shape", e->name);
		check_quantised(out, e->output_scale, e->output_zero, e->name, "output");
	}
	arena_release(&arena);
}

static void check_small_tensors(const struct model *m)
{
	const struct tensor *weights = &m->tensors[WEIGHTS];
	CHECK_TEXT(weights->name, "weights", "name of a tensor");
	CHECK(weights->rank == 4 && weights->shape[0] == 3 && weights->shape[3] == 2 &&
			weights->count == 6 && weights->nbytes == 6,
		"shape and size");
	CHECK(weights->constant.nbytes == 6 && (int8_t)weights->constant.data[5] == -6,
		"constant data");
	CHECK(weights->quantisation.count == 3 && weights->quantisation.axis == 0 &&
			weights->quantisation.scale[2] == 0.125F,
		"scales per channel");
	const struct tensor *bias = &m->tensors[BIAS];
	int32_t second = 0;
	memcpy(&second, bias->constant.data + 4, sizeof(second));
	CHECK(bias->type == TENSOR_INT32 && bias->nbytes == 12 && second == -200, "bias");
	CHECK(!m->tensors[CONVOLVED].constant.data, "a computed tensor has no data");
	CHECK_INT(m->tensors[NEW_SHAPE].quantisation.count, 0, "a tensor that is not quantised");
	CHECK_INT(m->tensors[OUTPUT].quantisation.zero[0], -128, "a negative zero point");
}

static void check_small_ops(const struct model *m)
{
	const struct op *conv = &m->ops[0];
	CHECK(conv->code == OP_CONV_2D && conv->version == 3 && conv->input_count == 3 &&
			conv->inputs[1] == WEIGHTS && conv->outputs[0] == CONVOLVED,
		"operands of CONV_2D");
	CHECK(conv->options.activation == ACTIVATION_RELU &&
			conv->options.window.padding == PADDING_SAME &&
			conv->options.window.stride_h == 1 && conv->options.window.dilation_w == 1,
		"options of CONV_2D, with dilation 1 by default");
	const struct op *pool = &m->ops[1];
	CHECK(pool->options.window.padding == PADDING_VALID && pool->options.window.window_h == 4 &&
			pool->options.window.dilation_h == 1,
		"options of AVERAGE_POOL_2D");
	CHECK(m->ops[2].options.reshape.rank == 2 && m->ops[2].options.reshape.shape[1] == 3,
		"options of RESHAPE");
	CHECK(m->ops[3].options.softmax.beta == 1.0F, "options of SOFTMAX");
}

// Parse a changed small model that must still be good; NULL if it was refused.
static struct model *parse_small(
	const struct small_model *small, struct arena *arena, const char *what)
{
	struct status st = {0};
	struct model *m = NULL;
	struct bytes file = {small->flat.data, small->flat.nbytes};
	bool ok = model_parse(&m, file, "small", arena, &st);
	CHECK(ok, "%s is accepted %s", what, st.message);
	return ok ? m : NULL;
}

static void check_accepted(struct small_model *small, struct arena *arena)
{
	struct flat *f = &small->flat;
	struct model *m;

	small_model_build(small);
	flat_unset(f, small->tensor[POOLED], 3);
	if ((m = parse_small(small, arena, "M15: a tensor without a name")))
		CHECK_TEXT(m->tensors[POOLED].name, "#4", "M15: name that is made up");

	small_model_build(small);
	flat_write(f,
		flat_slot(small->tensor[POOLED], 3) +
			flat_read(f, flat_slot(small->tensor[POOLED], 3), 4) + 4,
		'\n', 1);
	if ((m = parse_small(small, arena, "M09: a name with a control byte")))
		CHECK_TEXT(m->tensors[POOLED].name, "\\nooled", "M09: name that is escaped");

	small_model_build(small);
	flat_link(f, small->op[0], 1, flat_vector(f, (const int32_t[]){INPUT, WEIGHTS, -1}, 3, 4));
	if ((m = parse_small(small, arena, "a convolution without a bias")))
		CHECK_INT(m->ops[0].inputs[2], TENSOR_ABSENT, "absent bias");

	small_model_build(small);
	flat_set(f, small->op_code[3], 0, 127, 1);
	flat_set(f, small->op_code[3], 3, 150, 4); // GELU
	if ((m = parse_small(small, arena, "an operator that the engine does not run"))) {
		char name[24];
		CHECK_TEXT(op_code_name(m->ops[3].code, name), "BUILTIN_150",
			"code above 127, name of an unknown operator");
	}

	small_model_build(small);
	flat_unset(f, small->op_code[0], 3);
	if ((m = parse_small(small, arena, "a code in the old byte only")))
		CHECK_INT(m->ops[0].code, OP_CONV_2D, "code from the old byte");

	small_model_build(small);
	for (unsigned id = 0; id <= 3; id += 3)
		flat_set(f, small->op_code[3], id, 32, id == 0 ? 1 : 4);
	flat_link(f, small->op_code[3], 1, flat_string(f, "MyOperator"));
	flat_link(f, small->op[3], 5, flat_vector(f, "abc", 3, 1));
	if ((m = parse_small(small, arena, "a custom operator")))
		CHECK_TEXT(m->ops[3].custom_code ? m->ops[3].custom_code : "", "MyOperator",
			"custom_code");

	small_model_build(small);
	flat_unset(f, small->options[2], 0);
	if ((m = parse_small(small, arena, "RESHAPE without new_shape")))
		CHECK_INT(m->ops[2].options.reshape.rank, -1, "no shape in the options");

	small_model_build(small);
	flat_unset(f, small->op[2], 3);
	flat_unset(f, small->op[2], 4);
	if ((m = parse_small(small, arena, "RESHAPE without options")))
		CHECK_INT(m->ops[2].options.reshape.rank, -1, "no options");

	small_model_build(small);
	flat_link(f, small->tensor[INPUT], 7, flat_vector(f, (const int32_t[]){-1, 4, 4, 2}, 4, 4));
	parse_small(small, arena, "M39: an open batch");

	small_model_build(small);
	flat_item(f, small->buffers_vector, 0, flat_table(f, 3));
	flat_set(f, small->tensor[POOLED], 2, 0, 4);
	if ((m = parse_small(small, arena, "M27: tensors that share a buffer")))
		CHECK(!m->tensors[POOLED].constant.data, "shared empty buffer");

	small_model_build(small);
	f->nbytes += 64;
	parse_small(small, arena, "M01: trailing padding");
}

// The file's bytes need not be aligned, and may go away afterwards.
static void check_independence(struct small_model *small, struct arena *arena)
{
	small_model_build(small);
	size_t nbytes = small->flat.nbytes;
	unsigned char *bytes = malloc(nbytes + 1);
	memcpy(bytes + 1, small->flat.data, nbytes);
	struct status st = {0};
	struct model *m = NULL;
	bool ok = model_parse(&m, (struct bytes){bytes + 1, nbytes}, "odd", arena, &st);
	memset(bytes, 0xee, nbytes + 1);
	free(bytes);
	if (CHECK(ok, "bytes at an odd address %s", st.message)) {
		check_small_tensors(m);
		check_small_ops(m);
		CHECK_TEXT(m->name, "odd", "name of the model");
		CHECK_TEXT(m->description, "small", "description");
	}
}

int main(void)
{
	const char *shared = check_shared();
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (shared)
			check_real_model(&models[i], shared);
		else
			check_skip(models[i].name, "no shared data");
	}
	static struct small_model small;
	struct arena arena = {0};
	small_model_build(&small);
	struct model *m = parse_small(&small, &arena, "the small model");
	if (m) {
		const char *broken = model_broken(m);
		CHECK_TEXT(broken ? broken : "", "", "it keeps the contract");
		check_small_tensors(m);
		check_small_ops(m);
	}
	check_accepted(&small, &arena);
	check_independence(&small, &arena);
	arena_release(&arena);
	return check_done();
}
