// SPDX-License-Identifier: Apache-2.0
/*
 * The list of checks: everything on it is printable, and the worst of it is the outcome.
 */
#include "zoo/verify/checks.h"

#include <string.h>

// File names, labels and names of tensors come from outside: what is kept can be printed.
static const char *printable(const char *text, struct arena *keep)
{
	size_t nbytes = 4 * strlen(text) + 1;
	return status_printable(arena_array(keep, char, nbytes), nbytes, text);
}

void verification_note(
	struct verification *v, const char *name, bool ok, const char *expected, const char *got)
{
	if (v->check_count == VERIFY_CHECKS_MAX)
		return;
	v->checks[v->check_count++] = (struct verify_check){
		name, ok, printable(expected, v->keep), printable(got, v->keep)};
	if (!ok && v->outcome == VERIFY_OK)
		v->outcome = VERIFY_MISMATCH;
}

bool verification_fail(struct verification *v, const struct status *why)
{
	// a folder that is in the way is in the way of all its files
	bool known = false;
	for (int i = 0; i < v->failure_count; i++)
		known |= strcmp(v->failures[i].message, why->message) == 0;
	if (!known && v->failure_count < VERIFY_FAILURES_MAX)
		v->failures[v->failure_count++] = *why;
	if (why->code == STATUS_STORE)
		v->outcome = VERIFY_UNTRUSTED;
	else if (v->outcome != VERIFY_UNTRUSTED)
		v->outcome = VERIFY_UNREADABLE;
	return false;
}
