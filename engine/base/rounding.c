// SPDX-License-Identifier: Apache-2.0
/*
 * The names by which users know the roundings.
 */
#include "engine/base/rounding.h"

#include <string.h>

static const char *const names[] = {
	[ROUNDING_DOUBLE] = "double",
	[ROUNDING_SINGLE] = "single",
	[ROUNDING_FP32] = "fp32",
};

const char *rounding_name(enum rounding rounding)
{
	return names[rounding];
}

bool rounding_parse(enum rounding *out, const char *name)
{
	for (int i = ROUNDING_DOUBLE; i <= ROUNDING_FP32; i++) {
		if (strcmp(name, names[i]) == 0) {
			*out = (enum rounding)i;
			return true;
		}
	}
	return false;
}
