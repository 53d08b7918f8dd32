// SPDX-License-Identifier: Apache-2.0
/*
 * A model's bytes are right by their hash; are they a model?
 */
#ifndef ZOO_FETCH_STRUCTURE_H
#define ZOO_FETCH_STRUCTURE_H

#include "engine/base/status.h"
#include "zoo/incoming.h"

#include <stdbool.h>

// STATUS_FORMAT, naming `name`, if what arrived is no model (verify_parses()).
bool structure_check(const struct incoming *incoming, const char *name, struct status *st);

#endif
