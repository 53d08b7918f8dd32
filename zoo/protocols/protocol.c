// SPDX-License-Identifier: Apache-2.0
/*
 * The list of protocols: one line here and one file in zoo/protocols/ for each.
 */
#include "zoo/protocol.h"

#include "engine/base/words.h"

#include <string.h>

extern const struct protocol protocol_kws_micronet;

static const struct protocol *const protocols[] = {
	&protocol_kws_micronet,
	NULL,
};

const struct protocol *const *protocols_all(void)
{
	return protocols;
}

const struct protocol *protocol_find(const char *name, struct status *st)
{
	char names[512] = "";
	for (int i = 0; protocols[i]; i++) {
		if (strcmp(protocols[i]->name, name) == 0)
			return protocols[i];
		words_add(names, sizeof(names), protocols[i]->name);
	}
	status_fail(st, STATUS_UNKNOWN, "no protocol is called \"%s\"", name);
	status_hint(st, "known protocols: %s", names);
	return NULL;
}

static const struct knob *find_knob(
	const struct protocol *protocol, const char *name, size_t length, struct status *st)
{
	char names[512] = "";
	for (int i = 0; i < protocol->knob_count; i++) {
		const struct knob *knob = &protocol->knobs[i];
		if (strlen(knob->name) == length && memcmp(knob->name, name, length) == 0)
			return knob;
		words_add(names, sizeof(names), knob->name);
	}
	status_fail(st, STATUS_USAGE, "protocol %s has no knob \"%.*s\": expected %s",
		protocol->name, (int)length, name, protocol->knob_count ? names : "none");
	return NULL;
}

bool protocol_set(const struct protocol *protocol, struct knob_choice *choice, const char *setting,
	struct status *st)
{
	const char *equals = strchr(setting, '=');
	if (!equals) {
		status_fail(st, STATUS_USAGE, "\"%s\": expected KNOB=VALUE", setting);
		if (protocol->knob_count > 0)
			status_hint(st, "for example %s=%s", protocol->knobs[0].name,
				protocol->knobs[0].values[0]);
		return false;
	}
	const struct knob *knob = find_knob(protocol, setting, (size_t)(equals - setting), st);
	if (!knob)
		return false;
	char values[512] = "";
	for (int i = 0; knob->values[i]; i++) {
		if (strcmp(knob->values[i], equals + 1) == 0) {
			choice->value[knob - protocol->knobs] = i;
			return true;
		}
		words_add(values, sizeof(values), knob->values[i]);
	}
	return status_fail(st, STATUS_USAGE,
		"knob %s of protocol %s: expected one of %s, got \"%s\"", knob->name,
		protocol->name, values, equals + 1);
}
