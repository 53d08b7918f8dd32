// SPDX-License-Identifier: Apache-2.0
/*
 * Knobs by name: what stands on a command line to a choice, and a choice to what a report
 * prints.
 */
#include "zoo/knob.h"

#include "engine/base/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct knob *find(const struct knobs *knobs, const char *name, size_t length)
{
	for (int i = 0; i < knobs->count; i++)
		if (strlen(knobs->list[i].name) == length &&
			memcmp(knobs->list[i].name, name, length) == 0)
			return &knobs->list[i];
	return NULL;
}

static size_t name_length(const char *setting)
{
	const char *equals = strchr(setting, '=');
	return equals ? (size_t)(equals - setting) : 0;
}

bool knobs_have(const struct knobs *knobs, const char *setting)
{
	return find(knobs, setting, name_length(setting)) != NULL;
}

static bool fail_name(
	const struct knobs *knobs, const char *setting, size_t length, struct status *st)
{
	char names[512] = "";
	for (int i = 0; i < knobs->count; i++)
		words_add(names, sizeof(names), knobs->list[i].name);
	return status_fail(st, STATUS_USAGE, "%s %s has no knob \"%.*s\": expected %s", knobs->what,
		knobs->owner, (int)length, setting, knobs->count ? names : "none");
}

static bool fail_value(
	const struct knobs *knobs, const struct knob *knob, const char *value, struct status *st)
{
	char values[512] = "";
	for (int i = 0; knob->values[i]; i++)
		words_add(values, sizeof(values), knob->values[i]);
	return status_fail(st, STATUS_USAGE, "knob %s of %s %s: expected one of %s%s, got \"%s\"",
		knob->name, knobs->what, knobs->owner, values,
		knob->takes_number ? " or a number" : "", value);
}

static int find_value(const struct knob *knob, const char *value)
{
	for (const char *const *pair = knob->spellings; pair && *pair; pair += 2)
		if (strcmp(pair[0], value) == 0)
			value = pair[1];
	for (int i = 0; knob->values[i]; i++)
		if (strcmp(knob->values[i], value) == 0)
			return i;
	return -1;
}

static bool parse_number(double *out, const char *text)
{
	char *end;
	*out = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*out);
}

bool knobs_set(const struct knobs *knobs, struct knob_choice *choice, const char *setting,
	struct status *st)
{
	if (!strchr(setting, '=')) {
		status_fail(st, STATUS_USAGE, "\"%s\": expected KNOB=VALUE", setting);
		if (knobs->count > 0)
			status_hint(st, "for example %s=%s", knobs->list[0].name,
				knobs->list[0].values[0]);
		return false;
	}
	size_t length = name_length(setting);
	const struct knob *knob = find(knobs, setting, length);
	if (!knob)
		return fail_name(knobs, setting, length, st);
	const char *text = setting + length + 1;
	int value = find_value(knob, text);
	double number = 0;
	if (value < 0 && knob->takes_number && parse_number(&number, text))
		value = KNOB_NUMBER;
	else if (value < 0)
		return fail_value(knobs, knob, text, st);
	choice->value[knob - knobs->list] = value;
	choice->number[knob - knobs->list] = number;
	return true;
}

const char *knob_value(
	const struct knobs *knobs, const struct knob_choice *choice, int index, struct arena *keep)
{
	int value = choice->value[index];
	if (value != KNOB_NUMBER)
		return knobs->list[index].values[value];
	return arena_printf(keep, "%.17g", choice->number[index]);
}

bool knob_is_default(const struct knob_choice *choice, int index)
{
	return choice->value[index] == 0;
}

bool knob_choices_equal(const struct knob_choice *a, const struct knob_choice *b)
{
	for (int i = 0; i < KNOB_MAX_COUNT; i++) {
		if (a->value[i] != b->value[i])
			return false;
		if (a->value[i] == KNOB_NUMBER && a->number[i] != b->number[i])
			return false;
	}
	return true;
}
