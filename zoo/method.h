// SPDX-License-Identifier: Apache-2.0
/*
 * All that has to be said about how a figure is made, so that another can make it again: a
 * protocol and a list of samples, each with its knobs set.  Two results whose methods have
 * the same hash answer the same question.
 */
#ifndef ZOO_METHOD_H
#define ZOO_METHOD_H

#include "engine/base/arena.h"
#include "zoo/dataset.h"
#include "zoo/knob.h"
#include "zoo/protocol.h"

#include <stdbool.h>

enum { METHOD_HASH_NBYTES = 17 }; // 64 bits in hexadecimal, with the terminating zero

struct method {
	const struct protocol *protocol;
	const struct dataset_kind *dataset;
	struct knob_choice knobs; // of the protocol
	struct knob_choice list;  // of the dataset
};

/*
 * The protocol on the set of that name (NULL: its own).  A set's name may be that of a family
 * that the protocol's own set belongs to: then that is the one.  STATUS_UNKNOWN if there is
 * no such set, STATUS_USAGE if its samples are of another sort.
 */
bool method_create(struct method *out, const struct protocol *protocol, const char *dataset,
	struct status *st);

// "KNOB=VALUE" of the protocol or of the set.  STATUS_USAGE if neither has it.
bool method_set(struct method *method, const char *setting, struct status *st);

// One knob after the other, those of the protocol first.
struct method_knob {
	const struct knob *knob;
	const char *value;
	bool is_default;
	bool of_list; // the set's, not the protocol's
};

int method_knob_count(const struct method *method);
struct method_knob method_knob(const struct method *method, int index, struct arena *keep);

// "scale=full-scale round=truncate": what is not the default; "" if everything is.
const char *method_departures(const struct method *method, struct arena *keep);

// "kws-micronet/1": name and version of the protocol.
const char *method_id(const struct method *method, struct arena *keep);

/*
 * The first 64 bits of the SHA-256 of the lines "protocol NAME/VERSION", "dataset NAME" and
 * "KNOB=VALUE" for every knob in order, each with a newline behind it.
 */
void method_hash(char out[METHOD_HASH_NBYTES], const struct method *method);

#endif
