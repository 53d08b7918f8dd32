// SPDX-License-Identifier: Apache-2.0
/*
 * Points are numbered like the digits of a number whose places are the knobs, so that a
 * point's neighbour along a knob is found by adding a stride.
 */
#include "zoo/eval/lattice.h"

#include "engine/base/words.h"

#include <math.h>
#include <stdio.h>

int explain_value_index(const struct explain_knob *knob, int point)
{
	return point / knob->stride % knob->value_count;
}

static struct knob_choice *choice_of(struct method *method, const struct explain_knob *knob)
{
	return knob->of_list ? &method->list : &method->knobs;
}

// The knob's place in the choice of its owner.
static int place_of(const struct method *method, const struct explain_knob *knob)
{
	return knob->of_list ? knob->index - method->protocol->knob_count : knob->index;
}

// The knobs in doubt, without strides.
static struct explain_knob *find_knobs(
	int *count, const struct method *base, const bool *held, struct arena *keep)
{
	int most = method_knob_count(base);
	struct explain_knob *knobs = arena_array(keep, struct explain_knob, most);
	struct method method = *base;
	*count = 0;
	for (int i = 0; i < most; i++) {
		struct method_knob k = method_knob(base, i, keep);
		struct explain_knob *knob = &knobs[*count];
		*knob = (struct explain_knob){.knob = k.knob,
			.of_list = k.of_list,
			.index = i,
			.stride = 1,
			.value_count = words_count(k.knob->values)};
		knob->base = choice_of(&method, knob)->value[place_of(base, knob)];
		bool is_held = held && held[i];
		if (!k.knob->fixed && !is_held && knob->value_count > 1 &&
			knob->base != KNOB_NUMBER)
			++*count;
	}
	return knobs;
}

static bool fail_size(const struct explain_knob *knobs, int count, struct status *st)
{
	char names[512] = "";
	for (int k = 0; k < count; k++) {
		char name[128];
		snprintf(name, sizeof(name), "%s (%d values)", knobs[k].knob->name,
			knobs[k].value_count);
		words_add(names, sizeof(names), name);
	}
	status_fail(st, STATUS_USAGE,
		"too many ways to measure: %d knobs make a lattice of more than %d points", count,
		(int)EXPLAIN_MOST_POINTS);
	return status_hint(st, "hold some of them at a value: %s", names);
}

// The last knob of the protocol changes fastest, the first of the list slowest.
static bool set_strides(int *point_count, struct explain_knob *knobs, int count, struct status *st)
{
	int stride = 1;
	for (int of_list = 0; of_list <= 1; of_list++) {
		for (int k = count - 1; k >= 0; k--) {
			if (knobs[k].of_list != of_list)
				continue;
			knobs[k].stride = stride;
			if (knobs[k].value_count > EXPLAIN_MOST_POINTS / stride)
				return fail_size(knobs, count, st);
			stride *= knobs[k].value_count;
		}
	}
	*point_count = stride;
	return true;
}

static void set_method(
	struct method *method, const struct explain_knob *knobs, int knob_count, int point)
{
	for (int k = 0; k < knob_count; k++)
		choice_of(method, &knobs[k])->value[place_of(method, &knobs[k])] =
			explain_value_index(&knobs[k], point);
}

bool lattice_create(struct explanation *out, struct explain_point **points,
	const struct method *base, const bool *held, struct arena *keep, struct status *st)
{
	*out = (struct explanation){.metric = base->protocol->metric, .target = -1};
	struct explain_knob *knobs = find_knobs(&out->knob_count, base, held, keep);
	out->knobs = knobs;
	if (!set_strides(&out->point_count, knobs, out->knob_count, st))
		return false;
	for (int k = 0; k < out->knob_count; k++)
		out->base += knobs[k].base * knobs[k].stride;
	*points = arena_array(keep, struct explain_point, out->point_count);
	for (int p = 0; p < out->point_count; p++) {
		(*points)[p] = (struct explain_point){
			.method = *base, .measured = NAN, .interval95 = {NAN, NAN}};
		set_method(&(*points)[p].method, knobs, out->knob_count, p);
	}
	out->points = *points;
	return true;
}
