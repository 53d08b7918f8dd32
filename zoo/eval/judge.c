// SPDX-License-Identifier: Apache-2.0
/*
 * A verdict is given on the whole set only.  The first claim that applies is the
 * card's own and decides; the others are judged beside it and shown.
 */
#include "zoo/eval/judge.h"

#include "zoo/eval/reasons.h"

#include <math.h>
#include <string.h>

const char *verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_MET:
		return "met";
	case VERDICT_NOT_MET:
		return "not_met";
	case VERDICT_NOT_MEASURABLE:
		return "not_measurable";
	}
	return "?";
}

static bool claim_applies(const struct claim *claim, const struct eval_result *result,
	const struct eval_request *request)
{
	const struct dataset *set = request->dataset;
	return strcmp(request->card->dataset, set->kind->family) == 0 && !claim->unrepeatable &&
	       strcmp(request->card->protocol, request->method->protocol->name) == 0 &&
	       strcmp(claim->split, set->split) == 0 &&
	       (!claim->sha1 || strcmp(claim->sha1, result->sha1) == 0);
}

static void judge_count(struct eval_claim *judged, const struct eval_result *result)
{
	judged->feasible = claim_implied_counts(
		judged->claim, result->expected_count, &judged->implied_low, &judged->implied_high);
	if (!judged->feasible)
		return;
	if (result->correct_count < judged->implied_low)
		judged->short_of = judged->implied_low - result->correct_count;
	else if (result->correct_count > judged->implied_high)
		judged->short_of = judged->implied_high - result->correct_count;
	judged->met = judged->short_of == 0;
}

static void judge_claims(
	struct eval_result *out, const struct eval_request *request, struct arena *keep)
{
	const struct card *card = request->card;
	bool by_count = request->method->protocol->metric == METRIC_ACCURACY;
	struct eval_claim *claims = arena_array(keep, struct eval_claim, card->claim_count);
	for (int i = 0; i < card->claim_count; i++) {
		struct eval_claim *judged = &claims[i];
		judged->claim = &card->claims[i];
		judged->applies = claim_applies(judged->claim, out, request);
		judged->feasible = true;
		if (by_count)
			judge_count(judged, out);
		else
			judged->met = !isnan(out->measured) &&
				      claim_met_by_value(judged->claim, out->measured);
		judged->met = judged->met && out->complete && judged->applies;
		judged->decides = judged->applies && !eval_deciding_claim(out);
		out->claims = claims;
		out->claim_count = i + 1;
	}
}

const struct eval_claim *eval_deciding_claim(const struct eval_result *result)
{
	for (int i = 0; i < result->claim_count; i++)
		if (result->claims[i].decides)
			return &result->claims[i];
	return NULL;
}

void eval_judge(struct eval_result *out, const struct eval_request *request, struct arena *keep)
{
	if (request->card)
		judge_claims(out, request, keep);
	const struct eval_claim *deciding = eval_deciding_claim(out);
	out->verdict = VERDICT_NOT_MEASURABLE;
	if (out->complete && deciding)
		out->verdict = deciding->met ? VERDICT_MET : VERDICT_NOT_MET;
	out->reasons = eval_reasons(out, request, keep);
}
