// SPDX-License-Identifier: Apache-2.0
/*
 * What zoo lint is made of: figures as intervals, scripts as commands, lists of labels, and
 * models of which it says what only their bytes show.
 */
#include "tests/unit/check.h"
#include "tests/unit/fresh_keras.h"
#include "tests/unit/random.h"
#include "tests/unit/small_model.h"
#include "zoo/lint/binary.h"
#include "zoo/lint/compare.h"
#include "zoo/lint/figure.h"
#include "zoo/lint/label_list.h"
#include "zoo/lint/shell.h"
#include "zoo/published/known.h"

static struct arena arena;

static struct figure figure(const char *printed)
{
	struct figure f = {0};
	CHECK(figure_parse(&f, printed), "%s is a figure", printed);
	return f;
}

static void test_figures(void)
{
	struct figure f = figure("93.87%");
	CHECK(f.digits == 9387 && f.decimals == 2 && f.percent && !*f.unit, "93.87%%");
	f = figure("35.00dB");
	CHECK(f.digits == 3500 && f.decimals == 2 && strcmp(f.unit, "dB") == 0, "35.00dB");
	f = figure("-0.5 x");
	CHECK(f.negative && f.digits == 5 && strcmp(f.unit, "x") == 0, "-0.5 x");
	CHECK(figure_value(&f) == -0.5, "its value");
	static const char *const none[] = {"", "good", ".", "%", "1234567890123456", "-"};
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(!figure_parse(&f, none[i]), "\"%s\" is none", none[i]);

	// {a, b, may they be one value?}, as shares; 0.1123 rounds to 0.112, and 0.0886 to 0.089
	static const struct {
		const char *a, *b;
		bool agree;
	} pairs[] = {{"0.1123", "0.112", true}, {"0.0886", "0.089", true},
		{"0.1123", "0.113", false}, {"95.77%", "0.958", true}, {"93.87%", "0.9401", false},
		{"76.8", "0.768", true}, {"76.8", "0.767", false}, {"69.68", "0.697", true},
		{"0.1115", "0.112", true}, {"0.1125", "0.112", true}, {"0.11255", "0.112", false},
		{"1", "100%", true}, {"0", "0.4", true}, {"0", "0.6", false}};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct figure a = figure(pairs[i].a), b = figure(pairs[i].b);
		a = figure_share(&a);
		b = figure_share(&b);
		CHECK(figures_can_both_hold(&a, &b) == pairs[i].agree &&
				figures_can_both_hold(&b, &a) == pairs[i].agree,
			"%s and %s %s", pairs[i].a, pairs[i].b,
			pairs[i].agree ? "agree" : "do not");
	}
}

static void test_known(void)
{
	static const char *const accuracies[] = {"accuracy", "Accuracy", "top_1_accuracy",
		"top-1-accuracy", "Top 1 Accuracy", "top-1"};
	for (size_t i = 0; i < sizeof(accuracies) / sizeof(accuracies[0]); i++) {
		const struct known_metric *metric = known_metric(accuracies[i]);
		CHECK(metric && strcmp(metric->same_as, "accuracy") == 0, "%s", accuracies[i]);
	}
	CHECK(known_metric("Average pesq") == known_metric("PESQ"), "PESQ");
	CHECK(!known_metric("goodness"), "no metric");
	CHECK(known_dataset("coco_validation_2017") == known_dataset("COCO 2017 Validation"),
		"COCO");
	CHECK(known_dataset("SpeechCommands") == known_dataset_of_kind("speech_commands"),
		"Speech Commands");
	CHECK_TEXT(known_type("fp32"), "float32", "fp32");
	CHECK_TEXT(known_type("INT8"), "int8", "int8");
	CHECK(!known_type("int9"), "none of ours");
	CHECK(known_same_type("fp32", "FLOAT32") && known_same_type("int9", "INT9"), "one type");
	CHECK(!known_same_type("int8", "uint8") && !known_same_type("int9", "int8"), "two types");
	CHECK(known_dataset("ImageNet") == known_dataset_of_kind("imagenet"), "ImageNet");
}

static struct shell_script shell(const char *text)
{
	struct shell_script script;
	shell_read(&script, (struct bytes){(const unsigned char *)text, strlen(text)}, &arena);
	return script;
}

