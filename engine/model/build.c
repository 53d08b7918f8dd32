// SPDX-License-Identifier: Apache-2.0
/*
 * What every step of model_parse() needs: a budget for what it copies, and text that
 * can be shown.
 */
#include "engine/model/build.h"

bool model_build_spend(size_t *spent, size_t count, const struct model_build *build)
{
	enum { SOME_MORE = 65536 };
	*spent += count; // below 2^31 each time, and stops at the first excess
	return *spent <= build->file_nbytes / sizeof(int32_t) + SOME_MORE;
}

const char *model_build_text(struct model_build *build, const char *text)
{
	char printable[1024];
	return arena_strdup(build->keep, status_printable(printable, sizeof(printable), text));
}
