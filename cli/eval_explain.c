// SPDX-License-Identifier: Apache-2.0
/*
 * From the command line to an explanation: every knob is varied that the user has not set.
 */
#include "cli/eval_explain.h"

#include <string.h>

// Which knobs the user has set, whatever to; the set's come first, as in method_set().
static const bool *find_held(
	const struct method *method, const struct arguments *arguments, struct arena *keep)
{
	int count = method_knob_count(method);
	bool *held = arena_array(keep, bool, count);
	const char *const *settings = arguments_values(arguments, "set", keep);
	for (; *settings; settings++) {
		size_t length = strcspn(*settings, "=");
		int i = count - 1;
		for (; i >= 0; i--) {
			const char *name = method_knob(method, i, keep).knob->name;
			if (strlen(name) == length && memcmp(name, *settings, length) == 0)
				break;
		}
		if (i >= 0)
			held[i] = true;
	}
	return held;
}

bool eval_explain_run(struct eval_item *item, struct context *context,
	const struct arguments *arguments, const struct eval_request *request, struct arena *keep,
	struct status *st)
{
	if (!arguments_has(arguments, "explain"))
		return true;
	struct explanation *explanation = arena_new(keep, struct explanation);
	const struct explain_request explain = {.base = request,
		.result = &item->result,
		.held = find_held(request->method, arguments, keep)};
	if (!explain_run(explanation, &explain, &context->observer, keep, st))
		return false;
	item->explanation = explanation;
	return true;
}
