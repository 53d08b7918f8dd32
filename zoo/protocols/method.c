// SPDX-License-Identifier: Apache-2.0
/*
 * The knobs of a protocol and of its set, seen as one list.
 */
#include "zoo/method.h"

#include "engine/base/words.h"
#include "zoo/digest.h"

#include <string.h>

bool method_create(
	struct method *out, const struct protocol *protocol, const char *dataset, struct status *st)
{
	*out = (struct method){.protocol = protocol};
	const struct dataset_kind *own = dataset_kind_find(protocol->dataset, st);
	out->dataset = own;
	if (own && dataset && strcmp(own->family, dataset) != 0)
		out->dataset = dataset_kind_find(dataset, st);
	if (!out->dataset)
		return false;
	if (strcmp(out->dataset->sample_noun, own->sample_noun) != 0)
		return status_fail(st, STATUS_USAGE, "protocol %s measures %s, dataset %s has %s",
			protocol->name, own->sample_noun, out->dataset->name,
			out->dataset->sample_noun);
	return true;
}

bool method_set(struct method *method, const char *setting, struct status *st)
{
	struct knobs list = dataset_knobs(method->dataset);
	if (knobs_have(&list, setting))
		return knobs_set(&list, &method->list, setting, st);
	struct knobs own = protocol_knobs(method->protocol);
	if (knobs_set(&own, &method->knobs, setting, st))
		return true;
	char names[256] = "";
	for (int i = 0; i < list.count; i++)
		words_add(names, sizeof(names), list.list[i].name);
	if (names[0] && strchr(setting, '=') && !knobs_have(&own, setting))
		status_hint(st, "dataset %s has, besides: %s", list.owner, names);
	return false;
}

int method_knob_count(const struct method *method)
{
	return method->protocol->knob_count + method->dataset->knob_count;
}

struct method_knob method_knob(const struct method *method, int index, struct arena *keep)
{
	int own_count = method->protocol->knob_count;
	bool of_list = index >= own_count;
	struct knobs knobs =
		of_list ? dataset_knobs(method->dataset) : protocol_knobs(method->protocol);
	const struct knob_choice *choice = of_list ? &method->list : &method->knobs;
	int i = of_list ? index - own_count : index;
	return (struct method_knob){.knob = &knobs.list[i],
		.value = knob_value(&knobs, choice, i, keep),
		.is_default = knob_is_default(choice, i),
		.of_list = of_list};
}

const char *method_departures(const struct method *method, struct arena *keep)
{
	const char *text = "";
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, keep);
		if (!k.is_default)
			text = arena_printf(
				keep, "%s%s%s=%s", text, *text ? " " : "", k.knob->name, k.value);
	}
	return text;
}

const char *method_id(const struct method *method, struct arena *keep)
{
	return arena_printf(keep, "%s/%d", method->protocol->name, method->protocol->version);
}

static void add_line(struct digest *digest, const char *key, const char *between, const char *value)
{
	digest_add(digest, key, strlen(key));
	digest_add(digest, between, strlen(between));
	digest_add(digest, value, strlen(value));
	digest_add(digest, "\n", 1);
}

void method_hash(char out[METHOD_HASH_NBYTES], const struct method *method)
{
	struct arena scratch = {0};
	struct digest *digest = digest_create();
	add_line(digest, "protocol", " ", method_id(method, &scratch));
	add_line(digest, "dataset", " ", method->dataset->name);
	for (int i = 0; i < method_knob_count(method); i++) {
		struct method_knob k = method_knob(method, i, &scratch);
		add_line(digest, k.knob->name, "=", k.value);
	}
	struct digests digests;
	digest_finish(digest, &digests);
	memcpy(out, digests.sha256, METHOD_HASH_NBYTES - 1);
	out[METHOD_HASH_NBYTES - 1] = '\0';
	arena_release(&scratch);
}
