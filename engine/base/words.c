// SPDX-License-Identifier: Apache-2.0
/*
 * Lists are short, and most are made only when something is reported: looking for the end
 * each time is cheap, and spares every caller a count.
 */
#include "engine/base/words.h"

#include <stdio.h>
#include <string.h>

void words_add(char *list, size_t list_nbytes, const char *word)
{
	size_t used = strlen(list);
	snprintf(list + used, list_nbytes - used, "%s%s", used ? ", " : "", word);
}

int words_count(const char *const *words)
{
	int count = 0;
	while (words && words[count])
		count++;
	return count;
}

bool word_ends_with(const char *word, const char *suffix)
{
	size_t nbytes = strlen(word), suffix_nbytes = strlen(suffix);
	return nbytes > suffix_nbytes && strcmp(word + nbytes - suffix_nbytes, suffix) == 0;
}