static void test_shell(void)
{
	struct shell_script s =
		shell("# a\n#!/bin/sh\n"
		      "wget \"a b\" 'c\"d' e\\ f > ./x.txt 2>/dev/null # g\n"
		      "x | y;z && (w)\n"
		      "cat >> l.txt <<- 'END'\none\ntwo three\r\nEND\nlast \\\n  line\n");
	CHECK_INT(s.shebang_line, 2, "#! in line 2");
	if (!CHECK(s.command_count == 7, "seven commands"))
		return;
	const struct shell_command *c = &s.commands[0];
	CHECK_INT(c->line, 3, "line");
	CHECK(c->word_count == 5 && strcmp(c->words[1], "a b") == 0 &&
			strcmp(c->words[2], "c\"d") == 0 && strcmp(c->words[3], "e f") == 0,
		"words without their quotes");
	CHECK_TEXT(c->target, "x.txt", "the first target, without ./");
	CHECK(!c->append, "written, not appended to");
	CHECK_TEXT(s.commands[2].words[0], "y", "behind a pipe");
	CHECK_TEXT(s.commands[4].words[0], "w", "in parentheses");
	c = &s.commands[5];
	CHECK(c->append && strcmp(c->target, "l.txt") == 0 && c->line_count == 2 &&
			strcmp(c->lines[1], "two three") == 0,
		"a here-document");
	c = &s.commands[6];
	CHECK(c->line == 9 && c->word_count == 2 && strcmp(c->words[1], "line") == 0,
		"a line that goes on");
	CHECK_INT(shell("").command_count, 0, "nothing");
	CHECK_INT(shell("a 'b\nc").commands[0].word_count, 2, "a quote that does not end");
	CHECK_INT(shell("cat <<X\n1\n2").commands[0].line_count, 2, "a document that does not");
	random_init();
	for (int i = 0; i < 2000; i++) {
		char text[64];
		size_t nbytes = random_u64() % sizeof(text);
		for (size_t k = 0; k < nbytes; k++)
			text[k] = "ab \n\t'\"\\<>|&;()#-\0!"[random_u64() % 20];
		struct shell_script any;
		shell_read(&any, (struct bytes){(const unsigned char *)text, nbytes}, &arena);
		for (int k = 0; k < any.command_count; k++)
			if (any.commands[k].words[any.commands[k].word_count])
				CHECK(false, "an end behind the words");
	}
	CHECK(true, "2000 scripts of noise");
}

static void test_labels(void)
{
	static const char *const list[] = {"_silence_", "Yes", NULL};
	static const char *const same[] = {"Silence", "yes", NULL};
	static const char *const other[] = {"silence", "no", NULL};
	static const char *const longer[] = {"silence", "yes", "no", NULL};
	CHECK_INT(labels_difference(list, same), -1, "the same labels");
	CHECK_INT(labels_difference(list, other), 1, "another second one");
	CHECK_INT(labels_difference(list, longer), 2, "one more");
	struct findings findings = {.keep = &arena};
	struct label_list out;
	char many[4000] = "";
	for (int i = 0; i < 2000; i += 2) {
		many[i] = 'a';
		many[i + 1] = '\n';
	}
	label_list_examine(
		&out, (struct bytes){(const unsigned char *)many, 2000}, "l", &findings, &arena);
	CHECK_INT(out.label_count, 1000, "a thousand labels");
	CHECK_INT(findings.count, 9, "of which the first few are told");
	CHECK_TEXT(findings.list[8].message, "991 more labels stand twice", "and how many more");
}

// A list of findings that is in order, and ends.
static void test_findings(void)
{
	static const struct place places[] = {{"b", 2}, {"a", 9}, {"b", 1}, {"a", 0}, {"b", 2}};
	static const char *const order[] = {"2", "0", "4", "3", "1"};
	struct findings few = {.keep = &arena};
	struct lint_report sorted = {0};
	for (int i = 0; i < 5; i++)
		findings_add(&few, FOUND_MOVED, places[i], "%d", i);
	findings_report(&sorted, &few);
	for (int i = 0; i < 5; i++)
		CHECK_TEXT(sorted.findings[i].message, order[i], "finding %d", i);

	struct findings findings = {.keep = &arena};
	struct lint_report report = {0};
	for (int i = 0; i < FINDINGS_MAX; i++)
		findings_add(&findings, FOUND_UNCLEAR, (struct place){"f", i},
			"a\x1b"
			"%d",
			i);
	CHECK(!findings.is_full, "room for all of them");
	findings_add(&findings, FOUND_UNCLEAR, (struct place){"f", 0}, "one too many");
	findings_pair(&findings, "b", "c");
	findings_report(&report, &findings);
	CHECK(findings.is_full && report.finding_count == FINDINGS_MAX, "and no more");
	CHECK_TEXT(report.findings[FINDINGS_MAX - 1].message, "a\\x1b9999", "the last that fits");
	CHECK(!report.findings[FINDINGS_MAX - 1].expected, "is not touched by the next");
}

static bool has(const struct findings *findings, enum lint_kind kind, const char *message)
{
	for (int i = 0; i < findings->count; i++)
		if (findings->list[i].kind == kind && strstr(findings->list[i].message, message))
			return true;
	return false;
}

