// SPDX-License-Identifier: Apache-2.0
/*
 * Nothing is fitted: a value's worth is a mean of differences between points that differ in
 * nothing else, so that points which could not be run bias it as little as can be.
 */
#include "zoo/eval/conclude.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void weigh_value(struct explain_value *value, const struct explanation *out,
	const struct explain_knob *knob, int index)
{
	double sum = 0;
	for (int p = 0; index != knob->base && p < out->point_count; p++) {
		if (explain_value_index(knob, p) != index)
			continue;
		int partner = p + (knob->base - index) * knob->stride;
		double change = out->points[p].measured - out->points[partner].measured;
		if (isnan(change))
			continue;
		sum += change;
		value->pair_count++;
	}
	value->main_effect = value->pair_count ? sum / (double)value->pair_count : NAN;
}

void conclude_values(struct explanation *out, struct arena *keep)
{
	struct explain_knob *knobs = arena_array(keep, struct explain_knob, out->knob_count);
	for (int k = 0; k < out->knob_count; k++) {
		struct explain_knob *knob = &knobs[k];
		*knob = out->knobs[k];
		struct explain_value *values =
			arena_array(keep, struct explain_value, knob->value_count);
		for (int v = 0; v < knob->value_count; v++) {
			values[v].value = knob->knob->values[v];
			values[v].point = out->base + (v - knob->base) * knob->stride;
			weigh_value(&values[v], out, knob, v);
		}
		knob->values = values;
	}
	out->knobs = knobs;
	out->measured_count = 0;
	for (int p = 0; p < out->point_count; p++)
		out->measured_count += !isnan(out->points[p].measured);
}

/*
 * The list may be what is in doubt, so a claim for the set's own split concerns every list
 * that a knob makes; one for another split, protocol or file concerns none.  What cannot be
 * made again is searched for as well: it may turn out that it can.
 */
static bool claim_concerned(const struct claim *claim, const struct explain_request *request)
{
	const struct dataset *set = request->base->dataset;
	const struct card *card = request->base->card;
	return strcmp(card->dataset, set->kind->family) == 0 &&
	       strcmp(card->protocol, request->base->method->protocol->name) == 0 &&
	       (strcmp(claim->split, set->split) == 0 ||
		       strcmp(claim->split, set->kind->split) == 0) &&
	       (!claim->sha1 || strcmp(claim->sha1, request->result->sha1) == 0);
}

static bool point_reproduces(const struct explain_point *point, const struct claim *claim)
{
	if (point->correct_count < 0)
		return claim_met_by_value(claim, point->measured);
	int64_t low, high;
	return claim_implied_counts(claim, point->expected_count, &low, &high) &&
	       point->correct_count >= low && point->correct_count <= high;
}

static bool point_allows(const struct explain_point *point, const struct claim *claim)
{
	double value = claim_value(claim);
	return point->interval95[0] <= value && value <= point->interval95[1];
}

static void match_claim(struct explain_claim *match, const struct explanation *out,
	const struct explain_request *request, struct arena *keep)
{
	int *exact = arena_array(keep, int, out->point_count);
	int *possible = arena_array(keep, int, out->point_count);
	match->concerned = claim_concerned(match->claim, request);
	for (int p = 0; match->concerned && p < out->point_count; p++) {
		const struct explain_point *point = &out->points[p];
		if (isnan(point->measured))
			continue;
		if (point->whole && point_reproduces(point, match->claim))
			exact[match->exact_count++] = p;
		else if (!point->whole && point_allows(point, match->claim))
			possible[match->possible_count++] = p;
	}
	match->exact = exact;
	match->possible = possible;
}

struct ranked {
	double key; // smaller comes first
	int departures;
	int point;
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->departures != y->departures)
		return x->departures < y->departures ? -1 : 1;
	return (x->point > y->point) - (x->point < y->point);
}

// Measured points by `key`; of equal ones that which differs less from the base comes first.
static const int *rank(const struct explanation *out,
	double key(const struct explain_point *point, const struct claim *target),
	const struct claim *target, struct arena *keep)
{
	struct ranked *ranked = arena_array(keep, struct ranked, out->measured_count);
	int count = 0;
	for (int p = 0; p < out->point_count; p++) {
		if (isnan(out->points[p].measured))
			continue;
		ranked[count] = (struct ranked){.key = key(&out->points[p], target), .point = p};
		for (int k = 0; k < out->knob_count; k++)
			ranked[count].departures +=
				explain_value_index(&out->knobs[k], p) != out->knobs[k].base;
		count++;
	}
	qsort(ranked, (size_t)count, sizeof(*ranked), compare_ranked);
	int *points = arena_array(keep, int, count);
	for (int i = 0; i < count; i++)
		points[i] = ranked[i].point;
	return points;
}

static double key_best(const struct explain_point *point, const struct claim *target)
{
	(void)target;
	return -point->measured;
}

static double key_closest(const struct explain_point *point, const struct claim *target)
{
	return fabs(point->measured - claim_value(target));
}

// The claim that decides; else the first that could come from here.
static int choose_target(
	const struct explain_claim *claims, int count, const struct eval_result *result)
{
	const struct eval_claim *deciding = eval_deciding_claim(result);
	for (int i = 0; i < count; i++)
		if (deciding && deciding->claim == claims[i].claim)
			return i;
	for (int i = 0; i < count; i++)
		if (claims[i].concerned)
			return i;
	return -1;
}

void conclude_claims(
	struct explanation *out, const struct explain_request *request, struct arena *keep)
{
	const struct card *card = request->base->card;
	out->claim_count = card ? card->claim_count : 0;
	struct explain_claim *claims = arena_array(keep, struct explain_claim, out->claim_count);
	for (int i = 0; i < out->claim_count; i++) {
		claims[i].claim = &card->claims[i];
		match_claim(&claims[i], out, request, keep);
	}
	out->claims = claims;
	out->target = choose_target(claims, out->claim_count, request->result);
	out->best = rank(out, key_best, NULL, keep);
	if (out->target >= 0)
		out->closest = rank(out, key_closest, claims[out->target].claim, keep);
}
