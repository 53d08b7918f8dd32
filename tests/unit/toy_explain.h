// SPDX-License-Identifier: Apache-2.0
/*
 * The toy, explained.
 */
#ifndef TESTS_UNIT_TOY_EXPLAIN_H
#define TESTS_UNIT_TOY_EXPLAIN_H

#include "tests/unit/toy.h"
#include "zoo/explain.h"

struct trial {
	struct toy toy;
	struct explanation e;
};

static bool trial_begin(struct trial *t, const struct protocol *protocol)
{
	bool ok = toy_begin(&t->toy, protocol, TOY_LIST_ALL);
	t->e = (struct explanation){.knob_count = 0};
	return ok;
}

static bool explain(struct trial *t, const bool *held)
{
	struct status st = {0};
	if (!toy_run(&t->toy))
		return false;
	const struct explain_request request = {&t->toy.request, &t->toy.result, held};
	return CHECK(explain_run(&t->e, &request, NULL, &t->toy.arena, &st), "explained: %s",
		st.message);
}

// The point with these values of flip, level, refuse and list.
static int find_point(const struct explanation *e, int flip, int level, int refuse, int list)
{
	for (int p = 0; p < e->point_count; p++) {
		const struct method *method = &e->points[p].method;
		if (method->knobs.value[TOY_FLIP] == flip &&
			method->knobs.value[TOY_LEVEL] == level &&
			method->knobs.value[TOY_REFUSE] == refuse && method->list.value[0] == list)
			return p;
	}
	return -1;
}

#endif
