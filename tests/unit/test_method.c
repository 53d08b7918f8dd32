// SPDX-License-Identifier: Apache-2.0
/*
 * Knobs with numbers and other spellings, and methods: what a hash covers, and what it does not.
 */
#include "zoo/method.h"
#include "zoo/digest.h"

#include "tests/unit/check.h"

static const char *const mean_values[] = {"-30", "dataset", NULL};
static const char *const list_values[] = {"sorted", "archive", NULL};
static const char *const list_spellings[] = {"test-archive", "archive", NULL};
static const struct knob two[] = {
	{.name = "mean", .about = "x", .values = mean_values, .takes_number = true},
	{.name = "list", .about = "y", .values = list_values, .spellings = list_spellings},
};
static const struct knobs knobs = {"protocol", "p", two, 2};

static void check_set(const char *setting, const char *mean, const char *list)
{
	struct arena arena = {0};
	struct status st = {0};
	struct knob_choice choice = {{0}, {0}};
	if (CHECK(knobs_set(&knobs, &choice, setting, &st), "%s: %s", setting, st.message)) {
		CHECK_TEXT(knob_value(&knobs, &choice, 0, &arena), mean, "%s: mean", setting);
		CHECK_TEXT(knob_value(&knobs, &choice, 1, &arena), list, "%s: list", setting);
	}
	arena_release(&arena);
}

static void check_refused(const char *setting, const char *message)
{
	struct status st = {0};
	struct knob_choice choice = {{0}, {0}}, untouched = choice;
	CHECK(!knobs_set(&knobs, &choice, setting, &st), "\"%s\" is refused", setting);
	CHECK_INT(st.code, STATUS_USAGE, "\"%s\": code", setting);
	CHECK_TEXT(st.message, message, "\"%s\": message", setting);
	CHECK(knob_choices_equal(&choice, &untouched), "\"%s\": nothing was changed", setting);
}

static void check_knobs(void)
{
	check_set("mean=-30", "-30", "sorted");
	check_set("mean=dataset", "dataset", "sorted");
	check_set("mean=-29.5", "-29.5", "sorted");
	check_set("mean=1e3", "1000", "sorted");
	check_set("list=archive", "-30", "archive");
	check_set("list=test-archive", "-30", "archive");
	check_refused("mean=nan",
		"knob mean of protocol p: expected one of -30, dataset or a number, got \"nan\"");
	check_refused("mean=1x",
		"knob mean of protocol p: expected one of -30, dataset or a number, got \"1x\"");
	check_refused("mean=",
		"knob mean of protocol p: expected one of -30, dataset or a number, got \"\"");
	check_refused(
		"list=2", "knob list of protocol p: expected one of sorted, archive, got \"2\"");
	struct knob_choice a = {{KNOB_NUMBER, 0}, {1, 0}}, b = {{KNOB_NUMBER, 0}, {2, 0}};
	CHECK(!knob_choices_equal(&a, &b), "two numbers are two choices");
	b.number[0] = 1;
	b.number[1] = 5;
	CHECK(knob_choices_equal(&a, &b), "a number that nobody chose does not count");
}

static void method_of(struct method *method, const char *setting)
{
	struct status st = {0};
	CHECK(method_create(method, protocol_find("kws-micronet", &st), NULL, &st), "method: %s",
		st.message);
	if (setting)
		CHECK(method_set(method, setting, &st), "%s: %s", setting, st.message);
}

// The hash as its header defines it, worked out with sha256sum over these very lines.
static void check_hash(void)
{
	static const char text[] = "protocol kws-micronet/1\ndataset speech_commands\n"
				   "scale=clip-max\nlog-floor=add-1e-6\nround=nearest\n";
	struct method method;
	char hash[METHOD_HASH_NBYTES], other[METHOD_HASH_NBYTES];
	method_of(&method, NULL);
	method_hash(hash, &method);
	struct digests digests =
		digest_bytes((struct bytes){(const unsigned char *)text, sizeof(text) - 1});
	digests.sha256[METHOD_HASH_NBYTES - 1] = '\0';
	CHECK_TEXT(hash, digests.sha256, "the hash of the default");
	CHECK_TEXT(hash, "1abb51180867b902", "which is published in reports");
	method_of(&method, "scale=clip-max");
	method_hash(other, &method);
	CHECK_TEXT(other, hash, "saying the default changes nothing");
	method_of(&method, "scale=full-scale");
	method_hash(other, &method);
	CHECK(strcmp(other, hash) != 0, "another value, another hash");
}

static void check_method(void)
{
	struct arena arena = {0};
	struct status st = {0};
	struct method method;
	method_of(&method, "round=truncate");
	CHECK_TEXT(method_id(&method, &arena), "kws-micronet/1", "id");
	CHECK_TEXT(method_departures(&method, &arena), "round=truncate", "departures");
	method_of(&method, NULL);
	CHECK_TEXT(method_departures(&method, &arena), "", "no departures");
	const struct protocol *kws = protocol_find("kws-micronet", &st);
	CHECK(method_create(&method, kws, "demo_words", &st) &&
			strcmp(method.dataset->name, "demo_words") == 0,
		"another set than the protocol's own");
	CHECK(!method_create(&method, kws, "speech", &st), "an unknown set");
	CHECK_INT(st.code, STATUS_UNKNOWN, "its code");
	CHECK(!method_create(&method, kws, "imagenet", &st), "a set of pictures");
	CHECK_TEXT(st.message, "protocol kws-micronet measures clips, dataset imagenet has images",
		"its message");
	method_of(&method, NULL);
	CHECK(!method_set(&method, "crop=none", &st), "an unknown knob");
	CHECK_TEXT(st.message,
		"protocol kws-micronet has no knob \"crop\": expected scale, log-floor, round",
		"its message");
	arena_release(&arena);
}

int main(void)
{
	check_knobs();
	check_hash();
	check_method();
	return check_done();
}
