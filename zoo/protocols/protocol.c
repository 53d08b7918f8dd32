// SPDX-License-Identifier: Apache-2.0
/*
 * The list of protocols: one line here and one file in zoo/protocols/ for each.
 */
#include "zoo/protocol.h"

#include "engine/base/words.h"
#include "zoo/identifier.h"

#include <string.h>

extern const struct protocol protocol_ad_micronet;
extern const struct protocol protocol_imagenet_squash;
extern const struct protocol protocol_kws_hello_edge;
extern const struct protocol protocol_kws_micronet;
extern const struct protocol protocol_vww_micronet;

static const struct protocol *const protocols[] = {
	&protocol_kws_micronet,
	&protocol_ad_micronet,
	&protocol_kws_hello_edge,
	&protocol_vww_micronet,
	&protocol_imagenet_squash,
	NULL,
};

const char *metric_name(enum metric metric)
{
	return metric == METRIC_AUC ? "auc" : "accuracy";
}

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
	identifier_fail_unknown(st, "protocol", name);
	status_hint(st, "known protocols: %s", names);
	return NULL;
}

struct knobs protocol_knobs(const struct protocol *protocol)
{
	return (struct knobs){"protocol", protocol->name, protocol->knobs, protocol->knob_count};
}

int protocol_window_count(const struct protocol *protocol, const struct pipeline *pipeline)
{
	return protocol->window_count ? protocol->window_count(pipeline) : 1;
}
