// SPDX-License-Identifier: Apache-2.0
/*
 * The registry, knobs from the command line, and inputs that do not suit.
 */
#include "zoo/protocol.h"

#include "zoo/dataset.h"

#include "tests/unit/check.h"

static void check_registry(void)
{
	struct status st = {0};
	const struct protocol *const *all = protocols_all();
	CHECK(all[0] != NULL, "there are protocols");
	for (; *all; all++) {
		const struct protocol *p = *all;
		CHECK(protocol_find(p->name, &st) == p, "%s is found by its name", p->name);
		CHECK(p->about && p->sample && p->version > 0, "%s says what it is", p->name);
		CHECK(dataset_kind_find(p->dataset, &st) != NULL, "%s: dataset %s", p->name,
			p->dataset);
		CHECK(p->knob_count <= KNOB_MAX_COUNT, "%s: number of knobs", p->name);
		for (int k = 0; k < p->knob_count; k++) {
			const struct knob *knob = &p->knobs[k];
			CHECK(knob->name && knob->about && knob->values[0], "%s: knob %d", p->name,
				k);
			for (int v = 0; knob->values[v]; v++) {
				struct knob_choice choice = {{0}, {0}};
				struct knobs knobs = protocol_knobs(p);
				char setting[128];
				snprintf(setting, sizeof(setting), "%s=%s", knob->name,
					knob->values[v]);
				CHECK(knobs_set(&knobs, &choice, setting, &st) &&
						choice.value[k] == v,
					"%s: %s", p->name, setting);
			}
		}
	}
	CHECK(!protocol_find("kws", &st), "unknown name");
	CHECK_INT(st.code, STATUS_UNKNOWN, "its code");
	CHECK(strstr(st.hint, "kws-micronet") != NULL, "the hint lists what there is");
}

static void check_refused(const char *setting, const char *message)
{
	struct status st = {0};
	const struct protocol *p = protocol_find("kws-micronet", &st);
	struct knob_choice choice = {{1, 1, 1}, {0}};
	struct knobs knobs = protocol_knobs(p);
	CHECK(!knobs_set(&knobs, &choice, setting, &st), "\"%s\" is refused", setting);
	CHECK_INT(st.code, STATUS_USAGE, "its code");
	CHECK_TEXT(st.message, message, "its message");
	CHECK(choice.value[0] == 1 && choice.value[1] == 1 && choice.value[2] == 1,
		"nothing was changed");
}

static void check_settings(void)
{
	check_refused("scale", "\"scale\": expected KNOB=VALUE");
	check_refused("=clip-max",
		"protocol kws-micronet has no knob \"\": expected scale, log-floor, round");
	check_refused("sca=clip-max",
		"protocol kws-micronet has no knob \"sca\": expected scale, log-floor, round");
	check_refused("scale=clip",
		"knob scale of protocol kws-micronet: expected one of clip-max, clip-max-abs, "
		"full-scale, got \"clip\"");
	check_refused("round=",
		"knob round of protocol kws-micronet: expected one of nearest, truncate, "
		"truncate-double, got \"\"");
}

static struct tensor good_input(void)
{
	static const float scale[] = {0.2F};
	static const int32_t zero[] = {-5};
	return (struct tensor){.name = "in",
		.type = TENSOR_INT8,
		.rank = 4,
		.shape = {1, 49, 10, 1},
		.count = 490,
		.nbytes = 490,
		.quantisation = {.count = 1, .scale = scale, .zero = zero}};
}

static void check_input(const struct tensor *input, bool expected, const char *what)
{
	struct status st = {0};
	struct arena arena = {0};
	struct pipeline *pipeline;
	struct knob_choice choice = {{0}, {0}};
	const struct protocol *p = protocol_find("kws-micronet", &st);
	bool ok = p->pipeline_create(&pipeline, &choice, input, &arena, &st);
	CHECK_INT(ok, expected, "input: %s", what);
	if (!expected)
		CHECK_INT(st.code, STATUS_FORMAT, "input: %s: code", what);
	arena_release(&arena);
}

static void check_inputs(void)
{
	struct tensor input = good_input();
	check_input(&input, true, "49 x 10");
	input.rank = 2;
	input.shape[1] = 490;
	check_input(&input, true, "flat");
	input.type = TENSOR_FLOAT32;
	check_input(&input, true, "float32");
	input.type = TENSOR_BOOL;
	check_input(&input, false, "bool");
	input = good_input();
	input.count = input.nbytes = 500;
	check_input(&input, false, "50 x 10");
	input = good_input();
	input.quantisation.count = 0;
	check_input(&input, false, "not quantised");
}

int main(void)
{
	check_registry();
	check_settings();
	check_inputs();
	return check_done();
}
