// SPDX-License-Identifier: Apache-2.0
/*
 * Does the engine know every operator of a model?  Asked before anything else, so
 * that one message names all that are missing.
 */
#ifndef ENGINE_PLAN_SUPPORT_H
#define ENGINE_PLAN_SUPPORT_H

#include "engine/model.h"

// Operators, their versions, and how many operands each has.
bool plan_check_support(const struct model *model, struct status *st);

#endif
