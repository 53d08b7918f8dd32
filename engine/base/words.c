// SPDX-License-Identifier: Apache-2.0
/*
 * Lists are short and are made only when something is reported, so looking for the end
 * each time is cheap, and spares every caller the count.
 */
#include "engine/base/words.h"

#include <stdio.h>
#include <string.h>

void words_add(char *list, size_t list_nbytes, const char *word)
{
	size_t used = strlen(list);
	snprintf(list + used, list_nbytes - used, "%s%s", used ? ", " : "", word);
}