// A model whose table has an operator that nothing uses: it is no difference, but a note.
static void test_idle_operator(void)
{
	struct small_model m;
	struct findings findings = {.keep = &arena};
	struct witness file, text;
	struct published says;
	static const char *const operators[] = {
		"AVERAGE_POOL_2D", "CONV_2D", "QUANTIZE", "RESHAPE", "SOFTMAX", "RELU6", NULL};
	small_model_build(&m);
	m.op_codes = flat_tables(&m.flat, SMALL_OPS + 1);
	flat_link(&m.flat, m.model, 1, m.op_codes);
	small_op_code(&m, 0, 3, 3);
	small_op_code(&m, 1, 1, 2);
	small_op_code(&m, 2, 22, 1);
	small_op_code(&m, 3, 25, 2);
	size_t row = flat_item(&m.flat, m.op_codes, SMALL_OPS, flat_table(&m.flat, 4));
	flat_set(&m.flat, row, 0, OP_QUANTIZE, 1);
	flat_set(&m.flat, row, 2, 1, 4);
	flat_set(&m.flat, row, 3, OP_QUANTIZE, 4);
	struct bytes bytes = {m.flat.data, m.flat.nbytes};
	if (!CHECK(model_examine(&file, bytes, "a/m.tflite", &findings, &arena) && file.is_parsed,
		    "a small model"))
		return;
	CHECK_INT(findings.count, 0, "nothing is found in it");
	CHECK(file.idle[0] && strcmp(file.idle[0], "QUANTIZE") == 0 && !file.idle[1],
		"QUANTIZE is idle");
	published_init(&says, "a/definition.yaml");
	says.operators = operators;
	witness_of_text(&text, WITNESS_DEFINITION, "a/definition.yaml", &says, &arena);
	compare_witnesses(&findings, &file, &text, &arena);
	CHECK_INT(findings.count, 1, "one thing is found");
	CHECK(has(&findings, FOUND_UNUSED_OPERATOR, "QUANTIZE"), "which is that it is not used");
	says.operators = operators + 1;
	compare_witnesses(&findings, &file, &text, &arena);
	CHECK(has(&findings, FOUND_OPERATORS_DIFFER, "operators"),
		"one that is missing is another");
	// The same bytes damaged are no model, and that is said.
	findings.count = 0;
	m.flat.data[1] ^= 0xff; // where its root is
	CHECK(model_examine(&file, bytes, "a/m.tflite", &findings, &arena) && !file.is_parsed,
		"a damaged model");
	CHECK(has(&findings, FOUND_UNSUPPORTED_MODEL, ""), "cannot be read");
}

static struct tensor weights_of(
	const int8_t *codes, const int32_t *shape, int rank, const float *scale, int scale_count)
{
	struct tensor t = {.name = "w", .type = TENSOR_INT8, .rank = rank, .count = 1};
	for (int i = 0; i < rank; i++) {
		t.shape[i] = shape[i];
		t.count *= (size_t)shape[i];
	}
	t.nbytes = t.count;
	t.constant = (struct bytes){(const unsigned char *)codes, t.nbytes};
	t.quantisation = (struct quantisation){
		scale_count, 0, scale, arena_array(&arena, int32_t, scale_count)};
	return t;
}

static void test_untrained(void)
{
	enum { DENSE_SCALES = sizeof(fresh_dense_scale) / sizeof(fresh_dense_scale[0]) };
	static const float one[] = {0.02F};
	static const int32_t picture[] = {1, 6, 6, 8}, kernel[] = {8, 3, 3, 8}, row[] = {1, 8},
			     matrix[] = {64, 8};
	int8_t *codes = arena_array(&arena, int8_t, 576);
	memcpy(codes, fresh_conv_codes, 576);
	struct tensor tensors[] = {weights_of(NULL, picture, 4, one, 1),
		weights_of(codes, kernel, 4, fresh_conv_scale, 8), weights_of(NULL, row, 2, one, 1),
		weights_of(fresh_dense_codes, matrix, 2, fresh_dense_scale, DENSE_SCALES),
		weights_of(NULL, picture, 4, one, 1), weights_of(NULL, row, 2, one, 1)};
	static const int32_t operands[2][3] = {{0, 1, TENSOR_ABSENT}, {2, 3, TENSOR_ABSENT}};
	static const int32_t results[2] = {4, 5};
	tensors[0].constant = tensors[2].constant = tensors[4].constant = tensors[5].constant =
		(struct bytes){NULL, 0};
	const struct op ops[] = {{.code = OP_CONV_2D,
					 .input_count = 3,
					 .output_count = 1,
					 .inputs = operands[0],
					 .outputs = &results[0]},
		{.code = OP_FULLY_CONNECTED,
			.input_count = 3,
			.output_count = 1,
			.inputs = operands[1],
			.outputs = &results[1]}};
	struct model model = {.name = "m",
		.description = "",
		.tensor_count = 6,
		.op_count = 2,
		.tensors = tensors,
		.ops = ops};
	struct findings findings = {.keep = &arena};
	model_check_weights(&findings, &model, (struct place){"m.tflite", 0});
	CHECK(has(&findings, FOUND_UNTRAINED_WEIGHTS, "2 of 2 layers"), "Keras's initialisation");
	findings.count = 0;
	for (int i = 0; i < 576; i++)
		codes[i] = (int8_t)(codes[i] / 2);
	model_check_weights(&findings, &model, (struct place){"m.tflite", 0});
	CHECK_INT(findings.count, 0, "other weights are none");
}

int main(void)
{
	test_figures();
	test_known();
	test_shell();
	test_labels();
	test_findings();
	test_idle_operator();
	test_untrained();
	arena_release(&arena);
	return check_done();
}
